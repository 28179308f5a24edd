"""What a table of companies would do to what is known: every step of it, or why a row may not."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from linli.buildings.enums.companies import FactKey
from linli.buildings.errors.companies import FactOlder, FloorFull, UnknownFloor
from linli.buildings.errors.company_table import CodeOfAnother, SaidTwice, SitsOtherwise
from linli.buildings.rules.company_table import (
    AS_OF,
    CODE,
    FLOOR,
    INDUSTRY,
    Line,
    RefusedCell,
    Sits,
)
from linli.buildings.rules.facts import Value, written
from linli.buildings.rules.floors import floor_name
from linli.kernel.errors import LinliError


@dataclass(frozen=True, slots=True)
class KnownCompany:
    """A company as it is known: ``sits`` by floor, ``facts`` with their days."""

    name: str
    code: str
    industry: str
    sits: Mapping[int, Sits] = field(default_factory=dict)
    facts: Mapping[FactKey, tuple[Value, date]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Step:
    """What one row does to one company; what is None or empty it leaves."""

    row: int
    name: str
    is_new: bool
    code: str
    industry: str
    sits: Sits | None
    as_of: date | None
    facts: tuple[tuple[FactKey, Value], ...]

    @property
    def changes(self) -> bool:
        """Whether it does anything."""
        return bool(self.is_new or self.code or self.industry or self.sits or self.facts)


@dataclass(frozen=True, slots=True)
class TablePlan:
    """What a table would do; with ``refused`` cells it does nothing at all."""

    steps: Sequence[Step]
    refused: Sequence[RefusedCell]
    unchanged: int

    @property
    def added(self) -> list[str]:
        """The companies that are new."""
        return [one.name for one in self.steps if one.is_new]

    @property
    def changed(self) -> list[str]:
        """The companies of which something is told anew, each once."""
        new = set(self.added)
        return list(dict.fromkeys(one.name for one in self.steps if one.name not in new))

    @property
    def digest(self) -> str:
        """What tells this plan from any other."""
        return hashlib.sha256(repr(self.steps).encode()).hexdigest()


def plan_table(
    lines: Iterable[Line],
    refused: Iterable[RefusedCell],
    known: Iterable[KnownCompany],
    free: Mapping[int, int],
) -> TablePlan:
    """Return what a table would do.

    Args:
        lines: its rows that can be read.
        refused: its cells that cannot.
        known: the building's companies.
        free: square metres of each floor that nobody has.
    """
    planner = _Planner({one.name: one for one in known}, dict(free))
    steps = [step for line in lines if (step := planner.step(line)) is not None]
    does = [one for one in steps if one.changes]
    refused_ = sorted([*refused, *planner.refused], key=lambda one: one.row)
    return TablePlan(does, refused_, len(steps) - len(does))


class _Planner:
    """Goes through rows in their order; each sees what those before it would do."""

    def __init__(self, known: dict[str, KnownCompany], free: dict[int, int]) -> None:
        self.known = known
        self.free = free
        self.refused: list[RefusedCell] = []
        self.names = {one.code: one.name for one in known.values() if one.code}
        self.rows: dict[tuple[str, str], int] = {}

    def step(self, line: Line) -> Step | None:
        """Return what a row does, None where it may not."""
        before = len(self.refused)
        is_new = line.name not in self.known
        at = self.known.get(line.name, KnownCompany(line.name, "", ""))
        code = self._code(line, at)
        industry = self._industry(line, at)
        sits = self._sits(line, at)
        facts = self._facts(line, at)
        if len(self.refused) > before:
            return None
        self._remember(line, at, sits, facts)
        return Step(line.row, line.name, is_new, code, industry, sits, line.as_of, tuple(facts))

    def _code(self, line: Line, at: KnownCompany) -> str:
        if not line.code or line.code == at.code:
            return ""
        owner = self.names.get(line.code, line.name)
        if at.code or owner != line.name:
            self._refuse(line, CODE, CodeOfAnother(known=at.code or owner))
        return line.code

    def _industry(self, line: Line, at: KnownCompany) -> str:
        if not line.industry or line.industry == at.industry:
            return ""
        said = self.rows.get((line.name, INDUSTRY))
        if said is not None:
            self._refuse(line, INDUSTRY, SaidTwice(row=said))
        return line.industry

    def _sits(self, line: Line, at: KnownCompany) -> Sits | None:
        if line.sits is None:
            return None
        there, name = at.sits.get(line.sits.floor), floor_name(line.sits.floor)
        if there == line.sits:
            return None
        left = self.free.get(line.sits.floor)
        if there is not None:
            self._refuse(line, FLOOR, SitsOtherwise(floor=name))
        elif left is None:
            self._refuse(line, FLOOR, UnknownFloor(floor=name))
        elif line.sits.area > left:
            self._refuse(line, FLOOR, FloorFull(floor=name, left=max(0, left)))
        return line.sits

    def _facts(self, line: Line, at: KnownCompany) -> list[tuple[FactKey, Value]]:
        found = []
        for key, value in line.facts:
            assert line.as_of is not None, "a row with facts says of which day"
            was, day = at.facts.get(key, (None, date.min))
            said = self.rows.get((line.name, key))
            if was is not None and written(was) == written(value):
                is_newer = line.as_of > day
                if is_newer and said is None:
                    found.append((key, value))
            elif said is not None:
                self._refuse(line, str(key.label), SaidTwice(row=said))
            elif line.as_of < day:
                older = FactOlder(what=str(key.label), day=day.isoformat())
                self._refuse(line, AS_OF, older)
            else:
                found.append((key, value))
        return found

    def _remember(
        self,
        line: Line,
        at: KnownCompany,
        sits: Sits | None,
        facts: Sequence[tuple[FactKey, Value]],
    ) -> None:
        if sits is not None:
            self.free[sits.floor] -= sits.area
        if line.code:
            self.names[line.code] = line.name
        if line.industry:
            self.rows.setdefault((line.name, INDUSTRY), line.row)
        for key, _value in line.facts:
            self.rows.setdefault((line.name, key), line.row)
        day = line.as_of or date.min
        self.known[line.name] = replace(
            at,
            code=line.code or at.code,
            industry=line.industry or at.industry,
            sits={**at.sits, **({sits.floor: sits} if sits else {})},
            facts={**at.facts, **{key: (value, day) for key, value in facts}},
        )

    def _refuse(self, line: Line, column: str, error: LinliError) -> None:
        self.refused.append(RefusedCell(line.row, column, error))
