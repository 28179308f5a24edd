"""Everything in a cabinet that reads foreign bytes, each with good inputs and its promises."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, cast

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from linli.cabinet import wiring
from linli.cabinet.config import BadConfigError, read_config
from linli.cabinet.drivers import eight_a, kerong, modbus, waveshare, wkly
from linli.cabinet.drivers.frames import Ask, Family
from linli.cabinet.simulators.cabinet import SimulatedLines
from linli.cabinet.simulators.control import ControlSocket
from linli.cabinet.simulators.reality import CannotDo, Reality
from linli.cabinet.simulators.unit import Ear, Unit
from linli.kernel.codes import deposit_code
from linli.wire import codec
from linli.wire.grant import BadGrantError, Grant, sign, verify
from linli.wire.messages import Purpose, Size

if TYPE_CHECKING:
    from asyncio import StreamWriter

JSON_ERRORS = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)
"""What msgspec raises for what is no JSON of ours; whoever reads sockets catches all three."""

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
NOBODY = cast("StreamWriter", None)
"""Whom an answer would go to; none of these inputs is answered."""

HASH, NONCE, SESSION = "0" * 64, "0" * 16, "0" * 32
HEAD = {"v": 1, "cab": "HK-A"}
ERA = {**HEAD, "epoch": 1}

Spoken = tuple[str, Callable[[bytes], object], list[dict[str, object]]]
"""A reader's name, the reader, and messages that it must take."""


@dataclass(frozen=True)
class Reader:
    """One reader: what feeds it, what it may refuse with, what it takes, its share of inputs.

    ``read`` returns None when it found nothing in an input, and that is no fault.
    """

    name: str
    read: Callable[[bytes], object]
    promises: tuple[type[Exception], ...]
    seeds: Sequence[bytes]
    share: int = 10


def readers(folder: Path) -> list[Reader]:
    """Return all of them; files they need lie in ``folder``."""
    return [*_drivers(), *_wire(), _config(folder), *_simulators(folder)]


def _drivers() -> list[Reader]:
    """Answers of lock boards and thermometers: the finder of each question never raises."""
    lock_boards: dict[str, tuple[Family, list[str], list[str]]] = {
        "8a": (
            eight_a.EightABoard(wiring.EightA(name="a", first=1, address=1, locks=24)),
            ["80 01 00 00 01 33 B3", "80 01 FF FF FF 33 4D"],
            ["8A 01 01 11 9B", "8A 01 01 00 8A"],
        ),
        "wkly": (
            wkly.WklyBoard(wiring.Wkly(name="b", first=1, address=0, locks=24)),
            ["57 4B 4C 59 22 00 84 00 18" + " 01" * 24 + " B7", "57 4B 4C 59 0A 00 85 01 01 86"],
            ["57 4B 4C 59 0B 00 82 00 01 00 81"],
        ),
        "kr-cu16": (
            kerong.KrCu16Board(wiring.KrCu16(name="c", first=1, address=0, locks=16)),
            ["02 00 35 FF FF 00 00 03 38", "02 00 35 FF 7F 00 80 03 38"],
            [],
        ),
        "waveshare": (
            waveshare.WaveshareBoard(wiring.Waveshare(name="d", first=1, address=1, locks=8)),
            ["01 02 01 FF E1 C8", "01 82 02 C1 61"],
            ["01 05 02 00 00 03 8C 73", "01 85 02 C3 51"],
        ),
    }
    found = [
        _finder(f"{name} {kind}", ask, answers)
        for name, (family, polled, opened) in lock_boards.items()
        for kind, ask, answers in (
            ("doors", family.poll(), polled),
            ("opened", family.unlock(1), opened),
        )
        if answers
    ]
    celsius = modbus.read_celsius(10, modbus.READ_INPUT, 1, 0.1)
    push = bytes.fromhex("57 4B 4C 59 0A 00 85 01 01 86")
    return [
        *found,
        _finder("thermometer", celsius, ["0A 04 02 02 65 DD BA", "0A 84 02 B3 03"]),
        Reader("wkly pushes", _pushed, (), [push, push * 3]),
    ]


def _pushed(raw: bytes) -> object:
    return wkly.take_pushes(raw)[0] or None


def _finder(name: str, ask: Ask, answers: list[str]) -> Reader:
    return Reader(name, ask.find, (), _bytes(answers))


def _wire() -> list[Reader]:
    deposit = deposit_code(Random(1))  # noqa: S311  # a name
    return [
        *(
            Reader(name, read, (codec.JunkError,), [json.dumps(one).encode() for one in good])
            for name, read, good in [*_ups(deposit), *_downs(deposit)]
        ),
        _grant(deposit),
    ]


def _ups(deposit: str) -> list[Spoken]:
    """Return what a cabinet says, by who reads it."""
    line = {
        "seq": 1,
        "mono": 1,
        "wall": 1,
        "wq": 2,
        "type": "OPENED",
        "comp": 1,
        "state": "OPEN_D",
        "deposit": deposit,
        "grant": "",
        "data": {"n": 1},
        "hash": HASH,
    }
    hello = {
        **ERA,
        "type": "hello",
        "boot_id": SESSION,
        "session": SESSION,
        "first_seq": 1,
        "last_seq": 1,
        "head_hash": HASH,
        "applied_dseq": 0,
        "fw": "x",
        "free": {"S": 1},
    }
    events = {**ERA, "type": "events", "prev": HASH, "events": [line], "sig": "0" * 128}
    reply = {**HEAD, "type": "reply", "cid": "c", "result": "ok", "comp": 1}
    return [
        ("events", codec.decode_events, [events]),
        ("hello", codec.decode_hello, [hello]),
        ("tick", codec.decode_tick, [{**ERA, "type": "tick", "session": SESSION, "nonce": NONCE}]),
        ("reply", codec.decode_reply, [reply]),
    ]


def _downs(deposit: str) -> list[Spoken]:
    """Return what the server says, by who reads it."""
    act = {
        **ERA,
        "type": "act",
        "cid": "c",
        "session": SESSION,
        "tick": NONCE,
        "purpose": "pickup",
        "comp": 0,
        "deposit": deposit,
        "size": "S",
        "grant": "",
        "actor": "a",
        "reason": "",
    }
    put = {"type": "put_deposit", "deposit": deposit, "size": "S"}
    answers = [
        {**ERA, "type": "ack", "upto": 1, "hash": HASH},
        {**ERA, "type": "nak", "expect": 1},
        {**ERA, "type": "quarantined", "seq": 1},
        {**ERA, "type": "new_epoch", "next": 2, "dseq": 1, "mark": "", "sig": "0" * 128},
    ]
    directive = {**ERA, "type": "directive", "dseq": 1, "body": put}
    return [
        ("act", codec.decode_act, [act]),
        ("directive", codec.decode_directive, [directive]),
        ("ack, nak", codec.decode_down, answers),
    ]


def _grant(deposit: str) -> Reader:
    grant = Grant(Purpose.PICKUP, 1, 7, deposit, 4_000_000_000, Size.S)
    keys = {1: KEY.public_key()}
    return Reader(
        "grant",
        lambda raw: verify(raw.decode(errors="replace"), keys),
        (BadGrantError,),
        [sign(grant, KEY).encode()],
        share=2,
    )


def _wired(folder: Path) -> dict[str, object]:
    """Return a cabinet with every family, as its configuration has it."""
    boards = [
        {"name": "left", "family": "8a", "address": 1, "locks": 4, "first": 1},
        {"name": "right", "family": "wkly", "address": 0, "locks": 4, "first": 5},
        {"name": "low", "family": "kr-cu16", "address": 2, "locks": 4, "first": 9},
        {"name": "wide", "family": "waveshare", "address": 4, "locks": 4, "first": 13},
    ]
    therm = [
        {"name": "t1", "family": "xy-md02", "address": 10, "zone": 1},
        {"name": "t2", "family": "register", "address": 11, "zone": 2},
    ]
    relays = [{"name": "hygiene", "address": 20, "lamps": {"1": 3}, "heaters": {"2": 1}}]
    line = {"device": str(folder / "tty"), "boards": boards, "thermometers": therm}
    return {"kind": "wired", "lines": [{**line, "relays": relays}]}


def _config(folder: Path) -> Reader:
    file = folder / "config.json"
    fitted = [
        {"number": one, "size": "S", "occupancy_sensor": False, "lamp": one == 3}  # noqa: PLR2004  # the third has one
        for one in range(1, 17)
    ]
    times = {"hold_ms": 7_200_000, "close_ms": 60_000, "sanitise_ms": 60_000, "idle_ms": 0}
    good = {
        "cabinet": "HK-A",
        "number": 7,
        "epoch": 1,
        "private_key": "11" * 32,
        "server_keys": {"1": "22" * 32},
        "bus_file": str(folder / "bus.json"),
        "journal": str(folder / "journal.sqlite3"),
        "compartments": fitted,
        "times": times,
        "zones": [{"number": 1}, {"number": 2}],
    }

    def read(raw: bytes) -> object:
        file.write_bytes(raw)
        return read_config(file)

    boards = [{"kind": "simulated"}, _wired(folder)]
    seeds = [json.dumps({**good, "board": board}).encode() for board in boards]
    return Reader("configuration", read, (BadConfigError,), seeds, share=2)


def _simulators(folder: Path) -> list[Reader]:
    """The simulated boards' own ears, and the socket before them."""
    wired = msgspec.convert(_wired(folder), wiring.Wired, str_keys=True)
    world = Reality(range(1, 17), latch_ms=60_000, file=folder / "world.json")
    lines = SimulatedLines(wired, world, chance=Random(1))  # noqa: S311  # noise
    control = ControlSocket(world, folder / "s", units=lines.units.values(), zones=[1])
    wishes = [
        {"do": "put", "door": 1},
        {"do": "jam", "door": 1, "on": False},
        {"do": "fault", "board": "left", "faults": {"lies": {"1": "open"}, "late_ms": 5}},
        {"do": "warm", "zone": 1, "celsius": 30.5},
    ]
    asked = {
        "left": ["8A 01 02 11 98", "80 01 00 33 B2", "90 01 02 00 00 93"],
        "right": ["57 4B 4C 59 09 00 82 02 80", "57 4B 4C 59 08 00 84 85"],
        "low": ["02 20 31 03 56", "02 20 30 03 55"],
        "wide": ["04 02 00 00 00 08 79 99", "04 05 02 00 00 03 8C 26"],
        "t1": ["0A 04 00 01 00 01 61 71"],
        "hygiene": ["14 05 00 00 FF 00 8E FF"],
    }

    def heard(raw: bytes) -> bool:
        control.do(raw, NOBODY)
        return True

    return [
        *(_ear(lines.units[name], good) for name, good in asked.items()),
        Reader(
            "people's socket",
            heard,
            (*JSON_ERRORS, CannotDo),
            [json.dumps(wish).encode() for wish in wishes],
            share=5,
        ),
    ]


def _ear(unit: Unit, seeds: list[str]) -> Reader:
    ear = Ear(unit)

    def read(raw: bytes) -> list[bytes] | None:
        return [unit.answer(frame) for frame in ear.frames(raw)] or None

    return Reader(f"simulated {unit.name}", read, (), _bytes(seeds), share=5)


def _bytes(seeds: list[str]) -> list[bytes]:
    return [bytes.fromhex(one) for one in seeds]
