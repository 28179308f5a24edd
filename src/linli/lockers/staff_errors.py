"""What crews and stewards are refused: what they found behind one door, or behind all."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from linli.kernel.errors import Conflict, Invalid

Words = str | Promise


class FindingNotAsked(Conflict):
    """The crew need not say what it found of this meal: it was seen, or is too long ago."""

    says = _("这份餐不用再说明，或已经过了 12 小时。")


class FindingGiven(Conflict):
    """Somebody has said of this meal what they found, and it was something else."""

    says = _("已经有人说过了：{found}。要改请联系管理员。")
    found: Words


class NothingToCount(Conflict):
    """This cabinet's journal and ours agree, or it was counted a moment ago."""

    says = _("{cabinet} 现在不用盘点。")
    cabinet: str


class CountIncomplete(Invalid):
    """Something was not said of each door, and of each meal without a door."""

    says = _("还有 {count} 处没有说明。每个格口、每份没有格口的餐都要看过。")
    count: int
