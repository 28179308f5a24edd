"""Cleaning: the round, which doors were ticked with one photo, and the photo for a while."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from linli.lockers.enums import CleaningWork
from linli.lockers.models.cabinet import Cabinet
from linli.people.models import Person
from linli.places.models import Place


class CleaningRound(models.Model):
    """One walk through a building to what is due to be cleaned; one at a time."""

    building = models.ForeignKey(
        Place, models.PROTECT, related_name="cleaning_rounds", db_index=False
    )
    begun_by = models.ForeignKey(Person, models.PROTECT, related_name="cleaning_rounds")
    begun_at = models.DateTimeField(_("开始时间"))
    ended_at = models.DateTimeField(_("结束时间"), null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["building"],
                condition=Q(ended_at=None),
                name="one_cleaning_round_at_a_time",
            ),
        )
        indexes = (models.Index(fields=["building", "begun_at"], name="cleaning_rounds_of_a_day"),)

    def __str__(self) -> str:
        return f"{self.building_id} {self.begun_at:%Y-%m-%d %H:%M}"


class Cleaning(models.Model):
    """What somebody did to some doors of a cabinet; ``digest`` is of its photo, SHA-256.

    The row stays when the photo has gone, so that it can be told which one it was.
    """

    round = models.ForeignKey(CleaningRound, models.PROTECT, related_name="cleanings")
    cabinet = models.ForeignKey(Cabinet, models.PROTECT, related_name="cleanings", db_index=False)
    done_by = models.ForeignKey(Person, models.PROTECT, related_name="cleanings")
    done_at = models.DateTimeField(_("清洁时间"))
    work = models.CharField(_("做了什么"), max_length=12, choices=CleaningWork)
    digest = models.CharField(max_length=64)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["digest"], name="a_photo_ticks_once"),)
        indexes = (models.Index(fields=["cabinet", "done_at"], name="cleanings_of_a_day"),)

    def __str__(self) -> str:
        return f"{self.cabinet_id} {self.done_at:%Y-%m-%d %H:%M}"


class CleanedDoor(models.Model):
    """One door that was ticked."""

    cleaning = models.ForeignKey(Cleaning, models.PROTECT, related_name="doors", db_index=False)
    comp = models.PositiveSmallIntegerField(_("格口"))

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["cleaning", "comp"], name="a_door_is_ticked_once"),
        )

    def __str__(self) -> str:
        return f"{self.cleaning_id} {self.comp}"


class CleaningPhoto(models.Model):
    """The photo of a cleaning, drawn anew from its pixels; deleted when its time is over."""

    cleaning = models.OneToOneField(Cleaning, models.PROTECT, related_name="photo")
    taken_at = models.DateTimeField(_("收到时间"), db_index=True)
    image = models.BinaryField()

    def __str__(self) -> str:
        return f"{self.cleaning_id}"
