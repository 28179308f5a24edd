"""Each expectation of the page is shown by tests that exist by the names it gives."""

import re
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LINES = re.findall(
    r"^\| (\d+) \| (.+?) \| (.+?) \|(.*)\|$",
    (ROOT / "docs" / "EXPECTATIONS.md").read_text(encoding="utf-8"),
    re.MULTILINE,
)
EXPECTATIONS = 24


@cache
def names_in(file: str) -> frozenset[str]:
    """Name the tests of a file."""
    path = ROOT / file
    if not path.is_file():
        return frozenset()
    return frozenset(
        re.findall(r"^(?:async )?def (test_\w+)", path.read_text("utf-8"), re.MULTILINE)
    )


def test_every_expectation_has_its_line() -> None:
    assert [int(number) for number, *_ in LINES] == list(range(1, EXPECTATIONS + 1))


@pytest.mark.parametrize(("number", "shown_by"), [(line[0], line[2]) for line in LINES])
def test_what_shows_an_expectation_is_there(number: str, shown_by: str) -> None:
    named = re.findall(r"`(tests/[\w/]+\.py)::(test_\w+)`", shown_by)

    assert named
    assert len(named) == shown_by.count("`") // 2, "each is a file and a test in it"
    assert [f"{file}::{test}" for file, test in named if test not in names_in(file)] == []
