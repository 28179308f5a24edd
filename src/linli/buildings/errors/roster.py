"""What can go wrong with a duty roster, in words for the person before it."""

from django.utils.translation import gettext_lazy as _

from linli.kernel.errors import Conflict, Denied, Full, Invalid, Missing, Unavailable


class NotOnRoster(Denied):
    """The person is on no roster, or not on this one."""

    says = _("您不在这座楼的值班表上。需要的话，请让楼委会秘书加上。")


class UnknownWindow(Missing):
    """The building has no such window, or it is closed."""

    says = _("没有这个窗口，或者已经撤销。")


class UnknownShift(Missing):
    """The roster has no such shift."""

    says = _("没有这个班次，或者已经取消。")


class UnknownMember(Missing):
    """The roster has no such member."""

    says = _("值班表上没有这个人，或者已经退出。")


class UnknownDuty(Missing):
    """No such duty stands, or it is somebody else's."""

    says = _("没有这个班，或者已经不是您的班。")


class UnknownOffer(Missing):
    """No such offer stands, or it is not for this person."""

    says = _("没有这个换班，或者已经有人接了、收回了。")


class UnknownPattern(Missing):
    """The window has no such weekly shift."""

    says = _("没有这个固定班次。")


class NoDraft(Missing):
    """Nothing is proposed, or something else by now."""

    says = _("没有等着确认的排班建议，请先排一次。")


class NotAShift(Invalid):
    """A time that is no shift."""

    says = _("请写清楚开始和结束，以 5 分钟为单位，结束要晚于开始，最长 24 小时。")


class TooFarAhead(Invalid):
    """A time of which nobody plans yet."""

    says = _("只能排今天起 {days} 天以内的班。")
    days: int


class ShiftOver(Conflict):
    """It ended, or began, already."""

    says = _("这一班已经开始或结束了，不能再这样改。")


class ShiftThere(Conflict):
    """The window has a shift that begins then."""

    says = _("这个窗口在这个时间已经有一班。")


class ShiftTaken(Conflict):
    """Somebody has the shift."""

    says = _("这一班已经有人了。")


class PatternThere(Conflict):
    """The window wants a shift then already."""

    says = _("这个窗口在这个时间已经有固定班次。")


class PatternsEnough(Full):
    """More weekly shifts than a window can have."""

    says = _("一个窗口最多 {most} 个固定班次。")
    most: int


class MembersEnough(Full):
    """More members than a roster has."""

    says = _("一张值班表最多 {most} 个人。")
    most: int


class MemberThere(Conflict):
    """The person is on the roster."""

    says = _("这个人已经在值班表上了。")


class MostUnreadable(Invalid):
    """No number of shifts a week, or one out of reach."""

    says = _("每周最多几班，请写 1 到 {most}。")
    most: int


class AbsenceBackwards(Invalid):
    """Days away that end before they begin, or go on for too long."""

    says = _("最后一天不能早于第一天，最长 {days} 天。")
    days: int


class AbsencesEnough(Full):
    """More times away than one has."""

    says = _("最多登记 {most} 次，请先删掉过去的。")
    most: int


class Unqualified(Conflict):
    """The member does not serve at this window."""

    says = _("{who} 还没有登记能上这个窗口。请先在“人员”里登记，或换一个人。")
    who: str


class Away(Conflict):
    """The member is away then."""

    says = _("{who} 这一天请了假。请换一个人。")
    who: str


class OnDutyThen(Conflict):
    """The member has another duty at that time, here or elsewhere."""

    says = _("{who} 这个时间已经有别的班。一个人不能同时在两个地方，请换一个人。")
    who: str


class DayFull(Conflict):
    """The member would work longer in a day than the law allows."""

    says = _("{who} 这一天会超过 {hours} 小时，劳动法不允许。请换一个人。")
    who: str
    hours: int


class WeekFull(Conflict):
    """The member has as many shifts in this week as was agreed."""

    says = _("{who} 这一周已经排满 {most} 班。本人同意的话，可以勾选“仍然这样排”。")
    who: str
    most: int


class NoRest(Conflict):
    """The member would have less rest than the house agreed."""

    says = _("{who} 和前后一天的班之间休息不到 {hours} 小时。本人同意的话，可以勾选“仍然这样排”。")
    who: str
    hours: int


class NotNow(Conflict):
    """Too early to sign on, or the duty is over."""

    says = _("开始前 {minutes} 分钟到结束之间可以打卡。")
    minutes: int


class SignedOn(Conflict):
    """Whoever signed on does not give the duty away."""

    says = _("已经打过卡了。要换人，请找楼委会秘书。")


class OfferThere(Conflict):
    """The duty is offered already."""

    says = _("这一班已经在找人换了。")


class OfferToOneself(Invalid):
    """A swap with oneself, or for a duty that is not the other's."""

    says = _("请选另一个人，和那个人的一个班。")


class PlanningFailed(Unavailable):
    """The planner did not answer in time."""

    says = _("这次没有排出来。请稍后再试，或者先手工排最急的几班。")
