"""Whoever asks for a door: by a fresh tick, once, and with a grant for this very act."""

import pytest
from msgspec.structs import replace
from tests.cabinet.world import (
    GRANT,
    MEAL,
    NOON_MS,
    OTHER,
    World,
    layout,
)

from linli.cabinet.inputs import Asked
from linli.cabinet.machine import step
from linli.cabinet.memory import ANSWERS_KEPT, new_memory
from linli.kernel.clock import Instant
from linli.wire.messages import (
    Act,
    Purpose,
    Result,
    Size,
    Why,
)

REFUSED = Result.STATE


def test_an_act_of_another_cabinet_epoch_or_session_is_stale() -> None:
    world = World()
    act = world.act(Purpose.DEPOSIT)

    answers = [
        world.asks(replace(act, cab="HK-B")),
        world.asks(replace(act, epoch=2)),
        world.asks(replace(act, session="f" * 32)),
        world.asks(replace(act, tick="f" * 16)),
    ]

    assert [one.result for one in answers] == [Result.STALE] * 4
    assert world.pulses == []
    assert world.asks(act).result is Result.OK, "what was stale has left no trace"


@pytest.mark.parametrize(
    ("age_ms", "result"), [(5_000, Result.OK), (5_001, Result.STALE), (-1, Result.STALE)]
)
def test_a_tick_is_good_for_five_seconds_and_never_before_it_was_drawn(
    age_ms: int, result: Result
) -> None:
    world = World()
    act = world.act(Purpose.DEPOSIT)

    world.wait(age_ms)

    assert world.asks(act).result is result


def test_no_clock_error_makes_an_old_tick_fresh() -> None:
    world = World()
    act = world.act(Purpose.DEPOSIT)
    world.wait(5_001)
    world.now = Instant(world.now.mono_ms, NOON_MS - 86_400_000, quality=2)

    assert world.asks(act).result is Result.STALE


def test_a_command_that_comes_twice_gets_its_first_answer_and_no_second_pulse() -> None:
    world = World()
    act = world.act(Purpose.DEPOSIT)

    first, second = world.asks(act), world.asks(act)

    assert (first.result, first.comp) == (Result.OK, 1)
    assert (second.result, second.comp) == (Result.DUP, 1)
    assert world.pulses == [1]


def test_a_refusal_that_comes_twice_says_again_why() -> None:
    world = World()
    act = world.act(Purpose.PICKUP, OTHER)

    world.asks(act)

    again = world.asks(act)
    assert (again.result, again.why) == (Result.DUP, Why.UNKNOWN_DEPOSIT)


def test_only_so_many_answers_are_remembered() -> None:
    world = World()
    act = world.act(Purpose.PICKUP, OTHER)
    world.asks(replace(act, cid="the first"))

    for number in range(ANSWERS_KEPT):
        world.asks(replace(act, cid=f"{number}"))

    assert world.asks(replace(act, cid="1")).result is Result.DUP
    assert world.asks(replace(act, cid="the first")).result is Result.STATE


def test_a_grant_without_a_good_signature_opens_nothing() -> None:
    world = World()

    reply = world.answer_to(Asked(world.act(Purpose.DEPOSIT), None))

    assert (reply.result, reply.why) == (REFUSED, Why.BAD_GRANT)
    assert world.written == []


@pytest.mark.parametrize(
    "granted",
    [
        {"cabinet": 8},
        {"purpose": Purpose.PICKUP},
        {"deposit": OTHER},
        {"size": Size.L},
        {"expires_s": NOON_MS // 1_000},
    ],
)
def test_a_grant_for_something_else_opens_nothing(granted: dict[str, object]) -> None:
    world = World()

    reply = world.asks(world.act(Purpose.DEPOSIT), **granted)

    assert (reply.result, reply.why) == (REFUSED, Why.BAD_GRANT)
    assert world.pulses == []


def test_a_grant_that_ends_a_second_from_now_still_opens() -> None:
    world = World()

    reply = world.asks(world.act(Purpose.DEPOSIT), expires_s=NOON_MS // 1_000 + 1)

    assert reply.result is Result.OK


def test_a_clock_that_cannot_be_trusted_refuses_no_grant() -> None:
    world = World()
    world.now = Instant(world.now.mono_ms, NOON_MS, quality=0)

    reply = world.asks(world.act(Purpose.DEPOSIT), expires_s=1)

    assert reply.result is Result.OK


def test_the_size_in_a_grant_counts_for_a_deposit_alone() -> None:
    world = World()
    world.stores()

    reply = world.asks(world.act(Purpose.PICKUP), size=Size.L)

    assert reply.result is Result.OK


def test_nothing_is_decided_before_the_start() -> None:
    now = Instant(mono_ms=0, wall_ms=0)
    act = Act(
        v=1,
        cab="HK-A",
        epoch=1,
        cid="c",
        session="",
        tick="0" * 16,
        purpose=Purpose.DEPOSIT,
        comp=0,
        deposit=MEAL,
        size=Size.S,
        grant="",
        actor="",
        reason="",
    )

    with pytest.raises(AssertionError, match="Booted comes first"):
        step(new_memory(layout()), Asked(act, GRANT), now=now)
