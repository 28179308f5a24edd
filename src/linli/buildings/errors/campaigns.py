"""What can go wrong when policies, services and care are brought to people, in their words."""

from django.utils.translation import gettext_lazy as _

from linli.kernel.errors import Conflict, Invalid, Missing


class UnknownPolicy(Missing):
    """No policy has this number, or none that concerns this building."""

    says = _("没有这项政策，或者它不适用于这座楼。")


class UnknownCampaign(Missing):
    """The building has no campaign of this number."""

    says = _("这座楼没有这个活动。")


class UnknownOutreach(Missing):
    """The campaign lists nobody under this number."""

    says = _("名单里没有这一行，请刷新后再看。")


class OutreachLinkUnreadable(Missing):
    """A link that is not ours, or not whole, or whose campaign has ended."""

    says = _("这个链接不完整，或者活动已经结束。请向楼委会秘书要一个新的。")


class PolicyKept(Conflict):
    """The same document is kept there already."""

    says = _("这个文号的政策已经登记过了。要改，请打开它再改。")


class PolicyOver(Conflict):
    """The policy is not in force today, or was taken off."""

    says = _("这项政策今天不在有效期内，或者已经撤下，不能再告知。")


class PolicyChangedSince(Conflict):
    """The policy has changed since the campaign began: whoever is told now is told by a new one."""

    says = _("政策在这次活动之后改过了。请从政策那一页重新开始告知。")


class NobodyToTell(Conflict):
    """All who would gain were told of this edition, or nobody would."""

    says = _("没有要告知的企业：符合条件的都已经列过了，没有一家会被告知两遍。")


class CampaignOver(Conflict):
    """The campaign has ended."""

    says = _("这个活动已经结束了。")


class OutreachMoved(Conflict):
    """What was pressed cannot be done as things are now."""

    says = _("现在不能这样记，可能别人刚记过。请看现在的进展。")


class NobodyListed(Invalid):
    """A campaign without anybody, a line too long, or too many of them."""

    says = _("请至少选一家企业，或者每行写一个人，每行最多 {most} 个字，最多 {lines} 行。")
    most: int
    lines: int


class NobodyToVisit(Conflict):
    """There is nobody left for another round."""

    says = _("名单里没有还要去的人了。")


class RoundFull(Invalid):
    """A round of nobody, or of more than a day holds."""

    says = _("一轮安排 1 到 {most} 家。")
    most: int


class DayOver(Invalid):
    """A round, or a next call, on a day that is over or far away."""

    says = _("请选今天或以后一年内的日期。")


class CallTomorrow(Invalid):
    """A call that nobody can have made yet, or long ago."""

    says = _("上门的日期要在今天或之前一年内。")


class NextDayNeeded(Invalid):
    """A call that is to be made again, without a day for it."""

    says = _("约了下次，请选下次去的日期。")


class PolicyEndsEarly(Invalid):
    """A policy that ends before it begins."""

    says = _("有效期的最后一天不能早于第一天。")


class SourceUnreadable(Invalid):
    """No address of a page."""

    says = _("原文网址要以 https:// 或 http:// 开头，中间没有空格，最多 {most} 个字。")
    most: int


class LineNeeded(Invalid):
    """A field of a policy that is empty or too long."""

    says = _("“{what}”要写 2 到 {most} 个字。")
    what: str
    most: int
