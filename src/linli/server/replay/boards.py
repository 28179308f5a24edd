"""Lock boards for the replay's cabinets: each family as it would be wired for so many doors."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

LATCH_MS = 30
"""From the pulse to the door springing open, as the demo's boards have it."""


@dataclass(frozen=True, slots=True)
class _Family:
    """How boards of one family are wired.

    ``locks`` a board, ``boards`` a line: at most 100 to 120 doors hang on one line, and fewer
    where boards speak unasked, or they talk over one another. Source: LOCKERS, section c6.
    ``sees_meals``: its boards tell whether something is inside.
    """

    locks: int
    boards: int
    baud: int
    first_address: int
    sees_meals: bool = False
    besides: Mapping[str, object] = field(default_factory=dict)


_FAMILIES = {
    "8a": _Family(locks=24, boards=4, baud=9_600, first_address=1, besides={"open_is": 17}),
    "wkly": _Family(locks=24, boards=2, baud=9_600, first_address=0),
    "kr-cu16": _Family(locks=16, boards=6, baud=19_200, first_address=0, sees_meals=True),
    "waveshare": _Family(locks=8, boards=6, baud=9_600, first_address=1),
}

SIMULATED = "simulated"
"""A board without wires, in the agent's own process: what the demo has."""

BOARDS = (SIMULATED, *_FAMILIES)


def simulated(socket: str) -> dict[str, Any]:
    """Return a board that exists in memory alone, its people driven through ``socket``."""
    return {"kind": "simulated", "people": "remote", "latch_ms": LATCH_MS, "socket": socket}


def wired(family: str, doors: int, device: str) -> dict[str, Any]:
    """Return the boards of one family for so many doors; line n is at ``device`` and n."""
    one = _FAMILIES[family]
    boards = [
        {
            "name": f"b{number}",
            "family": family,
            "address": one.first_address + number % one.boards,
            "locks": min(one.locks, doors - number * one.locks),
            "first": number * one.locks + 1,
            **one.besides,
        }
        for number in range(-(-doors // one.locks))
    ]
    lines = [
        {
            "device": f"{device}{at // one.boards}",
            "baud": one.baud,
            "boards": boards[at : at + one.boards],
        }
        for at in range(0, len(boards), one.boards)
    ]
    return {"kind": "wired", "lines": lines}


def fitted(compartments: Sequence[Mapping[str, Any]], family: str) -> list[dict[str, Any]]:
    """Return the compartments with the sensors that boards of this family have."""
    sees = _FAMILIES[family].sees_meals
    return [{**one, "occupancy_sensor": sees, "lamp": False} for one in compartments]


def family_of(board: Mapping[str, Any]) -> str:
    """Return which boards a configuration has: a family's name, or ``simulated``."""
    if board["kind"] != "wired":
        return SIMULATED
    return str(board["lines"][0]["boards"][0]["family"])


def names(board: Mapping[str, Any]) -> list[str]:
    """Return what the lock boards of a configuration are called."""
    return [str(one["name"]) for line in board["lines"] for one in line["boards"]]


def sees_meals(family: str) -> bool:
    """Say whether sensors tell if something is inside; the simulated board's always do."""
    return family == SIMULATED or _FAMILIES[family].sees_meals
