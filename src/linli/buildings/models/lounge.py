"""The rooms of a building that are let, and who has one from when until when."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from linli.buildings.enums.lounge import Audience, BookingState
from linli.buildings.models.committee import Committee
from linli.people.models import Person
from linli.people.sealing import Purpose
from linli.people.sealing_fields import SealedText


class Room(models.Model):
    """A room of a building, as 会客厅. It is never deleted, but closed.

    ``asks``: a booking stands only once the secretary has confirmed it.
    """

    committee = models.ForeignKey(
        Committee,
        models.PROTECT,
        related_name="rooms",
        db_index=False,
        verbose_name=_("楼委会"),
    )
    number = models.PositiveSmallIntegerField(_("几号厅"))
    name = models.CharField(_("会客厅"), max_length=20)
    seats = models.PositiveSmallIntegerField(_("座位"))
    holds = models.CharField(_("里面有什么"), max_length=100, blank=True)
    opens = models.TimeField(_("开门"))
    closes = models.TimeField(_("关门"))
    weekends = models.BooleanField(_("周末开放"), default=False)
    audience = models.CharField(_("谁可以订"), max_length=7, choices=Audience)
    asks = models.BooleanField(_("要秘书确认"), default=False)
    closed_at = models.DateTimeField(_("停用时间"), null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["committee", "number"], name="a_room_has_its_own_number"
            ),
            models.CheckConstraint(condition=Q(closes__gt=F("opens")), name="a_room_opens_a_while"),
            models.CheckConstraint(condition=Q(seats__gt=0), name="a_room_has_a_seat"),
        )

    def __str__(self) -> str:
        return f"{self.number} {self.name}"


class Booking(models.Model):
    """Somebody who has a room for a time: while ``state`` says so, the claims ``booking:<id>``.

    ``code`` is in the link that is theirs alone, and the form's, so that it is booked once.
    """

    room = models.ForeignKey(
        Room, models.PROTECT, related_name="bookings", db_index=False, verbose_name=_("会客厅")
    )
    code = models.CharField(max_length=40, unique=True)
    begins_at = models.DateTimeField(_("开始"))
    ends_at = models.DateTimeField(_("结束"))
    purpose = models.CharField(_("做什么用"), max_length=40, blank=True)
    name = SealedText(_("姓名"), purpose=Purpose.VISITOR_NAME, row="code", null=True)
    phone = SealedText(_("手机号"), purpose=Purpose.VISITOR_PHONE, row="code", null=True)
    by = models.ForeignKey(
        Person, models.PROTECT, null=True, related_name="bookings", verbose_name=_("谁订的")
    )
    state = models.CharField(_("进展"), max_length=8, choices=BookingState)
    asked_at = models.DateTimeField(_("预订时间"))
    came_at = models.DateTimeField(_("签到时间"), null=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("begins_at")), name="a_booking_takes_time"
            ),
            models.CheckConstraint(
                condition=~Q(state=BookingState.CAME) | Q(came_at__isnull=False),
                name="who_came_has_the_time",
            ),
        )
        indexes = (
            models.Index(fields=["room", "begins_at"], name="bookings_of_a_week"),
            models.Index(fields=["state", "begins_at"], name="bookings_to_free"),
        )

    def __str__(self) -> str:
        return f"{self.room_id} {self.begins_at:%Y-%m-%d %H:%M}"
