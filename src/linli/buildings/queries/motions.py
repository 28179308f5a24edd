"""Motions as pages show them: what was said, how is voted, who has, and what came of it."""

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Q

from linli.buildings.enums.ballots import BallotRule, CastBy, Outcome, RollKind
from linli.buildings.enums.matters import SeatKind
from linli.buildings.models import (
    Ballot,
    Committee,
    Contribution,
    Matter,
    Motion,
    Proxy,
    Resolution,
    Seat,
    Vote,
    Voter,
)
from linli.buildings.queries.ballots import labels_of

MOST_SHOWN = 200
"""Motions, or words on a matter, on one page: more than a committee has in a year."""

SHEET = 30
"""Links on one page of a sheet: with a code each, 2 ms each."""

ROLL_SHOWN = 200
"""Lines of a roll on the secretary's page: a tower's companies; a larger one is turned over."""

SQUARE_METRE = 100
"""Areas are kept in hundredths of a square metre."""


def seat_label(seat: Seat) -> str:
    """Return a seat in words."""
    return f"{SeatKind(seat.kind).label} {seat.number}"


@dataclass(frozen=True, slots=True)
class Said:
    """A minuted word on a matter; ``seat`` empty: by the secretary."""

    seat: str
    says: str
    at: datetime


@dataclass(frozen=True, slots=True)
class MotionRow:
    """A motion in a list: ``until`` while it is voted on, ``outcome`` when that was decided."""

    number: int
    title: str
    matter: int | None
    until: datetime | None
    outcome: str


@dataclass(frozen=True, slots=True)
class Counts:
    """One line of a result: how many, their heads and their square metres."""

    label: str
    lines: int
    heads: int
    area: float


@dataclass(frozen=True, slots=True)
class BySeat:
    """How a seat voted in the open."""

    seat: str
    choice: str


@dataclass(frozen=True, slots=True)
class BallotShown:
    """A ballot as everybody sees it: no counts before its end."""

    id: int
    rule: str
    roll_kind: str
    is_secret: bool
    roll_hash: str
    opened_at: datetime
    closes_at: datetime
    closed_at: datetime | None
    lines: int
    voted: int
    outcome: str
    reason: str
    winner: str
    counts: Sequence[Counts]
    by_seat: Sequence[BySeat]
    may_export: bool
    by_area: bool


@dataclass(frozen=True, slots=True)
class RollLine:
    """A line of the roll for the secretary: the name is masked, the number is the roll's."""

    number: int
    who: str
    heads: int
    area: float
    how: str
    proxy: int | None
    code: str


def said_of(matter: Matter) -> list[Said]:
    """Return what was said on a matter, the first first: one query."""
    rows = Contribution.objects.filter(matter=matter).select_related("seat").order_by("at", "pk")
    return [
        Said("" if one.seat is None else seat_label(one.seat), one.says, one.at)
        for one in rows[:MOST_SHOWN]
    ]


def motions_of(committee: Committee, matter: Matter | None = None) -> list[MotionRow]:
    """Return the motions of a committee, or of one matter, the last first: two queries."""
    rows = Motion.objects.filter(committee=committee).select_related("matter").order_by("-number")
    if matter is not None:
        rows = rows.filter(matter=matter)
    found = list(rows[:MOST_SHOWN])
    last = dict[int, tuple[datetime | None, str]]()
    ballots = Ballot.objects.filter(motion__in=found).order_by("pk")
    for motion, closes, closed, outcome in ballots.values_list(
        "motion", "closes_at", "closed_at", "resolution__outcome"
    ):
        label = str(Outcome(outcome).label) if outcome else ""
        last[motion] = (None if closed else closes, label)
    nothing = (None, "")
    return [
        MotionRow(
            one.number,
            one.title,
            None if one.matter is None else one.matter.number,
            *last.get(one.pk, nothing),
        )
        for one in found
    ]


def ballots_of(motion: Motion, *, keeps: bool) -> list[BallotShown]:
    """Return the ballots over a motion, the last first: four queries."""
    rows = Ballot.objects.filter(motion=motion).order_by("-pk").select_related("resolution")
    found = list(
        rows.annotate(
            lines=Count("voters", distinct=True),
            voted=Count("voters", filter=Q(voters__turnout__isnull=False), distinct=True),
        )
    )
    labels, seats = labels_of(motion), _by_seat(motion)
    return [_shown(one, labels, seats, keeps=keeps) for one in found]


def _shown(
    one: Any,  # noqa: ANN401  # a ballot with its counts, which has no type
    labels: Mapping[str, str],
    seats: Mapping[int, Sequence[tuple[Seat, str]]],
    *,
    keeps: bool,
) -> BallotShown:
    told: Resolution | None = getattr(one, "resolution", None)
    counts = {} if told is None else json.loads(told.counts)
    by_choice = counts.get("by_choice", {})
    is_counted = told is not None and told.outcome != Outcome.ANNULLED
    by_seat = one.roll_kind == RollKind.SEATS and not one.is_secret and is_counted
    is_public = one.is_secret or one.roll_kind == RollKind.SEATS
    return BallotShown(
        id=one.pk,
        rule=str(BallotRule(one.rule).label),
        roll_kind=str(RollKind(one.roll_kind).label),
        is_secret=one.is_secret,
        roll_hash=one.roll_hash,
        opened_at=one.opened_at,
        closes_at=one.closes_at,
        closed_at=one.closed_at,
        lines=one.lines,
        voted=one.voted,
        outcome="" if told is None else str(Outcome(told.outcome).label),
        reason=counts.get("reason", ""),
        winner=labels[counts["winner"]] if counts.get("winner") else "",
        counts=[
            Counts(
                label,
                by_choice[choice]["lines"],
                by_choice[choice]["heads"],
                by_choice[choice]["area"] / SQUARE_METRE,
            )
            for choice, label in labels.items()
            if choice in by_choice
        ],
        by_seat=[
            BySeat(seat_label(seat), labels[choice])
            for seat, choice in (seats[one.pk] if by_seat else ())
        ],
        may_export=is_counted and (is_public or keeps),
        by_area=one.rule in (BallotRule.ART278, BallotRule.ART278_SPECIAL),
    )


def outcome_label(result: Mapping[str, Any]) -> str:
    """Return what came of a recount, in words; nothing where there was none."""
    return str(Outcome(result["outcome"]).label) if result else ""


def _by_seat(motion: Motion) -> Mapping[int, Sequence[tuple[Seat, str]]]:
    found = defaultdict[int, list[tuple[Seat, str]]](list)
    rows = Vote.objects.filter(ballot__motion=motion, voter__seat__isnull=False)
    for one in rows.select_related("voter__seat").order_by("voter__number"):
        assert one.voter is not None, "it was asked for"
        assert one.voter.seat is not None, "as above"
        found[one.ballot_id].append((one.voter.seat, one.choice))
    return found


def roll_of(ballot: Ballot, *, page: int, each: int) -> list[RollLine]:
    """Return one page of the roll of a ballot, with so many lines each: two queries."""
    rows = Voter.objects.filter(ballot=ballot).select_related("seat", "turnout").order_by("number")
    rows = rows[(page - 1) * each : page * each]
    proxies = dict(
        Proxy.objects.filter(giver__ballot=ballot, revoked_at=None).values_list(
            "giver", "holder__number"
        )
    )
    return [_line(one, proxies.get(one.pk)) for one in rows]


def _line(one: Voter, proxy: int | None) -> RollLine:
    turnout = getattr(one, "turnout", None)
    return RollLine(
        one.number,
        name_of(one),
        one.heads,
        one.area / SQUARE_METRE,
        "" if turnout is None else str(CastBy(turnout.how).label),
        proxy,
        one.code,
    )


def name_of(voter: Voter) -> str:
    """Return what a line of a roll is called, masked; of a seat, which."""
    if voter.seat is not None:
        return seat_label(voter.seat)
    return str(voter.who or "—")


@dataclass(frozen=True, slots=True)
class ToVote:
    """A line that somebody may vote for: their own, or one whose proxy they hold."""

    number: int
    who: str
    is_own: bool


def lines_to_vote(voter: Voter) -> tuple[bool, list[ToVote]]:
    """Return whether somebody's own line has voted, and the lines they may vote for now."""
    held = Voter.objects.filter(
        proxies_given__holder=voter, proxies_given__revoked_at=None, turnout=None
    )
    has_voted = Voter.objects.filter(pk=voter.pk, turnout__isnull=False).exists()
    own = [] if has_voted else [ToVote(voter.number, name_of(voter), is_own=True)]
    return has_voted, [
        *own,
        *(
            ToVote(one.number, name_of(one), is_own=False)
            for one in held.select_related("seat").order_by("number")
        ),
    ]


def choice_of_receipt(motion: Motion, receipt: str) -> str:
    """Return for what the vote with this receipt counts, in words; nothing where there is none."""
    found = Vote.objects.filter(ballot__motion=motion, receipt=receipt).first()
    return "" if found is None else labels_of(motion)[found.choice]


def result_kept(ballot: Ballot) -> Mapping[str, Any]:
    """Return the result of a ballot that is over, as it was written down."""
    found: dict[str, Any] = json.loads(ballot.resolution.counts)
    return found
