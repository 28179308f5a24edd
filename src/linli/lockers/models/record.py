"""The record of what a cabinet keeps warm and lights, and how it says that it is built."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from linli.lockers.models.cabinet import Cabinet


class ZoneReading(models.Model):
    """A heated zone's temperature in five minutes of a cabinet's clock, thinned to one row.

    ``slot`` counts five minutes since 1970. ``celsius`` is the last of them, None where the
    thermometer gave none; ``lowest`` and ``highest`` are of all. Deleted after eight days: the
    journal's own lines stay.
    """

    cabinet = models.ForeignKey(Cabinet, models.PROTECT, related_name="readings", db_index=False)
    zone = models.PositiveSmallIntegerField(_("加热区"))
    slot = models.BigIntegerField()
    celsius = models.FloatField(_("温度"), null=True)
    lowest = models.FloatField(_("最低"), null=True)
    highest = models.FloatField(_("最高"), null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["cabinet", "zone", "slot"], name="one_reading_a_zone_and_slot"
            ),
        )
        indexes = (models.Index(fields=["slot"], name="readings_by_age"),)

    def __str__(self) -> str:
        return f"{self.cabinet_id} {self.zone} {self.slot}"


class LampRun(models.Model):
    """One run of a compartment's ultraviolet lamp, by its cabinet's word.

    ``lit_s`` is 0 where it was cut short; ``dose_mj`` is mJ/cm², None where nobody measured the
    lamp; ``lamp_h`` is how many hours it has burnt, None where that was not told. Deleted after
    thirty days.
    """

    cabinet = models.ForeignKey(Cabinet, models.PROTECT, related_name="lamp_runs", db_index=False)
    comp = models.PositiveSmallIntegerField(_("格口"))
    ended_at = models.DateTimeField(_("结束时间"), db_index=True)
    lit_s = models.PositiveIntegerField(_("照射（秒）"))
    dose_mj = models.PositiveIntegerField(_("剂量（mJ/cm²）"), null=True)
    lamp_h = models.PositiveIntegerField(_("灯龄（小时）"), null=True)
    worn = models.BooleanField(_("该换灯"))

    class Meta:
        indexes = (models.Index(fields=["cabinet", "comp", "ended_at"], name="runs_of_a_lamp"),)

    def __str__(self) -> str:
        return f"{self.cabinet_id} {self.comp} {self.ended_at:%Y-%m-%d %H:%M}"


class CabinetFitted(models.Model):
    """How a cabinet is built by its own word: ``told`` is the wire's JSON of ``Fitted``."""

    cabinet = models.OneToOneField(Cabinet, models.PROTECT, related_name="fitted")
    told = models.TextField()
    told_at = models.DateTimeField(_("收到时间"))

    def __str__(self) -> str:
        return f"{self.cabinet_id}"
