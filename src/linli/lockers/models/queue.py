"""The queue before a full cabinet."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from linli.lockers.enums import QueueEnd
from linli.lockers.models.cabinet import Cabinet


class QueuePlace(models.Model):
    """One courier's place in one cabinet's queue; the order is that of the rows' numbers.

    ``holder`` is a random name that the courier's own phone keeps: nobody signs in to wait.
    While ``offered`` names a size, a compartment of it counts as promised. ``Cabinet.queued``
    counts the places that have not ended.
    """

    code = models.CharField(max_length=13, unique=True)
    cabinet = models.ForeignKey(Cabinet, models.PROTECT, related_name="queue", db_index=False)
    holder = models.CharField(max_length=40)
    size = models.CharField(_("大小"), max_length=1)
    begun_at = models.DateTimeField(_("开始排队"))
    seen_at = models.DateTimeField(_("最近在看"))
    offered = models.CharField(_("留给的大小"), max_length=1, blank=True, default="")
    offered_until = models.DateTimeField(_("留到"), null=True)
    ended_at = models.DateTimeField(_("结束时间"), null=True)
    outcome = models.CharField(_("结果"), max_length=6, choices=QueueEnd, blank=True, default="")

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["cabinet", "holder"],
                condition=Q(ended_at=None),
                name="one_place_per_courier_and_cabinet",
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None, outcome="")
                | (Q(ended_at__isnull=False) & ~Q(outcome="")),
                name="a_place_ends_somehow",
            ),
            models.CheckConstraint(
                condition=Q(offered="", offered_until=None)
                | (~Q(offered="") & Q(offered_until__isnull=False)),
                name="an_offer_has_an_end",
            ),
        )
        indexes = (
            models.Index(fields=["holder"], condition=Q(ended_at=None), name="places_of_holders"),
        )

    def __str__(self) -> str:
        return f"{self.code} @ {self.cabinet_id}"
