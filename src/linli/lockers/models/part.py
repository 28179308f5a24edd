"""What else a cabinet reports of itself: its heated zones, its lock boards, its keypad."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from linli.lockers.enums import PartAlarm, PartKind
from linli.lockers.models.cabinet import Cabinet


class CabinetPart(models.Model):
    """One zone, board or keypad as its cabinet last reported it.

    ``name`` is a zone's number or a board's name in the cabinet's configuration. ``celsius``
    is the last record, None where there was none; ``alarm`` stands until the cabinet says
    that it is over, ``since`` is when it began.
    """

    cabinet = models.ForeignKey(Cabinet, models.PROTECT, related_name="parts", db_index=False)
    kind = models.CharField(_("部件"), max_length=6, choices=PartKind)
    name = models.CharField(_("名称"), max_length=40, blank=True)
    celsius = models.FloatField(_("温度"), null=True)
    alarm = models.CharField(_("告警"), max_length=12, choices=PartAlarm, blank=True)
    since = models.DateTimeField(_("自"), null=True)
    told_at = models.DateTimeField(_("最近记录"))

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["cabinet", "kind", "name"], name="one_row_per_part"),
            models.CheckConstraint(
                condition=Q(alarm="") | Q(since__isnull=False), name="an_alarm_has_a_beginning"
            ),
        )

    def __str__(self) -> str:
        return f"{self.cabinet} {self.kind} {self.name}"
