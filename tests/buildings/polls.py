"""Motions of the tower, rolls and ballots over them."""

import json
import secrets
from datetime import datetime, timedelta
from random import Random

from tests.buildings.house import House

from linli.buildings.actions.balloting import NewBallot, close_ballot, open_ballot
from linli.buildings.actions.committees import NewTerm, begin_term
from linli.buildings.actions.motions import call_election, move
from linli.buildings.actions.voting import NewVote, cast, count_box, enter_paper, note_proxy
from linli.buildings.enums.ballots import BallotRule
from linli.buildings.enums.matters import HowChosen
from linli.buildings.models import Ballot, Motion, Resolution, Vote, Voter
from linli.buildings.rules.rolls import Entrant, read_roll

CHANCE = Random(20261123)  # noqa: S311  # nobody votes here
WEEK = timedelta(days=7)
OWNERS = "张三,60,1\n李四,30,1\n王五,10.5,1"
HEADS = "张三\n李四\n王五"


def moved(house: House, title: str = "东门装外卖柜") -> Motion:
    """Put a free motion."""
    return move(house.keeper, title=title, says="花三万元", matter=None, now=house.now)


def election(house: House, *names: str) -> Motion:
    """Call an election to the first seat."""
    seat = house.committee.seats.order_by("pk")[0].pk
    return call_election(house.keeper, seat=seat, names=names or ("甲", "乙"), now=house.now)


def opened(
    house: House,
    motion: Motion,
    roll: str | None = HEADS,
    *,
    rule: BallotRule = BallotRule.MAJORITY,
    is_secret: bool = False,
) -> Ballot:
    """Open a ballot for a week, over a roll that was typed, or over the seats."""
    typed: list[Entrant] | None = None if roll is None else list(read_roll(roll))
    new = NewBallot(rule, is_secret, house.now + WEEK, typed)
    return open_ballot(house.keeper, motion, new, chance=CHANCE, now=house.now)


def seated(house: House) -> None:
    """Fill the seats of the committee."""
    day = house.now.date()
    for seat, holder in zip(house.committee.seats.order_by("pk"), "甲乙丙", strict=True):
        term = NewTerm(f"{holder}某", HowChosen.NAMED, None, day, day + timedelta(days=300))
        begin_term(house.keeper, seat=seat.pk, term=term, now=house.now)


def line_of(ballot: Ballot, number: int) -> Voter:
    """Return a line of the roll, as its link finds it."""
    rows = Voter.objects.select_related("ballot__motion__committee__building")
    return rows.get(ballot=ballot, number=number)


def votes(
    house: House,
    ballot: Ballot,
    number: int,
    choice: str = "yes",
    *,
    line: int = 0,
    receipt: str = "",
) -> Vote:
    """Let a line of the roll vote, for itself or for another."""
    new = NewVote(choice, receipt or secrets.token_hex(12), line or number)
    return cast(line_of(ballot, number), new, chance=CHANCE, now=house.now)


def closed(house: House, motion: Motion, at: datetime | None = None) -> Resolution:
    """End a ballot, after its time unless told otherwise."""
    return close_ballot(house.keeper, motion, now=at or house.now + WEEK)


def paper(house: House, motion: Motion, line: int, choice: str = "yes") -> None:
    """Enter a paper."""
    enter_paper(house.keeper, motion, line=line, choice=choice, chance=CHANCE, now=house.now)


def boxed(
    house: House, motion: Motion, counted: dict[str, int], at: datetime | None = None
) -> None:
    """Count the box, after the end unless told otherwise."""
    when = at or house.now + WEEK
    count_box(house.keeper, motion, counted=counted, chance=CHANCE, now=when)


def proxied(house: House, motion: Motion, giver: int, holder: int) -> None:
    """Note a proxy."""
    note_proxy(house.keeper, motion, giver=giver, holder=holder, now=house.now)


def counts(found: Resolution) -> dict[str, int]:
    """The heads behind each choice."""
    by_choice = json.loads(found.counts)["by_choice"]
    return {choice: weight["heads"] for choice, weight in by_choice.items() if weight["heads"]}
