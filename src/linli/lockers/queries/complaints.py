"""What people complained of at a building, and what they were answered."""

from dataclasses import dataclass
from datetime import datetime

from linli.lockers.enums import ReportAnswer, ReportKind
from linli.lockers.models import MealReport
from linli.places.models import Place

MOST = 200
"""Of one day or month: ten a working day."""


@dataclass(frozen=True, slots=True)
class ComplaintShown:
    """One complaint: what was said, where, when, and the answer, empty until there is one."""

    number: int
    said: str
    where: str
    made_at: datetime
    answer: str
    answered_at: datetime | None


def complaints_between(building: Place, begin: datetime, end: datetime) -> list[ComplaintShown]:
    """Return what was complained of between two instants, the oldest first."""
    found = MealReport.objects.select_related("deposit__cabinet").filter(
        deposit__building=building, made_at__gte=begin, made_at__lt=end
    )
    return [_of_owner(one) for one in found.order_by("made_at", "pk")[:MOST]]


def _of_owner(one: MealReport) -> ComplaintShown:
    return ComplaintShown(
        number=one.pk,
        said=str(ReportKind(one.kind).label),
        where=f"{one.deposit.cabinet.code}-{one.deposit.comp:02d}",
        made_at=one.made_at,
        answer=str(ReportAnswer(one.answer).label) if one.answer else "",
        answered_at=one.answered_at,
    )
