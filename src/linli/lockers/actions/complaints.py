"""Complaints at the front desk: taken down, answered, and raised a level while nobody answers."""

from datetime import datetime

from django.db import transaction

from linli.ledger.actions import append
from linli.lockers.access import Seat
from linli.lockers.actions.entries import of_building
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
    _write_down(seat, "complaint_taken", made.pk, now)


@transaction.atomic
def answer_complaint(seat: Seat, *, number: int, answer: str, now: datetime) -> None:
    """Answer what was said at the front desk, once.

    Raises:
        ComplaintAnswered: somebody has; or there is none such in this building.
    """
    waiting = Complaint.objects.filter(pk=number, building=seat.building, answered_at=None)
    if not waiting.update(answer=answer, answered_by=seat.person, answered_at=now):
        raise ComplaintAnswered
    _write_down(seat, "complaint_answered", number, now)


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
            verb = "complaint_escalated"
            append([of_building(building, verb, actor="clock", facts=facts, now=now)])
    return raised


def _write_down(seat: Seat, verb: str, number: int, now: datetime) -> None:
    actor, facts = name_in_ledger(seat.person), {"complaint": number}
    append([of_building(seat.building.code, verb, actor=actor, facts=facts, now=now)])
