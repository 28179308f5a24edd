"""Reading a roll that was typed or pasted: one line a voter, as a table gives it."""

import csv
import re
from collections.abc import Sequence
from dataclasses import dataclass

from linli.buildings.errors.ballots import RollEmpty, RollLineUnreadable, RollTooLong, RollTwice

MOST_LINES = 3_000
"""A tower of two hundred companies has as many owners at most; a roll of 3,000 is a quarter's."""

WHO_LONGEST = 40
MOST_AREA, MOST_HEADS = 100_000_000, 10_000
"""Hundredths of a square metre: a million square metres is no tower; and heads."""

_HEADINGS = frozenset({"名称", "姓名", "户名", "业主", "name", "who"})
_AREA = re.compile(r"\d{1,6}(?:\.\d{1,2})?")
_HEADS = re.compile(r"\d{1,5}")
_NUMBERS = re.compile(r"\d{7,}")
"""A phone number, or a card's: a roll needs neither."""


@dataclass(frozen=True, slots=True)
class Entrant:
    """A line of a roll as it was typed: area in hundredths of a square metre, 0 where none was."""

    who: str
    area: int
    heads: int


def read_roll(typed: str) -> Sequence[Entrant]:
    """Return the lines of a roll: a name, and if given an area in square metres, and heads.

    Cells stand between commas or tabs, as a spreadsheet copies them; empty lines and a line of
    headings do not count.

    Raises:
        RollEmpty: nobody is on it.
        RollTooLong: more lines than a roll may have.
        RollLineUnreadable: a line that is not so, with its number.
        RollTwice: two lines of one name, which nobody could tell apart.
    """
    lines = [one for one in enumerate(typed.splitlines(), start=1) if one[1].strip()]
    if len(lines) > MOST_LINES:
        raise RollTooLong(most=MOST_LINES)
    found: dict[str, tuple[int, Entrant]] = {}
    for number, text in lines:
        cells = _cells(text)
        if not found and cells[0].lower() in _HEADINGS:
            continue
        entrant = _entrant(cells, number)
        if entrant.who in found:
            raise RollTwice(line=number, before=found[entrant.who][0])
        found[entrant.who] = (number, entrant)
    if not found:
        raise RollEmpty
    return [entrant for _number, entrant in found.values()]


def _cells(text: str) -> list[str]:
    text = text.replace("\t", ",").replace("，", ",").replace("\x00", "")
    return [cell.strip() for cell in next(csv.reader([text]))]


def _entrant(cells: Sequence[str], number: int) -> Entrant:
    who, area, heads, *more = (*cells, "", "")
    fits = 0 < len(who) <= WHO_LONGEST and not _NUMBERS.search(who) and not any(more)
    if not (fits and who.isprintable() and _is(_AREA, area) and _is(_HEADS, heads)):
        raise RollLineUnreadable(line=number)
    whole, _point, rest = area.partition(".")
    hundredths = int(whole or 0) * 100 + int(rest.ljust(2, "0"))
    count = int(heads or 1)
    if hundredths > MOST_AREA or not 1 <= count <= MOST_HEADS:
        raise RollLineUnreadable(line=number)
    return Entrant(who, hundredths, count)


def _is(pattern: re.Pattern[str], cell: str) -> bool:
    return not cell or (cell.isascii() and pattern.fullmatch(cell) is not None)
