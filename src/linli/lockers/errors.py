"""What can go wrong at a cabinet, in words for the person standing before it."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from linli.kernel.errors import Conflict, Denied, Full, Invalid, Missing, TooOften, Unavailable

Words = str | Promise


class UnknownCabinet(Missing):
    """No cabinet has this code."""

    says = _("没有编号为 {cabinet} 的柜子，请再扫一次柜门上的二维码。")
    cabinet: str


class CabinetQuiet(Unavailable):
    """The cabinet has not been heard for longer than an open may be old."""

    says = _("{cabinet} 暂时没有联网，请稍等几秒再按一次，或换一台柜子。")
    cabinet: str


class DoorOutOfReach(Unavailable):
    """The cabinet of a stored meal is not heard; it opens by itself for who stands before it."""

    says = _("{cabinet} 暂时没有联网，手机开不了门。请在柜机键盘输入取餐码，或扫取餐二维码。")
    cabinet: str


class CabinetOutOfUse(Unavailable):
    """The cabinet's journal and ours differ; a person must take an inventory first."""

    says = _("{cabinet} 正在盘点，暂停使用，请换一台柜子。")
    cabinet: str


class NoCompartmentFree(Full):
    """Every compartment that would fit is taken, promised or out of order."""

    says = _("{cabinet} 没有空的格口了。{elsewhere}")
    cabinet: str
    elsewhere: Words


class OrderAlreadyHere(Conflict):
    """A meal with this order number stands in, or is on its way into, a cabinet here."""

    says = _("订单 {order_no} 已经在 {cabinet} 登记过了，请核对订单号。")
    order_no: str
    cabinet: str


class RecipientUnreadable(Invalid):
    """Neither the tail of a phone, nor a phone, nor an order number."""

    says = _("请输入手机尾号 4 位、完整手机号，或 5 到 32 位的订单号（字母、数字、短横线）。")


class WholePhoneNeeded(Invalid):
    """Four digits are many people's."""

    says = _("请输入完整的 11 位手机号，或订单号。")


class RecipientTold(Conflict):
    """Somebody has been told of the meal, and holds its link and its code."""

    says = _("已经通知了原来的收餐人，不能再改。请按“放错了，重开”取出餐，重新存一次。")


class PhoneImpossible(Invalid):
    """Eleven digits that no mobile phone in this country has."""

    says = _("{digits} 位数字不是有效的手机号，请核对，或只输入尾号 4 位。")
    digits: int


class TokenUnreadable(Invalid):
    """A form that did not come from our page."""

    says = _("页面已失效，请重新扫码。")


class ReasonNeeded(Invalid):
    """An opening by staff without a reason."""

    says = _("请写明开门的原因（2 到 100 个字）。")


class LinkTampered(Missing):
    """A link whose signature is not ours."""

    says = _("链接不完整或已损坏，请从原消息里重新点开。")


class LinkExpired(Denied):
    """A link whose meal was fetched or ended a while ago."""

    says = _("这个链接已经失效：餐已取走或已处理。如有疑问请联系物业前台。")


class UnknownDeposit(Missing):
    """No deposit has this code."""

    says = _("没有找到这份餐，请核对后再试。")


class CodeUnreadable(Invalid):
    """What was typed as a pickup code cannot be one, so it counts as no try."""

    says = _("取餐码是 8 位数字，请核对后再输一次。")


class WrongCode(Invalid):
    """No meal in this cabinet has this pickup code."""

    says = _("取餐码不对，请核对 8 位数字。还可以试 {left} 次。")
    left: int


class TooManyWrongCodes(TooOften):
    """The cabinet takes no codes for a while, so that nobody guesses one."""

    says = _("输错次数太多，请 {wait} 后再试，或点消息里的链接取餐。")
    wait: Words


class CodeUsed(Conflict):
    """The meal of this code was taken before."""

    says = _("这个取餐码已经用过，餐在 {at} 取走。如不是您取的，请联系物业前台。")
    at: str


class NotStoredYet(Conflict):
    """The meal is not in the cabinet, so there is nothing to open for."""

    says = _("餐还没有存好，请稍等骑手关门。")


class MealEnded(Conflict):
    """The deposit has had its outcome."""

    says = _("这份餐的状态是「{state}」，不能再开门。")
    state: Words


class ReopenTooLate(Denied):
    """The door closed longer ago than it is opened again for who has closed it."""

    says = _("关门超过 60 秒，不能再开了。请联系物业前台或工作人员。")


class ReopenUnseen(Denied):
    """The cabinet could not tell whether the meal is taken out, so only staff open it again."""

    says = _("这台柜子看不见餐在不在里面，放错了请联系物业前台，由工作人员开门。")


class CompartmentGivenOut(Conflict):
    """Another meal is on its way into the compartment, so it is opened to nobody else."""

    says = _("这个格口已经给了别的餐。忘了东西请联系物业前台或工作人员。")


class SterilisingNow(Conflict):
    """The lamp burns; a door is not opened over it."""

    says = _("这个格口正在消毒，不能开门。忘了东西请联系物业前台或工作人员。")


class ReportAnswered(Missing):
    """No report of this number waits for an answer here: somebody else has answered it."""

    says = _("没有等待答复的这条反馈，可能已经有人答复了。")


class ErrandUsed(Denied):
    """Somebody else has opened the door by this link already."""

    says = _("这个链接已经用过。请让本人重新发一个，或自己来取。")


class ErrandRevoked(Denied):
    """Its owner has taken the link back."""

    says = _("这个链接已被本人收回。")


class MealHeld(Denied):
    """The meal stood longer than it is safe to eat."""

    says = _("这份餐已超过保存时限，为了您的健康不能再取。请联系物业前台。")


class DoorOutOfOrder(Conflict):
    """The cabinet cannot open this door now."""

    says = _("这扇门现在打不开，请联系物业前台或工作人员。")


class TooBusy(Unavailable):
    """More people wait than can be answered in time."""

    says = _("现在使用的人太多，请几秒后再按一次（不会重复开）。")


class NotYours(Denied):
    """The person has no right at any place that would show this."""

    says = _("您没有这里的权限，请联系管理员。")


class TowerUnreadable(Invalid):
    """A request for a tower with numbers that cannot be built."""

    says = _("不能建立这样的楼：{why}")
    why: str


class KeyUnknown(Denied):
    """A program without the key of this installation."""

    says = _("这个接口需要本机的密钥。")


class ClaimRefused(Denied):
    """A cabinet that cannot show a claim code which is good now."""

    says = _("领取码不对、已用过或已过期。请在服务器上运行 linli cabinet invite 重新取一个。")


class TooManyClaims(Unavailable):
    """More cabinets ask to be let in than are ever put up."""

    says = _("领取请求太多，请一分钟后再试。")


class CabinetInUse(Conflict):
    """A cabinet whose journal has begun cannot be claimed by another controller."""

    says = _("柜子 {cabinet} 已经在用，它的日志已经开始，不能再领取。请用新的编号。")
    cabinet: str


class BuildingNeeded(Invalid):
    """Nobody said in which building a new cabinet stands, and there is not just one."""

    says = _("请用 --building 说明柜子在哪座楼：{buildings}")
    buildings: str


class BodyUnreadable(Invalid):
    """A program's request that is not the JSON that is asked for."""

    says = _("请求内容不对：{why}")
    why: str


class UnknownTower(Missing):
    """No building has this code."""

    says = _("没有代码为 {tower} 的楼。")
    tower: str


class UnknownAlarm(Missing):
    """There is no such alarm, or none in these buildings."""

    says = _("没有找到这条告警。")


class AlarmTaken(Conflict):
    """Somebody else sees to it already."""

    says = _("{who} 在 {at} 已经认领了这条告警。")
    who: str
    at: str


class AlarmOver(Conflict):
    """It was closed meanwhile."""

    says = _("这条告警已经关闭，不用再处理。")


class NothingToFetch(Conflict):
    """No meal of the building has stood too long."""

    says = _("现在没有要回收的餐。")


class RoundUnderWay(Conflict):
    """A recall round of this building has been begun already."""

    says = _("已经有人开始了这一轮回收，请接着做。")


class UnknownRound(Missing):
    """No recall round of this building is under way, or it does not go there."""

    says = _("这一轮回收已经结束，请刷新页面。")


class SecondPersonNeeded(Denied):
    """So many doors were opened from afar within the hour that another person must agree."""

    says = _("一小时内您已经远程开了 {most} 扇门，再开要另一个人同意。")
    most: int


class OpeningsFull(Denied):
    """As many doors were opened from afar within the hour as there may be, whoever agrees."""

    says = _("一小时内远程开门已经到了上限 {most} 次（{whose}），请到柜前用现场开门码。")
    whose: Words
    most: int


class OpeningsUnreadable(Invalid):
    """Not a number of openings that a second person can be asked for."""

    says = _("一次可以申请开 1 到 {most} 扇门。")
    most: int


class DayUnreadable(Invalid):
    """No day that can be looked at or signed for."""

    says = _("只能看和签收最近七天的日报。")


class FiguresMoved(Conflict):
    """Something happened between looking and signing."""

    says = _("刚才有新的记录，数字变了。请再看一遍，再签收。")


class DaySigned(Conflict):
    """Somebody has signed for this day."""

    says = _("这一天已经签收过了。")


class DeadlineUnreadable(Invalid):
    """None of the deadlines that there are."""

    says = _("请选一个期限。")


class UnknownRectification(Missing):
    """No rectification order of this building has this number."""

    says = _("没有找到这张整改单。")


class OrderAnswered(Conflict):
    """Somebody has answered it."""

    says = _("这张整改单已经回复过了，等物业确认。")


class OrderWaits(Conflict):
    """There is no answer to accept, or it was accepted."""

    says = _("这张整改单现在没有要确认的回复。")


class RemedyNeeded(Invalid):
    """Nobody said what was done."""

    says = _("请写明怎么处理的（2 到 100 个字）。")


class NoDemo(Missing):
    """There is no demo, or not for this person."""

    says = _("这里没有演示，或者演示已经清除。")


class DemoBusy(Unavailable):
    """The simulated cabinet does not answer, or has no door that is free."""

    says = _("模拟的柜子现在做不到，请稍等几秒再试。")
