"""What people complained of at the front desk and of their meals, and what they were answered."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import F, Q, Value

from linli.lockers.enums import ReportAnswer, ReportKind
from linli.lockers.models import Complaint, MealReport
from linli.lockers.rules.supervision import MEAL_ANSWERED_WITHIN
from linli.places.models import Place

MOST = 200
"""Of one kind, of one day or month: ten a working day."""


@dataclass(frozen=True, slots=True)
class ComplaintShown:
    """One complaint: what was said, where, when, until when it is to be answered, and how it was.

    ``of_meal``: an owner said it of a meal, on the meal's own page; else it was said at the
    front desk, and ``where`` is empty. Numbers count each kind for itself.
    """

    of_meal: bool
    number: int
    said: str
    where: str
    made_at: datetime
    due_at: datetime
    level: int
    answer: str
    answered_at: datetime | None

    @property
    def fact(self) -> tuple[bool, int, datetime, datetime | None]:
        """What of it is signed for: of nobody, and in no language."""
        return self.of_meal, self.number, self.made_at, self.answered_at


def complaints_between(building: Place, begin: datetime, end: datetime) -> list[ComplaintShown]:
    """Return what was complained of between two instants, the oldest first; two queries."""
    return _found(building, Q(made_at__gte=begin, made_at__lt=end))


def complaints_waiting(building: Place, before: datetime) -> list[ComplaintShown]:
    """Return what was complained of before an instant and nobody has answered, the oldest first."""
    return _found(building, Q(made_at__lt=before, answered_at=None))


def _found(building: Place, which: Q) -> list[ComplaintShown]:
    at_desk = Complaint.objects.filter(which, building=building).order_by("made_at", "pk")
    # Added to nothing, so that no index of deposits fits: the few reports are looked through, and
    # not the million meals of a building for those that somebody reported (1.2 s on SQLite).
    of_meals = (
        MealReport.objects.select_related("deposit__cabinet")
        .annotate(tower=F("deposit__building_id") + Value(0))
        .filter(which, tower=building.pk)
        .order_by("made_at", "pk")
    )
    found = [
        *map(_at_desk, at_desk[:MOST]),
        *map(_of_meal, of_meals[:MOST]),
    ]
    return sorted(found, key=lambda one: (one.made_at, one.of_meal, one.number))


def _at_desk(one: Complaint) -> ComplaintShown:
    return ComplaintShown(
        of_meal=False,
        number=one.pk,
        said=one.said,
        where="",
        made_at=one.made_at,
        due_at=one.due_at,
        level=one.level,
        answer=one.answer,
        answered_at=one.answered_at,
    )


def _of_meal(one: MealReport) -> ComplaintShown:
    return ComplaintShown(
        of_meal=True,
        number=one.pk,
        said=str(ReportKind(one.kind).label),
        where=f"{one.deposit.cabinet.code}-{one.deposit.comp:02d}",
        made_at=one.made_at,
        due_at=one.made_at + MEAL_ANSWERED_WITHIN,
        level=one.level,
        answer=str(ReportAnswer(one.answer).label) if one.answer else "",
        answered_at=one.answered_at,
    )
