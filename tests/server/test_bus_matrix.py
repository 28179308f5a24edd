"""Who can say and hear what: every identity against every subject, on the live bus."""

import inspect
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import chain, product
from pathlib import Path

import pytest
from tests.server.bus_wire import (
    ALL,
    LIMIT_S,
    Line,
    LiveBus,
    RefusedError,
    identity,
    live,
    refused_subject,
)

from linli.server import bus_rights
from linli.wire import subjects
from linli.wire.nkey import Identity

CABINETS = {"HK-A": "cabinet", "HK-B": "other cabinet"}

OF_A_CABINET = {
    "events": "c.{}.up.ev",
    "hello": "c.{}.up.hello",
    "tick": "c.{}.up.tick",
    "acks": "c.{}.down.ack",
    "directives": "c.{}.down.dir",
    "act": "c.{}.act",
}
"""Every subject of the wire, by the function that names it."""

PUBLISH = {
    "cabinet": {"c.HK-A.up.ev", "c.HK-A.up.hello", "c.HK-A.up.tick"},
    "other cabinet": {"c.HK-B.up.ev", "c.HK-B.up.hello", "c.HK-B.up.tick"},
    "web": {"c.HK-A.act", "c.HK-B.act", "c.HK-C.act"},
    "ingest": {"c.HK-A.down.ack", "c.HK-A.down.dir", "c.HK-B.down.ack", "c.HK-B.down.dir"},
}
"""All that anybody may say, written by hand: the configuration must come to the same."""

SUBSCRIBE = {
    "cabinet": {"c.HK-A.act", "c.HK-A.down.ack", "c.HK-A.down.dir"},
    "other cabinet": {"c.HK-B.act", "c.HK-B.down.ack", "c.HK-B.down.dir"},
    "web": {"c.HK-A.up.tick", "c.HK-B.up.tick", "c.*.up.tick", "_INBOX.web.x", "_INBOX.web.>"},
    "ingest": {"_INBOX.ingest.x", "_INBOX.ingest.>"},
}
"""All that anybody may hear, alone or in a queue."""

IN_THE_QUEUE = {
    "ingest": {
        *("c.HK-A.up.ev", "c.HK-A.up.hello", "c.HK-B.up.ev", "c.HK-B.up.hello"),
        *("c.*.up.ev", "c.*.up.hello"),
    }
}
"""And in the queue of its own only, so that no two processes take in the same."""

ELSEWHERE = (
    *("c", "c.HK-A", "c.HK-A.up", "c.HK-A.down", "c.HK-A.act.x", "c.HK-A.up.ev.x", "c.HK-C.act"),
    *("_INBOX.web.x", "_INBOX.ingest.x", "_INBOX.x", "_INBOX.cabinet.x", "bench.echo", "anything"),
    *("$JS.API.INFO", "$JS.API.STREAM.CREATE.x", "$JS.ACK.x", "$MQTT.sub.x", "$MQTT.msgs.x"),
    *("$SYS.REQ.SERVER.PING", "$SYS.REQ.USER.INFO", "$SYS.ACCOUNT.$G.CONNECT", "$SYS.x"),
    *("$KV.x.y", "$O.x", "$SRV.PING", "_R_.x", "_GR_.x"),
)
WILD = (
    *(">", "*", "c.>", "c.*", "c.*.>", "c.HK-A.>", "c.HK-A.up.>", "c.HK-A.down.*", "*.HK-A.act"),
    *("c.*.act", "c.*.up.*", "c.*.up.ev", "c.*.up.hello", "c.*.up.tick", "c.*.down.ack"),
    *("c.*.down.dir", "_INBOX.>", "_INBOX.web.>", "_INBOX.ingest.>", "_INBOX.*.x"),
    *("$JS.>", "$MQTT.>", "$SYS.>", "$SYS.ACCOUNT.>", "$*.>"),
)


@dataclass
class Stage:
    """The live bus, everybody on it, and a witness who hears and says all."""

    bus: LiveBus
    who: dict[str, Identity]
    lines: dict[str, Line]
    witness: Line


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """Give the bus as the product configures it for two cabinets; the witness is added."""
    who = {name: identity() for name in (*bus_rights.PARTS, *CABINETS.values(), "witness")}
    users = bus_rights.users(
        {name: who[name].public for name in bus_rights.PARTS},
        {code: who[name].public for code, name in CABINETS.items()},
    )
    users[who["witness"].public] = ALL
    with live(tmp_path_factory.mktemp("bus"), users) as bus:
        lines = {name: bus.line(one) for name, one in who.items()}
        yield Stage(bus, who, lines, lines["witness"])
        for line in lines.values():
            line.close()


def every_subject() -> list[str]:
    named = (text.format(code) for text, code in product(OF_A_CABINET.values(), CABINETS))
    return [*named, *ELSEWHERE]


def test_a_new_subject_or_a_new_identity_must_be_written_into_this_matrix() -> None:
    named = {
        name: function("{}")
        for name, function in inspect.getmembers(subjects, inspect.isfunction)
        if list(inspect.signature(function).parameters) == ["cabinet"]
    }

    assert named == OF_A_CABINET
    assert {*bus_rights.PARTS, *CABINETS.values()} == set(PUBLISH) == set(SUBSCRIBE)
    assert set(chain(*PUBLISH.values())) <= set(every_subject())
    assert set(chain(*SUBSCRIBE.values(), *IN_THE_QUEUE.values())) <= {*every_subject(), *WILD}


@pytest.mark.parametrize("who", sorted(PUBLISH))
def test_what_each_can_say_is_exactly_what_is_written_here(stage: Stage, who: str) -> None:
    stage.witness.subscribe(">")
    line, said, refused = stage.lines[who], set(), set()
    for subject in every_subject():
        complaints = line.publish(subject, b"x")
        refused |= set(map(refused_subject, complaints))
        if not complaints:
            said.add(subject)
    stage.witness.settle()
    heard = {subject for subject, _payload in stage.witness.got}
    stage.witness.unsubscribe_all()

    assert said == PUBLISH[who]
    assert heard == PUBLISH[who], "the bus passes on what it does not complain of, and no more"
    assert refused == set(every_subject()) - PUBLISH[who]


@pytest.mark.parametrize("queue", ["", "ingest", "other"])
@pytest.mark.parametrize("who", sorted(SUBSCRIBE))
def test_what_each_can_hear_is_exactly_what_is_written_here(
    stage: Stage, who: str, queue: str
) -> None:
    expected = SUBSCRIBE[who] | (IN_THE_QUEUE.get(who, set()) if queue == "ingest" else set())
    line, allowed = stage.lines[who], set()
    for subject in (*every_subject(), *WILD):
        complaints = line.subscribe(subject, queue)
        if complaints:
            assert line.got == []
            continue
        allowed.add(subject)
        probe = subject.replace("*", "HK-A").replace(">", "probe")
        stage.witness.publish(probe, b"y")
        line.settle()
        assert line.got == [(probe, b"y")], subject
        line.unsubscribe_all()

    assert allowed == expected
    for subject in every_subject():
        stage.witness.publish(subject, b"z")
    line.settle()
    assert line.got == [], "a refused subscription brings nothing"


def test_a_cabinet_answers_once_whom_it_was_given_and_nobody_else(stage: Stage) -> None:
    cabinet, other, web = (stage.lines[name] for name in ("cabinet", "other cabinet", "web"))
    answer = "_INBOX.web.ask1"
    assert cabinet.subscribe("c.HK-A.act") == []
    assert web.subscribe("_INBOX.web.>") == []

    assert cabinet.publish(answer, b"before it is asked")
    assert web.publish("c.HK-A.act", b"open", reply=answer) == []
    cabinet.settle()
    assert cabinet.got == [("c.HK-A.act", b"open")]
    assert other.publish(answer, b"instead of it")
    assert cabinet.publish("_INBOX.web.ask2", b"to another question")
    assert cabinet.publish(answer, b"yes") == []
    assert cabinet.publish(answer, b"and again")
    web.settle()

    assert web.got == [(answer, b"yes")]
    for line in (cabinet, web):
        line.unsubscribe_all()


def test_a_reply_subject_is_no_way_round(stage: Stage) -> None:
    """Whoever answers by itself, the bus included, must not be made to speak for another."""
    victim, attacker = stage.lines["other cabinet"], stage.lines["cabinet"]
    victim.subscribe("c.HK-B.act")

    attacker.publish("c.HK-A.up.ev", b"nobody listens", reply="c.HK-B.act")
    attacker.publish("c.HK-A.up.hello", b"nobody listens", reply="c.HK-B.down.dir")
    victim.settle()

    assert victim.got == []
    victim.unsubscribe_all()


def test_who_has_no_name_or_another_one_is_not_let_in(stage: Stage) -> None:
    cabinet, stranger = stage.who["cabinet"], identity()

    def borrowed(name: str) -> Callable[[], Line]:
        return lambda: stage.bus.line(stranger, nkey=name)

    attempts: dict[str, Callable[[], Line]] = {
        "nobody": lambda: stage.bus.line(None),
        "a stranger": lambda: stage.bus.line(stranger),
        "a stranger by a cabinet's name": borrowed(cabinet.public),
        "a stranger by a process's name": borrowed(stage.who["web"].public),
        "a password": lambda: stage.bus.line(None, user="linli", **{"pass": "linli"}),
        "a name without proof": lambda: stage.bus.line(None, nkey=cabinet.public),
        "a proof of another moment": lambda: stage.bus.line(
            cabinet, sig=cabinet.introduce(_Named())("another nonce").decode()
        ),
    }
    for who, attempt in attempts.items():
        with pytest.raises(RefusedError) as refused:
            attempt()
        assert "Authorization Violation" in str(refused.value), who


class _Named:
    _public_nkey: str | None = None


def test_who_is_shut_out_is_cut_at_once_and_nobody_else_notices(tmp_path: Path) -> None:
    revoked, kept = identity(), identity()
    rights = {code: bus_rights.of_cabinet(code) for code in CABINETS}
    with live(tmp_path, {revoked.public: rights["HK-A"], kept.public: rights["HK-B"]}) as bus:
        gone, stays = bus.line(revoked), bus.line(kept)
        stays.subscribe("c.HK-B.act")
        began = time.monotonic()
        bus.lets_in({kept.public: rights["HK-B"]})

        assert gone.until_cut() - began < 1
        assert stays.publish("c.HK-B.up.ev", b"x") == []
        with pytest.raises(RefusedError, match="Authorization Violation"):
            bus.line(revoked)
        bus.lets_in({kept.public: rights["HK-B"], revoked.public: rights["HK-A"]})
        again = _let_in_again(bus, revoked)
        for line in (gone, stays, again):
            line.close()


def _let_in_again(bus: LiveBus, who: Identity) -> Line:
    """Return a line that may publish; one that came while the bus still read is cut once more."""
    give_up = time.monotonic() + LIMIT_S
    while True:
        try:
            line = bus.line(who)
            try:
                assert line.publish("c.HK-A.up.ev", b"x") == []
            except RefusedError:
                line.close()
                raise
        except RefusedError:
            assert time.monotonic() < give_up
        else:
            return line
