"""How long which data is kept, and what becomes of it: the form of one line of the table."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Basis(TextChoices):
    """What in the law allows it. Source: 《个人信息保护法》 (PIPL), article 13, first paragraph."""

    CONSENT = "consent", _("本人同意（第十三条第一项）")
    SERVICE = "service", _("为履行约定的服务所必需（第十三条第二项）")
    DUTY = "duty", _("为履行法定义务所必需（第十三条第三项）")


class Purge(StrEnum):
    """What becomes of data whose time is over."""

    DELETE = "delete"
    BLANK = "blank"
    FORGET = "forget"
    KEEP = "keep"


PURGE_SAYS = {
    Purge.DELETE: _("整行删除"),
    Purge.BLANK: _("清空，只留不指向人的事实"),
    Purge.FORGET: _("清空姓名、手机号和账号，结束登录和角色；编号保留"),
    Purge.KEEP: _("不删除：只有编号，没有姓名和手机号"),
}


@dataclass(frozen=True, slots=True)
class DataClass:
    """One class of personal data.

    ``fields`` are written ``app.Model.field``. ``limit`` is counted from the instant in
    ``counted_from``, a field of the first one's model; a row without that instant is still in
    use. None of both: it is kept for good, for the reason that ``purpose`` says.
    """

    key: str
    says: Promise
    fields: tuple[str, ...]
    purpose: Promise
    basis: Basis
    counted_from: str
    limit: timedelta | None
    purge: Purge

    @property
    def model(self) -> str:
        """Where its rows are: ``app.Model``."""
        return self.fields[0].rpartition(".")[0]


DAY = timedelta(days=1)
YEAR = timedelta(days=365)
LIMITATION = 3 * YEAR + DAY
"""As long as a claim may be raised, and a leap day. Source: 《民法典》, article 188."""
