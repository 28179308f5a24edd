"""Complaints at the front desk: taken down, answered, and raised a level while nobody answers."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from linli.ledger.actions import NewEntry, append
from linli.lockers.access import Seat
from linli.lockers.models import Complaint, MealReport
from linli.lockers.property_errors import ComplaintAnswered
from linli.lockers.rules.supervision import (
    DESK_ANSWERED_WITHIN,
    HIGHEST_LEVEL,
    MEAL_ANSWERED_WITHIN,
    level_of,
)
from linli.people.actions import name_in_ledger

AT_ONCE = 100
"""Raised in one round of the clock; the next comes within seconds."""


@transaction.atomic
def take_complaint(seat: Seat, *, said: str, now: datetime) -> None:
    """Take down what somebody says at the front desk; it is to be answered within a day."""
    made = Complaint.objects.create(
        building=seat.building,
        said=said,
        taken_by=seat.person,
        made_at=now,
        due_at=now + DESK_ANSWERED_WITHIN,
    )
    facts = {"complaint": made.pk}
    actor = name_in_ledger(seat.person)
    append([_entry(seat.building.code, "complaint_taken", actor, now, facts)])


@transaction.atomic
def answer_complaint(seat: Seat, *, number: int, answer: str, now: datetime) -> None:
    """Answer what was said at the front desk, once.

    Raises:
        ComplaintAnswered: somebody has; or there is none such in this building.
    """
    waiting = Complaint.objects.filter(pk=number, building=seat.building, answered_at=None)
    if not waiting.update(answer=answer, answered_by=seat.person, answered_at=now):
        raise ComplaintAnswered
    actor = name_in_ledger(seat.person)
    facts = {"complaint": number}
    append([_entry(seat.building.code, "complaint_answered", actor, now, facts)])


def escalate_complaints(*, now: datetime) -> int:
    """Raise the level of what nobody answered in time, of both kinds; return how many."""
    at_desk = Complaint.objects.filter(answered_at=None, due_at__lte=now, level__lt=HIGHEST_LEVEL)
    of_meals = MealReport.objects.filter(
        answered_at=None, made_at__lte=now - MEAL_ANSWERED_WITHIN, level__lt=HIGHEST_LEVEL
    )
    count = 0
    for desk in at_desk.select_related("building").order_by("due_at")[:AT_ONCE]:
        level = level_of(raised_at=desk.made_at, due_at=desk.due_at, now=now)
        count += _raise(desk, level, desk.building.code, "complaint", now)
    for meal in of_meals.select_related("deposit__building").order_by("made_at")[:AT_ONCE]:
        due_at = meal.made_at + MEAL_ANSWERED_WITHIN
        level = level_of(raised_at=meal.made_at, due_at=due_at, now=now)
        count += _raise(meal, level, meal.deposit.building.code, "report", now)
    return count


def _raise(one: Complaint | MealReport, level: int, building: str, name: str, now: datetime) -> int:
    with transaction.atomic():
        lower = type(one).objects.filter(pk=one.pk, answered_at=None, level__lt=level)
        raised = lower.update(level=level)
        if raised:
            facts = {name: one.pk, "level": level}
            append([_entry(building, "complaint_escalated", "clock", now, facts)])
    return raised


def _entry(
    building: str, verb: str, actor: str, now: datetime, facts: Mapping[str, int]
) -> NewEntry:
    return NewEntry(
        chain=f"building/{building}",
        at=now,
        actor=actor,
        verb=verb,
        subject=f"place:{building}",
        facts=facts,
    )
