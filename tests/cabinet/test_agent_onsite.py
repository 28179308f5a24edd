"""A whole agent and the people before it: served without a server, which learns all afterwards."""

import asyncio
import time

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from tests.cabinet.stage import (
    LONG_S,
    SERVER_KEY,
    Cabinet,
    Configured,
    NatsServer,
    serving,
    stored,
    working,
)

from linli.cabinet import desk
from linli.cabinet.config import Config, read_config
from linli.cabinet.inputs import Refusal, Shown
from linli.cabinet.journal import Journal, JournalFullError
from linli.cabinet.memory import WRONG_A_DAY
from linli.wire.grant import Grant, sign
from linli.wire.messages import EventType, Purpose, Result, Size
from linli.wire.verifier import NO_VERIFIER, verifier

pytestmark = pytest.mark.anyio

KEY = b"the key of this cabinet's codes."
MEALS = 50


def in_a_qr(
    purpose: Purpose, deposit: str, code: str = "", key: Ed25519PrivateKey = SERVER_KEY
) -> str:
    """Return what a QR on a phone holds."""
    kept = verifier(KEY, deposit, code) if code else NO_VERIFIER
    return sign(Grant(purpose, 1, 7, deposit, 4_000_000_000, Size.S, kept), key)


@pytest.fixture
def keyed(configured: Configured) -> Config:
    """Give a cabinet of 70 small doors that knows codes and is clean in no time."""
    times = {"hold_ms": 7_200_000, "close_ms": 60_000, "sanitise_ms": 0, "idle_ms": 0}
    doors = [
        {"number": number, "size": "S", "occupancy_sensor": True, "lamp": True}
        for number in range(1, 71)
    ]
    return read_config(configured(code_key=KEY.hex(), times=times, compartments=doors))


async def until_written(cabinet: Cabinet, *kinds: EventType) -> None:
    """Wait until the journal's last lines are these."""
    async with asyncio.timeout(LONG_S):
        while True:
            last = cabinet.journal.lines(0, 10_000)[-len(kinds) :]
            if [line.type for line in last] == list(kinds):
                return
            await asyncio.sleep(0.001)


async def leave(cabinet: Cabinet, deposit: str, code: str) -> int:
    """Let a courier leave a meal by a QR, and return its door."""
    shown = await cabinet.agent.desk.presented(in_a_qr(Purpose.DEPOSIT, deposit, code))
    assert shown.refusal is Refusal.NONE
    await until_written(cabinet, EventType.OPENED)
    cabinet.reality.put(shown.comp)
    cabinet.reality.close(shown.comp)
    await until_written(cabinet, EventType.DEPOSITED)
    return shown.comp


async def take(cabinet: Cabinet, comp: int) -> None:
    """Let an owner take what is behind the door that opens."""
    await until_written(cabinet, EventType.OPENED)
    cabinet.reality.take(comp)
    cabinet.reality.close(comp)
    await until_written(cabinet, EventType.PICKED, EventType.SANI_START, EventType.SANI_END)


async def test_four_hundred_lines_of_a_noon_alone_are_equal_on_both_sides_in_ten_seconds(
    bus: NatsServer, keyed: Config
) -> None:
    async with working(keyed) as cabinet:
        async with serving(bus) as server:
            await server.until_told("BOOTED")
            known = list(server.lines)
        bus.kill()
        for number in range(1, MEALS + 1):
            deposit, code = f"{number:013d}", f"{number:08d}"
            comp = await leave(cabinet, deposit, code)
            shown = await cabinet.agent.desk.typed(code)
            assert shown == Shown(Refusal.NONE, comp)
            await take(cabinet, comp)
        lines = cabinet.journal.lines(0, 10_000)
        assert len(lines) - len(known) == 8 * MEALS

        bus.start()
        began = time.monotonic()
        async with serving(bus, known=known) as server:
            await server.until(lambda: len(server.lines) >= len(lines))
            took_s = time.monotonic() - began

            assert server.lines == lines
            assert took_s < 10
            assert cabinet.pulses == [line.comp for line in lines if "INTENT" in line.type]


async def test_a_qr_signed_by_a_stranger_opens_nothing(bus: NatsServer, keyed: Config) -> None:
    stranger = Ed25519PrivateKey.generate()
    async with working(keyed) as cabinet:
        forged = in_a_qr(Purpose.DEPOSIT, "0000000000001", key=stranger)

        told = [await cabinet.agent.desk.presented(text) for text in (forged, "", "http://x/")]

    assert told == [Shown(Refusal.BAD_GRANT)] * 3
    assert cabinet.pulses == []


async def test_a_meal_that_was_left_online_is_taken_by_a_qr_when_the_server_is_gone(
    bus: NatsServer, keyed: Config
) -> None:
    async with working(keyed) as cabinet:
        async with serving(bus) as server:
            deposit = await stored(server, cabinet)
        bus.kill()

        shown = await cabinet.agent.desk.presented(in_a_qr(Purpose.PICKUP, deposit))

        assert shown == Shown(Refusal.NONE, comp=1)


async def test_guessing_goes_on_where_it_was_after_the_agent_was_ended(
    bus: NatsServer, keyed: Config
) -> None:
    for pauses in (0, 60):
        async with working(keyed) as cabinet:
            told = [
                await cabinet.agent.desk.typed("00000000") for _ in range(4 if not pauses else 1)
            ]
            assert told[-1].wait_s == pauses

    async with working(keyed) as cabinet:
        shown = await cabinet.agent.desk.typed("00000000")
        kinds = [line.type for line in cabinet.journal.lines(0, WRONG_A_DAY)]

    assert shown.refusal is Refusal.TOO_MANY
    assert 50 < shown.wait_s <= 60
    assert kinds == ["BOOTED", "BOOTED", "WRONG_CODES", "BOOTED"]


async def test_people_are_served_one_after_the_other(bus: NatsServer, keyed: Config) -> None:
    async with working(keyed) as cabinet:
        told = await asyncio.gather(*(cabinet.agent.desk.typed("00000000") for _ in range(20)))

    assert [one.refusal for one in told].count(Refusal.WRONG_CODE) == 5
    assert cabinet.agent.desk.told is not None
    assert cabinet.agent.desk.told.number == 20


async def test_who_cannot_be_served_is_told_that_the_cabinet_is_busy(
    bus: NatsServer, keyed: Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_what: object) -> None:
        msg = "the disk is full"
        raise JournalFullError(msg)

    async with working(keyed) as cabinet:
        await until_written(cabinet, EventType.BOOTED)
        monkeypatch.setattr(Journal, "commit", full)

        shown = await cabinet.agent.desk.typed("00000000")
        monkeypatch.undo()

        assert shown == Shown(Refusal.BUSY)


async def test_who_is_not_answered_is_told_so_in_the_end(
    bus: NatsServer, keyed: Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(desk, "LONGEST_ANSWER_S", 0.01)
    cabinet = Cabinet(keyed)
    shown = await cabinet.agent.desk.typed("00000000")
    work = asyncio.create_task(cabinet.agent.run())
    await until_written(cabinet, EventType.BOOTED)
    monkeypatch.undo()
    later = await cabinet.agent.desk.typed("00000000")
    work.cancel()
    await asyncio.gather(work, return_exceptions=True)
    cabinet.journal.close()

    assert shown == Shown(Refusal.BUSY)
    assert later == Shown(Refusal.WRONG_CODE)


async def test_an_act_for_a_deposit_brings_the_code_that_opens_it_without_a_server(
    bus: NatsServer, keyed: Config
) -> None:
    async with working(keyed) as cabinet:
        async with serving(bus) as server:
            deposit = server.new_deposit()
            text = in_a_qr(Purpose.DEPOSIT, deposit, "24681357")
            reply = await server.act(Purpose.DEPOSIT, deposit, grant=text)
            assert reply.result is Result.OK
            await server.until_told("OPENED")
            cabinet.reality.put(reply.comp)
            cabinet.reality.close(reply.comp)
            await server.until_told("DEPOSITED")
        bus.kill()

        assert await cabinet.agent.desk.typed("24681357") == Shown(Refusal.NONE, reply.comp)


async def test_the_journal_says_of_whoever_stood_there_how_they_were_known(
    bus: NatsServer, keyed: Config
) -> None:
    async with serving(bus) as server, working(keyed) as cabinet:
        await server.until_told("BOOTED")
        comp = await leave(cabinet, "0000000000001", "12345678")
        await cabinet.agent.desk.typed("12345678")
        await take(cabinet, comp)
        await server.until_told("PICKED", "SANI_START", "SANI_END")

    intents = [line for line in server.lines if line.type.startswith("INTENT")]
    assert [(line.type, line.data["actor"]) for line in intents] == [
        ("INTENT_D", "scanner"),
        ("INTENT_P", "keypad"),
    ]
