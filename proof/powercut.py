"""Power cuts at any instant: of a cabinet's journal, and of the server's SQLite database.

A run is recorded beneath libc (``proof.recording`` says why there), and thousands of disks are
built that the power may have left (``proof.images``). Each is opened with the real code. Then the
same with a weaker sync, which must be noticed: a check that cannot fail proves nothing.
"""

import json
import os
import shutil
import tempfile
from collections import Counter
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from proof.recording import ROOT, compiled, environment, run_recorded
from proof.report import Report

LANES = 2
LANE_WITHIN_S = 900

LONG = {"FULL": 2_000, "NORMAL": 300, "OFF": 300}
SHORT = {"FULL": 120, "NORMAL": 40}
"""Images of each side by how its file is synced. Source: the proof's own promise of 2,000."""

NOTICED = 0.1
"""The share of images with a weaker sync that must have lost something."""


@dataclass(frozen=True, slots=True)
class Side:
    """Who writes: its name, its file, and how many meals a long run and a short one have."""

    name: str
    file: str
    meals: int
    few: int


CABINET = Side("cabinet", "journal.sqlite3", 120, 15)
SERVER = Side("server", "linli.sqlite3", 60, 6)


def powercut(*, short: bool) -> Report:
    """Cut the power of both sides; the short form has fewer meals and images."""
    report = Report()
    with tempfile.TemporaryDirectory(prefix="linli-power-") as folder:
        recorder = compiled(Path(folder))
        for side in (CABINET, SERVER):
            _prepare(side, Path(folder) / side.name)
            for sync, count in (SHORT if short else LONG).items():
                run = Path(folder) / f"{side.name}-{sync}"
                run.mkdir()
                _record(side, run, recorder, sync=sync, meals=side.few if short else side.meals)
                _say(report, side, sync, _checked(side, run, count))
    return report


def _told(side: Side, run: Path) -> Mapping[str, str]:
    """Return the environment of this side, unrecorded."""
    paths = os.pathsep.join([str(ROOT / "src"), str(ROOT)])
    own = {"LINLI_DATA": str(run / "data"), "LINLI_DATABASE_URL": ""}
    settings = {"DJANGO_SETTINGS_MODULE": "linli.server.settings"}
    return {**os.environ, "PYTHONPATH": paths, **(own | settings if side is SERVER else {})}


def _prepare(side: Side, run: Path) -> None:
    """Make what is there before a run: a server's tables, and for a cabinet nothing."""
    (run / "data").mkdir(mode=0o700, parents=True)
    if side is SERVER:
        told = _told(side, run)
        run_recorded("django", "migrate", "--verbosity", "0", environment=told)


def _record(side: Side, run: Path, recorder: Path, *, sync: str, meals: int) -> None:
    """Let a side work while its file is recorded."""
    prepared, data = run.with_name(side.name) / "data", run / "data"
    for copy in (data, run / "before"):
        shutil.copytree(prepared, copy, ignore=lambda _, names: set(names) - {side.file})
    told = _told(side, run)
    recorded = {**told, **environment(recorder, data / side.file, run / "log")}
    words = [str(run / "promises"), str(meals), sync]
    if side is CABINET:
        words.insert(0, str(data / side.file))
    run_recorded(f"proof.{side.name}_load", *words, environment=recorded)


def _checked(side: Side, run: Path, count: int) -> Counter[str]:
    """Check so many images in several lanes; findings are counted by their text."""

    def lane(seed: int) -> Counter[str]:
        said = run_recorded(
            "proof.cut_lane",
            side.name,
            str(run),
            str(-(-count // LANES)),
            str(seed),
            environment=_told(side, run),
            within_s=LANE_WITHIN_S,
        )
        found = json.loads(said)
        return Counter(dict.fromkeys(found.pop("findings"), 1)) + Counter(found)

    with ThreadPoolExecutor(LANES) as lanes:
        return sum(lanes.map(lane, range(1, LANES + 1)), Counter())


def _say(report: Report, side: Side, sync: str, totals: Counter[str]) -> None:
    images, lost, broken = totals["images"], totals["lost"], totals["broken"]
    line = (
        f"powercut: {side.name}, synchronous={sync}: {images:,} images, "
        f"{lost} lost what was acknowledged, {broken} not whole"
    )
    if sync != "FULL":
        report.say(f"{line} (must be noticed)", ok=lost + broken >= NOTICED * images)
        return
    findings = [text for text in totals if text.startswith("after ")]
    report.say("; ".join([line, *findings]), ok=images > 0 and not lost and not broken)
