"""More people than locks that can be pulsed in time: who is promised a door gets it."""

import asyncio
from collections.abc import Sequence
from pathlib import Path

import pytest
from tests.cabinet.stage import NatsServer, serving
from tests.cabinet.stage import working as at_work
from tests.cabinet.workbench import LIMIT_S, asks, working

from linli.cabinet.config import Config
from linli.cabinet.core import LONGEST_WAIT_MS
from linli.cabinet.inputs import Typed
from linli.wire.messages import EventType, Purpose, Reply, Result

pytestmark = pytest.mark.anyio

EACH_MS = 400
"""What a lock takes of a supply that pulses one at a time."""


async def test_who_would_wait_too_long_is_told_so_and_nothing_is_written(tmp_path: Path) -> None:
    async with working(tmp_path / "journal.sqlite3") as works:
        await works.is_decided()
        told: list[object] = []
        works.board.waits_ms = LONGEST_WAIT_MS + 1
        works.core.put(asks(works), answer=told.append)
        await works.is_decided()

        (reply,) = told
        assert isinstance(reply, Reply)
        assert (reply.result, reply.comp) == (Result.BUSY, 0)
        assert EventType.INTENT_D not in works.kinds()
        assert not works.board.pulsed.is_set()

        works.board.waits_ms = LONGEST_WAIT_MS
        works.core.put(asks(works), answer=told.append)
        await asyncio.wait_for(works.board.pulsed.wait(), LIMIT_S)
        assert EventType.INTENT_D in works.kinds()


async def test_who_moves_no_lock_is_not_asked_to_wait(tmp_path: Path) -> None:
    async with working(tmp_path / "journal.sqlite3") as works:
        shown: list[object] = []
        works.board.waits_ms = LONGEST_WAIT_MS + 1
        works.core.put(Typed("00000000"), show=shown.append)
        await works.is_decided()

        assert shown
        assert works.board.ahead == []


async def test_of_a_burst_whoever_is_answered_ok_is_pulsed_and_nobody_is_unsure(
    bus: NatsServer, config: Config
) -> None:
    async with serving(bus) as server, at_work(config) as cabinet:

        def wait_ms(comp: int, ahead: Sequence[int]) -> int:
            return EACH_MS * (len(cabinet.pulses) + len(ahead))

        def at_once(comp: int, ahead: Sequence[int]) -> int:
            return 0

        cabinet.board.wait_ms = wait_ms  # type: ignore[method-assign]  # a small supply
        await server.fresh_tick()
        meals = [server.new_deposit() for _ in range(12)]
        replies = await asyncio.gather(*(server.act(Purpose.DEPOSIT, meal) for meal in meals))
        results = [reply.result for reply in replies]

        opened = 1 + LONGEST_WAIT_MS // EACH_MS
        assert sorted(results) == [*[Result.BUSY] * (12 - opened), *[Result.OK] * opened]
        assert len(cabinet.pulses) == opened

        cabinet.board.wait_ms = at_once  # type: ignore[method-assign]  # the burst is over
        reply = await server.act(Purpose.DEPOSIT, meals[results.index(Result.BUSY)])
        assert reply.result is Result.OK
        await server.until(lambda: server.told().count("OPENED") == opened + 1)
        assert "UNSURE" not in server.told()
