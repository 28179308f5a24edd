"""Text in the cells of a table: nothing in it may become a formula on somebody's machine."""

import re

from linli.places.errors import CellIsFormula, CellUnreadable
from linli.places.rules.reading import has_unseen

LONGEST_CELL = 400
"""Characters, more than any column takes: what is longer is not read at all."""

_COMPUTED = tuple("=+-@\t\r\uff1d\uff0b\uff0d\uff20")
"""What a spreadsheet takes for the beginning of a formula, also in full width, which some turn
into half. Source: OWASP, CSV Injection."""

_NUMBER = re.compile(r"[+-]?[0-9.]+")


def made_harmless(text: str) -> str:
    """Return a text as it goes into a cell: before what looks like a formula stands a quote.

    ``taken_back`` undoes it, so that a table that is exported and imported changes nothing.
    Controls become spaces; no tab and no carriage return stands at the beginning.
    """
    shown = "".join(" " if has_unseen(one) else one for one in text).strip()
    return f"'{shown}" if _could_compute(shown) else shown


def taken_back(text: str) -> str:
    """Return what a cell means: without the quote that made it harmless.

    Raises:
        CellIsFormula: it begins like a formula, and is no number.
        CellUnreadable: it has control characters, or is longer than 400 characters.
    """
    given = text.strip()
    if len(given) > LONGEST_CELL:
        raise CellUnreadable
    if given.startswith("'") and _could_compute(given):
        given = given[1:]
    elif given.startswith(_COMPUTED) and not _NUMBER.fullmatch(given):
        raise CellIsFormula
    if has_unseen(given):
        raise CellUnreadable
    return given


def _could_compute(text: str) -> bool:
    """Whether a text begins like a formula, or like one that was made harmless."""
    return text.lstrip("'").startswith(_COMPUTED)
