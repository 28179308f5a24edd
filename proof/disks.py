"""Disks that are full, read-only, broken, old or flip bits, and clocks that jump."""

import json
import os
import tempfile
from pathlib import Path
from random import Random

from proof.bits import BELIEVED, FOUND, HARMLESS, flip_bits, flip_in_lines
from proof.clocks import JUMPS_MS, jump_everywhere
from proof.cuts import FAST
from proof.recording import ROOT, compiled, environment, run_recorded
from proof.report import Report

SEED = 20260302


def disks(*, short: bool) -> Report:
    """Try each kind of trouble; the short form tries fewer bits and meals."""
    report = Report()
    _fail(report, meals=1 if short else 6)
    _flip(report, bits=300 if short else 10_000, in_lines=100 if short else 2_000)
    _put_back(report, meals=2 if short else 15)
    _jump(report)
    return report


def _told() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT / "src"), str(ROOT)])}


def _fail(report: Report, *, meals: int) -> None:
    with tempfile.TemporaryDirectory(dir=FAST, prefix="linli-disk-") as name:
        recorder = compiled(Path(name))
        recorded = environment(recorder, Path(name) / "disk-", Path(os.devnull))
        said = run_recorded(
            "proof.full", name, str(meals), environment={**_told(), **recorded}, within_s=600
        )
    found = json.loads(said)
    findings, refused = found.pop("findings"), found.pop("read-only from the start")
    counts = ", ".join(f"{kind} at {count} writes" for kind, count in found.items())
    line = f"disks: {counts}, read-only from the start {refused} times: refused by name, "
    good = not findings and refused and min(found.values()) > 0
    report.say(f"{line}{len(findings)} findings{_list(findings)}", ok=bool(good))


def _flip(report: Report, *, bits: int, in_lines: int) -> None:
    chance = Random(SEED)  # noqa: S311  # a place in a file, no secret
    anywhere, lines = flip_bits(bits, chance), flip_in_lines(in_lines, chance)
    total = sum(anywhere.values())
    share = anywhere[FOUND] / max(anywhere[FOUND] + anywhere[BELIEVED], 1)
    report.say(
        f"disks: {total:,} bits flipped anywhere: {anywhere[FOUND]} found, {anywhere[HARMLESS]} "
        f"without effect, {anywhere[BELIEVED]} believed; of those with effect {share:.2%} found",
        ok=total > 0 and total == anywhere[FOUND] + anywhere[HARMLESS],
    )
    report.say(
        f"disks: {in_lines:,} bits flipped inside a line: {lines[FOUND]} found",
        ok=lines[FOUND] == in_lines > 0,
    )


def _put_back(report: Report, *, meals: int) -> None:
    with tempfile.TemporaryDirectory(prefix="linli-image-") as name:
        told = {
            **_told(),
            "LINLI_DATA": name,
            "LINLI_DATABASE_URL": "",
            "DJANGO_SETTINGS_MODULE": "linli.server.settings",
        }
        run_recorded("django", "migrate", "--verbosity", "0", environment=told)
        found = json.loads(run_recorded("proof.restored", str(meals), environment=told))
    report.say(
        f"disks: {found['images']} old images put back: {found['by_hello']} found out by the "
        f"hello, {found['by_lines']} by a line",
        ok=found["images"] == found["by_hello"] == found["by_lines"] > 0,
    )


def _jump(report: Report) -> None:
    found = jump_everywhere(Random(SEED))  # noqa: S311  # milliseconds, no secret
    days = " and ".join(f"{ms / 86_400_000:+.0f}" for ms in JUMPS_MS)
    report.say(
        f"disks: wall clock jumped {found.jumps} times by {days} days: {found.opened} doors "
        f"opened, {found.stale} stale opens, {found.expired} meals expired, {found.not_expired} "
        f"did not when due, {found.backwards} lines went back in time",
        ok=found.is_well,
    )


def _list(findings: list[str]) -> str:
    return "".join(f"; {one}" for one in findings)
