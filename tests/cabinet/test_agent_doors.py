"""A cabinet opens the right door, once, for whoever may have it, whatever else comes in."""

import asyncio
import logging
import socket
from urllib.parse import urlsplit

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from tests.cabinet.stage import Configured, NatsServer, Server, serving, stored, working

from linli.cabinet import core
from linli.cabinet.config import Config, read_config
from linli.cabinet.core import Core
from linli.cabinet.drivers.choice import board_of
from linli.cabinet.inputs import Lamp, Ticked
from linli.cabinet.journal import Journal
from linli.cabinet.logs import Complaints
from linli.kernel.clock import Instant
from linli.wire import codec, subjects
from linli.wire.messages import (
    CancelDeposit,
    Configure,
    Directive,
    PinKey,
    Purpose,
    Result,
    Size,
    Why,
)

pytestmark = pytest.mark.anyio


async def test_a_forged_grant_opens_nothing(bus: NatsServer, config: Config) -> None:
    async with serving(bus) as server, working(config) as cabinet:
        server.sign_with(1, Ed25519PrivateKey.generate())
        reply = await server.act(Purpose.DEPOSIT, server.new_deposit())

    assert (reply.result, reply.why) == (Result.STATE, Why.BAD_GRANT)
    assert cabinet.pulses == []


async def test_an_act_with_the_tick_of_another_session_is_stale(
    bus: NatsServer, config: Config
) -> None:
    async with serving(bus) as server, working(config) as cabinet:
        await server.fresh_tick()
        reply = await server.act(Purpose.DEPOSIT, server.new_deposit(), session="0" * 32)

    assert reply.result is Result.STALE
    assert cabinet.pulses == []


async def test_a_meal_goes_in_and_out_and_the_server_holds_every_line(
    bus: NatsServer, config: Config
) -> None:
    async with serving(bus) as server, working(config) as cabinet:
        deposit = await stored(server, cabinet)
        reply = await server.act(Purpose.PICKUP, deposit)
        await server.until_told("OPENED")
        cabinet.reality.take(1)
        cabinet.reality.close(1)
        await server.until(lambda: "PICKED" in server.told())
        await server.until(lambda: cabinet.journal.acked() == server.lines[-1].seq)

    assert reply.result is Result.OK
    assert cabinet.pulses == [1, 1]
    assert server.told()[:7] == [
        "BOOTED",
        "INTENT_D",
        "OPENED",
        "DEPOSITED",
        "INTENT_P",
        "OPENED",
        "PICKED",
    ]


async def test_batches_are_signed_over_their_last_line(bus: NatsServer, config: Config) -> None:
    async with serving(bus) as server, working(config) as cabinet:
        await stored(server, cabinet)

    public = config.signing_key().public_key()
    for batch in server.batches:
        signed = bytes.fromhex(batch.events[-1].hash)
        public.verify(bytes.fromhex(batch.sig), signed)


async def test_the_same_act_again_names_the_door_and_leaves_the_lock_alone(
    bus: NatsServer, config: Config
) -> None:
    async with serving(bus) as server, working(config) as cabinet:
        deposit = server.new_deposit()
        first = await server.act(Purpose.DEPOSIT, deposit, cid="same")
        again = await server.act(Purpose.DEPOSIT, deposit, cid="same")

    assert (first.result, again.result) == (Result.OK, Result.DUP)
    assert first.comp == again.comp
    assert cabinet.pulses == [first.comp]


async def test_ticks_are_never_the_same_and_the_newest_one_opens(
    bus: NatsServer, config: Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("linli.cabinet.agent.TICK_S", 0.02)
    async with serving(bus) as server, working(config):
        await server.until(lambda: len(server.ticks) >= 20 and len(server.hellos) >= 2)
        reply = await server.act(Purpose.DEPOSIT, server.new_deposit())

    assert len({tick.nonce for tick in server.ticks}) == len(server.ticks)
    assert len({tick.session for tick in server.ticks}) == 1
    assert reply.result is Result.OK


async def test_a_hello_says_how_far_the_cabinet_is_and_what_is_free(
    bus: NatsServer, config: Config
) -> None:
    async with serving(bus) as server, working(config) as cabinet:
        await server.until(lambda: server.hellos)
        head = server.hellos[0]

        assert (head.cab, head.epoch, head.applied_dseq) == ("HK-A", 1, 0)
        assert (head.first_seq, head.last_seq) == (1, 1)
        assert head.head_hash == cabinet.journal.hash_at(1)
        assert head.free == {Size.S: 4, Size.M: 0, Size.L: 0}


async def direct(server: Server, dseq: int, body: object) -> int:
    """Send a directive and return how far the cabinet says they are in force."""
    directive = Directive(v=1, cab="HK-A", epoch=1, dseq=dseq, body=body)  # type: ignore[arg-type]
    raw = codec.encode(directive)
    reply = await server.client.request(subjects.directives("HK-A"), raw, 5)
    return codec.decode_applied(reply.data).applied_dseq


async def test_directives_apply_in_order_and_each_once(bus: NatsServer, config: Config) -> None:
    times = Configure(hold_ms=1_000, close_ms=1_000, sanitise_ms=0, idle_ms=0)
    async with serving(bus) as server, working(config) as cabinet:
        await server.fresh_tick()
        after_a_gap = await direct(server, 2, times)
        in_order = await direct(server, 1, times)
        again = await direct(server, 1, CancelDeposit(deposit=server.new_deposit(), why="full"))

        assert (after_a_gap, in_order, again) == (0, 1, 1)
        assert cabinet.journal.load().times.hold_ms == 1_000


async def test_a_key_that_was_pinned_by_directive_is_trusted(
    bus: NatsServer, config: Config
) -> None:
    other = Ed25519PrivateKey.generate()
    async with serving(bus) as server, working(config):
        server.sign_with(2, other)
        refused = await server.act(Purpose.DEPOSIT, server.new_deposit())
        await direct(server, 1, PinKey(kid=2, public=other.public_key().public_bytes_raw().hex()))
        trusted = await server.act(Purpose.DEPOSIT, server.new_deposit())

    assert (refused.why, trusted.result) == (Why.BAD_GRANT, Result.OK)


JUNK = (
    b"",
    b"\x00\xff\xfe",
    b"[" * 4_000,
    b"{}",
    b'{"type":"nonsense"}',
    '{"type":"ack","v":1,"cab":"😀"}'.encode(),
    b'{"type":"ack","v":1,"cab":"HK-B","epoch":1,"upto":1,"hash":"' + b"0" * 64 + b'"}',
    b'{"type":"nak","v":1,"cab":"HK-A","epoch":1,"expect":1000000}',
    b"x" * 200_000,
)


async def test_junk_on_every_subject_is_named_and_the_doors_go_on(
    bus: NatsServer, config: Config, caplog: pytest.LogCaptureFixture
) -> None:
    async with serving(bus) as server, working(config) as cabinet:
        await server.fresh_tick()
        tick = await server.fresh_tick()
        unasked = server.asks(Purpose.DEPOSIT, server.new_deposit(), tick, cab="HK-B")
        await server.client.publish(subjects.act("HK-A"), codec.encode(unasked))
        for subject in (subjects.act, subjects.directives, subjects.acks):
            for raw in JUNK:
                await server.client.publish(subject("HK-A"), raw)
        await stored(server, cabinet)

    for kind in ("act", "dir", "ack"):
        said = [line for line in caplog.messages if f"junk on {kind}" in line]
        assert len(said) == 1, "said, and not more than once in ten seconds"
    assert all("\n" not in line for line in caplog.messages)


async def test_a_reply_address_that_is_no_text_only_costs_a_reconnection(
    bus: NatsServer, config: Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("linli.cabinet.bus.PING_S", 0.05)
    monkeypatch.setattr("linli.cabinet.bus.STEADY_S", 0)
    async with serving(bus) as server, working(config) as cabinet:
        await server.until(lambda: server.hellos)
        await asyncio.to_thread(_publish_with_a_torn_reply, bus)
        await server.until(lambda: len(server.hellos) > 1)
        await stored(server, cabinet)

    assert cabinet.pulses == [1]


def _publish_with_a_torn_reply(bus: NatsServer) -> None:
    port = urlsplit(bus.url).port
    assert port is not None
    with socket.create_connection(("127.0.0.1", port)) as line:
        line.sendall(b'CONNECT {"verbose":true}\r\nPUB c.HK-A.act \xff\xfe 1\r\nx\r\nPING\r\n')
        while b"PONG" not in line.recv(4_096):
            pass


async def test_time_alone_cleans_a_compartment(bus: NatsServer, configured: Configured) -> None:
    times = {"hold_ms": 7_200_000, "close_ms": 60_000, "sanitise_ms": 50, "idle_ms": 0}
    config = read_config(configured(times=times))
    async with serving(bus) as server, working(config) as cabinet:
        deposit = await stored(server, cabinet)
        await server.act(Purpose.PICKUP, deposit)
        await server.until_told("OPENED")
        cabinet.reality.take(1)
        cabinet.reality.close(1)
        await server.until_told("PICKED", "SANI_START", "SANI_END")

        assert cabinet.reality.lit == []


async def test_a_lamp_that_was_put_out_later_in_the_same_breath_stays_dark(
    config: Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The rules light lamp 1 and 2, then see door 1 open: only lamp 2 may burn."""
    lamps = iter([[Lamp(1, on=True), Lamp(2, on=True)], [Lamp(1, on=False)]])
    journal = Journal(config.journal, config.layout())
    board = board_of(config)
    heart = Core(
        journal,
        board,
        instant=lambda: Instant(0, 0),
        committed=lambda: None,
        complaints=Complaints(logging.getLogger("test"), now_ms=lambda: 0),
    )
    switched: list[tuple[int, bool]] = []
    monkeypatch.setattr(board, "lamp", lambda comp, *, on: switched.append((comp, on)))
    work = asyncio.create_task(heart.run("b" * 32, "5" * 32))
    await heart.booted.wait()
    switched.clear()
    monkeypatch.setattr(core, "step", lambda memory, *_rest, **_now: (memory, next(lamps)))
    decided = asyncio.Event()
    heart.put(Ticked("0" * 16))
    heart.put(Ticked("1" * 16), then=decided.set)
    await decided.wait()
    work.cancel()
    await asyncio.gather(work, return_exceptions=True)
    journal.close()

    assert switched == [(1, False), (2, True)]
