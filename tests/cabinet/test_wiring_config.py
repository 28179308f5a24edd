"""What no cabinet could be wired like is refused with one sentence that says where."""

from copy import deepcopy
from typing import Any

import pytest
from tests.cabinet.stage import Configured

from linli.cabinet.config import BadConfigError, read_config
from linli.cabinet.drivers.choice import board_of
from linli.cabinet.drivers.wired import WiredBoard
from linli.cabinet.wiring import Wired, doors_of

DOORS = [
    {"number": number, "size": "S", "occupancy_sensor": number == 5, "lamp": number == 3}
    for number in range(1, 7)
]
ZONES = [{"number": 1}, {"number": 2, "set_c": 60, "alarm_c": 55}]
BOARD = {
    "kind": "wired",
    "lines": [
        {
            "device": "/dev/ttyUSB0",
            "boards": [
                {"name": "left", "family": "8a", "address": 1, "locks": 2, "first": 1},
                {"name": "right", "family": "wkly", "address": 2, "locks": 2, "first": 3},
            ],
        },
        {
            "device": "/dev/ttyUSB1",
            "baud": 19200,
            "boards": [{"name": "low", "family": "kr-cu16", "address": 0, "locks": 4, "first": 5}],
            "thermometers": [
                {"name": "t1", "family": "xy-md02", "address": 10, "zone": 1},
                {"name": "t2", "family": "register", "address": 11, "zone": 2},
            ],
            "relays": [{"name": "hygiene", "address": 20, "lamps": {"1": 3}, "heaters": {"2": 1}}],
        },
    ],
}
Path = tuple[str | int, ...]


def changed(at: Path, value: object) -> dict[str, Any]:
    """Return the board with one place of it set to a value."""
    board = deepcopy(BOARD)
    place: Any = board
    for step in at[:-1]:
        place = place[step]
    place[at[-1]] = value
    return board


LEFT: Path = ("lines", 0, "boards", 0)
LOW: Path = ("lines", 1, "boards", 0)
RELAYS: Path = ("lines", 1, "relays", 0)
T1: Path = ("lines", 1, "thermometers", 0)


@pytest.mark.parametrize(
    ("at", "value", "says"),
    [
        (("lines", 1, "device"), "/dev/ttyUSB0", "lines: two lines use /dev/ttyUSB0."),
        ((*LEFT, "name"), "right", "lines: two are named right."),
        ((*RELAYS, "name"), "left", "lines: two are named left."),
        ((*LEFT, "address"), 2, "lines: two have the address 2 on /dev/ttyUSB0."),
        ((*RELAYS, "address"), 11, "lines: two have the address 11 on /dev/ttyUSB1."),
        ((*LEFT, "first"), 2, "lines: compartment 3 has two locks."),
        ((*LEFT, "swaps"), {"1": 4}, "lines: compartment 4 has two locks."),
        ((*LEFT, "swaps"), {"3": 9}, "lines: left has no lock 3 to swap."),
        ((*LEFT, "locks"), 1, "lines: compartment 2 has no lock."),
        (
            (*LEFT, "first"),
            7,
            "lines: compartment 7 has two locks.",
        ),
        ((*RELAYS, "lamps"), {}, "lines: the lamp of compartment 3 has no relay."),
        ((*RELAYS, "lamps"), {"1": 3, "3": 9}, "lines: there is no compartment 9 for a lamp."),
        (
            (*RELAYS, "lamps"),
            {"1": 3, "3": 4},
            "lines: compartment 4 has a relay for a lamp, and no lamp.",
        ),
        ((*RELAYS, "lamps"), {"1": 3, "3": 3}, "lines: the lamp of compartment 3 has two relays."),
        (
            (*RELAYS, "heaters"),
            {"1": 1},
            "lines: channel 1 of hygiene is for a lamp and for a heater.",
        ),
        ((*RELAYS, "heaters"), {"2": 3}, "lines: there is no zone 3 for a heater."),
        ((*RELAYS, "heaters"), {"2": 1, "3": 1}, "lines: the heater of zone 1 has two relays."),
        ((*T1, "zone"), 2, "lines: zone 1 has a heater, and no thermometer."),
        ((*T1, "zone"), 3, "lines: zone 1 has a heater, and no thermometer."),
        ((*LEFT, "address"), 0, "lines[0].boards[0].address: expected `int` >= 1"),
        ((*LEFT, "open_is"), 1, "lines[0].boards[0].open_is: invalid enum value 1"),
        ((*LOW, "address"), 16, "lines[1].boards[0].address: expected `int` <= 15"),
        ((*LEFT, "family"), "steam", "lines[0].boards[0].family: invalid value 'steam'"),
        ((*LEFT, "colour"), 1, "lines[0].boards[0]: object contains unknown field `colour`"),
        (("lines", 0, "baud"), 300, "lines[0].baud: invalid enum value 300"),
        (("lines",), [], "lines: expected `array` of length >= 1"),
        (("pulses_at_once",), 0, "pulses_at_once: expected `int` >= 1"),
    ],
)
def test_a_wrong_wire_is_named(configured: Configured, at: Path, value: object, says: str) -> None:
    path = configured(board=changed(at, value), compartments=DOORS, zones=ZONES)

    with pytest.raises(BadConfigError) as caught:
        read_config(path)

    assert f"the field board.{says}" in str(caught.value)


def test_two_thermometers_of_one_zone_are_one_too_many(configured: Configured) -> None:
    board = changed((*RELAYS, "heaters"), {})
    board["lines"][1]["thermometers"][0]["zone"] = 2

    with pytest.raises(BadConfigError, match=r"zone 2 has two thermometers\."):
        read_config(configured(board=board, compartments=DOORS, zones=ZONES))

    board["lines"][1]["thermometers"][0]["zone"] = 3
    with pytest.raises(BadConfigError, match=r"there is no zone 3 for a thermometer\."):
        read_config(configured(board=board, compartments=DOORS, zones=ZONES))


def test_a_sensor_that_its_board_cannot_read_is_not_there(configured: Configured) -> None:
    doors = [DOORS[0] | {"occupancy_sensor": True}, *DOORS[1:]]

    with pytest.raises(BadConfigError) as caught:
        read_config(configured(board=BOARD, compartments=doors, zones=ZONES))

    says = "compartment 1 has an occupancy sensor, and left cannot read any."
    assert str(caught.value).endswith(f"the field board.lines: {says}")


@pytest.mark.parametrize(
    ("zones", "says"),
    [
        ([{"number": 1}, {"number": 1}], "the field zones: a number stands there twice."),
        ([{"number": 1, "alarm_c": 64}], "the field zones: zone 1 must alarm below"),
        ([{"number": 1, "cut_off_c": 65}], "the field zones: zone 1 must alarm below"),
        ([{"number": 1, "set_c": 91}], "the field zones[0].set_c: expected `float` <= 90"),
        ([{"number": 0}], "the field zones[0].number: expected `int` >= 1"),
        ([{"number": 2}], "the field compartments: compartment 1 is in zone 1, which does not"),
    ],
)
def test_a_zone_that_could_not_be_kept_warm_is_refused(
    configured: Configured, zones: list[dict[str, Any]], says: str
) -> None:
    doors = [DOORS[0] | {"zone": 1, "lamp": False}]

    with pytest.raises(BadConfigError) as caught:
        read_config(configured(compartments=doors, zones=zones))

    assert says in str(caught.value)


def test_a_good_cabinet_becomes_a_layout_and_a_board(configured: Configured) -> None:
    config = read_config(configured(board=BOARD, compartments=DOORS, zones=ZONES))

    assert isinstance(config.board, Wired)
    assert isinstance(board_of(config), WiredBoard)
    assert board_of(config).readings() == {}
    assert [(one.number, one.set_c, one.alarm_c) for one in config.layout().zones] == [
        (1, 65.0, 60.0),
        (2, 60.0, 55.0),
    ]


def test_swapped_wires_may_be_named_instead_of_mended(configured: Configured) -> None:
    board = changed((*LEFT, "swaps"), {"1": 2, "2": 1})
    config = read_config(configured(board=board, compartments=DOORS, zones=ZONES))

    assert isinstance(config.board, Wired)
    left, right, low = config.board.boards()
    assert (doors_of(left), doors_of(right)) == ({1: 2, 2: 1}, {1: 3, 2: 4})
    assert doors_of(low) == {1: 5, 2: 6, 3: 7, 4: 8}, "spare locks lead nowhere"
