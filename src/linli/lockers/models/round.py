"""Recall rounds: the meals that somebody walks to fetch, and how far the walk is."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from linli.lockers.models.deposit import Deposit
from linli.people.models import Person
from linli.places.models import Place


class RecallRound(models.Model):
    """One walk through a building, shared by all who serve it; one at a time.

    What is done is what became of the meals: nobody ticks anything off.
    """

    building = models.ForeignKey(
        Place, models.PROTECT, related_name="recall_rounds", db_index=False
    )
    begun_by = models.ForeignKey(Person, models.PROTECT, related_name="recall_rounds")
    begun_at = models.DateTimeField(_("开始时间"))
    ended_at = models.DateTimeField(_("结束时间"), null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["building"], condition=Q(ended_at=None), name="one_round_at_a_time"
            ),
        )
        indexes = (models.Index(fields=["building", "begun_at"], name="rounds_of_a_day"),)

    def __str__(self) -> str:
        return f"{self.building_id} {self.begun_at:%Y-%m-%d %H:%M}"


class RoundStop(models.Model):
    """One meal of a round; ``position`` is its place in the walk, from 1."""

    round = models.ForeignKey(RecallRound, models.PROTECT, related_name="stops", db_index=False)
    position = models.PositiveSmallIntegerField()
    deposit = models.ForeignKey(Deposit, models.PROTECT, related_name="round_stops")

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["round", "position"], name="one_stop_at_a_time"),
            models.UniqueConstraint(fields=["round", "deposit"], name="a_meal_is_one_stop"),
        )

    def __str__(self) -> str:
        return f"{self.round_id} {self.position}"
