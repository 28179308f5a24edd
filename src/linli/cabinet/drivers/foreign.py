"""What a foreign cabinet says over MQTT, and what it is told: no network in here.

docs/MQTT.md describes the topics for whoever builds such a cabinet.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import msgspec

from linli.cabinet.config import Compartment
from linli.cabinet.inputs import BoardHeard, Reading, Sensed, Warmed

TICK_LIVES_S = 5.0
"""An open must echo a tick at most this old. Source: CUSTODY, section 1."""

SILENT_S = 6.0
"""Three ticks of 2 s missed: nobody knows any more what the doors do."""

COLDEST_C, HOTTEST_C = -40.0, 150.0
"""What a thermometer in a food cabinet can mean; the rest is a broken wire's number."""

LONGEST_PAYLOAD = 200
"""Bytes; a fault's sentence is the longest thing a cabinet says."""

_TICK = re.compile(r"[0-9a-f]{16}")
_FAULT = re.compile(r"[a-z0-9_-]{1,32}")

Heard = Sensed | Warmed | BoardHeard


class JunkError(ValueError):
    """A message that means nothing here; the text says what is wrong with it."""


@dataclass(frozen=True, slots=True)
class Topics:
    """The addresses of one cabinet below its prefix."""

    prefix: str

    @property
    def all(self) -> str:
        """Everything that the cabinet says."""
        return f"{self.prefix}/say/#"

    @property
    def open(self) -> str:
        """Where an open is asked for; never retained, never queued."""
        return f"{self.prefix}/do/open"

    def switch(self, kind: str, number: int) -> str:
        """Where a ``lamp`` or a ``heater`` is switched."""
        return f"{self.prefix}/do/{kind}/{number}"

    def said(self, topic: str) -> list[str]:
        """Return what follows the prefix, in parts."""
        return topic.removeprefix(f"{self.prefix}/say/").split("/")


class Foreign:
    """What is known of one foreign cabinet. Moments are seconds of a clock that never goes back.

    What it said before counts only while it lives, and its ticks say that it does: a door's
    state that a broker kept is true only if the cabinet is there to have changed it.
    """

    def __init__(self, fitted: Sequence[Compartment]) -> None:
        self._sensors = {one.number: one.occupancy_sensor for one in fitted}
        self._zones = {one.zone for one in fitted if one.zone}
        self._open: dict[int, bool] = {}
        self._occupied: dict[int, bool] = {}
        self._tick = ""
        self._ticked_s = -SILENT_S
        self._lives = False

    @property
    def lives(self) -> bool:
        """Whether what it says counts."""
        return self._lives

    def readings(self) -> Mapping[int, Reading]:
        """Return what its sensors say now; nothing while it is silent."""
        return {
            number: reading
            for number in self._sensors
            if (reading := self._reading(number)) is not None
        }

    def tick(self, now_s: float) -> str:
        """Return the tick that an open must echo.

        Raises:
            TimeoutError: the cabinet has drawn none lately; it must not be asked.
        """
        if not self._lives or now_s - self._ticked_s > TICK_LIVES_S:
            msg = "the cabinet has not been heard"
            raise TimeoutError(msg)
        return self._tick

    def hear(
        self, said: Sequence[str], payload: bytes, now_s: float, *, kept: bool = False
    ) -> list[Heard]:
        """Take in one message; return what it changes. ``kept``: the broker had it retained.

        Raises:
            JunkError: it means nothing; nothing has changed.
        """
        text = _text(payload)
        match said:
            case ["tick"] if not kept:
                return self._hear_tick(text, now_s)
            case ["door", number]:
                door = self._door(number)
                return self._change(door, self._open, is_it=_one_of(text, "open", "closed"))
            case ["meal", number]:
                door = self._door(number)
                return self._change(door, self._occupied, is_it=_one_of(text, "in", "none"))
            case ["temperature", zone]:
                return [Warmed(self._zone(zone), _celsius(text))]
            case ["fault", name] if _FAULT.fullmatch(name):
                return [BoardHeard(name, silent=bool(text))]
            case _:
                msg = "no such topic"
                raise JunkError(msg)

    def pass_time(self, now_s: float) -> list[Heard]:
        """Return what changes because nothing was heard for long."""
        if not self._lives or now_s - self._ticked_s <= SILENT_S:
            return []
        return self._fall_silent()

    def lose_line(self) -> list[Heard]:
        """Know nothing any more; what the broker keeps for us comes again with the next line."""
        self._open.clear()
        self._occupied.clear()
        return self._fall_silent()

    def _fall_silent(self) -> list[Heard]:
        if not self._lives:
            return []
        self._lives = False
        return [
            BoardHeard("mqtt", silent=True),
            *(Sensed(number, None) for number in self._sensors),
            *(Warmed(zone, None) for zone in sorted(self._zones)),
        ]

    def _hear_tick(self, text: str, now_s: float) -> list[Heard]:
        if not _TICK.fullmatch(text):
            msg = "a tick is 16 hex digits"
            raise JunkError(msg)
        self._tick, self._ticked_s = text, now_s
        if self._lives:
            return []
        self._lives = True
        return [
            BoardHeard("mqtt", silent=False),
            *(Sensed(number, reading) for number, reading in self.readings().items()),
        ]

    def _change(self, number: int, known: dict[int, bool], *, is_it: bool) -> list[Heard]:
        before = self._reading(number)
        known[number] = is_it
        after = self._reading(number)
        return [] if after is None or after == before else [Sensed(number, after)]

    def _reading(self, number: int) -> Reading | None:
        """Return what is known of a door; with a sensor for meals, only once it spoke too."""
        if not self._lives or number not in self._open:
            return None
        if not self._sensors[number]:
            return Reading(self._open[number], None)
        if number not in self._occupied:
            return None
        return Reading(self._open[number], self._occupied[number])

    def _door(self, text: str) -> int:
        if not text.isascii() or not text.isdecimal() or int(text[:4]) not in self._sensors:
            msg = "no such door"
            raise JunkError(msg)
        return int(text[:4])

    def _zone(self, text: str) -> int:
        if not text.isascii() or not text.isdecimal() or int(text[:4]) not in self._zones:
            msg = "no such zone"
            raise JunkError(msg)
        return int(text[:4])


def open_door(number: int, tick: str, command: str) -> bytes:
    """Return the message that asks for one door, once."""
    return msgspec.json.encode({"door": number, "tick": tick, "id": command})


def discovery(
    cabinet: str, topics: Topics, fitted: Sequence[Compartment], home: str
) -> dict[str, bytes]:
    """Return what lets Home Assistant find doors, temperatures and faults: topic and message.

    Args:
        cabinet: the cabinet's code.
        topics: its addresses.
        fitted: its compartments.
        home: Home Assistant's own prefix, as a rule ``homeassistant``.
    """
    node = f"linli_{cabinet.lower().replace('-', '_')}"
    device = {"identifiers": [node], "name": f"Linli {cabinet}", "manufacturer": "Linli"}
    found: dict[str, dict[str, object]] = {}
    for one in fitted:
        found[f"{home}/binary_sensor/{node}/door_{one.number}/config"] = {
            "name": f"Door {one.number:02}",
            "device_class": "door",
            "state_topic": f"{topics.prefix}/say/door/{one.number}",
            "payload_on": "open",
            "payload_off": "closed",
        }
    for zone in sorted({one.zone for one in fitted if one.zone}):
        found[f"{home}/sensor/{node}/temperature_{zone}/config"] = {
            "name": f"Zone {zone}",
            "device_class": "temperature",
            "unit_of_measurement": "°C",
            "state_topic": f"{topics.prefix}/say/temperature/{zone}",
        }
    found[f"{home}/binary_sensor/{node}/fault/config"] = {
        "name": "Fault",
        "device_class": "problem",
        "state_topic": f"{topics.prefix}/fault",
        "payload_on": "on",
        "payload_off": "off",
    }
    return {
        topic: msgspec.json.encode(
            {**what, "unique_id": topic.removesuffix("/config").replace("/", "_"), "device": device}
        )
        for topic, what in found.items()
    }


def _text(payload: bytes) -> str:
    if len(payload) > LONGEST_PAYLOAD:
        msg = "too long"
        raise JunkError(msg)
    try:
        return payload.decode()
    except UnicodeDecodeError as torn:
        msg = "not text"
        raise JunkError(msg) from torn


def _one_of(text: str, yes: str, no: str) -> bool:
    if text not in (yes, no):
        msg = f"neither {yes} nor {no}"
        raise JunkError(msg)
    return text == yes


def _celsius(text: str) -> float:
    try:
        celsius = float(text)
    except ValueError as torn:
        msg = "not a number"
        raise JunkError(msg) from torn
    if not COLDEST_C <= celsius <= HOTTEST_C:
        msg = "no temperature of a cabinet"
        raise JunkError(msg)
    return celsius
