"""Asking cabinets for doors over a real bus: who is heard, and what silence means."""

import logging
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from tests.cabinet.stage import NatsServer
from tests.lockers.radio import Radio, eventually, on

from linli.kernel.codes import encode_id
from linli.lockers import bus as bus_module
from linli.lockers.actions import line as lines
from linli.lockers.actions.line import NoLine, Opening
from linli.lockers.bus import BusLine, connect_line
from linli.wire import codec, subjects
from linli.wire.messages import Act, Purpose, Reply, Result, Size, Tick

LIMIT_S = 10.0


def tick(cabinet: str = "T-A", number: int = 1) -> bytes:
    return codec.encode(Tick(v=1, cab=cabinet, epoch=1, session="5" * 32, nonce=f"{number:016x}"))


def opening(cabinet: str = "T-A", cid: str = "form") -> Opening:
    return Opening(
        cabinet=cabinet,
        epoch=3,
        cid=cid,
        purpose=Purpose.PICKUP,
        deposit=encode_id(7),
        size=Size.M,
        grant="GRANT",
        actor="owner",
        comp=4,
        reason="检查",
    )


def answers(radio: Radio, result: Result, **changes: object) -> list[Act]:
    """Let the cabinet answer every act so; return where its acts will be found."""
    acts: list[Act] = []

    def take(raw: bytes) -> bytes:
        act = codec.decode_act(raw)
        acts.append(act)
        said = {"v": 1, "cab": act.cab, "cid": act.cid, "result": result, "comp": 4} | changes
        return codec.encode(Reply(**said))  # type: ignore[arg-type]  # by name

    radio.listen(subjects.act("T-A"), take)
    return acts


def knows(line: BusLine, number: int) -> bool:
    """Say whether this is the newest tick that a line has heard, without asking for a door."""
    newest, _ = line._ticks.get("T-A", (None, 0))  # noqa: SLF001  # only an act would show it
    return newest is not None and newest.nonce == f"{number:016x}"


@pytest.fixture
def line(bus: NatsServer) -> Iterator[BusLine]:
    """Have a line to the bus; it looks for another one in vain once the test is over."""
    made = BusLine(bus.file)
    yield made
    bus.file.write_text("gone")


@pytest.fixture
def radio(bus: NatsServer) -> Iterator[Radio]:
    """Have a radio on the bus."""
    with on(bus) as one:
        yield one


@pytest.fixture
def heard(line: BusLine, radio: Radio) -> BusLine:
    """Have a line that hears the first cabinet."""
    eventually(lambda: knows(line, 1), again=lambda: radio.say(subjects.tick("T-A"), tick()))
    return line


# Hearing


def test_no_line_hears_nobody_and_knows_nothing() -> None:
    assert not NoLine().hears("T-A")
    assert NoLine().open_door(opening()) is None
    assert isinstance(lines.current(), NoLine)


def test_a_cabinet_that_never_spoke_is_not_heard_once_the_line_has_settled(
    heard: BusLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bus_module, "SETTLING_MS", 0)

    assert not heard.hears("T-Z")


def test_a_line_without_a_bus_gives_up_after_a_while(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bus_module, "SETTLING_MS", 50)
    lonely = BusLine(tmp_path / "bus.json")

    assert not lonely.hears("T-A")
    reply = lonely.open_door(opening())
    assert reply is not None
    assert reply.result is Result.STALE


def test_a_line_that_has_just_connected_waits_for_the_first_tick(
    line: BusLine, radio: Radio, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bus_module, "SETTLING_MS", int(LIMIT_S * 1000))

    with ThreadPoolExecutor(1) as courier:
        asked = courier.submit(line.hears, "T-A")
        eventually(asked.done, again=lambda: radio.say(subjects.tick("T-A"), tick()))

        assert asked.result(LIMIT_S)


def test_a_cabinet_is_not_heard_any_more_when_its_last_tick_is_too_old_to_be_used(
    heard: BusLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bus_module, "SETTLING_MS", 0)
    monkeypatch.setattr(bus_module, "TICK_USABLE_MS", -1)

    assert not heard.hears("T-A")


def test_junk_and_who_speaks_for_another_are_named_in_the_log_and_not_heard(
    heard: BusLine,
    radio: Radio,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    subject = subjects.tick("T-B")
    junk = [b"", b"\x00", b"[" * 3_000, tick("T-B") + b" " * codec.LARGEST_MESSAGE, b"{}"]

    for one in junk:
        radio.say(subject, one)
    radio.say(subject, tick("T-A", number=9))

    eventually(lambda: caplog.text.count(f"junk on {subject}") == len(junk))
    eventually(lambda: f"{subject} speaks for T-A" in caplog.text)
    monkeypatch.setattr(bus_module, "SETTLING_MS", 0)
    assert not heard.hears("T-B")
    acts = answers(radio, Result.OK)
    heard.open_door(opening())
    assert [one.tick for one in acts] == [f"{1:016x}"]


# Asking


def test_a_door_is_asked_for_with_all_its_facts_and_the_newest_tick(
    heard: BusLine, radio: Radio
) -> None:
    acts = answers(radio, Result.OK)

    reply = heard.open_door(opening())

    assert reply == Reply(v=1, cab="T-A", cid="form", result=Result.OK, comp=4)
    assert acts == [
        Act(
            v=1,
            cab="T-A",
            epoch=3,
            cid="form",
            session="5" * 32,
            tick=f"{1:016x}",
            purpose=Purpose.PICKUP,
            comp=4,
            deposit=encode_id(7),
            size=Size.M,
            grant="GRANT",
            actor="owner",
            reason="检查",
        )
    ]


def test_many_may_ask_at_once(heard: BusLine, radio: Radio) -> None:
    answers(radio, Result.OK)

    with ThreadPoolExecutor(16) as couriers:
        replies = list(
            couriers.map(lambda number: heard.open_door(opening(cid=f"{number}")), range(100))
        )

    assert [one.cid for one in replies if one] == [str(number) for number in range(100)]


def test_nothing_is_asked_of_a_cabinet_without_a_usable_tick(
    heard: BusLine, radio: Radio, monkeypatch: pytest.MonkeyPatch
) -> None:
    acts = answers(radio, Result.OK)
    monkeypatch.setattr(bus_module, "TICK_USABLE_MS", -1)

    reply = heard.open_door(opening())

    assert reply is not None
    assert (reply.result, acts) == (Result.STALE, [])


def test_where_nobody_listens_nothing_has_happened(heard: BusLine) -> None:
    reply = heard.open_door(opening())

    assert reply is not None
    assert (reply.result, reply.comp) == (Result.STALE, 0)


def test_silence_means_unknown(
    heard: BusLine,
    radio: Radio,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.INFO, "linli.lockers.bus")
    monkeypatch.setattr(bus_module, "ACT_ANSWER_S", 0.1)
    radio.listen(subjects.act("T-A"), lambda _: None)

    assert heard.open_door(opening()) is None
    assert "act form at T-A is unknown: TimeoutError" in caplog.text


@pytest.mark.parametrize("torn", [b"", b"\xff", b"{}", b"x" * 5_000])
def test_a_torn_answer_means_unknown(heard: BusLine, radio: Radio, torn: bytes) -> None:
    radio.listen(subjects.act("T-A"), lambda _: torn)

    assert heard.open_door(opening()) is None


@pytest.mark.parametrize("changes", [{"cab": "T-B"}, {"cid": "another"}])
def test_an_answer_to_somebody_else_means_unknown(
    heard: BusLine,
    radio: Radio,
    caplog: pytest.LogCaptureFixture,
    changes: dict[str, object],
) -> None:
    answers(radio, Result.OK, **changes)

    assert heard.open_door(opening()) is None
    assert "T-A answers for" in caplog.text


def test_an_act_whose_bus_dies_on_the_way_is_unknown(
    heard: BusLine, bus: NatsServer, radio: Radio, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bus_module, "ACT_ANSWER_S", 1.0)
    radio.listen(subjects.act("T-A"), lambda _: bus.kill())

    assert heard.open_door(opening()) is None


def test_the_line_hears_again_when_the_bus_comes_back_on_another_port(
    heard: BusLine, bus: NatsServer
) -> None:
    port = bus.url
    bus.kill()
    eventually(lambda: heard._client is None)  # noqa: SLF001  # it knows that it is alone
    reply = heard.open_door(opening())
    assert reply is not None
    assert reply.result is Result.STALE

    bus.start()
    assert bus.url != port
    with on(bus) as radio:
        acts = answers(radio, Result.OK)
        eventually(
            lambda: knows(heard, 2),
            again=lambda: radio.say(subjects.tick("T-A"), tick(number=2)),
        )

        reply = heard.open_door(opening())

    assert reply is not None
    assert reply.result is Result.OK
    assert [one.tick for one in acts] == [f"{2:016x}"]


def test_a_process_plugs_its_actions_into_the_bus(
    bus: NatsServer, radio: Radio, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bus_module, "SETTLING_MS", 20)
    before = lines.current()
    try:
        connect_line(bus.file, "")
        eventually(
            lambda: lines.current().hears("T-A"),
            again=lambda: radio.say(subjects.tick("T-A"), tick()),
        )
    finally:
        lines.connect(before)
        bus.file.write_text("gone")
