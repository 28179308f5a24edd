"""Motions and ballots in the matrix: who may ask what, what there is, and more of it."""

from __future__ import annotations

from datetime import timedelta
from random import Random
from typing import TYPE_CHECKING

from tests.server.matrix_people import ELSEWHERE
from tests.server.matrix_rules import HIDDEN, KEEP_HERE, NO, Wall, anyone, nobody, only, says

from linli.buildings.access.ballots import voter_link
from linli.buildings.access.matters import Keeper
from linli.buildings.actions.balloting import NewBallot, close_ballot, open_ballot
from linli.buildings.actions.handling import deliberate, take_up
from linli.buildings.actions.motions import move
from linli.buildings.actions.raising import NewMatter, NewVoice, raise_matter
from linli.buildings.enums.ballots import BallotRule, CastBy
from linli.buildings.models import (
    Ballot,
    Committee,
    Contribution,
    Matter,
    Motion,
    Proxy,
    Turnout,
    Vote,
    Voter,
)
from linli.buildings.rules.recount import mark_of
from linli.buildings.rules.rolls import read_roll

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tests.server.matrix_world import World

LINK = "its address is its key"
WEEK = timedelta(days=7)
LISTS = {
    "buildings:ballot",
    "buildings:export",
    "buildings:motion",
    "buildings:motions",
    "buildings:sheet",
    "buildings:talk",
    "buildings:vote",
}
"""Pages that say more where there is more."""

NOT_ON_A_PAGE: Mapping[str, tuple[str, ...]] = {}
"""Forms that no page of this world shows."""


def walls() -> list[Wall]:
    """What is moved and decided is everybody's; named lists and links are its keepers'."""
    here, none = {"building": "BAIYULAN"}, {"building": "NONE"}
    keep, never = only(KEEP_HERE, NO), only((), NO)
    ours = only(KEEP_HERE, HIDDEN, HIDDEN)
    moves = says(then="move", title="Lamps")
    running, decided = here | {"number": "{motion}"}, here | {"number": "{decided}"}
    return [
        Wall("buildings:motions", anyone(), keep, here, body=moves),
        Wall("buildings:motions", nobody(), never, none),
        Wall("buildings:talk", anyone(), keep, here | {"number": "{debated}"}, body=moves),
        Wall("buildings:talk", nobody(), never, none | {"number": "1"}),
        Wall("buildings:motion", anyone(), None, running),
        Wall("buildings:motion", nobody(), None, here | {"number": "900"}),
        Wall("buildings:ballot", keep, keep, running),
        Wall("buildings:ballot", never, never, none | {"number": "1"}),
        Wall("buildings:sheet", keep, None, running),
        Wall("buildings:export", anyone(), None, decided | {"ballot": "{secret_ballot}"}),
        Wall("buildings:export", ours, None, running | {"ballot": "{named_ballot}"}),
        Wall("buildings:export", nobody(), None, running | {"ballot": "{running_ballot}"}),
        Wall("buildings:recount", anyone(), anyone()),
        Wall("buildings:vote", anyone(), anyone(), {"token": "{voter}"}, free=LINK),
        Wall("buildings:vote", nobody(), nobody(), {"token": "{owner}"}, free=LINK),
    ]


def things(world: World) -> dict[str, str | int]:
    """A matter under deliberation; a motion that is voted on again; one decided in secret."""
    keeper = Keeper(world.people["secretary"], Committee.objects.get(building__code="BAIYULAN"))
    now = world.now
    raised = raise_matter(
        keeper.committee,
        NewMatter("debated-in-the-world", "电梯太慢", "", "大堂"),
        NewVoice("voice-of-the-debated", "browser-debated", "", is_hidden=True),
        address=ELSEWHERE,
        now=now,
    ).matter
    take_up(keeper, raised, now=now)
    deliberate(keeper, raised, now=now)
    motion = move(keeper, title="New lift", says="", matter=raised, now=now)
    decided = move(keeper, title="Night guard", says="", matter=None, now=now)
    named = _opened(keeper, motion, world, is_secret=False)
    close_ballot(keeper, motion, now=now + WEEK)
    running = _opened(keeper, motion, world, is_secret=False)
    secret = _opened(keeper, decided, world, is_secret=True)
    close_ballot(keeper, decided, now=now + WEEK)
    return {
        "debated": raised.number,
        "motion": motion.number,
        "decided": decided.number,
        "named_ballot": named.pk,
        "running_ballot": running.pk,
        "secret_ballot": secret.pk,
        "voter": voter_link(running.voters.order_by("number")[0].code),
    }


def _opened(keeper: Keeper, motion: Motion, world: World, *, is_secret: bool) -> Ballot:
    roll = read_roll("Floor 8\nFloor 9")
    new = NewBallot(BallotRule.MAJORITY, is_secret, world.now + WEEK, roll)
    chance = Random(Ballot.objects.count())  # noqa: S311  # nobody votes here
    return open_ballot(keeper, motion, new, chance=chance, now=world.now)


def grow(world: World, number: int) -> None:
    """One more word, motion, and line of each roll that votes; a proxy for the first line."""
    now, person = world.now, world.people["secretary"]
    committee = Committee.objects.get(building__code="BAIYULAN")
    debated = Matter.objects.get(committee=committee, number=world.names["debated"])
    Contribution.objects.create(matter=debated, says="Yes", at=now, noted_by=person)
    Motion.objects.create(
        committee=committee,
        number=100 + number,
        matter=debated,
        title="Lamps",
        made_at=now,
        made_by=person,
    )
    motion = Motion.objects.get(committee=committee, number=world.names["motion"])
    Ballot.objects.create(
        motion=motion,
        rule=BallotRule.MAJORITY,
        roll_kind="listed",
        is_secret=True,
        roll_hash="",
        opened_at=now - WEEK,
        opened_by=person,
        closes_at=now,
        closed_at=now,
    )
    for name in ("named_ballot", "running_ballot", "secret_ballot"):
        ballot = Ballot.objects.get(pk=world.names[name])
        code = f"crowd-{name}-{number}"
        voter = Voter(ballot=ballot, number=100 + number, code=code, area=0, heads=1)
        voter.who, voter.mark = f"Floor {number}", mark_of(code, "")
        voter.save()
        if name == "running_ballot":
            holder = ballot.voters.order_by("number")[0]
            Proxy.objects.create(giver=voter, holder=holder, noted_at=now)
            continue
        Turnout.objects.create(voter=voter, how=CastBy.LINK)
        of = None if ballot.is_secret else voter
        Vote.objects.create(ballot=ballot, voter=of, choice="yes", receipt=code)


def histories(world: World) -> list[tuple[str, str, str]]:
    """Motions have their history with their committee's, or their matter's."""
    del world
    return []
