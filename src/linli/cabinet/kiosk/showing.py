"""What the screen shows: doors, room, and the last answer; no phone, no code, no deposit."""

from collections.abc import Mapping, Sequence

from linli.cabinet.config import Compartment, Config
from linli.cabinet.desk import Sight
from linli.cabinet.front import Kiosk
from linli.cabinet.kiosk import qr
from linli.cabinet.kiosk.words import WORDS
from linli.cabinet.machine.guessing import pause_ms
from linli.cabinet.memory import Door, Memory, free_by_size
from linli.wire.messages import State

TURNED_MS = 60_000
"""How long the screen shows one QR: who photographs it cannot use it from afar. SCREENS, 3."""

TOLD_MS = 10_000
"""How long an answer stays on the screen; as long as it takes to read two sentences."""

STUCK_MS = 10_000
"""How long after its pulse the screen says that a door did not open."""

LOW_PART = 3
"""The lowest third of a column is low: whoever stands must bend."""

_STAGES: Mapping[State, tuple[str, str]] = {
    State.OPENING_D: ("opening", "deposit"),
    State.OPEN_D: ("open", "deposit"),
    State.OPENING_P: ("opening", "pickup"),
    State.OPEN_P: ("open", "pickup"),
    State.OPENING_S: ("opening", "staff"),
    State.OPEN_S: ("open", "staff"),
}


class Screen:
    """The one screen of one cabinet.

    Args:
        config: the cabinet's.
        kiosk: what its configuration says of the screen.
        sight: the cabinet behind it.
    """

    def __init__(self, config: Config, kiosk: Kiosk, sight: Sight) -> None:
        self._config = config
        self._kiosk = kiosk
        self._sight = sight
        self._tick = ""
        self._turned_ms = 0
        self._drawn = ""

    def setup(self) -> dict[str, object]:
        """Return what never changes while the agent runs: words, and where the doors are."""
        return {
            "cabinet": self._config.cabinet,
            "help": self._kiosk.help,
            "words": WORDS,
            "sizes": sorted({one.size for one in self._config.compartments}),
            "doors": doors(self._config.compartments),
        }

    def now(self, seen_tick: str) -> dict[str, object]:
        """Return what is so at this moment, with a QR if the page has seen another one."""
        memory, instant = self._sight.memory(), self._sight.instant()
        self._turn(memory, instant.mono_ms)
        told = self._sight.desk.told
        answer = None
        if told is not None and instant.mono_ms - told.at_ms < TOLD_MS:
            shown = told.shown
            answer = {
                "number": told.number,
                "refusal": shown.refusal,
                "comp": shown.comp,
            }
        return {
            "online": self._sight.online(),
            "free": free_by_size(memory),
            "moving": moving(memory, instant.mono_ms),
            "told": answer,
            "wait_s": -(-pause_ms(memory, instant) // 1_000),
            "tick": self._tick,
            "qr": "" if self._tick and seen_tick == self._tick else self._drawn,
        }

    def _turn(self, memory: Memory, now_ms: int) -> None:
        """Draw another QR if it is time to, with the newest number that acts may echo."""
        if self._tick and now_ms - self._turned_ms < TURNED_MS:
            return
        self._turned_ms = now_ms
        self._tick = max(memory.ticks, key=lambda nonce: memory.ticks[nonce], default="")
        at = f"{self._kiosk.address}/c/{self._config.cabinet}"
        self._drawn = qr.svg(f"{at}?t={self._tick}" if self._tick else at)


def moving(memory: Memory, now_ms: int) -> list[dict[str, object]]:
    """Return the doors that open, stand open for somebody, or have just failed to open."""
    found: list[dict[str, object]] = []
    for number, one in sorted(memory.compartments.items()):
        door = memory.doors[number]
        if one.state in _STAGES:
            stage, whose = _STAGES[one.state]
            stage = "left_open" if door.left_open else stage
            found.append({"number": number, "stage": stage, "whose": whose})
        elif one.state is State.UNSURE and _just_pulsed(door, now_ms):
            found.append({"number": number, "stage": "stuck", "whose": ""})
    return found


def _just_pulsed(door: Door, now_ms: int) -> bool:
    return door.pulsed_ms is not None and now_ms - door.pulsed_ms < STUCK_MS


def doors(compartments: Sequence[Compartment]) -> list[dict[str, object]]:
    """Return where each door is, if it is known, and whether one must bend for it."""
    lowest: dict[int, int] = {}
    for one in compartments:
        lowest[one.column] = max(lowest.get(one.column, 0), one.row)
    return [
        {
            "number": one.number,
            "column": one.column,
            "row": one.row,
            "low": one.row > lowest[one.column] - lowest[one.column] // LOW_PART,
        }
        for one in compartments
    ]
