"""A cabinet's configuration file: what it says, and a sentence for what is wrong with it."""

import re
from pathlib import Path
from typing import Annotated, Literal

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from msgspec import Meta, Struct

from linli.cabinet import memory
from linli.cabinet.front import Evdev, Kiosk, SerialLine
from linli.cabinet.wiring import Wired, Zone, wrong_wiring, wrong_zones
from linli.wire.messages import CabinetCode, CompartmentNo, Epoch, Size

LARGEST_FILE = 262_144
"""Bytes; 255 compartments need about 20,000."""

LONGEST_SOCKET = 107
"""Bytes of a Unix socket's path. Source: unix(7)."""

Key = Annotated[str, Meta(pattern=r"^[0-9a-f]{64}$", description="32 bytes in hex")]


class BadConfigError(ValueError):
    """A configuration no agent can run with; the text is the sentence that says why."""


class Compartment(Struct, frozen=True, forbid_unknown_fields=True):
    """One compartment as it was fitted.

    ``column`` counts from the left and ``row`` from the top; 0 if nobody has said.
    """

    number: CompartmentNo
    size: Size
    occupancy_sensor: bool
    lamp: bool
    zone: Annotated[int, Meta(ge=0, le=255)] = 0
    lamp_uw_cm2: Annotated[int, Meta(ge=0, le=100_000)] = 0
    column: Annotated[int, Meta(ge=0, le=255)] = 0
    row: Annotated[int, Meta(ge=0, le=255)] = 0


class Times(Struct, frozen=True, forbid_unknown_fields=True):
    """The cabinet's times in milliseconds, until a directive says otherwise.

    ``hold_ms``: how long a meal may wait; ``close_ms``: until an open door is complained of;
    ``sanitise_ms``: how long the lamp burns; ``idle_ms``: how long a compartment rests first.
    """

    hold_ms: Annotated[int, Meta(ge=1_000, le=86_400_000)]
    close_ms: Annotated[int, Meta(ge=1_000, le=3_600_000)]
    sanitise_ms: Annotated[int, Meta(ge=0, le=3_600_000)]
    idle_ms: Annotated[int, Meta(ge=0, le=86_400_000)]


class Simulated(Struct, frozen=True, forbid_unknown_fields=True, tag_field="kind", tag="simulated"):
    """A board that only exists in memory, with simulated people before it.

    ``latch_ms``: from the pulse to the door springing open. ``people``: ``auto`` puts in or
    takes out by itself and closes after ``dwell_ms``; ``remote`` is driven by the Unix socket
    at ``socket``, which may drive ``auto`` people besides. ``seed`` makes the same people again.
    """

    latch_ms: Annotated[int, Meta(ge=0, le=60_000)] = 30
    people: Literal["auto", "remote"] = "auto"
    dwell_ms: Annotated[int, Meta(ge=0, le=3_600_000)] = 4_000
    socket: str = ""
    seed: int = 1


class Mqtt(Struct, frozen=True, forbid_unknown_fields=True, tag_field="kind", tag="mqtt"):
    """A foreign cabinet behind an MQTT broker; its topics begin with ``prefix``.

    ``ca`` is the certificate authority's file and switches TLS on; ``discovery`` is Home
    Assistant's prefix, empty for none. docs/MQTT.md describes the topics.
    """

    host: Annotated[str, Meta(min_length=1, max_length=255)]
    prefix: Annotated[
        str, Meta(pattern=r"^[A-Za-z0-9_-]+(/[A-Za-z0-9_-]+)*$(?!\n)", max_length=100)
    ]
    port: Annotated[int, Meta(ge=1, le=65_535)] = 1883
    username: str = ""
    password: str = ""
    ca: Path | None = None
    discovery: Annotated[str, Meta(pattern=r"^[A-Za-z0-9_-]*$(?!\n)", max_length=40)] = ""


class Config(Struct, frozen=True, forbid_unknown_fields=True):
    """Everything a cabinet's agent is told before it starts.

    ``number`` is the cabinet's number at the server, ``private_key`` signs its batches,
    ``server_keys`` are those whose grants it trusts, by key id. ``bus_file`` holds
    ``{"url": …}`` and is read again at each attempt to connect, because the port may change;
    ``bus_seed`` is the NKey by which the bus knows the cabinet, empty where it lets in anybody.
    ``code_key`` checks pickup codes while the server is away; without it none is right.
    ``scanner``, ``keypad`` and ``kiosk`` are what is fitted to the front, each if it is.
    """

    cabinet: CabinetCode
    number: Annotated[int, Meta(ge=1, lt=1 << 32)]
    epoch: Epoch
    private_key: Key
    server_keys: Annotated[dict[str, Key], Meta(min_length=1, max_length=2)]
    bus_file: Path
    journal: Path
    compartments: Annotated[list[Compartment], Meta(min_length=1, max_length=255)]
    times: Times
    board: Simulated | Mqtt | Wired
    bus_seed: Annotated[str, Meta(pattern=r"^(SU[A-Z2-7]{56})?$(?!\n)")] = ""
    code_key: Annotated[str, Meta(pattern=r"^([0-9a-f]{64})?$(?!\n)")] = ""
    zones: Annotated[list[Zone], Meta(max_length=255)] = []
    scanner: Evdev | SerialLine | None = None
    keypad: Evdev | None = None
    kiosk: Kiosk | None = None

    def signing_key(self) -> Ed25519PrivateKey:
        """The key that signs this cabinet's batches."""
        return Ed25519PrivateKey.from_private_bytes(bytes.fromhex(self.private_key))

    def layout(self) -> memory.Layout:
        """What the rules need to know of all this."""
        times = self.times
        return memory.Layout(
            cabinet=self.cabinet,
            number=self.number,
            epoch=self.epoch,
            compartments=tuple(
                memory.Fitting(
                    one.number,
                    one.size,
                    one.occupancy_sensor,
                    one.lamp,
                    one.zone,
                    one.lamp_uw_cm2,
                )
                for one in self.compartments
            ),
            times=memory.Times(times.hold_ms, times.close_ms, times.sanitise_ms, times.idle_ms),
            keys={int(kid): key for kid, key in self.server_keys.items()},
            zones=tuple(
                memory.Zone(one.number, one.set_c, one.band_c, one.alarm_c, one.cut_off_c)
                for one in self.zones
            ),
            code_key=bytes.fromhex(self.code_key),
        )


def public_key(text: str) -> Ed25519PublicKey:
    """Read a public key of 64 hex digits."""
    return Ed25519PublicKey.from_public_bytes(bytes.fromhex(text))


def read_config(path: Path) -> Config:
    """Return the configuration in a file.

    Raises:
        BadConfigError: unreadable, or no agent can run with it; the sentence names the field.
    """
    try:
        with path.open("rb") as file:
            raw = file.read(LARGEST_FILE + 1)
    except OSError as failure:
        msg = f"{path} cannot be read: {failure.strerror}."
        raise BadConfigError(msg) from failure
    if len(raw) > LARGEST_FILE:
        msg = f"{path} is larger than {LARGEST_FILE} bytes."
        raise BadConfigError(msg)
    try:
        config = msgspec.json.decode(raw, type=Config, dec_hook=_path)
    except (msgspec.DecodeError, UnicodeDecodeError) as bad:
        msg = f"{path}: {_sentence(str(bad))}"
        raise BadConfigError(msg) from bad
    if wrong := _wrong(config):
        msg = f"{path}: {wrong}"
        raise BadConfigError(msg)
    return config


def _path(kind: type, value: object) -> Path:
    """Read a path; msgspec knows of none itself."""
    assert kind is Path
    if not isinstance(value, str):
        msg = f"Expected `str`, got `{type(value).__name__}`"
        raise ValueError(msg)  # noqa: TRY004  # a ValueError is what msgspec reports
    return Path(value)


def _sentence(said: str) -> str:
    """Turn ``Expected `int`, got `str` - at `$.number``` into a sentence about the field."""
    found = re.fullmatch(r"(?P<what>.*) - at `(?:key in )?\$\.?(?P<field>.*)`", said, re.DOTALL)
    if found is None:
        return f"{said}."
    what = found["what"]
    return f"the field {found['field']}: {what[:1].lower()}{what[1:]}."


def _wrong(config: Config) -> str:
    """Say what the types alone could not check, or nothing."""
    numbers = [one.number for one in config.compartments]
    if len(set(numbers)) < len(numbers):
        return "the field compartments: a number stands there twice."
    if not all(kid.isdecimal() and int(kid) < 1 << 8 for kid in config.server_keys):
        return "the field server_keys: a key id is a number from 0 to 255."
    if not config.journal.parent.is_dir():
        return f"the field journal: there is no folder {config.journal.parent}."
    return wrong_zones(config.zones, config.compartments) or _wrong_board(config)


def _wrong_board(config: Config) -> str:
    """Say what the types alone could not check about the board, or nothing."""
    board = config.board
    if isinstance(board, Wired):
        return wrong_wiring(board, config.zones, config.compartments)
    if not isinstance(board, Simulated):
        return ""
    if board.people == "remote" and not board.socket:
        return "the field board.socket: people who are driven from outside need a socket."
    if len(board.socket.encode()) > LONGEST_SOCKET:
        return f"the field board.socket: a path of at most {LONGEST_SOCKET} bytes is possible."
    return ""
