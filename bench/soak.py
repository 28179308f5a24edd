"""``make soak``: one noon after another with processes dying in the middle, on each database.

Each noon is the bundled one under another seed, against a Linli that is started once and never
tidied up; after each the ledger is verified and the memory of every process is read. Before the
first, 10,000 ledgers are tampered with, and each time it must be found. Ends with exit status 1 at
the first of these that is not well.
"""

import argparse
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from urllib.request import urlopen

import psutil

from bench.stage import POSTGRESQL, SQLITE, Room, stage
from bench.tampering import missed
from linli.server.folder import read_json
from linli.server.leash import hold

START_WITHIN_S = 120
NOON_WITHIN_S = 1_800
MEGABYTE = 1024 * 1024


def main() -> int:
    """Run the noons that were asked for; return the exit status."""
    asked = _asked()
    unseen = missed(asked.tamperings, seed=1)
    _say({"tamperings": asked.tamperings, "unseen": unseen})
    if unseen:
        return 1
    for database in asked.database:
        with stage(database) as rooms:
            room = rooms.room("soak")
            with _linli(room):
                for seed in range(1, asked.noons + 1):
                    if not _noon(room, seed, asked):
                        return 1
    return 0


def _asked() -> argparse.Namespace:
    said = argparse.ArgumentParser(prog="make soak ARGS=…", description=__doc__)
    said.add_argument("--noons", type=int, default=10, help="on each database; 10")
    said.add_argument("--database", nargs="+", default=[SQLITE, POSTGRESQL])
    said.add_argument("--tamperings", type=int, default=10_000, help="of ledgers in memory")
    said.add_argument("--scale", type=int, default=800)
    said.add_argument("--speed", type=float, default=60)
    said.add_argument("--kill-server", type=int, default=3)
    said.add_argument("--kill-bus", type=int, default=2)
    return said.parse_args()


def _noon(room: Room, seed: int, asked: argparse.Namespace) -> bool:
    options = {
        "--scale": asked.scale,
        "--speed": asked.speed,
        "--seed": seed,
        "--kill-server": asked.kill_server,
        "--kill-bus": asked.kill_bus,
    }
    replay = _run(
        room, "replay", "noon", "--json", *(str(word) for pair in options.items() for word in pair)
    )
    ledger = _run(room, "ledger", "verify")
    is_well = replay.returncode == 0 and ledger.returncode == 0
    line = {
        "database": room.database,
        "seed": seed,
        "well": is_well,
        **json.loads(replay.stdout or "{}"),
        "ledger": ledger.stdout.strip().splitlines()[-1:],
        "memory_mb": _memory(room),
    }
    _say(line)
    if not is_well:
        sys.stderr.write(replay.stderr + ledger.stderr)
    return is_well


def _say(line: Mapping[str, object]) -> None:
    sys.stdout.write(json.dumps(line, ensure_ascii=False) + "\n")
    sys.stdout.flush()


def _run(room: Room, *words: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(  # noqa: S603  # our own command
        [sys.executable, "-m", "linli", *words],
        env=room.environment,
        capture_output=True,
        text=True,
        timeout=NOON_WITHIN_S,
        check=False,
    )


def _memory(room: Room) -> dict[str, float]:
    """Return each process's share of the memory, in MB."""
    shares = {}
    for name, number in read_json(room.folder.pids_file).items():
        try:
            shares[name] = round(psutil.Process(number).memory_full_info().pss / MEGABYTE, 1)
        except psutil.NoSuchProcess:
            continue  # it is being started again
    return shares


@contextmanager
def _linli(room: Room) -> Iterator[None]:
    """Run one Linli in a room, until its pages answer and as long as needed."""
    process = subprocess.Popen(  # our own command
        [sys.executable, "-m", "linli", "--no-open", "--empty"],
        env=room.environment,
        stdout=subprocess.DEVNULL,
        preexec_fn=partial(hold, os.getpid()),  # noqa: PLW1509  # it calls the kernel only
    )
    try:
        _wait_for_pages(room)
        yield
    finally:
        process.terminate()
        process.wait()


def _wait_for_pages(room: Room) -> None:
    give_up = time.monotonic() + START_WITHIN_S
    while time.monotonic() < give_up:
        address = (
            read_json(room.folder.web_file).get("url") if room.folder.web_file.exists() else ""
        )
        try:
            with urlopen(str(address), timeout=5):  # noqa: S310  # our own address
                return
        except (OSError, ValueError):
            time.sleep(0.1)
    msg = f"no page within {START_WITHIN_S} s"
    raise TimeoutError(msg)


if __name__ == "__main__":
    sys.exit(main())
