"""What becomes of meals that nobody fetches: owners are reminded, and the crew goes round."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction

from linli.ledger.actions import NewEntry, append
from linli.lockers.actions.entries import of_building
from linli.lockers.actions.statements import lock_cabinets
from linli.lockers.actions.telling import tell_owners
from linli.lockers.enums import DepositState
from linli.lockers.errors import NothingToFetch, RoundUnderWay, UnknownRound
from linli.lockers.models import Deposit, RecallRound, RoundStop
from linli.lockers.queries.overdue import to_fetch
from linli.lockers.rules.holding import hold_ms_of
from linli.lockers.rules.overdue import REMIND_AFTER, Rung, rung_of
from linli.notices.models import NoticeKind
from linli.people.actions import name_in_ledger
from linli.people.models import Person
from linli.places.models import Place

if TYPE_CHECKING:
    from linli.wire.messages import Fact

AT_ONCE = 100
"""Owners reminded in one round of the clock; the next round comes within seconds."""


def remind_owners(*, now: datetime) -> int:
    """Remind the owners of meals that have stood half an hour, each once; return how many."""
    due = (
        Deposit.objects.filter(state=DepositState.STORED, held=False, reminded_at=None)
        .filter(stored_at__lte=now - REMIND_AFTER)
        .order_by("-stored_at")
        .values_list("code", "cabinet__code")
    )
    found = list(due[:AT_ONCE])
    if not found:
        return 0
    with transaction.atomic():
        lock_cabinets({cabinet for _deposit, cabinet in found})
        meals = [
            one
            for one in Deposit.objects.select_related("cabinet").filter(
                code__in=[deposit for deposit, _cabinet in found],
                state=DepositState.STORED,
                reminded_at=None,
            )
            if _rung(one, now) is Rung.REMIND
        ]
        codes = [one.code for one in meals]
        Deposit.objects.filter(code__in=codes).update(reminded_at=now)
        append([_reminded(one, now) for one in meals])
        tell_owners(codes, now=now, kind=NoticeKind.MEAL_WAITING)
    return len(codes)


def begin_round(*, building: Place, by: Person, now: datetime) -> None:
    """Begin a walk to all meals of a building whose time is over, in walking order.

    Raises:
        NothingToFetch: there is none.
        RoundUnderWay: somebody has begun one a moment ago, or earlier.
    """
    meals = to_fetch(building.pk, now=now)
    if not meals:
        raise NothingToFetch
    try:
        with transaction.atomic():
            begun = RecallRound.objects.create(building=building, begun_by=by, begun_at=now)
            RoundStop.objects.bulk_create(
                RoundStop(round=begun, position=position, deposit_id=meal)
                for position, meal in enumerate(meals, start=1)
            )
            _write_down(building, "round_begun", by, now, {"meals": len(meals)})
    except IntegrityError as other:
        raise RoundUnderWay from other


def end_round(*, building: Place, by: Person, now: datetime) -> None:
    """End the walk that is under way, whatever is left.

    Raises:
        UnknownRound: none is.
    """
    with transaction.atomic():
        walking = RecallRound.objects.filter(building=building, ended_at=None)
        stops = RoundStop.objects.filter(round__in=walking)
        left = stops.filter(deposit__state=DepositState.STORED).count()
        count = stops.count()
        if not walking.update(ended_at=now):
            raise UnknownRound
        _write_down(building, "round_ended", by, now, {"meals": count, "left": left})


def must_be_on_round(deposit: str, building: Place) -> None:
    """Let a meal pass that is a stop of the walk under way.

    Raises:
        UnknownRound: it is not.
    """
    stops = RoundStop.objects.filter(round__building=building, round__ended_at=None)
    if not stops.filter(deposit__code=deposit).exists():
        raise UnknownRound


def _rung(deposit: Deposit, now: datetime) -> Rung:
    assert deposit.stored_at is not None
    hold_ms = hold_ms_of(usual_ms=deposit.cabinet.hold_ms, hot_ms=deposit.hot_ms)
    return rung_of(stored_at=deposit.stored_at, hold_ms=hold_ms, held=deposit.held, now=now)


def _reminded(deposit: Deposit, now: datetime) -> NewEntry:
    return NewEntry(
        chain=f"cabinet/{deposit.cabinet.code}",
        at=now,
        actor="clock",
        verb="owner_reminded",
        subject=f"deposit:{deposit.code}",
        facts={},
    )


def _write_down(
    building: Place, verb: str, by: Person, now: datetime, facts: dict[str, "Fact"]
) -> None:
    actor = name_in_ledger(by)
    append([of_building(building.code, verb, actor=actor, facts=facts, now=now)])
