"""Whatever people, latches, time and power do: the server's picture is the cabinet's."""

from collections.abc import Callable
from datetime import datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.lockers.tower import Tower, must_agree, plugged_in, rolled_back

from linli.cabinet.memory import ENDINGS
from linli.ledger.models import Entry
from linli.lockers.actions.beginning import Begun
from linli.lockers.actions.directing import block_compartment, withdraw_forgotten
from linli.lockers.enums import LIVE
from linli.lockers.models import Cabinet
from linli.wire.messages import Purpose, Size

pytestmark = pytest.mark.django_db

DOORS = 4
MOST_ACTS = 40


class Noon:
    """A tower of one cabinet, and all that can happen to it; ``which`` picks from the few."""

    def __init__(self, now: datetime) -> None:
        self.tower = Tower(now=now, doors=DOORS)
        self.cabinet = self.tower.a
        self.begun: list[Begun] = []

    def courier_comes(self, which: int) -> None:
        """Hand in a form."""
        outcome = self.tower.begins(self.tower.request(size=(Size.S, Size.M)[which % 2]))[0]
        if isinstance(outcome, Begun):
            self.begun.append(outcome)

    def asks(self, which: int, purpose: Purpose) -> int:
        """Ask for the door of one of the deposits so far; return it if it may be open."""
        if not self.begun:
            return 0
        reply = self.tower.ask(self.begun[which % len(self.begun)], purpose)
        return reply.comp if reply is not None else 0

    def meal_is_left(self, which: int) -> None:
        """Hand in a form, and put the meal behind the door that opens."""
        self.courier_comes(which)
        if comp := self.asks(-1, Purpose.DEPOSIT):
            self.cabinet.fill(comp)

    def meal_is_taken(self, which: int) -> None:
        """Take a meal from behind the door that opens for it."""
        if comp := self.asks(which, Purpose.PICKUP):
            self.cabinet.empty(comp)

    def crew_looks(self, which: int) -> None:
        """Ask for a door without a meal."""
        nobody = Begun("", self.cabinet.code, self.cabinet.number, 1, Size.S)
        self.tower.ask(nobody, Purpose.CLEAR, comp=door(which))

    def latch_jams(self, which: int) -> None:
        """Let a latch jam, or come free."""
        self.cabinet.jammed ^= {door(which)}

    def blocks(self, which: int, *, blocked: bool) -> None:
        """Take a door out of service, or back into it."""
        block_compartment(
            cabinet=Cabinet.objects.get(code=self.cabinet.code),
            comp=door(which),
            blocked=blocked,
            reason="检修",
            actor="person:1",
            now=self.tower.now,
        )

    def clock_looks(self, _which: int) -> None:
        """Withdraw what was forgotten a minute ago."""
        self.tower.wait(61)
        self.tower.exchange()
        withdraw_forgotten(now=self.tower.now)


def door(which: int) -> int:
    return which % DOORS + 1


ACTS: dict[str, Callable[[Noon, int], object]] = {
    "courier comes": Noon.courier_comes,
    "courier asks": lambda noon, which: noon.asks(which, Purpose.DEPOSIT),
    "owner asks": lambda noon, which: noon.asks(which, Purpose.PICKUP),
    "crew recalls": lambda noon, which: noon.asks(which, Purpose.RECALL),
    "crew disposes": lambda noon, which: noon.asks(which, Purpose.DISPOSE),
    "crew looks": Noon.crew_looks,
    "meal is left": Noon.meal_is_left,
    "meal is taken": Noon.meal_is_taken,
    "latch jams": Noon.latch_jams,
    "block": lambda noon, which: noon.blocks(which, blocked=True),
    "unblock": lambda noon, which: noon.blocks(which, blocked=False),
    "clock looks": Noon.clock_looks,
    "open": lambda noon, which: noon.cabinet.open(door(which)),
    "fill": lambda noon, which: noon.cabinet.fill(door(which)),
    "empty": lambda noon, which: noon.cabinet.empty(door(which)),
    "power cut": lambda noon, _: noon.cabinet.boot(),
    "wait a little": lambda noon, _: noon.tower.wait(3),
    "wait a minute": lambda noon, _: noon.tower.wait(61),
    "wait for hours": lambda noon, _: noon.tower.wait(7_300),
    "exchange": lambda noon, _: noon.tower.exchange(),
}

acts = st.lists(
    st.tuples(st.sampled_from(list(ACTS)), st.integers(0, DOORS - 1)), max_size=MOST_ACTS
)


@given(acts)
@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_the_server_counts_what_the_cabinet_has_and_each_meal_ends_as_its_journal_says(
    now: datetime, happens: list[tuple[str, int]]
) -> None:
    with rolled_back():
        noon = Noon(now)

        with plugged_in(noon.tower.line):
            for what, which in happens:
                ACTS[what](noon, which)
            noon.tower.exchange()

        must_agree(noon.tower)
        must_have_ended_as_written(noon)


def must_have_ended_as_written(noon: Noon) -> None:
    for begun in noon.begun:
        endings = [
            one.type
            for one in noon.cabinet.lines
            if one.deposit == begun.deposit and one.type in ENDINGS
        ]
        state = noon.tower.state(begun)
        assert len(endings) <= 1
        assert (state in LIVE) == (not endings)
    assert not Entry.objects.filter(facts__contains="contradictions").exists()
