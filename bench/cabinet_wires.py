"""What hangs on the serial lines of the bench's cabinets, and how long its bytes take on copper."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec

from linli.cabinet.drivers.frames import Ask
from linli.cabinet.drivers.wired import family_of
from linli.cabinet.wiring import LockBoard, Wired

FAMILIES = ("8a", "wkly", "kr-cu16", "waveshare")

BITS_A_BYTE = 10

TURN_ROUND_MS = {"8a": 10.0, "wkly": 10.0, "kr-cu16": 10.0, "waveshare": 4.0}
"""From a request's last bit to its answer's first: the simulated boards'. Source: LOCKERS, c6."""

_LOCKS = {"8a": 24, "wkly": 24, "kr-cu16": 16, "waveshare": 8}
_BAUD = {"8a": 9_600, "wkly": 9_600, "kr-cu16": 19_200, "waveshare": 9_600}
_FIRST_ADDRESS = {"8a": 1, "wkly": 0, "kr-cu16": 0, "waveshare": 1}

SILENT_SIZE = "L"
"""Of the doors at a board that will fall silent; everybody asks for a small one."""


@dataclass(frozen=True, slots=True)
class LineTime:
    """Milliseconds of one family's questions, from bytes and turn-round alone.

    ``open_said``: until the board has heard that it is to open; ``open``: until it has answered,
    where it does; ``poll``: until it has told its doors.
    """

    open_said: float
    open: float
    poll: float


def boards(family: str, doors: int, *, lines: int = 1) -> list[list[dict[str, Any]]]:
    """Return the boards for so many doors, shared out evenly over so many lines."""
    locks = _LOCKS[family]
    count = -(-doors // locks)
    each = -(-count // lines)
    return [
        [
            {
                "name": f"b{number}",
                "family": family,
                "address": _FIRST_ADDRESS[family] + number % each,
                "locks": min(locks, doors - number * locks),
                "first": number * locks + 1,
            }
            for number in range(at, min(at + each, count))
        ]
        for at in range(0, count, each)
    ]


def wired(family: str, on_lines: Sequence[Sequence[dict[str, Any]]], device: str) -> dict[str, Any]:
    """Return these boards as a configuration has them; line n is at ``device`` and n."""
    return {
        "kind": "wired",
        "lines": [
            {"device": f"{device}{number}", "baud": _BAUD[family], "boards": list(some)}
            for number, some in enumerate(on_lines)
        ],
    }


def compartments(family: str, doors: int, *, silent: range = range(0)) -> list[dict[str, Any]]:
    """Return so many compartments with the sensors this family has."""
    return [
        {
            "number": number,
            "size": SILENT_SIZE if number in silent else "S",
            "occupancy_sensor": family == "kr-cu16",
            "lamp": False,
        }
        for number in range(1, doors + 1)
    ]


def line_time(board: Mapping[str, Any]) -> LineTime:
    """Calculate how long this board's questions take on a line that is still."""
    line = msgspec.convert(wired(board["family"], [[dict(board)]], "/dev/x")["lines"][0], _Baud)
    lock_board = line.boards[0]
    words, byte_ms = family_of(lock_board), BITS_A_BYTE * 1_000 / line.baud
    turn_round_ms = TURN_ROUND_MS[board["family"]]

    def whole(ask: Ask) -> float:
        answered = turn_round_ms if ask.answer_bytes else 0.0
        return (len(ask.frame) + ask.answer_bytes) * byte_ms + answered

    unlock = words.unlock(1)
    return LineTime(len(unlock.frame) * byte_ms, whole(unlock), whole(words.poll()))


class _Baud(msgspec.Struct):
    """One line of a configuration, as far as its speed and boards go."""

    baud: int
    boards: list[LockBoard]


def pulses_at(wired_board: Wired, count: int) -> list[float]:
    """Return when each of so many pulses can begin at the earliest, in ms, by the supply alone."""
    at_once, gap = wired_board.pulses_at_once, wired_board.pulse_gap_ms
    return [float(number // at_once * gap) for number in range(count)]
