"""QRs held up before a cabinet that may be alone in the world, and how long it may be."""

from pathlib import Path

import pytest
from tests.cabinet.durable import DurableWorld
from tests.cabinet.onsite import (
    HOUR_MS,
    WRONG,
    a_grant,
    empties,
    fills,
    keyed,
    opens,
    presents,
    stores,
    types,
)
from tests.cabinet.world import CLOSED, FILLED, MEAL, NOON_MS, OPEN, OTHER, World

from linli.cabinet.inputs import Presented, Refusal, ServerHeard, Show, Shown
from linli.kernel.clock import Instant
from linli.wire.grant import grant_id
from linli.wire.messages import (
    CancelDeposit,
    EventType,
    HoldDeposit,
    Purpose,
    Result,
    State,
    Why,
)
from linli.wire.verifier import NO_VERIFIER

# --- an owner's QR -------------------------------------------------------------------------


def test_an_owners_qr_opens_their_door_however_old_it_is() -> None:
    world = World(keyed())
    comp = stores(world)

    assert presents(world, a_grant(Purpose.PICKUP, expires_s=1)) == opens(comp)
    assert world.last.data["actor"] == "scanner"


def test_an_owners_qr_opens_again_after_a_jam_but_not_for_ever() -> None:
    world = World(keyed())
    comp = stores(world)
    owner = a_grant(Purpose.PICKUP)
    for _ in range(3):
        assert presents(world, owner) == opens(comp)
        world.passes(2_000)
        assert world.state(comp) is State.UNSURE

    assert presents(world, owner) == Shown(Refusal.STATE)
    assert world.state(comp) is State.CHECK


def test_an_owners_right_ends_with_the_meals_stay() -> None:
    world = World(keyed())
    comp = stores(world)
    owner = a_grant(Purpose.PICKUP)
    presents(world, owner)
    empties(world, comp)

    assert presents(world, owner) == Shown(Refusal.STATE)


def test_what_an_owner_held_up_does_not_act_from_afar() -> None:
    world = World(keyed())
    comp = stores(world)
    act = world.act(Purpose.PICKUP)
    presents(world, a_grant(Purpose.PICKUP), text=act.grant)
    for reading in (OPEN, FILLED):
        world.senses(comp, reading)

    reply = world.asks(act)

    assert (reply.result, reply.why) == (Result.STATE, Why.BAD_GRANT)


def test_an_owners_qr_for_a_meal_that_is_held_opens_nothing() -> None:
    world = World(keyed())
    stores(world)
    world.directs(HoldDeposit(deposit=MEAL, held=True))

    assert presents(world, a_grant(Purpose.PICKUP)) == Shown(Refusal.HELD)


@pytest.mark.parametrize("purpose", list(Purpose))
def test_a_qr_of_another_cabinet_opens_nothing(purpose: Purpose) -> None:
    world = World(keyed())
    stores(world)
    pulses = list(world.pulses)

    assert presents(world, a_grant(purpose, cabinet=8)) == Shown(Refusal.BAD_GRANT)
    assert world.pulses == pulses


def test_a_qr_without_a_good_signature_opens_nothing() -> None:
    assert presents(World(keyed()), None, "anything") == Shown(Refusal.BAD_GRANT)


# --- a courier's QR ------------------------------------------------------------------------


def test_a_couriers_qr_opens_a_compartment_and_brings_the_code_that_opens_it_later() -> None:
    world = World(keyed())
    courier = a_grant(Purpose.DEPOSIT)

    assert presents(world, courier, "QR") == opens(1)
    assert world.written == [(EventType.INTENT_D, 1, State.OPENING_D, MEAL)]
    assert world.last.grant == grant_id("QR")
    fills(world, 1)

    assert types(world) == opens(1)


def test_a_couriers_qr_expires_by_a_clock_that_can_be_trusted() -> None:
    world = World(keyed())
    courier = a_grant(Purpose.DEPOSIT, expires_s=NOON_MS // 1_000)

    assert presents(world, courier) == Shown(Refusal.BAD_GRANT)

    world.now = Instant(world.now.mono_ms, NOON_MS, quality=0)
    assert presents(world, courier) == opens(1)


def test_a_couriers_qr_may_be_held_up_again_for_a_door_that_jammed() -> None:
    world = World(keyed())
    courier = a_grant(Purpose.DEPOSIT)
    presents(world, courier)
    world.passes(2_000)

    assert presents(world, courier) == opens(1)
    assert world.pulses == [1, 1]


def test_a_couriers_qr_never_gets_a_second_compartment() -> None:
    world = World(keyed())
    courier = a_grant(Purpose.DEPOSIT)
    presents(world, courier)
    for reading in (OPEN, CLOSED):
        world.senses(1, reading)
    assert world.state(1) is State.DIRTY

    assert presents(world, courier) == Shown(Refusal.BAD_GRANT)
    assert presents(world, courier, "a new one") == opens(2)


def test_a_couriers_qr_opens_nothing_once_the_meal_is_stored_or_gone() -> None:
    world = World(keyed())
    courier = a_grant(Purpose.DEPOSIT)
    presents(world, courier)
    assert presents(world, courier) == opens(1), "it is opening"
    fills(world, 1)
    assert presents(world, courier) == Shown(Refusal.STATE)
    types(world)
    empties(world, 1)

    assert presents(world, courier, "a new one") == Shown(Refusal.STATE)
    assert world.pulses == [1, 1]


def test_a_couriers_qr_for_a_deposit_that_was_cancelled_opens_nothing() -> None:
    world = World(keyed())
    world.directs(CancelDeposit(deposit=MEAL, why="cancelled"))

    assert presents(world, a_grant(Purpose.DEPOSIT)) == Shown(Refusal.STATE)


def test_a_couriers_qr_for_no_deposit_opens_nothing() -> None:
    world = World(keyed())

    grant = a_grant(Purpose.DEPOSIT, deposit="", verifier=NO_VERIFIER)

    assert presents(world, grant) == Shown(Refusal.STATE)


def test_a_full_cabinet_says_so_to_whoever_holds_up_a_qr() -> None:
    world = World(keyed(1))
    stores(world)
    world.happens(ServerHeard())

    assert presents(world, a_grant(Purpose.DEPOSIT, OTHER)) == Shown(Refusal.FULL)


def test_a_door_that_is_busy_says_so() -> None:
    world = World(keyed())
    stores(world)
    types(world)

    assert presents(world, a_grant(Purpose.RECALL)) == Shown(Refusal.BUSY)


# --- a technician's QR ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("purpose", "ends"),
    [
        (Purpose.RECALL, EventType.RECALLED),
        (Purpose.DISPOSE, EventType.DISPOSED),
        (Purpose.CLEAR, EventType.RECALLED),
    ],
)
def test_a_technicians_qr_opens_the_deposit_it_names(purpose: Purpose, ends: EventType) -> None:
    world = World(keyed())
    comp = stores(world)

    assert presents(world, a_grant(purpose)) == opens(comp)
    assert world.last.data == {
        "cid": f"here-{world.last.seq}",
        "actor": "scanner",
        "purpose": purpose,
        "reason": "on site",
    }
    empties(world, comp)
    assert world.memory.ended[MEAL] is ends


def test_a_technicians_qr_acts_once_and_expires() -> None:
    world = World(keyed())
    comp = stores(world)
    recall = a_grant(Purpose.RECALL)
    presents(world, recall)
    for reading in (OPEN, FILLED):
        world.senses(comp, reading)

    assert presents(world, recall) == Shown(Refusal.BAD_GRANT)
    assert presents(world, a_grant(Purpose.RECALL, expires_s=1)) == Shown(Refusal.BAD_GRANT)


@pytest.mark.parametrize("deposit", [OTHER, ""])
def test_a_technicians_qr_that_names_no_deposit_here_opens_nothing(deposit: str) -> None:
    world = World(keyed())
    stores(world)

    assert presents(world, a_grant(Purpose.CLEAR, deposit)) == Shown(Refusal.STATE)


# --- how long a cabinet may be alone -------------------------------------------------------


def store_by_qr(world: World, count: int, first: int = 1) -> list[Refusal]:
    """Let so many couriers come whose phones show a QR; return what each was told."""
    told = []
    for number in range(first, first + count):
        answer = presents(world, a_grant(Purpose.DEPOSIT, f"{number:013d}"))
        told.append(answer.refusal)
        if answer.comp:
            fills(world, answer.comp)
    return told


def test_alone_a_cabinet_takes_meals_in_until_four_fifths_are_taken() -> None:
    world = World(keyed(10))
    world.wait(HOUR_MS)

    told = store_by_qr(world, 9)

    assert told == [Refusal.NONE] * 8 + [Refusal.ONLINE_ONLY]
    world.happens(ServerHeard())
    assert store_by_qr(world, 2, first=9) == [Refusal.NONE] * 2


@pytest.mark.parametrize(
    ("alone_ms", "told"),
    [(4 * HOUR_MS - 1, Refusal.NONE), (4 * HOUR_MS, Refusal.ONLINE_ONLY)],
)
def test_alone_a_cabinet_takes_meals_in_for_four_hours(alone_ms: int, told: Refusal) -> None:
    world = World(keyed())
    world.happens(ServerHeard())
    world.wait(alone_ms)

    assert presents(world, a_grant(Purpose.DEPOSIT)).refusal is told


def test_a_server_that_was_just_heard_needs_no_budget() -> None:
    world = World(keyed(10))
    store_by_qr(world, 8)
    world.wait(4 * HOUR_MS)
    world.happens(ServerHeard())
    world.wait(30_000)

    assert store_by_qr(world, 1, first=9) == [Refusal.NONE]
    world.wait(1)
    assert store_by_qr(world, 1, first=10) == [Refusal.ONLINE_ONLY]


def test_the_four_hours_outlast_reboots(tmp_path: Path) -> None:
    world = DurableWorld(tmp_path / "journal.sqlite3", keyed(30))
    for hour in range(5):
        for _ in range(6):
            world.wait(600_000)
            world.tick()
        world.memory = world.reload()
        world.now = Instant(5, 0, quality=0)
        world.boot(dict.fromkeys(range(1, 31), CLOSED))
        told = presents(world, a_grant(Purpose.DEPOSIT, f"{hour + 1:013d}")).refusal
        assert told is (Refusal.NONE if hour < 3 else Refusal.ONLINE_ONLY)
    world.journal.close()


def test_a_reboot_after_a_talk_with_the_server_begins_no_loneliness(tmp_path: Path) -> None:
    world = DurableWorld(tmp_path / "journal.sqlite3", keyed())
    world.wait(5 * HOUR_MS)
    world.happens(ServerHeard())
    world.tick()
    world.memory = world.reload()
    world.boot()

    assert presents(world, a_grant(Purpose.DEPOSIT)) == opens(1)
    world.journal.close()


def test_a_jammed_door_may_be_asked_again_although_the_budget_is_spent() -> None:
    world = World(keyed())
    courier = a_grant(Purpose.DEPOSIT)
    presents(world, courier)
    world.passes(2_000)
    world.wait(5 * HOUR_MS)

    assert presents(world, courier) == opens(1)


def test_the_way_out_stays_open_however_long_a_cabinet_is_alone() -> None:
    world = World(keyed(hold_ms=1 << 50))
    first, second = stores(world), stores(world, OTHER, WRONG)
    world.wait(1_000 * HOUR_MS)

    assert types(world) == opens(first)
    assert presents(world, a_grant(Purpose.PICKUP, OTHER)) == opens(second)


def test_what_is_shown_to_one_is_not_said_to_the_bus() -> None:
    world = World(keyed())

    kinds = [type(one) for one in world.happens(Presented("x", None))]

    assert kinds == [Show]
