"""The demo's deliberation: words on the meals that get lost, one vote that runs, one decided."""

from datetime import datetime, timedelta
from random import Random

from linli.buildings.access.matters import Keeper
from linli.buildings.actions.balloting import NewBallot, close_ballot, open_ballot
from linli.buildings.actions.meetings import NewMeeting, call_meeting
from linli.buildings.actions.motions import contribute, move
from linli.buildings.actions.voting import NewVote, cast, draw_code
from linli.buildings.enums.ballots import BallotRule
from linli.buildings.enums.matters import MatterState
from linli.buildings.models import Ballot, Matter, Voter
from linli.buildings.rules.rolls import Entrant

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
SAID = (
    "每天中午东门堆四十多份，认错的、被踩的都有。",
    "东门左边有三米墙面，不挡消防通道。",
    "我们愿意出电费。",
)
OWNERS = (4_200, 3_800, 2_600, 2_600, 1_900, 1_700)
"""Square metres of the demo's owners."""


def plant(keeper: Keeper, now: datetime) -> None:
    """Let the committee talk over the matter before it, and vote on two motions of it."""
    matter = Matter.objects.get(committee=keeper.committee, state=MatterState.DELIBERATING)
    chance = Random(matter.pk)  # noqa: S311  # votes of nobody
    seats = keeper.committee.seats.order_by("pk")
    for seat, says in zip(seats, SAID, strict=False):
        contribute(keeper, matter, seat=seat.pk, says=says, now=now - 9 * DAY)
    first = move(
        keeper,
        title="在东门装外卖柜",
        says="物业清出三米墙面，企业分摊电费。",
        matter=matter,
        now=now - 8 * DAY,
    )
    new = NewBallot(BallotRule.TWO_THIRDS, is_secret=False, closes_at=now - DAY, roll=None)
    ballot = open_ballot(keeper, first, new, chance=chance, now=now - 8 * DAY)
    _vote(ballot, ("yes", "yes", "yes"), chance, now - 7 * DAY)
    close_ballot(keeper, first, now=now - 6 * DAY)
    second = move(
        keeper,
        title="东门墙面改作外卖柜用地",
        says="改变共有部分的用途，由全体业主表决。",
        matter=matter,
        now=now - 2 * DAY,
    )
    roll = [Entrant(f"演示业主 {at}", area * 100, 1) for at, area in enumerate(OWNERS, start=1)]
    new = NewBallot(BallotRule.ART278_SPECIAL, is_secret=False, closes_at=now + 5 * DAY, roll=roll)
    running = open_ballot(keeper, second, new, chance=chance, now=now - 2 * DAY)
    _vote(running, ("yes", "yes", "abstain"), chance, now - DAY)
    _meet(keeper, now)


def _meet(keeper: Keeper, now: datetime) -> None:
    """Call the meeting at which the second vote is told."""
    begins = now + 6 * DAY
    agenda = "#2 外卖柜的方案\n议题 2\n其他"
    new = NewMeeting("本季度会议", "12F 会议室", begins, begins + 2 * HOUR, agenda)
    call_meeting(keeper, new, now=now - DAY)


def _vote(ballot: Ballot, choices: tuple[str, ...], chance: Random, now: datetime) -> None:
    rows = Voter.objects.select_related("ballot__motion__committee__building")
    for voter, choice in zip(rows.filter(ballot=ballot).order_by("number"), choices, strict=False):
        cast(voter, NewVote(choice, draw_code(chance), voter.number), chance=chance, now=now)
