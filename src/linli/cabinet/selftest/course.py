"""The self-test itself: open, watch all switches, have the door closed, and go on."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from typing import Protocol

from linli.cabinet.drivers.board import Board
from linli.cabinet.inputs import BoardHeard, Reading, Sensed, Warmed
from linli.cabinet.selftest.findings import (
    Fault,
    Finding,
    answered,
    judge_opening,
    looks_inverted,
)

START_S = 6.0
"""How long all boards may take to speak: a silence is known after three questions, twice."""

OPENS_S = 3.0
"""How long a door may take to open: longer than the jam timer, and a late one is told apart."""

LINGER_S = 0.4
"""How long to go on watching once it is open: what opens with it, opens at once."""


class Person(Protocol):
    """Whoever stands before the cabinet, if anybody does."""

    def say(self, name: str, **facts: object) -> None:
        """Tell them a sentence of ``words``."""
        ...

    async def agrees(self, name: str, **facts: object) -> bool | None:
        """Ask yes or no; None: nobody is there to answer."""
        ...

    def typed(self) -> int | None:
        """Return the door they have named since they were last asked, if any."""
        ...


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be tested.

    ``boards``: which doors each board has, by its name; ``doors``: those to open, in order.
    ``sensors``: which of them sense a meal; ``with_hands``: whether a hand is to prove that.
    ``close_s`` is how long a person may take to close a door.
    """

    boards: Mapping[str, Sequence[int]]
    doors: Sequence[int]
    sensors: frozenset[int] = frozenset()
    with_hands: bool = False
    close_s: float = 60.0

    def board_of(self, comp: int) -> str:
        """Return the name of the board a door hangs on."""
        return next((name for name, doors in self.boards.items() if comp in doors), "")


@dataclass
class Watch:
    """What the hardware has said last, and which doors have moved since ``mark``.

    A door that opens and is closed at once has opened nevertheless.
    """

    readings: dict[int, Reading] = field(default_factory=dict)
    silent: set[str] = field(default_factory=set)
    opened: set[int] = field(default_factory=set)
    closed: set[int] = field(default_factory=set)
    _news: asyncio.Event = field(default_factory=asyncio.Event)

    def mark(self) -> None:
        """Notice moves from now on."""
        self.opened, self.closed = set(), set()

    def hear(self, news: Sensed | Warmed | BoardHeard) -> None:
        """Take in one word."""
        match news:
            case Sensed(comp, None):
                self.readings.pop(comp, None)
            case Sensed(comp, Reading() as reading):
                self._note_move(comp, reading)
                self.readings[comp] = reading
            case BoardHeard(board, silent):
                (self.silent.add if silent else self.silent.discard)(board)
            case _:
                return
        self._news.set()

    def _note_move(self, comp: int, reading: Reading) -> None:
        before = self.readings.get(comp)
        if before is not None and before.is_open is not reading.is_open:
            (self.opened if reading.is_open else self.closed).add(comp)

    async def until(self, so: Callable[[], bool], within_s: float) -> bool:
        """Wait until this is so, but not longer; return whether it is."""
        try:
            async with asyncio.timeout(within_s):
                while not so():
                    self._news.clear()
                    await self._news.wait()
        except TimeoutError:
            return so()
        return True

    def is_open(self, comp: int) -> bool:
        """Say whether a door reads open; one that is silent does not."""
        return comp in self.readings and self.readings[comp].is_open


class Course:
    """One run of the self-test.

    Args:
        board: the hardware, already serving, and telling ``watch``.
        plan: what to test.
        watch: what it says.
        person: whoever closes the doors.
    """

    def __init__(self, board: Board, plan: Plan, watch: Watch, person: Person) -> None:
        self._board, self._plan = board, plan
        self._watch, self._person = watch, person
        self._findings: list[Finding] = []
        self._skipped: set[str] = set()

    async def run(self) -> Sequence[Finding]:
        """Test all doors; return what is wrong."""
        watch, plan = self._watch, self._plan
        watch.readings.update(self._board.readings())
        await watch.until(self._all_have_spoken, START_S)
        self._report_silent()
        self._person.say("begins", count=len(plan.doors))
        for comp in plan.doors:
            name = plan.board_of(comp)
            if name not in self._skipped:
                before = len(self._findings)
                await self._door(comp, name)
                if len(self._findings) == before:
                    self._person.say("good", comp=comp)
        return self._findings

    def _all_have_spoken(self) -> bool:
        watch = self._watch
        return all(
            name in watch.silent or watch.readings.keys() >= set(doors)
            for name, doors in self._plan.boards.items()
        )

    def _report_silent(self) -> None:
        boards, watch = self._plan.boards, self._watch
        for name, doors in boards.items():
            if name in watch.silent or not watch.readings.keys() >= set(doors):
                self._found(Finding(Fault.DEAD_BOARD, board=name))
                self._skipped.add(name)
        for name in sorted(watch.silent - boards.keys()):
            self._found(Finding(Fault.DEAD_STATION, board=name))

    async def _door(self, comp: int, board: str) -> None:
        """Test one door."""
        inverted = looks_inverted(self._watch.readings, self._plan.boards[board])
        if not inverted and not await self._closed(comp):
            return
        self._check_empty(comp)
        self._watch.mark()
        self._person.say("opens", comp=comp)
        try:
            await self._board.unlock(comp)
        except OSError as failure:
            self._found(Finding(Fault.REFUSED, comp, board=board, why=str(failure)))
            return
        if inverted:
            await self._judge_inverted(comp, board)
            return
        await self._watch.until(lambda: comp in self._watch.opened, OPENS_S)
        await asyncio.sleep(LINGER_S)
        opened = self._watch.opened - self._lying()
        await self._judge(comp, opened)
        await self._close_all(comp, opened)

    def _check_empty(self, comp: int) -> None:
        reading = self._watch.readings.get(comp)
        if comp in self._plan.sensors and reading is not None and reading.occupied:
            self._found(Finding(Fault.SENSOR_FULL, comp))

    async def _judge(self, comp: int, opened: AbstractSet[int]) -> None:
        closed = self._watch.closed - self._lying() - opened
        for finding in judge_opening(comp, opened, closed):
            stands_open = None
            if finding.fault is Fault.NOTHING_MOVED:
                stands_open = await self._person.agrees("stands_open", comp=comp)
            self._found(answered(finding, stands_open=stands_open))

    async def _judge_inverted(self, comp: int, board: str) -> None:
        """All doors of a board read open: if this one now reads closed, its switches lie."""
        if await self._watch.until(lambda: comp in self._watch.closed, OPENS_S):
            self._found(Finding(Fault.INVERTED, board=board))
            self._skipped.add(board)
            self._person.say("close", comp=comp)
            await self._watch.until(lambda: self._watch.is_open(comp), self._plan.close_s)
        else:
            await self._closed(comp)

    async def _close_all(self, comp: int, opened: AbstractSet[int]) -> None:
        """Have whatever opened closed again, and see whether a hand was noticed meanwhile."""
        if self._plan.with_hands and comp in self._plan.sensors and comp in opened:
            self._person.say("hand", comp=comp)
            if not await self._watch.until(lambda: self._sees(comp), self._plan.close_s):
                self._found(Finding(Fault.SENSOR_BLIND, comp))
        for door in sorted(opened):
            await self._closed(door)
        other = self._person.typed()
        if other is not None and other != comp and opened == {comp}:
            self._found(Finding(Fault.BOTH_SWAPPED, comp, other))

    def _lying(self) -> set[int]:
        """Return the doors of boards whose switches are known to lie."""
        return {comp for name in self._skipped for comp in self._plan.boards[name]}

    def _sees(self, comp: int) -> bool:
        reading = self._watch.readings.get(comp)
        return reading is not None and bool(reading.occupied)

    async def _closed(self, comp: int) -> bool:
        """Have a door closed; return whether its switch says so."""
        if not self._watch.is_open(comp):
            return True
        self._person.say("close", comp=comp)
        is_closed = await self._watch.until(
            lambda: not self._watch.is_open(comp), self._plan.close_s
        )
        if not is_closed:
            self._found(Finding(Fault.STUCK_OPEN, comp))
        return is_closed

    def _found(self, finding: Finding) -> None:
        self._findings.append(finding)
        self._person.say(
            finding.fault,
            comp=finding.comp,
            other=finding.other,
            board=finding.board,
            why=finding.why,
        )
