"""What can go wrong with rooms and gatherings, in words for the person before it."""

from django.utils.translation import gettext_lazy as _

from linli.kernel.errors import Conflict, Denied, Full, Invalid, Missing


class UnknownRoom(Missing):
    """No such room, or it is no longer let."""

    says = _("没有这间会客厅，或者已经停用。")


class UnknownOccasion(Missing):
    """No such occasion of a gathering here."""

    says = _("没有这场活动。")


class NobodyThere(Missing):
    """No booking or registration of this number, here."""

    says = _("没有这一位。请核对编号。")


class RoomNotForAll(Denied):
    """The room is let to others only."""

    says = _("这间会客厅不能这样订。可以登录后再试，或请楼委会秘书安排。")


class TimeUnreadable(Invalid):
    """No time of day."""

    says = _("请选一个时间，像 14:30。")


class OutOfHours(Invalid):
    """A booking that does not lie within the hours of the room."""

    says = _("这间会客厅 {opens} 到 {closes} 开放，请在这之间选。")
    opens: str
    closes: str


class ClosedThatDay(Invalid):
    """A weekend, of a room that is open on weekdays."""

    says = _("这间会客厅周末不开放，请换一天。")


class LengthOutOfReach(Invalid):
    """A booking that is too short or too long."""

    says = _("一次最少 {least} 分钟，最长 {most} 分钟。")
    least: int
    most: int


class TooFarAhead(Invalid):
    """A booking in the past, or further ahead than is let."""

    says = _("只能订以后 {days} 天之内的时间。")
    days: int


class VisitorNameless(Invalid):
    """Who books or comes has said no name."""

    says = _("请写怎么称呼您，1 到 20 个字。手机号写在下一格。")


class HoursBackwards(Invalid):
    """A room that closes before it opens."""

    says = _("关门要晚于开门，请核对时间。")


class SeatsImpossible(Invalid):
    """No number of seats."""

    says = _("请写座位数，1 到 {most}。")
    most: int


class SeatsTaken(Conflict):
    """Fewer seats than are given already."""

    says = _("已经有人坐到第 {least} 座，不能再少。")
    least: int


class BookingMoved(Conflict):
    """What was pressed cannot be done to the booking as it is now."""

    says = _("这次预订现在不能这样办，请看它现在的情况。")


class NobodyBooked(Conflict):
    """Nobody has the room now, so that nobody signs in."""

    says = _("现在没有要签到的预订。开始前 15 分钟起可以签到。")


class SeriesTooLong(Invalid):
    """A series without an end, that ends before it begins, or goes on for too long."""

    says = _("请选最后一天：不早于第一场，最长 {days} 天，最多 {most} 场。")
    days: int
    most: int


class RoomTaken(Conflict):
    """The room is taken at the time of an occasion."""

    says = _("{day} 这个时间会客厅已经有人占了，请换时间或换一间。")
    day: str


class OccasionOver(Conflict):
    """An occasion that is over, or was cancelled."""

    says = _("这场活动已经结束或取消，不能再改。")


class RegisteredAlready(Conflict):
    """This phone is registered for the occasion."""

    says = _("这个手机号已经报过名了，请打开报名时保存的链接。")


class RsvpMoved(Conflict):
    """What was pressed cannot be done to the registration as it is now."""

    says = _("这次报名现在不能这样办，请看它现在的情况。")


class DoorCodeOld(Missing):
    """A code of a door that is not ours, or was shown longer than two minutes ago."""

    says = _("签到码过期了，请对着门口的屏幕再扫一次。")


class TooEarly(Conflict):
    """Signing in before the doors open."""

    says = _("活动开始前 {minutes} 分钟起可以签到。")
    minutes: int


class StarsNeeded(Invalid):
    """No rating, or one that is none."""

    says = _("请选几颗星，1 到 5。")


class PhotosEnough(Full):
    """More photos of an occasion than are shown."""

    says = _("一场活动最多放 {most} 张照片。")
    most: int


class ConsentNeeded(Invalid):
    """A photo of people who were not asked."""

    says = _("请先确认照片里的人都同意公开。")
