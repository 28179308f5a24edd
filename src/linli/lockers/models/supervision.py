"""What property supervises: each cabinet's day, the daily signature, and orders to put right."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from linli.lockers.models.cabinet import Cabinet
from linli.people.models import Person
from linli.places.models import Place


class CabinetDay(models.Model):
    """What a cabinet's journal says was done on one day, counted as its lines come."""

    cabinet = models.ForeignKey(Cabinet, models.PROTECT, related_name="days", db_index=False)
    day = models.DateField()
    openings = models.PositiveIntegerField(_("开门次数"), default=0)
    jams = models.PositiveIntegerField(_("没打开次数"), default=0)
    sanitised = models.PositiveIntegerField(_("消毒次数"), default=0)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["cabinet", "day"], name="one_count_a_cabinet_and_day"),
        )

    def __str__(self) -> str:
        return f"{self.cabinet_id} {self.day}"


class CoSignature(models.Model):
    """Property's signature under what it saw of one day; ``digest`` is of ``seen``, as JSON."""

    building = models.ForeignKey(Place, models.PROTECT, related_name="cosignatures", db_index=False)
    day = models.DateField(_("日期"))
    seen = models.TextField()
    digest = models.CharField(max_length=64)
    signed_by = models.ForeignKey(Person, models.PROTECT, related_name="cosignatures")
    signed_at = models.DateTimeField(_("签收时间"))

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["building", "day"], name="one_signature_a_day"),
        )

    def __str__(self) -> str:
        return f"{self.building_id} {self.day}"


class Rectification(models.Model):
    """An order of property to put something right by a time, until property says that it is.

    ``level`` is how far it has escalated while nobody answered.
    """

    building = models.ForeignKey(
        Place, models.PROTECT, related_name="rectifications", db_index=False
    )
    wants = models.CharField(_("要整改什么"), max_length=100)
    raised_by = models.ForeignKey(Person, models.PROTECT, related_name="rectifications")
    raised_at = models.DateTimeField(_("提出时间"))
    due_at = models.DateTimeField(_("期限"))
    level = models.PositiveSmallIntegerField(_("升级"), default=0)
    answer = models.CharField(_("平台回复"), max_length=100, blank=True)
    answered_by = models.ForeignKey(
        Person, models.PROTECT, null=True, related_name="rectifications_answered"
    )
    answered_at = models.DateTimeField(_("回复时间"), null=True)
    closed_at = models.DateTimeField(_("关闭时间"), null=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(due_at__gt=F("raised_at")), name="an_order_leaves_time"
            ),
            models.CheckConstraint(
                condition=Q(closed_at=None) | Q(answered_at__isnull=False),
                name="an_order_is_closed_once_it_was_answered",
            ),
        )
        indexes = (models.Index(fields=["building", "raised_at"], name="orders_of_a_building"),)

    def __str__(self) -> str:
        return f"#{self.pk} {self.building_id}"


class Complaint(models.Model):
    """What somebody complained of at the front desk, entered by whoever listened to them.

    Who complained stands nowhere: whoever wants an answer asks for it by its number. What owners
    say of their meals is a ``MealReport``. ``level`` is as of a rectification.
    """

    building = models.ForeignKey(Place, models.PROTECT, related_name="complaints", db_index=False)
    said = models.CharField(_("投诉什么"), max_length=100)
    taken_by = models.ForeignKey(Person, models.PROTECT, related_name="complaints_taken")
    made_at = models.DateTimeField(_("投诉时间"))
    due_at = models.DateTimeField(_("期限"))
    level = models.PositiveSmallIntegerField(_("升级"), default=0)
    answer = models.CharField(_("答复"), max_length=100, blank=True)
    answered_by = models.ForeignKey(
        Person, models.PROTECT, null=True, related_name="complaints_answered"
    )
    answered_at = models.DateTimeField(_("答复时间"), null=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(due_at__gt=F("made_at")), name="a_complaint_leaves_time"
            ),
            models.CheckConstraint(
                condition=Q(answered_at=None) | Q(answered_by__isnull=False),
                name="whoever_answers_a_complaint_is_known",
            ),
        )
        indexes = (models.Index(fields=["building", "made_at"], name="complaints_of_a_building"),)

    def __str__(self) -> str:
        return f"#{self.pk} {self.building_id}"
