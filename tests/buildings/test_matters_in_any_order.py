"""Whatever is done to several matters in whatever order, what the database holds stays whole."""

import os
from contextlib import suppress
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest
from django.db import transaction
from django.utils.timezone import localdate
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.buildings.house import House, again

from linli.buildings.actions import handling
from linli.buildings.actions.escalating import escalate_matters
from linli.buildings.actions.machines import Trouble, answer_by_machine, raise_by_machine
from linli.buildings.actions.raising import say_solved, say_unsolved
from linli.buildings.enums.matters import Exclusion, MatterState, SeatKind, Verdict, VoiceKind
from linli.buildings.models import Committee, Matter, Task, Voice
from linli.buildings.queries.board import board_of
from linli.buildings.queries.matters import figures
from linli.buildings.rules.lifecycle import OPEN
from linli.kernel.errors import LinliError
from linli.ledger.queries import find_damage

if TYPE_CHECKING:
    from collections.abc import Callable

DAY = timedelta(days=1)
LEAK = Trouble("pump:P-1", "7", "水泵 P-1", "水泵漏水", "B1")
ACTS = (
    "raise",
    "take_up",
    "deliberate",
    "promise",
    "pause",
    "resume",
    "answer",
    "exclude",
    "merge",
    "unmerge",
    "task",
    "done",
    "support",
    "solved",
    "unsolved",
    "trouble",
    "mended",
    "day",
)
STEPS = st.lists(
    st.tuples(st.sampled_from(ACTS), st.integers(0, 3), st.integers(0, 3)),
    min_size=20,
    max_size=40,
)


class Walk:
    """One house in which anything at all is tried; what is refused changes nothing."""

    def __init__(self, house: House) -> None:
        self.house = house

    def tries(self, act: str, one: int, other: int) -> None:
        """Try one thing with one matter, and perhaps another."""
        house = self.house
        if act == "day":
            house.now += DAY
            escalate_matters(now=house.now)
            return
        matters = list(Matter.objects.order_by("number"))
        if act == "raise" or not matters:
            house.raises(f"第 {len(matters)} 件事")
            return
        self._with(act, matters[one % len(matters)], matters[other % len(matters)])

    def _with(self, act: str, one: Matter, other: Matter) -> None:
        house, now = self.house, self.house.now
        keeper, today = house.keeper, localdate(now)
        raiser = again(one.voices.exclude(kind=VoiceKind.SUPPORTER).get())
        task = one.tasks.order_by("done_at").last()
        presses: dict[str, Callable[[], object]] = {
            "take_up": lambda: handling.take_up(keeper, one, now=now),
            "deliberate": lambda: handling.deliberate(keeper, one, now=now),
            "promise": lambda: handling.promise(keeper, one, days=2, now=now),
            "pause": lambda: handling.pause(
                keeper, one, until=today + 3 * DAY, reason="等配件", now=now
            ),
            "resume": lambda: handling.resume(keeper, one, now=now),
            "answer": lambda: handling.answer(keeper, one, says="修好了", now=now),
            "exclude": lambda: handling.exclude(
                keeper, one, why=Exclusion.UNCLEAR, says="请补充", now=now
            ),
            "merge": lambda: handling.merge(keeper, one, into=other.number, now=now),
            "unmerge": lambda: handling.unmerge(keeper, one, now=now),
            "task": lambda: handling.give_task(
                keeper, one, says="看一看", owner=SeatKind.OWNER, due_on=today, now=now
            ),
            "done": lambda: handling.finish_task(
                keeper, one, task=0 if task is None else task.pk, now=now
            ),
            "support": lambda: house.supports(one, f"neighbour-{other.number}"),
            "solved": lambda: say_solved(raiser, now=now),
            "unsolved": lambda: say_unsolved(raiser, now=now),
            "trouble": lambda: raise_by_machine(house.place.code, LEAK, now=now),
            "mended": lambda: answer_by_machine(house.place.code, LEAK.about, says="好了", now=now),
        }
        with suppress(LinliError):
            presses[act]()

    def is_whole(self, today: date) -> None:
        """Whatever was tried, this holds."""
        matters = list(Matter.objects.order_by("number").select_related("merged_into"))
        committee = Committee.objects.get()
        assert [one.number for one in matters] == list(range(1, committee.matters_raised + 1))
        for one in matters:
            into = one.merged_into
            assert into is None or (into.pk != one.pk and into.merged_into_id is None)
            assert (one.state == MatterState.IN_HAND) <= (one.due_on is not None)
            assert (one.state in OPEN) <= (one.closed_at is None)
            assert (one.verdict == Verdict.SOLVED) <= (one.state == MatterState.ANSWERED)
            assert one.paused_until is None or one.due_before is not None
        machines = Matter.objects.filter(voices__kind=VoiceKind.MACHINE)
        assert machines.count() <= 1, "one trouble is one matter"
        raised = Voice.objects.exclude(kind=VoiceKind.SUPPORTER)
        assert raised.count() == len(matters), "each has one who raised it"
        assert not Task.objects.filter(done_at__isnull=True, done_by__isnull=False).exists()
        counted = figures(committee, now=self.house.now)
        parts = counted.open + counted.solved + counted.silent + counted.merged
        assert counted.raised == parts + sum(counted.excluded.values()) == len(matters)
        board = board_of(committee, today=today)
        shown = Matter.objects.filter(merged_into=None).count()
        assert sum(one.count for one in board.columns) == shown


@pytest.mark.django_db
@settings(
    max_examples=200 if os.environ.get("LINLI_SOAK") else 4,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(steps=STEPS)
def test_nothing_that_is_done_to_matters_in_any_order_breaks_what_is_kept(
    house: House, steps: list[tuple[str, int, int]]
) -> None:
    began = house.now
    with transaction.atomic():
        walk = Walk(house)
        for step in steps:
            walk.tries(*step)
        walk.is_whole(localdate(house.now))
        assert find_damage().damage == ()
        transaction.set_rollback(True)
    house.now = began
