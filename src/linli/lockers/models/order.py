"""Orders that platforms announce, the room that is kept for them, and answers given before."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from linli.lockers.enums import CancelReason, RecallReason, ReservationEnd
from linli.lockers.models.cabinet import Cabinet
from linli.lockers.models.platform import Platform
from linli.people.sealing import Purpose
from linli.people.sealing_fields import SealedText
from linli.places.models import Place


class PlatformOrder(models.Model):
    """One order of a platform, announced before its meal arrives.

    ``order_no`` is the platform's own and nobody else's business; ``code`` is ours. What
    became of the meal stands in its deposits. ``ended_at`` is when nothing more can happen:
    the meal was taken, or the order cancelled or forgotten.
    """

    platform = models.ForeignKey(Platform, models.PROTECT, related_name="orders", db_index=False)
    code = models.CharField(max_length=13, unique=True)
    order_no = models.CharField(_("订单号"), max_length=32, blank=True)
    building = models.ForeignKey(Place, models.PROTECT, related_name="+", db_index=False)
    size = models.CharField(_("大小"), max_length=1)
    phone = SealedText(purpose=Purpose.RECIPIENT_PHONE, row="code", null=True)
    announced_at = models.DateTimeField(_("登记时间"))
    expected_at = models.DateTimeField(_("预计送达"), null=True)
    cancelled_at = models.DateTimeField(_("取消时间"), null=True)
    cancel_reason = models.CharField(_("取消原因"), max_length=8, choices=CancelReason, blank=True)
    recall_asked_at = models.DateTimeField(_("请求召回"), null=True)
    recall_reason = models.CharField(_("召回原因"), max_length=8, choices=RecallReason, blank=True)
    ended_at = models.DateTimeField(_("结束时间"), null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["platform", "order_no"],
                condition=~Q(order_no=""),
                name="a_platform_announces_an_order_once",
            ),
            models.CheckConstraint(
                condition=Q(cancelled_at=None) | Q(ended_at__isnull=False),
                name="a_cancelled_order_has_ended",
            ),
        )
        indexes = (
            models.Index(
                fields=["announced_at"], condition=Q(ended_at=None), name="orders_not_ended"
            ),
        )

    def __str__(self) -> str:
        return f"{self.platform_id}/{self.code}"


class Reservation(models.Model):
    """Room for one order in one cabinet, for a while: a promise, counted in ``Capacity``.

    While it stands it counts as one promised compartment of ``size``; when it ends, the
    promise either passes on to the deposit, or is given back in the same transaction.
    """

    order = models.ForeignKey(PlatformOrder, models.PROTECT, related_name="reservations")
    cabinet = models.ForeignKey(
        Cabinet, models.PROTECT, related_name="reservations", db_index=False
    )
    size = models.CharField(_("大小"), max_length=1)
    begun_at = models.DateTimeField(_("预留时间"))
    until = models.DateTimeField(_("预留到"))
    ended_at = models.DateTimeField(_("结束时间"), null=True)
    outcome = models.CharField(max_length=8, choices=ReservationEnd, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["order"],
                condition=Q(ended_at=None),
                name="one_standing_reservation_per_order",
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None, outcome="")
                | (Q(ended_at__isnull=False) & ~Q(outcome="")),
                name="a_reservation_ends_somehow",
            ),
        )
        indexes = (
            models.Index(
                fields=["cabinet"], condition=Q(ended_at=None), name="standing_reservations"
            ),
            models.Index(fields=["until"], condition=Q(ended_at=None), name="reservations_due"),
        )

    def __str__(self) -> str:
        return f"{self.order_id} @ {self.cabinet_id}"


class KeptAnswer(models.Model):
    """What a platform was answered under an idempotency key, so that it is answered so again.

    ``fingerprint`` is a keyed hash of what was asked; rows go after 24 h.
    """

    platform = models.ForeignKey(Platform, models.PROTECT, related_name="+", db_index=False)
    key = models.CharField(max_length=64)
    fingerprint = models.CharField(max_length=64)
    body = models.TextField(blank=True)
    made_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["platform", "key"], name="one_answer_per_key"),
        )

    def __str__(self) -> str:
        return f"{self.platform_id}/{self.key}"
