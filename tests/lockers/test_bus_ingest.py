"""Taking in what cabinets say over a real bus, whatever else is said on it."""

import logging
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import datetime
from functools import partial
from pathlib import Path

import pytest
from msgspec.structs import replace
from tests.cabinet.stage import NatsServer
from tests.lockers.radio import OnAir, Radio, eventually, ingesting, on
from tests.lockers.tower import CUSTODY, Tower, must_agree, rows

from linli.lockers import bus as bus_module
from linli.lockers.actions.applying import apply_events
from linli.lockers.actions.directing import block_compartment
from linli.lockers.models import Cabinet, Directive, JournalLine
from linli.wire import codec, subjects
from linli.wire.messages import Ack, Applied, Nak, Quarantined

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def ingest(bus: NatsServer) -> Iterator[None]:
    """Have an ingest that is connected."""
    with ingesting(bus.file):
        with on(bus) as radio:
            radio.meet_ingest()
        yield


def has_arrived(lines: int) -> bool:
    """Say whether the server holds so many lines.

    An ingest that has just connected says where it stands; a test that hears this first takes
    it for the answer to what it has sent.
    """
    return JournalLine.objects.count() == lines


@pytest.fixture
def radio(bus: NatsServer, ingest: None) -> Iterator[Radio]:
    """Have a radio on the bus."""
    with on(bus) as one:
        yield one


@pytest.fixture
def air(radio: Radio, tower: Tower) -> OnAir:
    """Have the first cabinet on the air."""
    return OnAir(tower.a, radio)


def was_told(caplog: pytest.LogCaptureFixture, what: str) -> bool:
    return what in caplog.text


def block(tower: Tower, comp: int) -> None:
    block_compartment(
        cabinet=Cabinet.objects.get(),
        comp=comp,
        blocked=True,
        reason="检修",
        actor="person:1",
        now=tower.now,
    )


# Junk


JUNK = [
    b"",
    b"\x00\xff",
    b"not json",
    b"[" * 20_000,
    b"{}",
    b'{"type":"events"}',
    "🍜".encode() * 100,
    b"x" * 60_000,
]


@pytest.mark.parametrize("subject", [subjects.events("T-A"), subjects.hello("T-A")])
def test_junk_is_named_in_the_log_and_changes_nothing(
    air: OnAir, caplog: pytest.LogCaptureFixture, subject: str
) -> None:
    air.climb()
    before = rows(CUSTODY)

    for junk in JUNK:
        air.radio.say(subject, junk)
    eventually(lambda: caplog.text.count(f"junk on {subject}") == len(JUNK))
    air.send(codec.encode(air.cabinet.batch(1, 1)))

    assert rows(CUSTODY) == before
    assert len(air.radio.heard) == 2


def test_a_batch_larger_than_any_may_be_is_refused_by_its_size(
    air: OnAir, caplog: pytest.LogCaptureFixture
) -> None:
    air.radio.say(subjects.events("T-A"), b" " * (codec.LARGEST_BATCH + 1))

    eventually(lambda: "32769 bytes, at most 32768 are read" in caplog.text)


def test_who_speaks_for_another_cabinet_is_named_and_not_heard(
    now: datetime, bus: NatsServer, caplog: pytest.LogCaptureFixture
) -> None:
    tower = Tower(now=now, cabinets=2)
    a, b = tower.cabinets
    before = rows()

    with ingesting(bus.file), on(bus) as radio:
        radio.meet_ingest()
        OnAir(b, radio).climb()
        for subject, message in (
            (subjects.events(b.code), a.batch(1, 1)),
            (subjects.hello(b.code), a.hello()),
        ):
            radio.say(subject, codec.encode(message))
        for kind in ("ev", "hello"):
            told = f"c.T-B.up.{kind} speaks for T-A"
            eventually(partial(was_told, caplog, told))
        eventually(lambda: has_arrived(1))

    after = rows()
    assert [one for one in after["Cabinet"] if one[0] == "T-A"] == [
        one for one in before["Cabinet"] if one[0] == "T-A"
    ]


def test_a_batch_that_nobody_of_ours_signed_is_not_answered(air: OnAir) -> None:
    forged = replace(air.cabinet.batch(1, 1), sig="0" * 128)

    air.radio.say(subjects.events("T-A"), codec.encode(forged))
    air.climb()

    assert len(air.radio.heard) == 1
    assert JournalLine.objects.count() == 1


# The journal


def test_lines_are_applied_and_acknowledged_and_a_hello_is_told_how_far(
    air: OnAir, tower: Tower
) -> None:
    assert air.climb() == Ack(v=1, cab="T-A", epoch=1, upto=1, hash=tower.a.memory.head)

    heard = len(air.radio.heard)
    air.radio.say(subjects.hello("T-A"), codec.encode(tower.a.hello()))
    air.radio.until(lambda: len(air.radio.heard) > heard)

    assert isinstance(air.radio.heard[-1], Ack)
    must_agree(tower)


def test_a_gap_is_asked_for_and_closed(air: OnAir, tower: Tower) -> None:
    for _ in range(5):
        tower.a.boot()
    tower.a.acked = 3

    assert air.climb() == Nak(v=1, cab="T-A", epoch=1, expect=1)
    assert isinstance(air.climb(), Ack)
    must_agree(tower)


def test_a_fork_is_answered_with_quarantine(air: OnAir, tower: Tower) -> None:
    image = tower.a.memory, list(tower.a.lines)
    tower.a.boot()
    air.climb()
    tower.a.restore(*image)

    assert isinstance(air.send(codec.encode(tower.a.batch(1, 2))), Quarantined)
    assert Cabinet.objects.get().quarantine_seq == 2


def test_what_could_not_be_applied_is_not_acknowledged_and_applies_when_it_comes_again(
    air: OnAir,
    tower: Tower,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    def fails(*_batches: object, **_now: object) -> None:
        msg = "the disk is full"
        raise OSError(msg)

    monkeypatch.setattr(bus_module, "apply_events", fails)
    air.radio.say(subjects.events("T-A"), codec.encode(tower.a.batch(1, 1)))
    eventually(lambda: "T-A: not applied, will be sent again" in caplog.text)
    assert air.radio.heard == []
    monkeypatch.setattr(bus_module, "apply_events", apply_events)

    assert isinstance(air.climb(), Ack)
    must_agree(tower)


def test_more_than_can_be_taken_in_is_left_to_be_sent_again(
    air: OnAir,
    tower: Tower,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    with monkeypatch.context() as full:
        full.setattr("linli.kernel.batch.LONGEST_QUEUE", 0)
        air.radio.say(subjects.events("T-A"), codec.encode(tower.a.batch(1, 1)))
        eventually(lambda: "T-A: too much waits" in caplog.text)

    assert isinstance(air.climb(), Ack)
    must_agree(tower)


def test_the_journal_goes_on_when_the_bus_comes_back_on_another_port(
    bus: NatsServer, ingest: None, tower: Tower
) -> None:
    with on(bus) as radio:
        OnAir(tower.a, radio).climb()
        port = bus.url
        bus.kill()
    tower.a.boot()
    bus.start()
    assert bus.url != port

    with on(bus) as radio:
        radio.meet_ingest()
        OnAir(tower.a, radio).climb()
        eventually(lambda: has_arrived(len(tower.a.lines)))

    must_agree(tower)


# Directives


def test_directives_are_brought_in_order_and_counted_as_in_force(air: OnAir, tower: Tower) -> None:
    air.obeys()
    block(tower, 1)
    block(tower, 2)

    eventually(lambda: Cabinet.objects.get().applied_dseq == 2)
    air.climb()

    assert air.directed == [1, 2]
    must_agree(tower)


def test_a_directive_is_brought_again_until_its_cabinet_says_it_is_in_force(
    air: OnAir, tower: Tower
) -> None:
    nothing = codec.encode(Applied(v=1, cab="T-A", epoch=1, applied_dseq=0))
    air.obeys(b"junk", nothing, b"")
    block(tower, 1)
    block(tower, 2)

    eventually(lambda: Cabinet.objects.get().applied_dseq == 2)
    air.climb()

    assert air.directed == [1, 1, 1, 1, 2]
    must_agree(tower)


def test_an_answer_that_names_anothers_directive_holds_up_those_after_and_numbers_them_anew(
    air: OnAir, tower: Tower
) -> None:
    used = codec.encode(Applied(v=1, cab="T-A", epoch=1, applied_dseq=2, applied_mark="f" * 16))
    air.obeys(used)
    block(tower, 1)
    block(tower, 2)

    eventually(lambda: air.directed[:2] == [1, 3])

    assert Directive.objects.order_by("-dseq").values_list("dseq", flat=True)[0] == 4


def test_a_cabinet_that_is_not_there_holds_up_no_other(
    now: datetime, bus: NatsServer, caplog: pytest.LogCaptureFixture
) -> None:
    tower = Tower(now=now, cabinets=2)
    for one in Cabinet.objects.all():
        block_compartment(
            cabinet=one, comp=1, blocked=True, reason="检修", actor="person:1", now=now
        )

    with ingesting(bus.file), on(bus) as radio:
        OnAir(tower.cabinets[1], radio).obeys()
        eventually(lambda: Cabinet.objects.get(code="T-B").applied_dseq == 1)

    assert Cabinet.objects.get(code="T-A").applied_dseq == 0
    assert "directives wait" not in caplog.text


def test_directives_wait_while_the_database_cannot_be_read(
    air: OnAir,
    tower: Tower,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    def fails() -> None:
        msg = "gone"
        raise OSError(msg)

    air.obeys()
    with monkeypatch.context() as broken:
        broken.setattr(bus_module, "pending", fails)
        block(tower, 1)
        eventually(lambda: "directives wait for the next round" in caplog.text)

    eventually(lambda: Cabinet.objects.get().applied_dseq == 1)


# The process


def test_a_bus_that_is_not_there_yet_is_tried_again(
    tmp_path: Path, tower: Tower, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG, "linli.lockers.bus")
    bus = NatsServer(tmp_path)

    with ingesting(bus.file), ExitStack() as until_the_end:
        eventually(lambda: "bus: " in caplog.text)
        bus.start()
        until_the_end.callback(bus.kill)
        with on(bus) as radio:
            radio.meet_ingest()
            OnAir(tower.a, radio).climb()
            eventually(lambda: has_arrived(1))
