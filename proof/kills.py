"""Processes that are killed under load: agents, pages, ingest and bus of a real Linli.

A real ``linli`` runs in a folder of its own, and ``linli replay`` brings and takes meals at
cabinets whose agents drive lock boards over serial lines. Meanwhile pages and ingest, the bus, or
an agent get SIGKILL, again and again, and are started anew; the boards, their doors and what lies
behind them stay. At the end each stored meal must have exactly one outcome, and each line that a
cabinet believes to be acknowledged must be the very line the server holds. Both are read from
the files of the two sides directly: whether people were served is not the question here.
"""

import json
import os
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from urllib.request import urlopen

from linli.server.folder import Folder, read_json
from linli.server.leash import hold
from linli.server.replay.figures import NOT_ENDED, OUTCOMES
from proof.report import Report

READY_WITHIN_S = 120
NOON_WITHIN_S = 1_800
LOOK_AGAIN_S = 0.05

BOARDS = "kr-cu16"
"""Boards with infrared occupancy: a cabinet that loses its power must be able to see meals."""


@dataclass(frozen=True, slots=True)
class Plan:
    """A noon, how much faster than the day it is played, and who is killed how often.

    Pages and ingest die together and count as one. The supervisor waits up to 10 s before it
    starts the same process again, so a noon cannot be short.
    """

    start: str
    end: str
    speed: int
    scale: int
    cabinets: int
    kills: Mapping[str, int]

    @property
    def wished(self) -> int:
        """How many kills there are to be."""
        return sum(self.kills.values())

    @property
    def words(self) -> list[str]:
        """The plan as the replay's options."""
        given = {
            "--from": self.start,
            "--to": self.end,
            "--speed": self.speed,
            "--scale": self.scale,
            "--cabinets": self.cabinets,
            "--doors": 16,
            "--boards": BOARDS,
            **self.kills,
        }
        return [str(word) for pair in given.items() for word in pair]


LONG = Plan(
    "11:00", "14:00", 30, 120, 3, {"--kill-server": 28, "--kill-bus": 24, "--power-cuts": 56}
)
SHORT = Plan("12:00", "12:40", 120, 6, 1, {"--kill-server": 1, "--kill-bus": 1, "--power-cuts": 2})

ENOUGH = 0.9
"""The share of the kills that must find somebody: who is being started again cannot be killed."""

KILLED = {"server_kills": "pages and ingest", "bus_kills": "bus", "power_cuts": "agents"}


def kills(*, short: bool) -> Report:
    """Kill processes under load; the short form fewer, in a shorter noon."""
    report = Report()
    plan = SHORT if short else LONG
    with tempfile.TemporaryDirectory(prefix="linli-kills-") as name:
        folder = Folder(Path(name) / "data")
        with _linli(folder):
            status, out, errors = _run(folder, "replay", "noon", "--json", *plan.words)
            verified, _, _ = _run(folder, "ledger", "verify")
        lines, lost = _lost(folder)
        stored, wrong = _outcomes(folder)
    _say(report, plan, json.loads(out or "{}"), errors if status else "")
    report.say(
        f"kills: {stored} meals stored, {len(wrong)} without exactly one outcome{_list(wrong)}",
        ok=stored > 0 and not wrong,
    )
    report.say(f"kills: {lines:,} acknowledged lines, {lost} lost", ok=lines > 0 and not lost)
    report.say(f"kills: ledger verify ended with {verified}", ok=verified == 0)
    return report


def _say(report: Report, plan: Plan, figures: Mapping[str, object], errors: str) -> None:
    counts = {name: int(str(figures.get(name, 0))) for name in KILLED}
    total = sum(counts.values())
    told = ", ".join(f"{KILLED[name]} {count}" for name, count in counts.items())
    report.say(f"kills: {total} with SIGKILL ({told})", ok=total >= ENOUGH * plan.wished)
    report.say(
        f"kills: {figures.get('orders', 0)} orders, ledgers equal {figures.get('ledgers_equal')}"
        f"{_list([errors[-500:]] if not figures else [])}",
        ok=figures.get("ledgers_equal") is True,
    )


def _list(findings: Sequence[str]) -> str:
    return "".join(f"; {one}" for one in findings[:5])


def _outcomes(folder: Folder) -> tuple[int, list[str]]:
    """Return how many meals were stored, and which deposits have not exactly one outcome.

    By the cabinets' lines as the server holds them, and by the server's deposits. A courier who
    gives up because nothing answers has stored nothing; an owner whose taking nobody saw,
    because the agent was dead, has had a meal that the crew finds gone and recalls.
    """
    said: dict[str, list[str]] = {}
    with closing(sqlite3.connect(folder.root / "linli.sqlite3")) as server:
        for deposit, line in server.execute(
            "SELECT deposit, line FROM lockers_journalline WHERE deposit <> '' ORDER BY id"
        ):
            said.setdefault(deposit, []).append(json.loads(line)["type"])
        states = dict(server.execute("SELECT code, state FROM lockers_deposit"))
    wrong = []
    stored = 0
    for deposit, state in states.items():
        types = said.get(deposit, [])
        ends = [one for one in types if one in OUTCOMES]
        stored += "DEPOSITED" in types
        if ends != ([state] if "DEPOSITED" in types else []) or state in NOT_ENDED:
            wrong.append(f"{deposit} is {state}, its lines {types}")
    return stored, wrong


def _lost(folder: Folder) -> tuple[int, int]:
    """Return how many lines the cabinets hold for acknowledged, and how many of them differ."""
    lines = lost = 0
    with closing(sqlite3.connect(folder.root / "linli.sqlite3")) as server:
        held = {
            (code, seq): digest
            for code, seq, digest in server.execute(
                "SELECT c.code, l.seq, l.hash FROM lockers_journalline l"
                " JOIN lockers_cabinet c ON c.id = l.cabinet_id"
            )
        }
    for journal in sorted(folder.root.glob("replay/*/*/journal.sqlite3")):
        with closing(sqlite3.connect(journal)) as cabinet:
            ((code, acked),) = cabinet.execute("SELECT code, acked FROM cabinet")
            for seq, line in cabinet.execute("SELECT seq, line FROM line WHERE seq <= ?", [acked]):
                lines += 1
                lost += held.get((code, seq)) != json.loads(line)["hash"]
    return lines, lost


def _run(folder: Folder, *words: str) -> tuple[int, str, str]:
    """Run a command of ours; return its exit status, what it printed, and its complaints."""
    done = subprocess.run(  # noqa: S603  # our own command
        [sys.executable, "-m", "linli", *words],
        env=_environment(folder),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=NOON_WITHIN_S,
        check=False,
    )
    return done.returncode, done.stdout, done.stderr


def _environment(folder: Folder) -> dict[str, str]:
    own = ("LINLI_DATABASE_URL", "LINLI_HOSTS", "LINLI_HTTPS", "DJANGO_SETTINGS_MODULE")
    rest = {name: text for name, text in os.environ.items() if name not in own}
    return {**rest, "LINLI_DATA": str(folder.root), "PYTHONUNBUFFERED": "1"}


@contextmanager
def _linli(folder: Folder) -> Iterator[None]:
    """Run one Linli, until its pages are served and as long as needed."""
    with folder.root.with_suffix(".terminal").open("wb") as said:
        process = subprocess.Popen(  # our own command
            [sys.executable, "-m", "linli", "--no-open", "--empty"],
            env=_environment(folder),
            stdin=subprocess.DEVNULL,
            stdout=said,
            stderr=said,
            preexec_fn=partial(hold, os.getpid()),  # noqa: PLW1509  # it calls the kernel only
        )
    try:
        _wait_for(process, folder)
        yield
    finally:
        process.terminate()
        process.wait()


def _wait_for(process: "subprocess.Popen[bytes]", folder: Folder) -> None:
    """Wait until the pages answer and every process runs.

    Raises:
        TimeoutError: they do not come.
    """
    give_up = time.monotonic() + READY_WITHIN_S
    while time.monotonic() < give_up and process.poll() is None:
        if {"web", "ingest", "bus"} <= set(read_json(folder.pids_file)) and _answers(folder):
            return
        time.sleep(LOOK_AGAIN_S)
    msg = folder.root.with_suffix(".terminal").read_text(encoding="utf-8")[-2_000:]
    raise TimeoutError(msg)


def _answers(folder: Folder) -> bool:
    try:
        with urlopen(str(read_json(folder.web_file).get("url")), timeout=5):  # noqa: S310  # ours
            return True
    except (OSError, ValueError):
        return False
