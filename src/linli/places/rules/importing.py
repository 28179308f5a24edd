"""What a table would do to the places that are there: worked out before anything is written."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from hashlib import sha256

import msgspec

from linli.kernel.errors import LinliError
from linli.places.enums import PlaceLevel
from linli.places.errors import (
    DivisionElsewhere,
    DivisionTaken,
    PlaceClosed,
    PlaceOutOfOrder,
    RowChangesLevel,
    RowMovesPlace,
    RowNotYours,
    RowParentUnknown,
    WayTooLong,
)
from linli.places.rules.facts import Facts
from linli.places.rules.rows import (
    ABOVE,
    CODE,
    COLUMNS,
    DIVISION,
    LEVEL,
    Cells,
    Refused,
    Row,
    read_rows,
)
from linli.places.rules.tree import LONGEST_WAY, codes_of, is_narrower, path_of


@dataclass(frozen=True, slots=True)
class Known:
    """A place that is there. ``above`` is the code of what it lies in, empty for a district."""

    code: str
    above: str
    level: PlaceLevel
    path: str
    facts: Facts
    is_open: bool = True
    is_yours: bool = True


@dataclass(frozen=True, slots=True)
class Planted:
    """A place that a row would add."""

    row: int
    code: str
    above: str
    level: PlaceLevel
    path: str
    facts: Facts


@dataclass(frozen=True, slots=True)
class Changed:
    """A place that a row would change."""

    row: int
    code: str
    before: Facts
    after: Facts


@dataclass(frozen=True, slots=True)
class Plan:
    """What a table would do. With anything in ``refused`` it does nothing."""

    planted: tuple[Planted, ...]
    changed: tuple[Changed, ...]
    unchanged: int
    refused: tuple[Refused, ...]

    @property
    def digest(self) -> str:
        """Return what two equal plans have in common: SHA-256 of all they would do."""
        return sha256(msgspec.json.encode((self.planted, self.changed, self.refused))).hexdigest()


@dataclass(slots=True)
class _Planning:
    """A plan in the making."""

    known: Mapping[str, Known]
    planted: dict[str, Planted] = field(default_factory=dict)
    changed: dict[str, Changed] = field(default_factory=dict)
    refused: list[Refused] = field(default_factory=list)

    def refuse(self, row: int, column: str, error: LinliError) -> None:
        self.refused.append(Refused(row, column, str(error)))


def plan(table: Sequence[Cells], known: Mapping[str, Known]) -> Plan:
    """Return what a table would do, or why it cannot.

    A code that is there is given what the row says, if it lies where the row says; any other
    is planted. A column that is left out leaves its facts as they are; an empty cell empties
    them. Every reason against a row is named once, at its cell.

    Args:
        table: its rows, the first one the names of columns, any row of cells without text
            left out of account.
        known: all places by code.

    Raises:
        SheetHeadUnknown: a column is missing, unknown, or there twice.
        SheetEmpty: no row says anything.
    """
    rows, refused = read_rows(table)
    work = _Planning(known, refused=refused)
    order = list(PlaceLevel)
    for row in sorted(rows, key=lambda one: order.index(one.level)):
        if row.code in known:
            _change(work, row, known[row.code])
        else:
            _plant(work, row)
    _check_taken(work)
    _check_beginnings(work)
    changed = work.changed.values()
    return Plan(
        planted=tuple(work.planted.values()),
        changed=tuple(one for one in changed if one.before != one.after),
        unchanged=sum(one.before == one.after for one in changed),
        refused=tuple(sorted(work.refused, key=lambda one: (one.row, COLUMNS.index(one.column)))),
    )


def _plant(work: _Planning, row: Row) -> None:
    """Note what a row adds, or why it cannot lie where it says."""
    above: Planted | Known | None = work.planted.get(row.above) or work.known.get(row.above)
    if above is None or (isinstance(above, Known) and not above.is_yours):
        work.refuse(row.number, ABOVE, RowParentUnknown(place=row.above))
    elif isinstance(above, Known) and not above.is_open:
        work.refuse(row.number, ABOVE, PlaceClosed(place=row.above))
    elif not is_narrower(row.level, above.level):
        work.refuse(row.number, LEVEL, PlaceOutOfOrder(place=row.code))
    elif len(way := [*codes_of(above.path), row.code]) > LONGEST_WAY:
        work.refuse(row.number, ABOVE, WayTooLong(place=row.code))
    else:
        facts = replace(Facts(name=""), **row.facts)
        new = Planted(row.number, row.code, row.above, row.level, path_of(way), facts)
        work.planted[row.code] = new


def _change(work: _Planning, row: Row, there: Known) -> None:
    """Note what a row makes of a place that is there, or why it may not."""
    if not there.is_yours:
        work.refuse(row.number, CODE, RowNotYours(place=row.code))
    elif not there.is_open:
        work.refuse(row.number, CODE, PlaceClosed(place=row.code))
    elif row.level != there.level:
        level = str(there.level.label)
        work.refuse(row.number, LEVEL, RowChangesLevel(place=row.code, level=level))
    elif row.above != there.above:
        above = there.above or "—"
        work.refuse(row.number, ABOVE, RowMovesPlace(place=row.code, above=above))
    else:
        after = replace(there.facts, **row.facts)
        work.changed[row.code] = Changed(row.number, row.code, there.facts, after)


def _rows(work: _Planning) -> dict[str, int]:
    """Return the row of each place that the table speaks of."""
    planted = {code: one.row for code, one in work.planted.items()}
    return planted | {code: one.row for code, one in work.changed.items()}


def _divisions(work: _Planning) -> dict[str, str]:
    """Return the national code that each place would have, empty where it would have none."""
    codes = {code: one.facts.division for code, one in work.known.items()}
    codes |= {code: one.facts.division for code, one in work.planted.items()}
    return codes | {code: one.after.division for code, one in work.changed.items()}


def _check_taken(work: _Planning) -> None:
    """Refuse national codes that two places in use would have."""
    rows = _rows(work)
    holders: dict[str, list[str]] = {}
    for code, division in _divisions(work).items():
        if division and (code in rows or work.known[code].is_open):
            holders.setdefault(division, []).append(code)
    for division, held_by in holders.items():
        if len(held_by) > 1:
            for code in rows.keys() & set(held_by):
                work.refuse(rows[code], DIVISION, DivisionTaken(division=division))


def _check_beginnings(work: _Planning) -> None:
    """Refuse national codes that would not begin with the one above them."""
    rows, divisions = _rows(work), _divisions(work)
    paths = {code: one.path for code, one in work.known.items()}
    paths |= {code: one.path for code, one in work.planted.items()}
    for code, division in divisions.items():
        above = _nearest(codes_of(paths[code])[:-1], divisions) if division else None
        if above is None or division.startswith(divisions[above]):
            continue
        guilty = next((one for one in (code, above) if one in rows), None)
        if guilty is not None:
            error = DivisionElsewhere(division=division, above=divisions[above])
            work.refuse(rows[guilty], DIVISION, error)


def _nearest(way: Sequence[str], divisions: Mapping[str, str]) -> str | None:
    """Return the last place on a way down that has a national code, or None."""
    return next((code for code in reversed(way) if divisions.get(code)), None)
