"""The words of a duty roster that people choose from or read."""

from django.db.models import IntegerChoices, TextChoices
from django.utils.translation import gettext_lazy as _


class MemberKind(TextChoices):
    """From where somebody comes who serves at a window."""

    COMMITTEE = "committee", _("楼委会委员")
    COMMUNITY = "community", _("社区工作者")
    COMPANY = "company", _("企业服务专员")
    STAFF = "staff", _("前台人员")


class Weekday(IntegerChoices):
    """A day of the week, as Python counts them."""

    MONDAY = 0, _("周一")
    TUESDAY = 1, _("周二")
    WEDNESDAY = 2, _("周三")
    THURSDAY = 3, _("周四")
    FRIDAY = 4, _("周五")
    SATURDAY = 5, _("周六")
    SUNDAY = 6, _("周日")


class Attendance(TextChoices):
    """Whether somebody came to their duty."""

    TO_COME = "to_come", _("未到时间")
    ON_TIME = "on_time", _("已到岗")
    LATE = "late", _("迟到")
    AWAITED = "awaited", _("还没打卡")
    ABSENT = "absent", _("缺勤")
