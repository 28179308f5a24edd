"""Gatherings, each time that one is held, and who comes."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from linli.buildings.enums.lounge import Repeats, RsvpState
from linli.buildings.models.committee import Committee
from linli.buildings.models.lounge import Room
from linli.people.models import Person
from linli.people.sealing import Purpose
from linli.people.sealing_fields import SealedText


class Gathering(models.Model):
    """What is held in a room once, or again and again. When: its occasions say it."""

    committee = models.ForeignKey(
        Committee, models.PROTECT, related_name="gatherings", verbose_name=_("楼委会")
    )
    words = models.CharField(_("介绍"), max_length=500, blank=True)
    repeats = models.CharField(_("多久一次"), max_length=8, choices=Repeats)
    rule = models.CharField(_("重复规则"), max_length=80, blank=True)
    made_by = models.ForeignKey(
        Person, models.PROTECT, related_name="gatherings", verbose_name=_("谁安排的")
    )
    made_at = models.DateTimeField(_("安排时间"))

    def __str__(self) -> str:
        return f"{self.pk} {self.repeats}"


class Occasion(models.Model):
    """One time that a gathering is held. It holds its room by the claims ``occasion:<id>``.

    ``sequence`` counts its changes, so that calendars take the newest. ``registered`` numbers
    who comes, without a gap. A cancelled one stays, for calendars and for who was to come.
    """

    gathering = models.ForeignKey(
        Gathering, models.PROTECT, related_name="occasions", verbose_name=_("活动")
    )
    room = models.ForeignKey(
        Room, models.PROTECT, related_name="occasions", verbose_name=_("会客厅")
    )
    title = models.CharField(_("名称"), max_length=60)
    begins_at = models.DateTimeField(_("开始"))
    ends_at = models.DateTimeField(_("结束"))
    seats = models.PositiveSmallIntegerField(_("座位"))
    sequence = models.PositiveIntegerField(_("改过几次"), default=0)
    registered = models.PositiveIntegerField(_("报名号"), default=0)
    changed_at = models.DateTimeField(_("改动时间"))
    cancelled_at = models.DateTimeField(_("取消时间"), null=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("begins_at")), name="an_occasion_takes_time"
            ),
            models.CheckConstraint(condition=Q(seats__gt=0), name="an_occasion_has_a_seat"),
        )
        indexes = (models.Index(fields=["begins_at"], name="occasions_by_time"),)

    def __str__(self) -> str:
        return f"{self.title} {self.begins_at:%Y-%m-%d %H:%M}"


class Rsvp(models.Model):
    """Somebody who comes to an occasion, waits for a seat, or came unannounced.

    ``number`` is what they are called at the door. While SEATED or CAME they hold a seat by the
    claim ``rsvp:<id>``; ``seated_at`` is when one who had waited got it.
    """

    occasion = models.ForeignKey(
        Occasion, models.PROTECT, related_name="rsvps", db_index=False, verbose_name=_("场次")
    )
    number = models.PositiveIntegerField(_("报名号"))
    code = models.CharField(max_length=40, unique=True)
    name = SealedText(_("姓名"), purpose=Purpose.VISITOR_NAME, row="code", null=True)
    phone = SealedText(_("手机号"), purpose=Purpose.VISITOR_PHONE, row="code", null=True)
    phone_index = models.CharField(max_length=32, blank=True)
    state = models.CharField(_("状态"), max_length=9, choices=RsvpState)
    at = models.DateTimeField(_("报名时间"))
    waited = models.BooleanField(_("候补过"), default=False)
    seated_at = models.DateTimeField(_("补上的时间"), null=True)
    came_at = models.DateTimeField(_("签到时间"), null=True)
    stars = models.PositiveSmallIntegerField(_("评分"), null=True)
    says = models.CharField(_("感想"), max_length=200, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["occasion", "number"], name="who_comes_has_their_own_number"
            ),
            models.UniqueConstraint(
                fields=["occasion", "phone_index"],
                condition=~Q(phone_index="")
                & Q(state__in=(RsvpState.SEATED, RsvpState.WAITING, RsvpState.CAME)),
                name="a_phone_is_registered_once",
            ),
            models.CheckConstraint(
                condition=Q(stars=None) | Q(stars__range=(1, 5)), name="stars_are_one_to_five"
            ),
        )
        indexes = (models.Index(fields=["occasion", "state"], name="who_comes_by_state"),)

    def __str__(self) -> str:
        return f"{self.occasion_id} {self.number}"


class OccasionPhoto(models.Model):
    """A photo of an occasion, drawn anew from its pixels, of people who agreed to it."""

    occasion = models.ForeignKey(
        Occasion, models.PROTECT, related_name="photos", verbose_name=_("场次")
    )
    added_at = models.DateTimeField(_("放上的时间"), db_index=True)
    added_by = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name=_("谁放的"))
    image = models.BinaryField()

    def __str__(self) -> str:
        return f"{self.occasion_id} {self.added_at:%Y-%m-%d}"
