"""The socket before a wired simulator: what hands do, and what goes wrong in the wires."""

import asyncio
from collections.abc import Iterable, Mapping
from pathlib import Path

import msgspec

from linli.cabinet.simulators.faults import Faults
from linli.cabinet.simulators.people import RemotePeople
from linli.cabinet.simulators.reality import CannotDo, Reality
from linli.cabinet.simulators.unit import Unit


class _What(msgspec.Struct, frozen=True):
    """The one word that tells the lines apart."""

    do: str


class _Fault(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    do: str
    board: str
    faults: Faults


class _Warm(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    do: str
    zone: int
    celsius: float


class ControlSocket(RemotePeople):
    """People and faults driven through a Unix socket, by lines of JSON.

    Besides what ``RemotePeople`` knows: ``{"do":"fault","board":"left","faults":{…}}`` makes
    this all that is wrong with one board, by its configured name; ``{"do":"warm","zone":1,
    "celsius":30}`` makes a zone this warm; ``{"do":"count"}`` is answered ``{"event":"count",
    "boards":{"left":{"heard":{"open":1},"opens":{"3":1}}},"lit":[],"heated":[],"celsius":{}}``;
    ``{"do":"pulses"}`` is answered ``{"event":"pulses","pulses":[[mono_ns,door],…]}``, the
    oldest first and as many as are kept: when each lock was given current.

    Args:
        reality: the cabinet the hands are at.
        socket: where.
        units: what hangs on its lines.
        zones: whose warmth is told.
    """

    def __init__(
        self, reality: Reality, socket: Path, *, units: Iterable[Unit], zones: Iterable[int]
    ) -> None:
        super().__init__(reality, socket)
        self._units: Mapping[str, Unit] = {unit.name: unit for unit in units}
        self._zones = sorted(zones)

    def do(self, line: bytes, writer: asyncio.StreamWriter) -> None:
        """Do what one line asks; see RemotePeople for what it raises."""
        match msgspec.json.decode(line, type=_What).do:
            case "fault":
                wish = msgspec.json.decode(line, type=_Fault)
                go_wrong(self._units, wish.board, wish.faults)
            case "warm":
                warmth = msgspec.json.decode(line, type=_Warm)
                self._reality.warm(warmth.zone, warmth.celsius)
            case "count":
                self._tell(writer, {"event": "count", **self._counted()})
            case "pulses":
                self._tell(writer, {"event": "pulses", "pulses": self._pulsed()})
            case _:
                super().do(line, writer)

    def _counted(self) -> dict[str, object]:
        boards = {
            unit.name: {
                "heard": dict(unit.heard),
                "opens": dict(unit.harness.opens) if unit.harness is not None else {},
            }
            for unit in self._units.values()
        }
        return {
            "boards": boards,
            "lit": self._reality.lit,
            "heated": self._reality.heated,
            "celsius": {zone: round(self._reality.celsius(zone), 1) for zone in self._zones},
        }

    def _pulsed(self) -> list[tuple[int, int]]:
        harnesses = (unit.harness for unit in self._units.values())
        pulses = (one.pulsed_doors() for one in harnesses if one is not None)
        return sorted((round(at * 1e9), door) for each in pulses for at, door in each)


def go_wrong(units: Mapping[str, Unit], board: str, faults: Faults) -> None:
    """Make this all that is wrong with one board.

    Raises:
        CannotDo: there is no such board.
    """
    if board not in units:
        msg = f"there is no board {board}"
        raise CannotDo(msg)
    units[board].faults = faults
