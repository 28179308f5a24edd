"""``python -m linli.cabinet sim CONFIG`` stands in for the wires and boards of one cabinet."""

import argparse
import asyncio
import signal
import sys
from pathlib import Path
from random import Random

import msgspec

from linli.cabinet.config import LONGEST_SOCKET, BadConfigError, Config, read_config
from linli.cabinet.linux import obey_parent
from linli.cabinet.simulators.cabinet import SimulatedLines
from linli.cabinet.simulators.control import ControlSocket, go_wrong
from linli.cabinet.simulators.faults import Faults
from linli.cabinet.simulators.line import BITS_A_BYTE, Line
from linli.cabinet.simulators.people import AutoPeople
from linli.cabinet.simulators.reality import CannotDo, Reality
from linli.cabinet.wiring import Wired

LATCH_MS = 30
"""From the pulse to the door's switch: a spring and 5 mm of travel."""

DWELL_MS = 4_000
LARGEST_FILE = 262_144


def main(arguments: list[str]) -> int:
    """Serve until SIGTERM or SIGINT; return the exit status: 0 told to stop, 1 failed, 2 cannot."""
    asked = _parser().parse_args(arguments)
    obey_parent()
    try:
        config = read_config(asked.config)
        lines = _lines_of(config, seed=asked.seed)
        _invite(lines, asked.people, chance=Random(asked.seed))  # noqa: S311  # people who dawdle
        for board, faults in _faults_in(asked.faults).items():
            go_wrong(lines.units, board, faults)
    except (BadConfigError, CannotDo) as bad:
        sys.stderr.write(f"{bad}\n")
        return 2
    return asyncio.run(_serve(lines))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m linli.cabinet sim",
        description="Serve the serial lines of a cabinet that is not there, at the real pace.",
    )
    parser.add_argument("config", type=Path, help="the very file the cabinet's agent is given")
    parser.add_argument(
        "--people",
        nargs="+",
        default=["auto"],
        metavar=("auto|remote", "SOCKET"),
        help="who stands before the doors; a socket drives hands, faults and warmth",
    )
    parser.add_argument("--faults", type=Path, help='what is wrong: {"left": {"silent": true}}')
    parser.add_argument("--seed", type=int, default=1, help="the same noise and people again")
    return parser


def _lines_of(config: Config, *, seed: int) -> SimulatedLines:
    """Build what the configuration describes.

    Raises:
        BadConfigError: its board is of another kind.
    """
    if not isinstance(config.board, Wired):
        msg = f"{config.cabinet} has no wires to stand in for: its board is not of kind wired."
        raise BadConfigError(msg)
    reality = Reality(
        (one.number for one in config.compartments),
        latch_ms=LATCH_MS,
        file=config.journal.with_suffix(".board.json"),
    )
    return SimulatedLines(config.board, reality, chance=Random(seed))  # noqa: S311  # noise


def _invite(lines: SimulatedLines, people: list[str], *, chance: Random) -> None:
    """Let people stand before the doors.

    Raises:
        BadConfigError: nobody knows these people.
    """
    who, *sockets = people
    if who not in {"auto", "remote"} or len(sockets) > 1 or (who == "remote" and not sockets):
        msg = "People are: auto, auto SOCKET, or remote SOCKET."
        raise BadConfigError(msg)
    reality = lines.reality
    if who == "auto":
        reality.invite(AutoPeople(reality, dwell_ms=DWELL_MS, chance=chance))
    for socket in sockets:
        if len(socket.encode()) > LONGEST_SOCKET:
            msg = f"A socket's path of at most {LONGEST_SOCKET} bytes is possible."
            raise BadConfigError(msg)
        units = lines.units.values()
        reality.invite(ControlSocket(reality, Path(socket), units=units, zones=lines.zones))


def _faults_in(file: Path | None) -> dict[str, Faults]:
    """Return what is wrong, by board.

    Raises:
        BadConfigError: the file cannot be read, or says what no board can have.
    """
    if file is None:
        return {}
    try:
        with file.open("rb") as opened:
            return msgspec.json.decode(opened.read(LARGEST_FILE), type=dict[str, Faults])
    except OSError as failure:
        msg = f"{file} cannot be read: {failure.strerror}."
        raise BadConfigError(msg) from failure
    except (msgspec.DecodeError, UnicodeDecodeError) as bad:
        msg = f"{file}: {bad}."
        raise BadConfigError(msg) from bad


async def _serve(lines: SimulatedLines) -> int:
    work = asyncio.create_task(lines.run(_announce))
    for told in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(told, work.cancel)
    status = 0
    try:
        await work
    except* asyncio.CancelledError:
        _print("stopped")
    except* OSError as failures:
        for failure in failures.exceptions:
            sys.stderr.write(f"A line cannot be served: {failure}\n")
        status = 1
    return status


def _announce(line: Line) -> None:
    names = ", ".join(f"{unit.name} ({type(unit).__name__})" for unit in line.units)
    _print(f"{line.device}: {line.baud // BITS_A_BYTE} bytes/s, {names or 'nothing on it'}")


def _print(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()
