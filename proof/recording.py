"""Runs a program of ours with every write to one file recorded, and reads the record.

Why beneath libc: the agent and the server use the SQLite that Python is built with. An SQLite
with a virtual file system of ours would be another SQLite, reached through another connection
class; here nothing of what serves people is replaced, and the server's Django is recorded as well
as the agent's journal. The price is a compiler, which the model checker needs anyway.
"""

import ctypes
import struct
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, cast

SOURCE = Path(__file__).with_name("recorder.c")
ROOT = Path(__file__).parents[1]

Kind = Literal["o", "w", "t", "s", "u", "d", "m"]
"""Made, written, truncated, synced, removed, folder synced, marked."""

_HEAD = struct.Struct("=4Q")


@dataclass(frozen=True, slots=True)
class Asked:
    """One thing a program asked of the disk; ``number`` is the offset, the size or the mark."""

    kind: Kind
    name: str
    number: int
    data: bytes = b""


def compiled(folder: Path) -> Path:
    """Compile the recorder into this folder and return it.

    Raises:
        subprocess.CalledProcessError, FileNotFoundError: no compiler that can.
    """
    library = folder / "recorder.so"
    command = ["gcc", "-O1", "-shared", "-fPIC", "-o", str(library), str(SOURCE), "-ldl"]
    subprocess.run(command, check=True, capture_output=True)  # noqa: S603  # our own command
    return library


def environment(recorder: Path, file: Path, log: Path) -> Mapping[str, str]:
    """Return what a program must be told besides to be recorded: a file, and all named after it."""
    return {
        "LD_PRELOAD": str(recorder),
        "LINLI_RECORD": str(file),
        "LINLI_RECORD_TO": str(log),
    }


def run_recorded(
    module: str, *arguments: str, environment: Mapping[str, str], within_s: float = 300
) -> str:
    """Run ``python -m module`` and return what it printed.

    Raises:
        RuntimeError: it failed; what it said is in the message.
    """
    done = subprocess.run(  # noqa: S603  # our own command
        [sys.executable, "-m", module, *arguments],
        env=environment,
        capture_output=True,
        text=True,
        timeout=within_s,
        check=False,
    )
    if done.returncode:
        msg = f"{module} ended with {done.returncode}: {done.stderr}"
        raise RuntimeError(msg)
    return done.stdout


def read_log(log: Path) -> Iterator[Asked]:
    """Yield what was asked of the disk, in order; names are those in the folder."""
    raw = memoryview(log.read_bytes())
    place = 0
    while place < len(raw):
        kind, length, number, size = _HEAD.unpack_from(raw, place)
        place += _HEAD.size
        name = bytes(raw[place : place + length]).decode()
        place += length
        data = bytes(raw[place : place + size])
        place += size
        yield Asked(cast("Kind", chr(kind)), Path(name).name, number, data)


def mark(number: int) -> None:
    """Write a mark into the record: what was promised up to this number has been promised."""
    ctypes.CDLL(None).linli_mark(ctypes.c_uint64(number))


def limit_room(writes: int, error: int) -> None:
    """Let this many more writes succeed, and fail all others with this error; -1 fails none."""
    ctypes.CDLL(None).linli_room(ctypes.c_long(writes), ctypes.c_int(error))
