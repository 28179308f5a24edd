"""Opening a ballot with a frozen roll, ending it, and seating whoever was elected."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random

from django.db import IntegrityError, transaction
from django.db.models import F

from linli.buildings.access.matters import Keeper
from linli.buildings.actions.committees import NewTerm, begin_term
from linli.buildings.actions.entries import lock, write_down
from linli.buildings.actions.voting import draw_code, must_be_over
from linli.buildings.enums.ballots import BallotRule, Outcome, RollKind
from linli.buildings.enums.matters import HowChosen
from linli.buildings.errors.ballots import (
    AreaNeeded,
    BallotOver,
    BallotRuns,
    BoxUncounted,
    ClosingUnreadable,
    NobodyElected,
    RollEmpty,
    RuleUnfit,
    SeatsHaveNoArea,
    WeightTells,
)
from linli.buildings.models import Ballot, Candidate, Motion, Resolution, Term, Vote, Voter
from linli.buildings.queries.ballots import export_of, hash_of, result_of
from linli.buildings.rules.ballots import RULES, Line, may_be_secret
from linli.buildings.rules.recount import mark_of, roll_hash, told
from linli.buildings.rules.rolls import Entrant
from linli.people.actions import name_in_ledger

LONGEST_DAYS = 60
"""What is not decided in two months is moved anew: ours, the law names no limit."""

CLOSED_AT_ONCE = 20
"""Ballots that the clock ends in one round."""

CLOCK = "clock"

Facts = dict[str, str | int]


@dataclass(frozen=True, slots=True)
class NewBallot:
    """How is voted; ``roll`` None: the committee's seats, each with a vote."""

    rule: BallotRule
    is_secret: bool
    closes_at: datetime
    roll: Sequence[Entrant] | None


@transaction.atomic
def open_ballot(
    keeper: Keeper, motion: Motion, new: NewBallot, *, chance: Random, now: datetime
) -> Ballot:
    """Open a ballot over a motion: its roll is frozen, and its hash stands in the ledger.

    Raises:
        ClosingUnreadable: it ends before it begins, or goes on for too long.
        RuleUnfit: an election's rule for a motion, or the other way round.
        RollEmpty, AreaNeeded, SeatsHaveNoArea, WeightTells: the roll does not fit the rule.
        BallotRuns: the motion is being voted on.
    """
    if not now < new.closes_at <= now + timedelta(days=LONGEST_DAYS):
        raise ClosingUnreadable(days=LONGEST_DAYS)
    if (new.rule == BallotRule.ELECTION) is (motion.seat_id is None):
        raise RuleUnfit
    lock(keeper.committee)
    drawn = _drawn(_listed(keeper, new), chance)
    _must_fit(new, drawn)
    hashed = roll_hash((one.number, one.mark, one.area, one.heads) for one in drawn)
    try:
        with transaction.atomic():
            made = Ballot.objects.create(
                motion=motion,
                rule=new.rule,
                roll_kind=RollKind.SEATS if new.roll is None else RollKind.LISTED,
                is_secret=new.is_secret,
                roll_hash=hashed,
                opened_at=now,
                opened_by=keeper.person,
                closes_at=new.closes_at,
            )
    except IntegrityError as runs:
        raise BallotRuns from runs
    for one in drawn:
        one.ballot = made
    Voter.objects.bulk_create(drawn)
    facts: Facts = {
        "rule": new.rule.value,
        "lines": len(drawn),
        "roll": hashed,
        "secret": "yes" if new.is_secret else "no",
        "until": new.closes_at.isoformat(),
    }
    _write(motion, "ballot_opened", name_in_ledger(keeper.person), now, facts)
    return made


@transaction.atomic
def close_ballot(keeper: Keeper, motion: Motion, *, now: datetime) -> Resolution:
    """End a ballot, when all have voted or its time is over, and write down what came of it.

    Raises:
        BallotOver: nothing is voted on.
        VotesAreMissing: its time is not over, and somebody has not voted.
        BoxUncounted: there are papers that nobody has counted.
    """
    lock(keeper.committee)
    ballot = Ballot.objects.filter(motion=motion, closed_at=None).first()
    if ballot is None:
        raise BallotOver
    must_be_over(ballot, now)
    if ballot.papers_counted < ballot.papers:
        raise BoxUncounted(papers=ballot.papers - ballot.papers_counted)
    return _close(ballot, name_in_ledger(keeper.person), now)


@transaction.atomic
def annul_ballot(keeper: Keeper, motion: Motion, *, reason: str, now: datetime) -> None:
    """End a ballot that was opened wrongly, in public and for good; nothing of it is counted.

    Raises:
        BallotOver: nothing is voted on.
    """
    lock(keeper.committee)
    ballot = Ballot.objects.filter(motion=motion, closed_at=None).first()
    if ballot is None:
        raise BallotOver
    _end(ballot, now)
    Resolution.objects.create(
        ballot=ballot,
        outcome=Outcome.ANNULLED,
        counts=json.dumps({"reason": reason}),
        at=now,
    )
    by = name_in_ledger(keeper.person)
    _write(motion, "ballot_annulled", by, now, {"reason": reason})


def close_due_ballots(*, now: datetime) -> int:
    """End the ballots whose time is over, and return how many; those with a box wait for it."""
    due = Ballot.objects.filter(
        closed_at=None, closes_at__lte=now, papers_counted=F("papers")
    ).select_related("motion__committee__building")
    return sum(_close_due(one, now) for one in due.order_by("closes_at")[:CLOSED_AT_ONCE])


@transaction.atomic
def _close_due(ballot: Ballot, now: datetime) -> bool:
    lock(ballot.motion.committee)
    found = Ballot.objects.filter(pk=ballot.pk, closed_at=None).first()
    if found is None:
        return False
    _close(found, CLOCK, now)
    return True


def _close(ballot: Ballot, by: str, now: datetime) -> Resolution:
    _end(ballot, now)
    result = result_of(ballot)
    counts = told(result)
    made = Resolution.objects.create(
        ballot=ballot,
        outcome=Outcome(result.outcome),
        counts=json.dumps(counts, sort_keys=True),
        at=now,
    )
    heads = {choice: weight.heads for choice, weight in result.by_choice.items()}
    facts: Facts = {
        "outcome": result.outcome,
        "lines": result.roll.lines,
        "voted": result.took_part.lines,
        "heads": json.dumps(heads, sort_keys=True),
        "export": hash_of(export_of(ballot, counts)),
    }
    _write(ballot.motion, "ballot_closed", by, now, facts)
    return made


def _end(ballot: Ballot, now: datetime) -> None:
    if ballot.is_secret:
        _forget_order(ballot)
    ballot.closed_at = now
    ballot.save(update_fields=["closed_at"])


def _forget_order(ballot: Ballot) -> None:
    """Write the votes anew, in the order of their receipts.

    Where rows lie in the database's own files, and which transaction wrote them, would tell who
    looks there in which order they came.
    """
    votes = list(Vote.objects.filter(ballot=ballot).order_by("receipt"))
    Vote.objects.filter(ballot=ballot).delete()
    Vote.objects.bulk_create(votes)


@transaction.atomic
def seat_winner(
    keeper: Keeper, motion: Motion, *, begins_on: date, ends_on: date, now: datetime
) -> None:
    """Seat whoever was elected, with the votes that were counted.

    Raises:
        NobodyElected: nobody was, or they are seated already.
        SeatTaken, TermBackwards: as ``begin_term``.
    """
    lock(keeper.committee)
    won = Resolution.objects.filter(ballot__motion=motion).order_by("-at").first()
    seat = motion.seat_id
    if won is None or seat is None or won.outcome != Outcome.ELECTED:
        raise NobodyElected
    if Term.objects.filter(seat=seat, how=HowChosen.ELECTED, noted_at__gte=won.at).exists():
        raise NobodyElected
    counts = json.loads(won.counts)
    winner = Candidate.objects.get(motion=motion, number=int(counts["winner"]))
    votes = counts["by_choice"][counts["winner"]]["heads"]
    term = NewTerm(winner.name, HowChosen.ELECTED, votes, begins_on, ends_on)
    begin_term(keeper, seat=seat, term=term, now=now)


def _listed(keeper: Keeper, new: NewBallot) -> Sequence[tuple[Entrant, int | None]]:
    """Return the lines of the roll, and of which seat each is."""
    if new.roll is not None:
        return [(one, None) for one in new.roll]
    if RULES[new.rule].by_area:
        raise SeatsHaveNoArea
    held = Term.objects.filter(seat__committee=keeper.committee, ended_at=None).order_by("seat")
    return [(Entrant(one.holder or "—", 0, 1), one.seat_id) for one in held]


def _drawn(listed: Sequence[tuple[Entrant, int | None]], chance: Random) -> Sequence[Voter]:
    if not listed:
        raise RollEmpty
    drawn = []
    for number, (one, seat) in enumerate(listed, start=1):
        code = draw_code(chance)
        made = Voter(number=number, seat_id=seat, code=code, area=one.area, heads=one.heads)
        made.who, made.mark = one.who, mark_of(code, one.who)
        drawn.append(made)
    return drawn


def _must_fit(new: NewBallot, drawn: Sequence[Voter]) -> None:
    if RULES[new.rule].by_area:
        bare = next((one for one in drawn if not one.area), None)
        if bare is not None:
            raise AreaNeeded(who=bare.who.opened())
    lines = [Line(one.number, one.area, one.heads) for one in drawn]
    if new.is_secret and not may_be_secret(new.rule, lines):
        raise WeightTells


def _write(motion: Motion, verb: str, by: str, now: datetime, more: Facts) -> None:
    facts: Facts = {"motion": motion.number, **more}
    write_down(motion.committee, verb, by=by, now=now, facts=facts, matter=motion.matter_id)
