"""When the disk, the board or the rules fail a cabinet, no door opens that should not."""

import asyncio
from collections.abc import Sequence

import pytest
from tests.cabinet.stage import Cabinet, NatsServer, at_the_bus, serving, stored, working

from linli.cabinet import core
from linli.cabinet.config import Config
from linli.cabinet.journal import JournalConflictError
from linli.cabinet.memory import Memory
from linli.wire.messages import (
    Event,
    Purpose,
    Result,
)

pytestmark = pytest.mark.anyio


async def test_more_acts_than_can_wait_are_told_that_it_is_busy(
    bus: NatsServer, config: Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(core, "MOST_ACTS_WAITING", 2)
    async with serving(bus) as server, working(config) as cabinet:
        await server.fresh_tick()
        replies = await asyncio.gather(
            *(server.act(Purpose.DEPOSIT, server.new_deposit()) for _ in range(40))
        )

    results = [reply.result for reply in replies]
    assert Result.BUSY in results
    assert len(cabinet.pulses) == results.count(Result.OK) > 0


async def test_nothing_happens_that_could_not_be_written_and_nothing_is_missed(
    bus: NatsServer,
    config: Config,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """A door is forced while the disk is full: it is told of once the disk works again."""
    monkeypatch.setattr(core, "AGAIN_MS", 20)
    async with serving(bus) as server, working(config) as cabinet:
        await server.fresh_tick()
        with monkeypatch.context() as full:
            full.setattr(cabinet.journal, "commit", _disk_full)
            reply = await server.act(Purpose.DEPOSIT, server.new_deposit())
            cabinet.reality.force(2)
            again = await server.act(Purpose.DEPOSIT, server.new_deposit())
        await server.until_told("FORCED")

        assert (reply.result, again.result) == (Result.BUSY, Result.BUSY)
        assert cabinet.pulses == []
        assert "no door will open" in caplog.text

        await stored(server, cabinet)


def _disk_full(_memory: Memory, _before: Memory, _lines: Sequence[Event]) -> None:
    msg = "no space left on device"
    raise OSError(msg)


async def test_an_agent_whose_file_knows_more_than_it_does_ends_and_starts_anew(
    bus: NatsServer, config: Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with serving(bus) as server:
        cabinet = Cabinet(config)
        work = asyncio.create_task(cabinet.agent.run())
        await server.fresh_tick()
        monkeypatch.setattr(cabinet.journal, "commit", _conflict)
        # Whoever asks may be told nothing: another line may be the one that ends the agent.
        asking = asyncio.create_task(server.act(Purpose.DEPOSIT, server.new_deposit()))
        with pytest.raises(ExceptionGroup):
            await work
        asking.cancel()
        await asyncio.gather(asking, return_exceptions=True)
        cabinet.journal.close()

    assert cabinet.pulses == []


def _conflict(_memory: Memory, _before: Memory, _lines: Sequence[Event]) -> None:
    msg = "a line follows the last one"
    raise JournalConflictError(msg)


async def test_a_cabinet_that_cannot_even_write_that_it_started_tries_until_it_can(
    bus: NatsServer, config: Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(core, "AGAIN_MS", 5)
    tried = asyncio.Event()

    def fails(memory: Memory, before: Memory, lines: Sequence[Event]) -> None:
        tried.set()
        _disk_full(memory, before, lines)

    with monkeypatch.context() as full:
        full.setattr("linli.cabinet.journal.Journal.commit", lambda _self, *rest: fails(*rest))
        async with serving(bus) as server, working(config) as cabinet:
            await tried.wait()
            full.undo()
            await stored(server, cabinet)

    assert server.told()[0] == "BOOTED"


async def test_an_input_the_rules_choke_on_is_said_and_does_not_stop_the_doors(
    bus: NatsServer,
    config: Config,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    async with serving(bus) as server, working(config) as cabinet:
        await server.fresh_tick()
        with monkeypatch.context() as broken:
            broken.setattr(core, "step", _chokes)
            cabinet.reality.force(3)
            reply = await server.act(Purpose.DEPOSIT, server.new_deposit())
        assert reply.result is Result.BUSY
        assert "cannot be decided" in caplog.text

        await stored(server, cabinet)


def _chokes(_memory: Memory, _happened: object, *, now: object) -> None:
    raise AssertionError


async def test_who_asks_while_a_lock_is_slow_is_served_too(bus: NatsServer, config: Config) -> None:
    async with serving(bus) as server, working(config) as cabinet:
        pulsed, go_on, unlock = asyncio.Event(), asyncio.Event(), cabinet.board.unlock

        async def slow(comp: int) -> None:
            pulsed.set()
            await go_on.wait()
            await unlock(comp)

        cabinet.board.unlock = slow  # type: ignore[method-assign]  # an old lock
        one = asyncio.create_task(server.act(Purpose.DEPOSIT, server.new_deposit()))
        await pulsed.wait()
        two = asyncio.create_task(server.act(Purpose.DEPOSIT, server.new_deposit()))
        await at_the_bus(server.client)
        cabinet.reality.force(4)
        go_on.set()
        replies = await asyncio.gather(one, two)

    assert [reply.result for reply in replies] == [Result.OK, Result.OK]
    assert sorted(cabinet.pulses) == [1, 2]


async def test_a_board_that_does_not_answer_is_said(
    bus: NatsServer, config: Config, caplog: pytest.LogCaptureFixture
) -> None:
    async def mute(comp: int) -> None:  # as the board has it
        msg = "no answer on the serial line"
        raise OSError(msg)

    async with serving(bus) as server, working(config) as cabinet:
        cabinet.board.unlock = mute  # type: ignore[method-assign]  # the wire is cut
        reply = await server.act(Purpose.DEPOSIT, server.new_deposit())

    assert reply.result is Result.OK, "the intent is durable, the switch will tell the rest"
    assert "the lock board does not answer" in caplog.text
