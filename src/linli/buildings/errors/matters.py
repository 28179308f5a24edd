"""What can go wrong with a committee or a matter, in words for the person before it."""

from django.utils.translation import gettext_lazy as _

from linli.kernel.errors import Conflict, Denied, Full, Invalid, Missing


class NotYours(Denied):
    """The person keeps no committee there, or there is no such building."""

    says = _("您没有这座楼的楼委会权限。需要的话，请让管理员授予。")


class NoCommittee(Missing):
    """No committee is founded in a building of this code."""

    says = _("这座楼还没有成立楼委会。")


class UnknownMatter(Missing):
    """No matter has this number, or it is not shown yet."""

    says = _("没有这件楼事，或者还在等秘书初核。")


class LinkUnreadable(Missing):
    """A link that is not ours, or not whole."""

    says = _("这个链接不完整。请从保存的地方再打开一次，不要手工输入。")


class CommitteeFounded(Conflict):
    """The building has a committee."""

    says = _("这座楼已经有楼委会了。")


class SeatsEnough(Full):
    """More seats of a kind than a committee has."""

    says = _("同一类席位最多 {most} 个。")
    most: int


class UnknownSeat(Missing):
    """The committee has no such seat."""

    says = _("楼委会没有这个席位。")


class SeatTaken(Conflict):
    """Somebody holds the seat; their term is ended first."""

    says = _("这个席位有人，请先结束上一任。")


class SeatEmpty(Conflict):
    """Nobody holds the seat."""

    says = _("这个席位现在没有人。")


class TermBackwards(Invalid):
    """A term that ends before it begins, or lasts beyond what is known."""

    says = _("任期的最后一天要晚于第一天，最长 {years} 年。")
    years: int


class VotesNeeded(Invalid):
    """An election without its count, or a naming with one."""

    says = _("选举产生的，请写得票数（0 到 99999）；委派的不用写。")


class NameNeeded(Invalid):
    """No name of who takes the seat."""

    says = _("请写姓名，2 到 20 个字，不要写手机号。")


class DateUnreadable(Invalid):
    """No day, or one too far away."""

    says = _("请选一个日期，像 2026-03-02。")


class TitleNeeded(Invalid):
    """What a matter is about is missing or too long."""

    says = _("请用 4 到 60 个字说是什么事。")


class WordsTooMany(Invalid):
    """More was written than is kept."""

    says = _("写得太长了，最多 {most} 个字。")
    most: int


class WordsNeeded(Invalid):
    """A reason, an answer or a task without words."""

    says = _("请写清楚，2 到 {most} 个字。")
    most: int


class FormUnreadable(Invalid):
    """A form that did not come from our page."""

    says = _("这一页不完整，请刷新后再试一次。")


class MatterMoved(Conflict):
    """What was pressed cannot be done to the matter as it is now."""

    says = _("这件事现在不能这样办，可能别人刚处理过。请看它现在的情况。")


class PromiseUnreadable(Invalid):
    """No number of working days, or too many."""

    says = _("请写几个工作日，1 到 {most}。")
    most: int


class PauseTooLong(Invalid):
    """A pause that ends before it begins, or goes on for too long."""

    says = _("暂停要到以后的某一天，最长 {days} 天。")
    days: int


class NotTheSame(Invalid):
    """A matter is merged into an open one of the same building that lies in no other."""

    says = _("只能并入本楼另一件还在办、没有并入别处的事。请核对编号。")


class UnknownTask(Missing):
    """The matter has no such task, or it is done."""

    says = _("没有这项任务，或者已经完成。")


class SupportedAlready(Conflict):
    """This browser has supported the matter, or raised it."""

    says = _("您已经附议过了，每人算一次。")


class CalendarUnreadable(Invalid):
    """A line that is no day of the year."""

    says = _("第 {line} 行不是 {year} 年的日期。每行写一个，像 {year}-10-01。")
    line: int
    year: int


class YearOutOfReach(Missing):
    """A year for which nobody plans."""

    says = _("只能编今年前后几年的日历。")
