"""The lists of threats and of requirements name tests that there are."""

import ast
import csv
import re
from functools import cache
from pathlib import Path

from linli.people.enums import SignInWay
from linli.people.rules import guessing, screens, sessions
from linli.places import sheets

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "SECURITY.md"
REGISTER = ROOT / "docs" / "security" / "asvs.csv"
STATES = {"met", "not applicable", "open"}
MET_AT_LEAST = 120
"""Source: issue 4."""


@cache
def named_in(path: Path) -> set[str]:
    """The tests that a file has."""
    return {
        node.name
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and node.name.startswith("test_")
    }


def register() -> list[dict[str, str]]:
    with REGISTER.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_every_test_of_the_threats_is_there() -> None:
    table = PAGE.read_text(encoding="utf-8").split("## Threats")[1].split("\n## ")[0]
    rows = [row for row in table.splitlines() if row.startswith("| ") and "| attack |" not in row]
    known = set().union(*map(named_in, (ROOT / "tests").rglob("test_*.py")))

    named = [re.findall(r"`(test_\w+)`", row) for row in rows]

    assert len(rows) >= 30
    assert [row for row, tests in zip(rows, named, strict=True) if not tests] == []
    assert {test for tests in named for test in tests} - known == set()


def test_every_named_test_is_there() -> None:
    missing = []
    for row in register():
        path, _colons, test = row["test or reason"].partition("::")
        if row["state"] == "met" and not (
            (ROOT / path).is_file() and test in named_in(ROOT / path)
        ):
            missing.append(row)

    assert missing == []


def test_every_requirement_is_there_once_with_a_state_and_a_reason() -> None:
    rows = register()
    numbers = [row["id"] for row in rows]

    assert len(set(numbers)) == len(numbers)
    assert all(re.fullmatch(r"v5\.0\.0-\d+\.\d+\.\d+", number) for number in numbers)
    assert {row["state"] for row in rows} == STATES
    assert all(row["requirement"] and row["test or reason"] for row in rows)


def test_enough_requirements_are_met() -> None:
    assert sum(row["state"] == "met" for row in register()) >= MET_AT_LEAST


def test_the_page_says_how_soon_weak_parts_are_replaced() -> None:
    said = PAGE.read_text(encoding="utf-8")

    assert re.search(r"within 2 days .* within 14 days .* 90 days at most", said)
    assert "linli.server.sbom" in said


def test_the_page_says_every_way_in_how_long_it_lasts_and_what_stops_guessing() -> None:
    said = PAGE.read_text(encoding="utf-8").split("## Signing in")[1].split("\n## ")[0]
    limits = [one for one in vars(guessing).values() if isinstance(one, guessing.Limit)]

    assert all(f"`{way}`" in said for way in SignInWay)
    for days, what in ((sessions.ANYONE_AT_MOST, "anybody else"), (screens.AT_MOST, "a screen")):
        assert f"{what} {days.days} days" in said
    minutes = sessions.STAFF_IDLE.seconds // 60
    assert f"staff {minutes} minutes idle, {sessions.STAFF_AT_MOST.seconds // 3600} hours" in said
    assert len(limits) >= 10
    for one in limits:
        assert f"`{one.name}` {one.most} in {one.window.total_seconds() // 60:.0f} minutes" in said


def test_the_page_of_places_says_which_files_may_be_uploaded() -> None:
    said = (ROOT / "docs" / "PLACES.md").read_text(encoding="utf-8")
    megabytes = [one // 1024**2 for one in (sheets.LARGEST_FILE, sheets.LARGEST_UNPACKED)]

    assert (
        f"Limits: {megabytes[0]} MB, {sheets.MOST_ROWS:,} rows, {sheets.MOST_COLUMNS} columns, "
        f"{megabytes[1]} MB unpacked, {sheets.MOST_PARTS} parts"
    ) in said
    assert "xlsx or csv" in said
