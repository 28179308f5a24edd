"""A configuration is read whole, or refused with one sentence that names the field."""

from pathlib import Path
from typing import Any

import pytest
from tests.cabinet.stage import Configured

from linli.cabinet.config import BadConfigError, Config, Simulated, read_config
from linli.cabinet.drivers.choice import board_of
from linli.wire.messages import Size

DOOR = {"number": 1, "size": "S", "occupancy_sensor": True, "lamp": True}
TIMES = {"hold_ms": 7_200_000, "close_ms": 60_000, "sanitise_ms": 60_000, "idle_ms": 0}


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"cabinet": "hk a"}, "the field cabinet: expected `str` matching regex"),
        ({"number": 0}, "the field number: expected `int` >= 1."),
        ({"journal": 1}, "the field journal: expected `str`, got `int`."),
        ({"epoch": "1"}, "the field epoch: expected `int`, got `str`."),
        ({"private_key": "12"}, "the field private_key: expected `str` matching regex"),
        ({"server_keys": {}}, "the field server_keys: expected `object` of length >= 1."),
        ({"server_keys": {"x": "1" * 64}}, "the field server_keys: a key id is a number"),
        ({"server_keys": {"256": "1" * 64}}, "the field server_keys: a key id is a number"),
        ({"server_keys": {"1": "z" * 64}}, "the field server_keys[...]: expected `str` matching"),
        ({"compartments": []}, "the field compartments: expected `array` of length >= 1."),
        ({"compartments": [DOOR, DOOR]}, "the field compartments: a number stands there twice."),
        ({"compartments": [DOOR | {"size": "XL"}]}, "the field compartments[0].size: invalid"),
        ({"compartments": [DOOR | {"number": 256}]}, "the field compartments[0].number: exp"),
        ({"times": TIMES | {"hold_ms": 1}}, "the field times.hold_ms: expected `int` >= 1000."),
        ({"times": {}}, "the field times: object missing required field `hold_ms`."),
        ({"board": {"kind": "steam"}}, "the field board.kind: invalid value 'steam'."),
        ({"board": {"kind": "simulated", "people": "remote"}}, "the field board.socket: people"),
        (
            {"board": {"kind": "simulated", "people": "remote", "socket": "x" * 108}},
            "the field board.socket: a path of at most 107 bytes is possible.",
        ),
        ({"journal": "/no/such/folder/j.sqlite3"}, "the field journal: there is no folder /no"),
        ({"colour": "red"}, "object contains unknown field `colour`"),
    ],
)
def test_what_is_wrong_is_said_with_the_name_of_its_field(
    configured: Configured, changes: dict[str, Any], says: str
) -> None:
    path = configured(**changes)

    with pytest.raises(BadConfigError) as caught:
        read_config(path)

    sentence = str(caught.value)
    assert sentence.startswith(f"{path}: ")
    assert says.lower() in sentence.lower()
    assert sentence.endswith(".")
    assert "\n" not in sentence


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "Input data was truncated."),
        (b"no json", "JSON is malformed: "),
        (b"\xff{}", "JSON is malformed: "),
        (b'{"cabinet":"\xff"}', "utf-8"),
        (b"[]", "Expected `object`, got `array`."),
        (b"[" * 100_000, "Expected `object`, got `array`."),
        (b" " * 300_000, "is larger than 262144 bytes."),
    ],
)
def test_a_file_that_is_none_is_refused(tmp_path: Path, content: bytes, says: str) -> None:
    path = tmp_path / "config.json"
    path.write_bytes(content)

    with pytest.raises(BadConfigError, match=r"config\.json") as caught:
        read_config(path)

    assert says.lower() in str(caught.value).lower()


def test_a_file_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(BadConfigError, match=r"cannot be read: No such file or directory\."):
        read_config(tmp_path / "none.json")


def test_a_good_configuration_becomes_a_layout(config: Config) -> None:
    layout = config.layout()

    assert (layout.cabinet, layout.number, layout.epoch) == ("HK-A", 7, 1)
    assert [(one.number, one.size) for one in layout.compartments] == [
        (number, Size.S) for number in (1, 2, 3, 4)
    ]
    assert layout.times.hold_ms == 7_200_000
    assert list(layout.keys) == [1]


def test_people_who_act_by_themselves_need_nothing_else(configured: Configured) -> None:
    config = read_config(configured(board={"kind": "simulated"}))

    assert isinstance(config.board, Simulated)
    assert (config.board.people, config.board.latch_ms, config.board.dwell_ms) == ("auto", 30, 4000)
    assert sorted(board_of(config).readings()) == [1, 2, 3, 4]
