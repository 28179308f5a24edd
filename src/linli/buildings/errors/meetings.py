"""What can go wrong with a meeting or its minutes, in words for the person before it."""

from django.utils.translation import gettext_lazy as _

from linli.kernel.errors import Conflict, Invalid, Missing


class UnknownMeeting(Missing):
    """The committee has no meeting of this number."""

    says = _("没有这次会议。")


class MeetingTimeUnreadable(Invalid):
    """A meeting that begins in the past, ends before it begins, or lasts for too long."""

    says = _("会议要在以后开始，结束晚于开始，最长 {hours} 小时。")
    hours: int


class AgendaUnreadable(Invalid):
    """A line of an agenda that names a matter or a motion that is not there, or is too long."""

    says = _("议程第 {line} 行找不到这件楼事或议题，或者超过 {most} 个字。")
    line: int
    most: int


class MeetingCancelled(Conflict):
    """The meeting is not held."""

    says = _("这次会议取消了。")


class MeetingNotYet(Conflict):
    """Who came, and what was said, is known when the meeting has begun."""

    says = _("会议还没有开始，开始以后才能登记。")


class MeetingHeld(Conflict):
    """A meeting that has begun is not cancelled."""

    says = _("会议已经开始，不能取消。")


class MinutesSigned(Conflict):
    """Minutes that were signed off are changed by nobody."""

    says = _("纪要已经签发，不能再改，可以在后面补记。")


class MinutesMissing(Conflict):
    """There are no minutes to sign off, or nobody noted who came."""

    says = _("请先登记出席并写好纪要，再签发。")


class MinutesOpen(Conflict):
    """Minutes that were not signed off need no note: they can be changed."""

    says = _("纪要还没有签发，可以直接改，不用补记。")
