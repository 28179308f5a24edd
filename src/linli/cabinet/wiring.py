"""How a real cabinet is wired: which lock, lamp, heater and thermometer hangs on which line."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Annotated, Literal, Protocol

from msgspec import Meta, Struct

from linli.wire.messages import CompartmentNo

Name = Annotated[str, Meta(pattern=r"^[A-Za-z0-9_-]{1,32}$(?!\n)")]
Channel = Annotated[int, Meta(ge=1, le=32)]
ZoneNo = Annotated[int, Meta(ge=1, le=255)]
ModbusAddress = Annotated[int, Meta(ge=1, le=247)]

LARGEST_READING_C = 200.0
"""No thermometer in a cabinet for meals reads more; what does is broken."""


class Zone(Struct, frozen=True, forbid_unknown_fields=True):
    """Compartments with one heater and one thermometer; see ``memory.Zone``. All in °C."""

    number: ZoneNo
    set_c: Annotated[float, Meta(ge=30, le=90)] = 65.0
    band_c: Annotated[float, Meta(ge=0.5, le=10)] = 2.0
    alarm_c: Annotated[float, Meta(ge=0, le=85)] = 60.0
    cut_off_c: Annotated[float, Meta(ge=35, le=95)] = 75.0


class _LockBoard(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, tag_field="family"):
    """A lock board: lock 1 is wired to compartment ``first``, the others follow in order.

    ``swaps`` names the locks that hang elsewhere. Locks beyond the last compartment are spare.
    """

    name: Name
    first: CompartmentNo
    swaps: dict[Channel, CompartmentNo] = {}


class EightA(_LockBoard, frozen=True, tag="8a"):
    """A board of the 8A family; it has 24 ways, or 32 if ``locks`` says more than 24.

    ``open_is`` is what it reports of an open door: 17 (0x11) with opening feedback, else 0.
    """

    address: Annotated[int, Meta(ge=1, le=32)]
    locks: Annotated[int, Meta(ge=1, le=32)]
    open_is: Literal[17, 0] = 17


class Wkly(_LockBoard, frozen=True, tag="wkly"):
    """A YunChuan board, which tells by itself when a door moves."""

    address: Annotated[int, Meta(ge=0, le=31)]
    locks: Annotated[int, Meta(ge=1, le=32)]


class KrCu16(_LockBoard, frozen=True, tag="kr-cu16"):
    """A Kerong board with an infrared occupancy sensor beside each lock."""

    address: Annotated[int, Meta(ge=0, le=15)]
    locks: Annotated[int, Meta(ge=1, le=16)]


class Waveshare(_LockBoard, frozen=True, tag="waveshare"):
    """A Waveshare Modbus RTU Relay (D): relay n releases lock n, input n is its door switch.

    ``pulse_ms`` is timed by the board itself, in steps of 100 ms.
    """

    address: ModbusAddress
    locks: Annotated[int, Meta(ge=1, le=32)]
    open_is: Literal["on", "off"] = "on"
    pulse_ms: Annotated[int, Meta(ge=100, le=1_000, multiple_of=100)] = 300


LockBoard = EightA | Wkly | KrCu16 | Waveshare


class XyMd02(Struct, frozen=True, forbid_unknown_fields=True, tag_field="family", tag="xy-md02"):
    """An XY-MD02 thermometer; rated only to 60 °C, so not for a zone that is kept hotter."""

    name: Name
    address: ModbusAddress
    zone: ZoneNo


class Register(Struct, frozen=True, forbid_unknown_fields=True, tag_field="family", tag="register"):
    """Any Modbus transmitter that keeps a signed temperature, times ``scale``, in a register."""

    name: Name
    address: ModbusAddress
    zone: ZoneNo
    register: Annotated[int, Meta(ge=0, le=65_535)] = 0
    scale: Annotated[float, Meta(gt=0, le=10)] = 0.1
    function: Literal[3, 4] = 3


Thermometer = XyMd02 | Register


class Relays(Struct, frozen=True, forbid_unknown_fields=True):
    """A Waveshare relay board: which channel switches which compartment's lamp, zone's heater."""

    name: Name
    address: ModbusAddress
    lamps: dict[Channel, CompartmentNo] = {}
    heaters: dict[Channel, ZoneNo] = {}


class Line(Struct, frozen=True, forbid_unknown_fields=True):
    """One serial device and what answers there, each at an address of its own.

    ``turn_round_ms`` is how long an answer may take beyond the time its bytes need: what the
    board thinks about it and what the adapter's buffers hold back. After an answer was missed,
    twice and three times as long is waited, until the board counts as silent.
    """

    device: Annotated[str, Meta(min_length=1, max_length=255)]
    baud: Literal[2400, 4800, 9600, 19200, 38400, 57600, 115200] = 9600
    boards: Annotated[list[LockBoard], Meta(max_length=32)] = []
    thermometers: Annotated[list[Thermometer], Meta(max_length=32)] = []
    relays: Annotated[list[Relays], Meta(max_length=32)] = []
    turn_round_ms: Annotated[int, Meta(ge=5, le=1_000)] = 80

    def stations(self) -> Sequence[LockBoard | Thermometer | Relays]:
        """Return everything that answers on this line."""
        return [*self.boards, *self.thermometers, *self.relays]


class Wired(Struct, frozen=True, forbid_unknown_fields=True, tag_field="kind", tag="wired"):
    """The real thing. The supply feeds ``pulses_at_once`` locks in any ``pulse_gap_ms``."""

    lines: Annotated[list[Line], Meta(min_length=1, max_length=32)]
    pulses_at_once: Annotated[int, Meta(ge=1, le=32)] = 2
    pulse_gap_ms: Annotated[int, Meta(ge=0, le=5_000)] = 350

    def boards(self) -> Sequence[LockBoard]:
        """Return all lock boards, line by line."""
        return [board for line in self.lines for board in line.boards]

    def thermometers(self) -> Sequence[Thermometer]:
        """Return all thermometers, line by line."""
        return [one for line in self.lines for one in line.thermometers]

    def relays(self) -> Sequence[Relays]:
        """Return all relay boards, line by line."""
        return [one for line in self.lines for one in line.relays]


class Fitted(Protocol):
    """What the wiring must know of a compartment."""

    @property
    def number(self) -> int:
        """Its number."""
        ...

    @property
    def occupancy_sensor(self) -> bool:
        """Whether it has one."""
        ...

    @property
    def lamp(self) -> bool:
        """Whether it has one."""
        ...

    @property
    def zone(self) -> int:
        """The zone it belongs to, 0: none."""
        ...


def doors_of(board: LockBoard) -> Mapping[int, int]:
    """Return which compartment each lock of a board is wired to, spare ones included."""
    straight = {lock: board.first + lock - 1 for lock in range(1, board.locks + 1)}
    return straight | board.swaps


def wrong_zones(zones: Sequence[Zone], fitted: Sequence[Fitted]) -> str:
    """Say what no types could check about the zones, or nothing."""
    numbers = [one.number for one in zones]
    if len(set(numbers)) < len(numbers):
        return "the field zones: a number stands there twice."
    for zone in zones:
        if not zone.alarm_c < zone.set_c - zone.band_c < zone.set_c < zone.cut_off_c:
            return (
                f"the field zones: zone {zone.number} must alarm below where its heater goes on, "
                f"and cut off above where it goes off."
            )
    for one in fitted:
        if one.zone and one.zone not in numbers:
            said = f"compartment {one.number} is in zone {one.zone}, which does not exist"
            return f"the field compartments: {said}."
    return ""


def wrong_wiring(wired: Wired, zones: Sequence[Zone], fitted: Sequence[Fitted]) -> str:
    """Say the first thing that no cabinet could be wired like, or nothing."""
    by_number = {one.number: one for one in fitted}
    heated = {one.number for one in zones}
    return next(
        (
            f"the field board.{said}"
            for said in (
                *_wrong_names(wired),
                *_wrong_locks(wired, by_number),
                *_wrong_sensors(wired, by_number),
                *_wrong_lamps(wired, by_number),
                *_wrong_heaters(wired, heated),
                *_wrong_thermometers(wired, heated),
            )
        ),
        "",
    )


def _twice(values: Iterable[object]) -> Iterator[object]:
    """Yield each value that was there before."""
    seen: set[object] = set()
    for value in values:
        if value in seen:
            yield value
        seen.add(value)


def _wrong_names(wired: Wired) -> Iterator[str]:
    for device in _twice(line.device for line in wired.lines):
        yield f"lines: two lines use {device}."
    for name in _twice(one.name for line in wired.lines for one in line.stations()):
        yield f"lines: two are named {name}."
    for line in wired.lines:
        for address in _twice(one.address for one in line.stations()):
            yield f"lines: two have the address {address} on {line.device}."


def _wrong_locks(wired: Wired, fitted: Mapping[int, Fitted]) -> Iterator[str]:
    for board in wired.boards():
        for lock in board.swaps:
            if lock > board.locks:
                yield f"lines: {board.name} has no lock {lock} to swap."
    wired_to = [comp for board in wired.boards() for comp in doors_of(board).values()]
    for comp in _twice(wired_to):
        yield f"lines: compartment {comp} has two locks."
    for comp in sorted(fitted.keys() - set(wired_to)):
        yield f"lines: compartment {comp} has no lock."


def _wrong_sensors(wired: Wired, fitted: Mapping[int, Fitted]) -> Iterator[str]:
    for board in wired.boards():
        for comp in doors_of(board).values():
            has_sensor = comp in fitted and fitted[comp].occupancy_sensor
            if has_sensor and not isinstance(board, KrCu16):
                yield (
                    f"lines: compartment {comp} has an occupancy sensor, "
                    f"and {board.name} cannot read any."
                )


def _wrong_lamps(wired: Wired, fitted: Mapping[int, Fitted]) -> Iterator[str]:
    lamps = [comp for one in wired.relays() for comp in one.lamps.values()]
    for comp in _twice(lamps):
        yield f"lines: the lamp of compartment {comp} has two relays."
    for comp in lamps:
        if comp not in fitted:
            yield f"lines: there is no compartment {comp} for a lamp."
        elif not fitted[comp].lamp:
            yield f"lines: compartment {comp} has a relay for a lamp, and no lamp."
    for comp in sorted(fitted.keys() - set(lamps)):
        if fitted[comp].lamp:
            yield f"lines: the lamp of compartment {comp} has no relay."


def _wrong_heaters(wired: Wired, heated: set[int]) -> Iterator[str]:
    for one in wired.relays():
        for channel in sorted(one.lamps.keys() & one.heaters.keys()):
            yield f"lines: channel {channel} of {one.name} is for a lamp and for a heater."
    heaters = [zone for one in wired.relays() for zone in one.heaters.values()]
    for zone in _twice(heaters):
        yield f"lines: the heater of zone {zone} has two relays."
    measured = {one.zone for one in wired.thermometers()}
    for zone in heaters:
        if zone not in heated:
            yield f"lines: there is no zone {zone} for a heater."
        elif zone not in measured:
            yield f"lines: zone {zone} has a heater, and no thermometer."


def _wrong_thermometers(wired: Wired, heated: set[int]) -> Iterator[str]:
    zones = [one.zone for one in wired.thermometers()]
    for zone in _twice(zones):
        yield f"lines: zone {zone} has two thermometers."
    for zone in zones:
        if zone not in heated:
            yield f"lines: there is no zone {zone} for a thermometer."
