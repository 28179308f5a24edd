"""What can go wrong with a motion, its ballot or a vote, in words for the person before it."""

from django.utils.translation import gettext_lazy as _

from linli.kernel.errors import Conflict, Full, Invalid, Missing


class UnknownMotion(Missing):
    """The committee has no motion of this number."""

    says = _("没有这项议题。")


class UnknownBallot(Missing):
    """The motion has no such ballot, or it is not over."""

    says = _("没有这次表决的结果，可能还没有结束。")


class UnknownLine(Missing):
    """The roll has no such line."""

    says = _("名册里没有这一行，请核对序号。")


class NotDeliberated(Conflict):
    """A word on a matter that is not before the committee."""

    says = _("这件事不在议事中，先把它转楼委会议事。")


class RollEmpty(Invalid):
    """A ballot without anybody who may vote."""

    says = _("名册是空的。每行写一户：名称，面积（平方米），人数。")


class RollTooLong(Full):
    """More lines than a roll may have."""

    says = _("名册最多 {most} 行。")
    most: int


class RollLineUnreadable(Invalid):
    """A line of a roll that is not a name, an area and a number of heads."""

    says = _("名册第 {line} 行看不懂。写：名称，面积（平方米），人数，不要写手机号。")
    line: int


class RollTwice(Invalid):
    """Two lines of a roll with one name."""

    says = _("名册第 {line} 行和第 {before} 行名称相同，请写得能分清，像“张三 12F”。")
    line: int
    before: int


class AreaNeeded(Invalid):
    """A ballot by area, with a line that has none."""

    says = _("按面积表决，名册每一行都要写面积；{who} 没有写。")
    who: str


class WeightTells(Invalid):
    """A secret ballot in which votes weigh differently."""

    says = _("无记名表决只能每户一票：按面积或人数计票会看出是谁投的。")


class SeatsHaveNoArea(Invalid):
    """A ballot by area, of the committee's seats."""

    says = _("委员席位没有面积，请用名册，或者换一种表决规则。")


class ClosingUnreadable(Invalid):
    """A ballot that ends before it begins, or goes on for too long."""

    says = _("截止时间要在以后，最长 {days} 天，像 2026-03-02 18:00。")
    days: int


class BallotRuns(Conflict):
    """The motion is being voted on."""

    says = _("这项议题正在表决，结束以后才能再开。")


class BallotOver(Conflict):
    """The time for votes is over, or there is no ballot."""

    says = _("表决已经结束，不能再投。")


class VotedAlready(Conflict):
    """The line of the roll has voted: by its link, by proxy or on paper."""

    says = _("这一户已经投过票，每户一次，不能再改。")


class ChoiceNeeded(Invalid):
    """Nothing was chosen that could be."""

    says = _("请选一项再投。")


class VotesAreMissing(Conflict):
    """Not all have voted, and the time is not over."""

    says = _("还有 {left} 户没有投，要等到截止时间才能结束。")
    left: int


class BoxUncounted(Conflict):
    """There are papers in the box that nobody has counted."""

    says = _("票箱里有 {papers} 张纸票，请先数出各项的张数再结束。")
    papers: int


class BoxMiscounted(Invalid):
    """What was counted is not what was put in."""

    says = _("各项加起来是 {counted} 张，投进票箱的是 {papers} 张，请重新数。")
    counted: int
    papers: int


class SecretByPaper(Invalid):
    """What a paper of a secret ballot says, with whose it is."""

    says = _("无记名表决的纸票不能写是谁投的什么：先登记谁投了，截止后再数票箱。")


class ProxyRefused(Invalid):
    """A proxy that cannot be: to oneself, in a chain, or one too many."""

    says = _("不能这样委托：受托人不能委托过别人，最多代 {most} 户；代别人投的不能再委托。")
    most: int


class ProxyTwice(Conflict):
    """The line has given a proxy already."""

    says = _("这一户已经委托了别人，先撤回才能另外委托。")


class NoProxy(Conflict):
    """There is no proxy to revoke, or its vote is cast."""

    says = _("没有可以撤回的委托，可能已经投了。")


class CandidatesNeeded(Invalid):
    """An election without at least one candidate, or with too many."""

    says = _("请写候选人，每行一个姓名，1 到 {most} 人，不要重复。")
    most: int


class NobodyElected(Conflict):
    """There is no winner to be seated."""

    says = _("这次选举没有人当选，或者已经就任。")


class RuleUnfit(Invalid):
    """An election's rule for a motion, or the other way round."""

    says = _("选举用选举的规则，议题用议题的规则。")


class ExportUnreadable(Invalid):
    """What was pasted is no export of a ballot."""

    says = _("这不是表决的导出文件，请把文件里的全部内容粘贴进来。")
