"""What can go wrong in the daily work around the cabinets, in words for the crew."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from linli.kernel.errors import Conflict, Invalid, Missing

Words = str | Promise


class NothingToClean(Conflict):
    """Every door of the building was cleaned within the time."""

    says = _("现在没有要清洁的格口。")


class CleaningUnderWay(Conflict):
    """A cleaning round of this building has been begun already."""

    says = _("已经有人开始了这一轮清洁，请接着做。")


class NoCleaningRound(Missing):
    """No cleaning round of this building is under way."""

    says = _("这一轮清洁没有开始或已经结束，请刷新页面。")


class DoorsUnreadable(Invalid):
    """No door was ticked, or one that nobody's hand can have been in."""

    says = _("请勾选擦过的格口；有餐或正在消毒的不能勾。")


class PhotoUsed(Conflict):
    """The very same photo has ticked doors before."""

    says = _("这张照片已经用过了，请在现场再拍一张。")


class NoSuchPhoto(Missing):
    """There is no such photo here, or its time is over."""

    says = _("没有这张照片，或者已经过了保存期（30 天）。")


class NoDoorsChosen(Invalid):
    """No door was chosen, or one that the cabinet does not have."""

    says = _("请勾选这台柜子的格口。")


class DoorsHeld(Conflict):
    """Somebody has taken one of these doors out of use already."""

    says = _("有的格口已经停用或备用了，请刷新页面再选。")


class DoorsInUse(Conflict):
    """None of these doors is kept out of use."""

    says = _("有的格口没有停用，不用恢复。请刷新页面再选。")


class LayoutUnreadable(Invalid):
    """What was written is no layout of doors."""

    says = _("看不懂「{what}」：每行一列，从上往下写格口，例如 1S 2S 3M；编号不能重复。")
    what: str


class DoorsNotEmpty(Conflict):
    """A change would touch a door with a meal in it, or one that is open."""

    says = _("格口 {doors} 里有餐或门开着，空了才能改。")
    doors: str


class DoorsNotOut(Conflict):
    """A door whose size changes, or that goes, is still given out."""

    says = _("格口 {doors} 还在使用，先停用，再改大小或去掉。")
    doors: str


class DoorsStillFitted(Conflict):
    """The cabinet says that it still has a door that is to go."""

    says = _(
        "柜子的报告里还有格口 {doors}（或还没有报告），先在柜机配置里去掉并重启，再在这里去掉。"
    )
    doors: str


class LayoutSame(Conflict):
    """Nothing of the layout differs."""

    says = _("布局没有变化。")


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
