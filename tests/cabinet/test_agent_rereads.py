"""A start reads the journal's end; the rest is read soon after, and damage there is told."""

import asyncio
import sqlite3
from collections.abc import Callable
from contextlib import closing

import pytest
from tests.cabinet.stage import Cabinet, NatsServer, serving, stored, working

from linli.cabinet import journal as journal_module
from linli.cabinet.config import Config
from linli.cabinet.journal import Journal, JournalDamagedError
from linli.wire.messages import Event

pytestmark = pytest.mark.anyio


@pytest.fixture(autouse=True)
def short_start(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a start read two lines, and two lines be fetched at once."""
    monkeypatch.setattr(journal_module, "REREAD_LINES", 2)
    monkeypatch.setattr(journal_module, "READ_AT_ONCE", 2)


def damage(config: Config) -> None:
    """Change what the first line says, behind the triggers' back."""
    with closing(sqlite3.connect(config.journal)) as intruder:
        intruder.execute("DROP TRIGGER a_line_is_never_changed")
        intruder.execute("UPDATE line SET line = cast(replace(line, 'BOOTED', 'OPENED') AS BLOB)")
        intruder.commit()


def set_acked(config: Config, seq: int) -> None:
    with closing(Journal(config.journal, config.layout())) as journal:
        journal.set_acked(seq)


async def a_meal_later(bus: NatsServer, config: Config) -> list[Event]:
    """Let a meal be stored, and return what the journal says."""
    async with serving(bus) as server, working(config) as cabinet:
        await stored(server, cabinet)
        return server.lines


async def test_an_old_line_that_the_server_does_not_hold_ends_the_agent(
    bus: NatsServer, config: Config
) -> None:
    await a_meal_later(bus, config)
    damage(config)
    set_acked(config, 0)
    async with serving(bus):
        cabinet = Cabinet(config)
        with pytest.raises(ExceptionGroup) as ended:
            await asyncio.wait_for(cabinet.agent.run(), 10)
        cabinet.journal.close()

    assert ended.group_contains(JournalDamagedError, match="line 1 is not what was written")


async def test_an_old_line_that_the_server_holds_is_complained_of_and_doors_open(
    bus: NatsServer, config: Config, caplog: pytest.LogCaptureFixture
) -> None:
    known = await a_meal_later(bus, config)
    damage(config)
    set_acked(config, len(known))
    async with serving(bus, known=known) as server, working(config) as cabinet:
        await server.until(lambda: "the server holds it whole" in caplog.text)
        server.new_deposit()  # the first name is that of the meal inside
        await stored(server, cabinet)


async def test_a_sound_journal_is_read_once_and_told_of_to_nobody(
    bus: NatsServer, config: Config, caplog: pytest.LogCaptureFixture
) -> None:
    await a_meal_later(bus, config)
    cabinet = Cabinet(config)
    read: list[int] = []
    reread = cabinet.journal.reread

    def counts(given_up: Callable[[], bool] = lambda: False) -> None:
        reread(given_up)
        read.append(1)

    cabinet.journal.reread = counts  # type: ignore[method-assign]  # counted on the way
    async with serving(bus) as server:
        work = asyncio.create_task(cabinet.agent.run())
        await server.until(lambda: cabinet.agent._was_reread)  # noqa: SLF001  # nothing else tells
        work.cancel()
        await asyncio.gather(work, return_exceptions=True)
        cabinet.journal.close()

    assert read == [1]
    assert "damaged" not in caplog.text


def test_reading_stops_when_the_agent_does(config: Config) -> None:
    with closing(Journal(config.journal, config.layout())) as journal:
        asked: list[bool] = []

        def at_once() -> bool:
            asked.append(True)
            return True

        journal.reread(at_once)

        assert len(asked) <= 1
