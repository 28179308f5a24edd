"""A committee's meetings: when and where, about what, who came, and what was minuted."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from linli.buildings.models.ballot import Motion
from linli.buildings.models.committee import Committee, Seat
from linli.buildings.models.matter import Matter
from linli.people.models import Person


class Meeting(models.Model):
    """One meeting of a committee. Never deleted; ``minutes`` stand for good once signed off.

    ``seats_held`` is how many seats somebody held when it was noted who came.
    """

    committee = models.ForeignKey(
        Committee,
        models.PROTECT,
        related_name="meetings",
        db_index=False,
        verbose_name=_("楼委会"),
    )
    number = models.PositiveIntegerField(_("第几次"))
    title = models.CharField(_("会议"), max_length=60, blank=True)
    where = models.CharField(_("地点"), max_length=60, blank=True)
    begins_at = models.DateTimeField(_("开始"))
    ends_at = models.DateTimeField(_("结束"))
    called_at = models.DateTimeField(_("召集时间"))
    called_by = models.ForeignKey(
        Person, models.PROTECT, related_name="meetings_called", verbose_name=_("召集人")
    )
    cancelled_at = models.DateTimeField(_("取消时间"), null=True)
    seats_held = models.PositiveSmallIntegerField(_("应到席位"), null=True)
    minutes = models.TextField(_("纪要"), blank=True)
    signed_at = models.DateTimeField(_("签发时间"), null=True)
    signed_by = models.ForeignKey(
        Person,
        models.PROTECT,
        null=True,
        related_name="minutes_signed",
        verbose_name=_("签发人"),
    )

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["committee", "number"], name="a_meeting_has_its_own_number"
            ),
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("begins_at")), name="a_meeting_takes_time"
            ),
            models.CheckConstraint(
                condition=Q(signed_at=None) | Q(signed_by__isnull=False, cancelled_at=None),
                name="minutes_are_signed_by_somebody",
            ),
        )

    def __str__(self) -> str:
        return f"{self.number} @ {self.committee_id}"


class AgendaItem(models.Model):
    """A point of a meeting's agenda: a matter, a motion, or words."""

    meeting = models.ForeignKey(
        Meeting,
        models.PROTECT,
        related_name="agenda",
        db_index=False,
        verbose_name=_("会议"),
    )
    position = models.PositiveSmallIntegerField(_("第几项"))
    says = models.CharField(_("议程"), max_length=100, blank=True)
    matter = models.ForeignKey(
        Matter, models.PROTECT, null=True, related_name="agendas", verbose_name=_("楼事")
    )
    motion = models.ForeignKey(
        Motion, models.PROTECT, null=True, related_name="agendas", verbose_name=_("议题")
    )

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["meeting", "position"], name="a_point_has_its_place"),
        )

    def __str__(self) -> str:
        return f"{self.meeting_id} {self.position}"


class Attendance(models.Model):
    """That a seat came to a meeting."""

    meeting = models.ForeignKey(
        Meeting,
        models.PROTECT,
        related_name="attendances",
        db_index=False,
        verbose_name=_("会议"),
    )
    seat = models.ForeignKey(
        Seat, models.PROTECT, related_name="attendances", verbose_name=_("席位")
    )

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["meeting", "seat"], name="a_seat_comes_once"),
        )

    def __str__(self) -> str:
        return f"{self.meeting_id} {self.seat_id}"


class MinuteNote(models.Model):
    """What was added to minutes after they were signed off."""

    meeting = models.ForeignKey(
        Meeting, models.PROTECT, related_name="notes", verbose_name=_("会议")
    )
    says = models.CharField(_("补记"), max_length=500, blank=True)
    at = models.DateTimeField(_("时间"))
    noted_by = models.ForeignKey(
        Person, models.PROTECT, related_name="minute_notes", verbose_name=_("记录人")
    )

    def __str__(self) -> str:
        return f"{self.meeting_id} {self.at:%Y-%m-%d %H:%M}"
