"""What can go wrong at the service desk, in words for the person before it."""

from django.utils.translation import gettext_lazy as _

from linli.kernel.errors import Conflict, Denied, Full, Invalid, Missing


class NotAtThisDesk(Denied):
    """The person serves at no window there, or there is no such building."""

    says = _("您没有这座楼服务前台的权限。需要的话，请让楼委会秘书授予。")


class UnknownService(Missing):
    """The desk has no service of this letter, or no longer."""

    says = _("服务前台没有这项服务，或者已经停办。请看现在的服务目录。")


class UnknownWindow(Missing):
    """The desk has no window of this number, or no longer."""

    says = _("服务前台没有这个窗口，或者已经撤销。")


class UnknownTicket(Missing):
    """No ticket of this number waits at the desk today."""

    says = _("今天等候的人里没有这个号。请核对号码，像 A012。")


class TicketLinkUnreadable(Missing):
    """A ticket's link that is not ours, or not whole."""

    says = _("这个取号链接不完整。请从保存的地方再打开一次，不要手工输入。")


class ServicesEnough(Full):
    """There are no letters left."""

    says = _("服务已经有 {most} 项，字母用完了。停办的字母不再用，免得和旧号混淆。")
    most: int


class WindowThere(Conflict):
    """The desk has, or had, a window of this number."""

    says = _("{number} 号窗已经有过了，请换一个号。")
    number: int


class NumberUnreadable(Invalid):
    """Not a number, or too large."""

    says = _("请写 {least} 到 {most} 之间的整数。")
    least: int
    most: int


class NoWindowToday(Conflict):
    """No window for the service is open any more today."""

    says = _("这项服务今天没有开着的窗口了，请预约下面的时间。")


class SlotGone(Conflict):
    """A time at which the service cannot be had, or not any more."""

    says = _("这个时间已经不能约了，请从下面选一个。")


class NotYetTime(Conflict):
    """Somebody arrives long before their appointment."""

    says = _("还没到时间。预约前 {minutes} 分钟起可以报到。")
    minutes: int


class TicketMoved(Conflict):
    """What was pressed cannot be done to the ticket as it is now."""

    says = _("这个号现在不能这样办，情况刚变过。请看它现在的样子。")


class WindowBusy(Conflict):
    """The window has somebody already."""

    says = _("这个窗口还有 {ticket} 没有办结，先办结再叫下一位。")
    ticket: str


class WindowPaused(Conflict):
    """The window takes nobody now."""

    says = _("这个窗口暂停了，先恢复再叫号。")


class NobodyWaits(Conflict):
    """Nobody whom this window could serve waits now."""

    says = _("现在没有人在等这个窗口。")


class CallAgain(Conflict):
    """Who was called is given up on too early."""

    says = _("叫满 {calls} 次没有来，才能算没有来。")
    calls: int


class NoOtherTime(Conflict):
    """No other equal time is free."""

    says = _("暂时没有别的空闲时间了。可以接受现在这个，或者取消后改天再约。")


class UnknownRecord(Missing):
    """The catalogue for programs has no such kind of thing, or none of this name."""

    says = _("目录里没有这一项。")
