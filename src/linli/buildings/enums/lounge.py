"""Who may book a room, and how far bookings, gatherings and registrations have come."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Audience(TextChoices):
    """Who may book a room."""

    ANYONE = "anyone", _("谁都可以")
    KNOWN = "known", _("要先登录")
    KEEPERS = "keepers", _("只由秘书安排")


class BookingState(TextChoices):
    """How far a booking has come."""

    ASKED = "asked", _("等秘书确认")
    BOOKED = "booked", _("已订好")
    CAME = "came", _("已到场")
    REFUSED = "refused", _("没有同意")
    GIVEN_UP = "given_up", _("已取消")
    MISSED = "missed", _("没有人来，已让出")


class Repeats(TextChoices):
    """How often a gathering is held."""

    ONCE = "once", _("只办一次")
    WEEKLY = "weekly", _("每周同一天")
    FORTNIGHTLY = "biweekly", _("每两周同一天")
    MONTHLY = "monthly", _("每月第几个星期几")


class Reach(TextChoices):
    """How much of a series a change is for."""

    ONE = "one", _("只这一场")
    FOLLOWING = "following", _("这一场和以后各场")


class RsvpState(TextChoices):
    """How far somebody has come with an occasion."""

    SEATED = "seated", _("已报上")
    WAITING = "waiting", _("候补")
    LEFT = "left", _("已退出")
    CAME = "came", _("已签到")
    WALKED_IN = "walked_in", _("没报名，来了")
