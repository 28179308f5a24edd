"""What the lockers bring to the platform: so far their roles."""

from django.utils.translation import gettext_lazy as _

from linli.people.enums import Role
from linli.people.rules.roles import DeclaredRole

NAME = _("智能外卖柜")

ROLES = (
    DeclaredRole(
        role=Role.STEWARD,
        system=NAME,
        may=(
            _("看运营看板和每个格口"),
            _("取回、处理滞留的餐，打开任何格口查看"),
            _("授予和收回这里的角色，邀请新人"),
        ),
        given_by=frozenset({Role.STEWARD}),
    ),
    DeclaredRole(
        role=Role.CREW,
        system=NAME,
        may=(_("看运营看板和每个格口"), _("取回、处理滞留的餐，打开任何格口查看")),
        given_by=frozenset({Role.STEWARD}),
    ),
    DeclaredRole(
        role=Role.PROPERTY,
        system=NAME,
        may=(_("看运营看板和每个格口，不能开门"),),
        given_by=frozenset({Role.STEWARD}),
    ),
)
