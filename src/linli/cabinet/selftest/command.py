"""``python -m linli.cabinet selftest CONFIG`` tests a cabinet's wires with a person before it.

What it opens is written in no journal: it is for commissioning and repair, while the agent
stands still, and it refuses while meals are inside.
"""

import argparse
import asyncio
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

from linli.cabinet.alone import alone
from linli.cabinet.config import BadConfigError, Config, read_config
from linli.cabinet.drivers.board import Board
from linli.cabinet.drivers.choice import board_of
from linli.cabinet.journal import Journal, JournalError
from linli.cabinet.selftest.course import Course, Plan, Watch
from linli.cabinet.selftest.findings import Finding
from linli.cabinet.selftest.terminal import Terminal
from linli.cabinet.selftest.words import Language, say
from linli.cabinet.wiring import Wired, doors_of

GOOD, FAULTS, CANNOT_BEGIN = 0, 1, 2


class CannotBegin(Exception):
    """There is a reason not to open doors now; the text is the sentence for it."""


def main(arguments: Sequence[str]) -> int:
    """Test; return the exit status: 0 all good, 1 faults, 2 cannot begin."""
    asked = _parser().parse_args(arguments)
    language = Language(asked.lang)
    try:
        config = read_config(asked.config)
        with _alone(config, language):
            plan = _plan(config, asked, language)
            terminal = Terminal(language, sys.stdin, sys.stdout)
            findings = asyncio.run(_test(board_of(config), plan, terminal))
    except (BadConfigError, CannotBegin) as reason:
        sys.stderr.write(f"{reason}\n")
        return CANNOT_BEGIN
    except KeyboardInterrupt:
        sys.stderr.write(f"{say(language, 'stopped')}\n")
        return FAULTS
    _sum_up(findings, terminal, count=len(plan.doors))
    return FAULTS if findings else GOOD


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m linli.cabinet selftest",
        description="Open each door in turn, and say what is wrong with the wires.",
    )
    parser.add_argument("config", type=Path, help="the cabinet's configuration")
    parser.add_argument("--doors", type=_doors, help="only these, as 1,3,5-8")
    parser.add_argument("--lang", choices=list(Language), default=Language.ZH.value)
    parser.add_argument("--hands", action="store_true", help="a hand proves each sensor")
    parser.add_argument("--close-s", type=float, default=60.0, help="seconds to close a door in")
    parser.add_argument("--beside-meals", action="store_true", help="leave doors with meals out")
    return parser


def _doors(text: str) -> Sequence[int]:
    """Read ``1,3,5-8``.

    Raises:
        ValueError: it is not written like that.
    """
    doors: list[int] = []
    for part in text.split(","):
        first, _, last = part.partition("-")
        doors.extend(range(int(first), int(last or first) + 1))
    return doors


@contextmanager
def _alone(config: Config, language: Language) -> Iterator[None]:
    """Keep the agent out.

    Raises:
        CannotBegin: it runs.
    """
    try:
        lock = ExitStack()
        lock.enter_context(alone(config.journal, patience_s=0))
    except TimeoutError as running:
        raise CannotBegin(say(language, "agent_runs")) from running
    with lock:
        yield


def _plan(config: Config, asked: argparse.Namespace, language: Language) -> Plan:
    """Return what is to be tested.

    Raises:
        CannotBegin: meals are inside, or a door that was asked for does not exist.
    """
    fitted = {one.number: one for one in config.compartments}
    wanted = asked.doors or sorted(fitted)
    if unknown := [comp for comp in wanted if comp not in fitted]:
        raise CannotBegin(say(language, "no_doors", doors=_listed(unknown)))
    with_meals = _with_meals(config, language)
    if with_meals and not asked.beside_meals:
        raise CannotBegin(say(language, "meals", doors=_listed(with_meals)))
    return Plan(
        boards=_boards(config),
        doors=[comp for comp in wanted if comp not in with_meals],
        sensors=frozenset(comp for comp in fitted if fitted[comp].occupancy_sensor),
        with_hands=asked.hands,
        close_s=asked.close_s,
    )


def _boards(config: Config) -> Mapping[str, Sequence[int]]:
    numbers = {one.number for one in config.compartments}
    if not isinstance(config.board, Wired):
        return {config.cabinet: sorted(numbers)}
    return {
        board.name: sorted(numbers & set(doors_of(board).values()))
        for board in config.board.boards()
    }


def _with_meals(config: Config, language: Language) -> Sequence[int]:
    """Return the compartments a deposit is bound to, by the journal, if there is one yet.

    Raises:
        CannotBegin: the journal cannot be read, so nobody knows.
    """
    if not config.journal.exists():
        return []
    try:
        journal = Journal(config.journal, config.layout())
        try:
            compartments = journal.load().compartments
        finally:
            journal.close()
    except JournalError as failure:
        raise CannotBegin(say(language, "journal", why=failure)) from failure
    return sorted(comp for comp, one in compartments.items() if one.deposit)


async def _test(board: Board, plan: Plan, terminal: Terminal) -> Sequence[Finding]:
    watch = Watch()
    serving = asyncio.create_task(board.run(watch.hear))
    testing = asyncio.create_task(Course(board, plan, watch, terminal).run())
    try:
        with terminal:
            await asyncio.wait({serving, testing}, return_when=asyncio.FIRST_COMPLETED)
            if serving.done():
                serving.result()
            return await testing
    finally:
        for task in (serving, testing):
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task


def _sum_up(findings: Sequence[Finding], terminal: Terminal, *, count: int) -> None:
    if not findings:
        terminal.say("all_good", count=count)
        return
    terminal.say("faults", count=len(findings))
    for one in findings:
        terminal.say(one.fault, comp=one.comp, other=one.other, board=one.board, why=one.why)


def _listed(doors: Sequence[int]) -> str:
    return ", ".join(map(str, doors))
