"""What can go wrong with a place, in words for whoever names one."""

from django.utils.translation import gettext_lazy as _

from linli.kernel.errors import Conflict, Invalid, Missing


class UnknownPlace(Missing):
    """No place has this code."""

    says = _("没有编号为 {place} 的地点，请核对编号。")
    place: str


class PlaceElsewhere(Conflict):
    """The code is taken by a place of another level, or one that lies elsewhere."""

    says = _("编号 {place} 已经是另一个地点，请换一个编号。")
    place: str


class PlaceOutOfOrder(Invalid):
    """A place can only lie in one of a wider level, and only a district in none."""

    says = _("{place} 不能放在这里：地点要从区开始，一级一级往下。")
    place: str


class PlaceCodeUnreadable(Invalid):
    """A code is 1 to 16 capital letters, digits and hyphens."""

    says = _("地点编号只能用大写字母、数字和连字符，最多 16 位。")
