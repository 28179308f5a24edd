"""A server set back to an old backup loses no directive, whatever numbers its cabinets know."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.lockers.tower import Tower, must_agree, must_be_whole, rolled_back

from linli.ledger.models import Entry
from linli.lockers.actions.directing import block_compartment
from linli.lockers.actions.hearing import hear
from linli.lockers.actions.standing import Standing, note_applied
from linli.lockers.enums import DoorState
from linli.lockers.models import Cabinet, Compartment, Directive
from linli.lockers.queries.directives import Pending, pending

pytestmark = pytest.mark.django_db


@contextmanager
def forgotten() -> Iterator[None]:
    """Let the server forget whatever happens meanwhile; the cabinets remember."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def block(tower: Tower, comp: int, *, blocked: bool = True) -> None:
    block_compartment(
        cabinet=Cabinet.objects.get(),
        comp=comp,
        blocked=blocked,
        reason="锁坏了",
        actor="person:1",
        now=tower.now,
    )


def is_blocked(tower: Tower) -> list[int]:
    """Return the compartments that the cabinet itself takes for blocked."""
    return [comp for comp, one in tower.a.memory.compartments.items() if one.blocked]


def renumbered() -> list[dict[str, int]]:
    found = Entry.objects.filter(verb="directives_renumbered").order_by("pk")
    return [json.loads(one.facts) for one in found]


@pytest.mark.parametrize("forgets", [1, 2, 5])
def test_a_directive_made_before_the_first_hello_is_brought_although_its_number_is_used(
    tower: Tower, forgets: int
) -> None:
    with forgotten():
        for _ in range(forgets):
            block(tower, 1)
        tower.exchange()
    block(tower, 3)

    tower.exchange()

    assert is_blocked(tower) == [1, 3]
    row = Cabinet.objects.get()
    assert (row.dseq, row.applied_dseq) == (forgets + 1, forgets + 1)
    assert renumbered() == [{"applied": forgets, "held": 0, "first": 1, "count": 1}]
    must_be_whole()


def test_the_first_hello_tells_as_well_as_an_answer_and_the_order_stays(tower: Tower) -> None:
    with forgotten():
        block(tower, 1)
        block(tower, 2)
        tower.exchange()
    block(tower, 3)
    block(tower, 3, blocked=False)
    block(tower, 4)
    wanted = list(Directive.objects.order_by("dseq").values_list("mark", flat=True))

    hear([tower.a.hello()], now=tower.now)

    assert [(one.dseq, one.mark) for one in pending()] == list(zip((3, 4, 5), wanted, strict=True))
    tower.exchange()
    assert is_blocked(tower) == [1, 2, 4]
    assert len(renumbered()) == 1


def test_without_anything_that_waits_new_directives_follow_what_the_cabinet_knows(
    tower: Tower,
) -> None:
    with forgotten():
        block(tower, 1)
        block(tower, 2)
        tower.exchange()
    tower.greet()
    block(tower, 3)
    tower.exchange()

    assert Compartment.objects.get(number=3).state == DoorState.OOS
    assert Cabinet.objects.get().applied_dseq == 3
    assert renumbered() == []
    must_agree(tower)


def test_a_directive_that_an_old_server_left_on_the_bus_takes_no_number_from_a_new_one(
    tower: Tower,
) -> None:
    """It comes late, after the hello that told of nothing; the answer to ours betrays it."""
    with forgotten():
        block(tower, 1)
        (late,) = pending()
    hear([tower.a.hello()], now=tower.now)
    block(tower, 2)
    tower.a.direct(late)

    tower.exchange()

    assert is_blocked(tower) == [1, 2]


def test_a_second_directive_never_overtakes_one_whose_number_was_used(tower: Tower) -> None:
    """The cabinet would apply our number 2 after its own number 1, and ours be lost."""
    with forgotten():
        block(tower, 1)
        tower.exchange()
    block(tower, 3)
    block(tower, 4)

    first, second = pending()
    said = tower.a.direct(first)
    note_applied([said], now=tower.now)

    assert said.mark != first.mark
    assert [one.dseq for one in pending()] == [first.dseq + 1, second.dseq + 1]
    tower.exchange()
    assert is_blocked(tower) == [1, 3, 4]


def test_a_hello_and_an_answer_from_long_ago_do_no_harm(tower: Tower) -> None:
    with forgotten():
        block(tower, 1)
        tower.exchange()
        old = tower.a.hello()
        block(tower, 2)
        tower.exchange()
    block(tower, 3)
    tower.exchange()
    block(tower, 4)

    hear([old], now=tower.now)
    note_applied([Standing("T-A", 1, old.applied_mark)], now=tower.now)
    assert Cabinet.objects.get().applied_dseq == 3
    tower.exchange()

    assert is_blocked(tower) == [1, 2, 3, 4]
    assert len(renumbered()) == 1


def test_a_cabinet_set_back_behind_a_gap_in_our_numbers_gets_them_without_the_gap(
    tower: Tower,
) -> None:
    block(tower, 1)
    tower.exchange()
    image = tower.a.memory, list(tower.a.lines)
    with forgotten():
        block(tower, 2)
        block(tower, 2)
        tower.exchange()
    block(tower, 3)
    tower.exchange()
    assert Cabinet.objects.get().applied_dseq == 4
    tower.a.restore(*image)

    hear([tower.a.hello()], now=tower.now)

    assert [one.dseq for one in pending()] == [2]
    tower.bring_down()
    assert is_blocked(tower) == [1, 3]


def test_a_cabinet_that_knows_of_no_marks_is_believed_by_its_numbers(tower: Tower) -> None:
    block(tower, 1)
    block(tower, 2)

    note_applied([Standing("T-A", 1, "")], now=tower.now)
    assert [one.dseq for one in pending()] == [2]
    note_applied([Standing("T-A", 7, "")], now=tower.now)

    assert [one.dseq for one in pending()] == [8]


class Server:
    """A server that is backed up, set back, and heard late; the cabinet is never set back.

    ``applied`` are the marks of what the cabinet has applied, in order.
    """

    def __init__(self, tower: Tower) -> None:
        self.tower = tower
        self.hellos = [tower.a.hello()]
        self.letters: list[Pending] = []
        self.answers: list[Standing] = []
        self.applied: list[str] = []

    def brings(self, *, is_answered: bool) -> None:
        """Send the next directive; its answer may be lost, and come late."""
        for letter in pending()[:1]:
            self.letters.append(letter)
            self.arrives(letter)
            if is_answered:
                note_applied(self.answers[-1:], now=self.tower.now)

    def arrives(self, letter: Pending) -> None:
        """Let a directive reach the cabinet."""
        before = self.tower.a.memory.dseq
        self.answers.append(self.tower.a.direct(letter))
        if self.tower.a.memory.dseq > before:
            self.applied.append(letter.mark)

    def late(self, which: int) -> None:
        """Let something that was said before be heard only now."""
        for letter in self.letters[which:][:1]:
            self.arrives(letter)
        note_applied(self.answers[which:][:1], now=self.tower.now)
        hear(self.hellos[which:][:1], now=self.tower.now)


STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("orders"), st.integers(1, 4)),
        st.tuples(st.just("brings"), st.booleans()),
        st.tuples(st.just("late"), st.integers(0, 5)),
        st.tuples(st.just("hello"), st.none()),
    ),
    max_size=8,
)


def play(server: Server, steps: list[tuple[str, object]]) -> None:
    for name, about in steps:
        match name, about:
            case "orders", int(comp):
                block(server.tower, comp)
            case "brings", bool(is_answered):
                server.brings(is_answered=is_answered)
            case "late", int(which):
                server.late(which)
            case _:
                server.hellos.append(server.tower.a.hello())
                hear(server.hellos[-1:], now=server.tower.now)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(before=STEPS, lost=STEPS, after=STEPS)
def test_all_that_is_remembered_comes_in_force_in_order_whatever_was_forgotten_and_came_late(
    now: datetime,
    before: list[tuple[str, object]],
    lost: list[tuple[str, object]],
    after: list[tuple[str, object]],
) -> None:
    with rolled_back():
        server = Server(Tower(now=now))
        play(server, before)
        with forgotten():
            play(server, [("orders", 1), ("brings", False), *lost])
        play(server, [*after, ("orders", 2)])

        while pending():
            server.brings(is_answered=True)
            hear([server.tower.a.hello()], now=now)

        made = list(Directive.objects.order_by("dseq").values_list("mark", flat=True))
        last = {mark: at for at, mark in enumerate(server.applied)}
        assert sorted(made, key=last.__getitem__) == made
