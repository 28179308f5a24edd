"""The whole way round a line that is cut: a real bus, the real agent, the real ingest."""

import asyncio
import threading
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TypeVar

import msgspec
import pytest
from tests.cabinet.stage import Cabinet as AgentAtWork
from tests.cabinet.stage import NatsServer
from tests.lockers.radio import LIMIT_S, eventually, ingesting
from tests.lockers.tower import TIMES, building, must_be_whole, plugged_in

from linli.cabinet.config import read_config
from linli.cabinet.inputs import Refusal, Shown
from linli.kernel import clock
from linli.lockers.access import pickup_code_of
from linli.lockers.actions.doors import Door, deposit_at_door
from linli.lockers.actions.onsite import courier_code, say_placed
from linli.lockers.actions.towers import NewTower, put_up
from linli.lockers.bus import BusLine
from linli.lockers.enums import DepositState
from linli.lockers.models import Cabinet, Deposit, JournalLine
from linli.lockers.queries.door import deposit_at_door as deposit_now
from linli.lockers.rules.recipients import Recipient
from linli.notices.models import Notice
from linli.wire.messages import Event, EventType, Size

pytestmark = pytest.mark.django_db(transaction=True)

Result = TypeVar("Result")

CODE = "W-A"


class Agent:
    """A cabinet's agent in a thread of its own, with people who put in and take out."""

    def __init__(self, config: Path) -> None:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever)
        self._thread.start()
        self.cabinet = AgentAtWork(read_config(config))
        self._work = asyncio.run_coroutine_threadsafe(self.cabinet.agent.run(), self._loop)

    def presents(self, text: str) -> Shown:
        """Hold a code before the scanner."""
        return self._now(self.cabinet.agent.desk.presented(text))

    def types(self, code: str) -> Shown:
        """Type a code at the keypad."""
        return self._now(self.cabinet.agent.desk.typed(code))

    def head(self) -> str:
        """Return the hash of the journal's last line."""
        return self._now(_head(self.cabinet))

    def close(self) -> None:
        """Stop as if the power were cut."""
        self._loop.call_soon_threadsafe(self._work.cancel)
        self._now(_nothing_is_left())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(LIMIT_S)
        self._loop.close()
        self.cabinet.journal.close()

    def _now(self, work: Coroutine[object, object, Result]) -> Result:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(LIMIT_S)


async def _head(cabinet: AgentAtWork) -> str:
    return cabinet.journal.load().head


async def _nothing_is_left() -> None:
    """Wait until every task of the agent has ended."""
    others = asyncio.all_tasks() - {asyncio.current_task()}
    await asyncio.gather(*others, return_exceptions=True)


@contextmanager
def at_work(config: Path) -> Iterator[Agent]:
    agent = Agent(config)
    try:
        yield agent
    finally:
        agent.close()


@pytest.fixture
def config(now: datetime, tmp_path: Path, bus: NatsServer) -> Path:
    """Put up a cabinet and write its agent's settings."""
    new = NewTower(building("TOWER", now=now), prefix="W", cabinets=1, doors=8, times=TIMES)
    told = put_up(new, now=now)[0] | {
        "bus_file": str(bus.file),
        "journal": str(tmp_path / "journal.sqlite3"),
        "board": {"kind": "simulated", "latch_ms": 1, "people": "auto", "dwell_ms": 1},
    }
    path = tmp_path / "config.json"
    path.write_bytes(msgspec.json.encode(told))
    return path


def journal() -> list[Event]:
    lines = JournalLine.objects.order_by("seq").values_list("line", flat=True)
    return [msgspec.json.decode(line, type=Event) for line in lines]


def state(door: Door) -> str:
    return Deposit.objects.get(code=door.deposit).state


def a_courier_comes(token: str) -> Door:
    return deposit_at_door(
        cabinet=CODE,
        recipient=Recipient(tail="3821"),
        size=Size.S,
        token=token,
        now=clock.now(),
    )


def is_shut(agent: Agent, *, occupied: bool) -> bool:
    """Whether the people have done what they came for."""
    reality = agent.cabinet.reality
    return not reality.open_doors and bool(reality.occupied) is occupied


def a_meal_comes_and_goes(agent: Agent) -> tuple[Door, int]:
    """Courier and owner come while the line is cut; returns the deposit and its door."""
    door = a_courier_comes("form-while-the-line-is-cut")
    assert door.settled == "offline"
    code = courier_code(deposit_now(door.deposit), now=clock.now())
    assert code is not None
    given = agent.presents(code.text)
    assert given.refusal is Refusal.NONE
    eventually(lambda: is_shut(agent, occupied=True))
    say_placed(deposit=door.deposit, now=clock.now())
    assert agent.types(pickup_code_of(door.deposit)) == Shown(Refusal.NONE, given.comp)
    eventually(lambda: is_shut(agent, occupied=False))
    assert state(door) == DepositState.SENT
    return door, given.comp


def test_a_meal_goes_in_and_out_while_the_line_is_cut_and_both_sides_know_it_once(
    config: Path, bus: NatsServer
) -> None:
    line = BusLine(bus.file)
    with ingesting(bus.file), plugged_in(line), at_work(config) as agent:
        eventually(lambda: Cabinet.objects.get().heard_at and line.hears(CODE))
        bus.kill()
        eventually(lambda: not line.hears(CODE))
        door, comp = a_meal_comes_and_goes(agent)

        bus.start()
        eventually(lambda: state(door) == DepositState.PICKED)

        kinds = [one.type for one in journal() if one.deposit == door.deposit]
        assert kinds.count(EventType.DEPOSITED) == kinds.count(EventType.PICKED) == 1
        assert agent.cabinet.pulses == [comp, comp]
        assert list(Notice.objects.values_list("deposit", flat=True)) == [door.deposit]
        eventually(lambda: Cabinet.objects.get().head_hash == agent.head())
        assert Cabinet.objects.get().quarantined_at is None
        must_be_whole()
        eventually(lambda: line.hears(CODE))
        again = a_courier_comes("form-when-the-line-is-back")
        assert again.settled == "opened"
        eventually(lambda: state(again) == DepositState.STORED)
