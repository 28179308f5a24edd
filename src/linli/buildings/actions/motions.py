"""What is laid before a committee: words on a matter, motions, and elections to its seats."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext

from linli.buildings.access.matters import Keeper
from linli.buildings.actions.entries import lock, write_down
from linli.buildings.enums.matters import MatterState, SeatKind
from linli.buildings.errors.ballots import CandidatesNeeded, NotDeliberated
from linli.buildings.errors.matters import UnknownSeat
from linli.buildings.models import Candidate, Contribution, Matter, Motion, Seat
from linli.people.actions import name_in_ledger

MOST_CANDIDATES = 20
"""For one seat: as many as fit on a phone with a button each."""

Facts = dict[str, str | int]


@transaction.atomic
def contribute(
    keeper: Keeper, matter: Matter, *, seat: int | None, says: str, now: datetime
) -> None:
    """Minute what somebody in a seat, or the secretary, said on a matter under deliberation.

    The ledger keeps that and for which seat, not the words: they go in their time.

    Raises:
        NotDeliberated: it is not before the committee now.
        UnknownSeat: none of this committee.
    """
    lock(keeper.committee)
    found, speaker = _deliberated(matter), None if seat is None else _seat(keeper, seat)
    Contribution.objects.create(
        matter=found, seat=speaker, says=says, at=now, noted_by=keeper.person
    )
    facts: Facts = {"matter": found.number}
    if speaker is not None:
        facts |= {"kind": str(speaker.kind), "number": speaker.number}
    verb = "secretary_spoke" if speaker is None else "seat_spoke"
    _write(keeper, verb, now, facts, found.pk)


@transaction.atomic
def move(keeper: Keeper, *, title: str, says: str, matter: Matter | None, now: datetime) -> Motion:
    """Put a motion, of a matter under deliberation or free.

    Raises:
        NotDeliberated: the matter is not before the committee now.
    """
    lock(keeper.committee)
    found = None if matter is None else _deliberated(matter)
    made = Motion.objects.create(
        committee=keeper.committee,
        number=_next(keeper),
        matter=found,
        title=title,
        says=says,
        made_at=now,
        made_by=keeper.person,
    )
    _write(keeper, "motion_made", now, {"motion": made.number}, made.matter_id)
    return made


@transaction.atomic
def call_election(keeper: Keeper, *, seat: int, names: Sequence[str], now: datetime) -> Motion:
    """Let somebody be elected to a seat, of these who stand.

    Raises:
        UnknownSeat: none of this committee.
        CandidatesNeeded: nobody stands, too many, or one twice.
    """
    if not 1 <= len(names) <= MOST_CANDIDATES or len(set(names)) < len(names):
        raise CandidatesNeeded(most=MOST_CANDIDATES)
    lock(keeper.committee)
    found = _seat(keeper, seat)
    kind = SeatKind(found.kind).label
    made = Motion.objects.create(
        committee=keeper.committee,
        number=_next(keeper),
        seat=found,
        title=gettext("选举{kind} {number} 席").format(kind=kind, number=found.number),
        made_at=now,
        made_by=keeper.person,
    )
    Candidate.objects.bulk_create(
        Candidate(motion=made, number=number, name=name, stood_at=now)
        for number, name in enumerate(names, start=1)
    )
    facts: Facts = {
        "motion": made.number,
        "kind": str(found.kind),
        "number": found.number,
        "candidates": len(names),
    }
    _write(keeper, "election_called", now, facts)
    return made


def _next(keeper: Keeper) -> int:
    return Motion.objects.filter(committee=keeper.committee).count() + 1


def _seat(keeper: Keeper, number: int) -> Seat:
    found = Seat.objects.filter(committee=keeper.committee, pk=number).first()
    if found is None:
        raise UnknownSeat
    return found


def _deliberated(matter: Matter) -> Matter:
    found = Matter.objects.get(pk=matter.pk)
    if found.state != MatterState.DELIBERATING or found.merged_into_id is not None:
        raise NotDeliberated
    return found


def _write(
    keeper: Keeper, verb: str, now: datetime, facts: Facts, matter: int | None = None
) -> None:
    by = name_in_ledger(keeper.person)
    write_down(keeper.committee, verb, by=by, now=now, facts=facts, matter=matter)
