"""A cabinet's lines about its zones and boards, as it really writes them, move no door or meal."""

import pytest
from tests.cabinet.world import MEAL, World, layout

from linli.cabinet.inputs import BoardHeard, Typed
from linli.cabinet.memory import Fitting, Zone
from linli.lockers.enums import DepositState, DoorState
from linli.lockers.rules.lifecycle import DepositNow
from linli.lockers.rules.projection import DoorNow, fold
from linli.wire.messages import Event, EventType, Size

OF_NO_DOOR = {
    EventType.WARMTH,
    EventType.TOO_COLD,
    EventType.TOO_HOT,
    EventType.WARM_AGAIN,
    EventType.BOARD_SILENT,
    EventType.BOARD_BACK,
    EventType.WRONG_CODES,
}


@pytest.fixture
def lines() -> list[Event]:
    """Give what a cabinet writes that is hot, then cold for a while, and whose board is silent."""
    world = World(layout(Fitting(1, Size.S, zone=1), zones=(Zone(1),)))
    world.warms(80.0)
    world.warms(61.0)
    world.stores()
    before = len(world.lines)
    world.is_kept(50.0, 900_000)
    world.warms(80.0)
    world.warms(61.0)
    world.warms(None)
    world.passes(600_000)
    for silent in (True, False):
        world.happens(BoardHeard("left", silent=silent))
    for _ in range(5):
        world.happens(Typed("12345678"))
    return world.lines[before:]


def test_the_server_reads_past_what_is_about_no_door(lines: list[Event]) -> None:
    stored = DepositNow(state=DepositState.STORED, comp=1, stored_ms=1)
    door = DoorNow(size=Size.S, state=DoorState.OCC, deposit=MEAL)

    folded = fold(lines, {1: door}, {MEAL: stored}, {MEAL: Size.S})

    assert {line.type for line in lines} == OF_NO_DOOR
    assert folded.doors == {}
    assert folded.contradictions == []
    assert (+folded.free, +folded.promised, folded.stored) == ({}, {}, [])
