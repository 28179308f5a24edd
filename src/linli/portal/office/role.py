"""The platform's own role, which is given on the command line and on no page."""

from django.utils.translation import gettext_lazy as _

from linli.people.enums import Role
from linli.people.rules.roles import DeclaredRole
from linli.places.enums import PlaceLevel

OPERATOR = DeclaredRole(
    role=Role.OPERATOR,
    system=_("邻里平台"),
    may=(
        _("在后台查看所有数据表，只看不改；姓名和手机号只显示遮盖后的样子"),
        _("打开与个人有关的记录要先选原因，并且留痕"),
    ),
    given_by=frozenset(),
    levels=frozenset({PlaceLevel.DISTRICT}),
    can_be_delegated=False,
    is_given_by_command=True,
    needs_factor=True,
)
