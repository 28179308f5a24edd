"""The journal goes up in signed batches, again and again until the server holds it."""

from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from linli.cabinet.inputs import Write
from linli.cabinet.journal import Journal
from linli.cabinet.logs import Complaints
from linli.cabinet.machine.turn import Turn
from linli.cabinet.memory import Fitting, Layout, Times
from linli.cabinet.uplink import Uplink
from linli.kernel.clock import Instant
from linli.wire import codec
from linli.wire.journal import line_hash
from linli.wire.messages import Ack, Events, EventType, Nak, Quarantined, Size

KEY = Ed25519PrivateKey.from_private_bytes(b"k" * 32)
LAYOUT = Layout(
    cabinet="HK-A",
    number=7,
    epoch=1,
    compartments=(Fitting(1, Size.S),),
    times=Times(7_200_000, 60_000, 60_000, 0),
)


class Complained(Complaints):
    """Remembers each complaint."""

    def __init__(self) -> None:
        self.kinds: list[str] = []

    def say(self, kind: str, detail: object = "") -> None:  # noqa: ARG002  # as its elder has it
        """Remember it."""
        self.kinds.append(kind)


class Climb:
    """An uplink over a journal of its own."""

    def __init__(self, journal: Journal) -> None:
        self.journal = journal
        self.complained = Complained()
        self.uplink = self.again()

    def again(self) -> Uplink:
        """Return an uplink as a new process would have it."""
        return Uplink(self.journal, cabinet="HK-A", epoch=1, key=KEY, complaints=self.complained)

    def write(self, lines: int, *, fact: str = "x") -> None:
        """Let the cabinet write so many lines."""
        before = self.journal.load()
        turn = Turn(before, Instant(mono_ms=1, wall_ms=1))
        for _ in range(lines):
            turn.write_of_cabinet(EventType.BOOTED, {"fact": fact})
        memory, effects = turn.result()
        events = [effect.event for effect in effects if isinstance(effect, Write)]
        self.journal.commit(memory, before, events)

    def sent(self, now_ms: int = 0) -> list[int]:
        """Return the numbers of the lines sent now, checked as the server checks them."""
        raw = self.uplink.next_batch(now_ms)
        if raw is None:
            return []
        batch = codec.decode_events(raw)
        previous = batch.prev
        assert previous == (self.journal.hash_at(batch.events[0].seq - 1))
        for line in batch.events:
            assert line.hash == line_hash(previous, "HK-A", 1, line)
            previous = line.hash
        KEY.public_key().verify(bytes.fromhex(batch.sig), bytes.fromhex(previous))
        return [line.seq for line in batch.events]

    def acknowledge(self, upto: int, **changes: object) -> None:
        """Let the server say that it holds all lines up to this one."""
        known = self.journal.hash_at(upto) or "f" * 64
        ack = Ack(v=1, cab="HK-A", epoch=1, upto=upto, hash=known)
        self.uplink.heard(msgspec.structs.replace(ack, **changes))

    def refuse(self, expect: int) -> None:
        """Let the server ask for this line."""
        self.uplink.heard(Nak(v=1, cab="HK-A", epoch=1, expect=expect))


@pytest.fixture
def climb(tmp_path: Path) -> Iterator[Climb]:
    journal = Journal(tmp_path / "journal.sqlite3", LAYOUT)
    yield Climb(journal)
    journal.close()


def test_an_empty_journal_sends_nothing(climb: Climb) -> None:
    assert climb.sent() == []
    assert climb.uplink.due_ms() is None


def test_one_batch_is_in_flight_at_a_time(climb: Climb) -> None:
    climb.write(3)

    assert climb.sent() == [1, 2, 3]

    climb.write(1)

    assert climb.sent() == []

    climb.acknowledge(3)

    assert climb.sent() == [4]


def test_what_is_not_acknowledged_is_sent_again_ever_more_patiently(climb: Climb) -> None:
    climb.write(1)
    climb.sent(0)
    dues = []
    for _ in range(5):
        due = climb.uplink.due_ms()
        assert due is not None
        assert climb.sent(due - 1) == []
        assert climb.sent(due) == [1]
        dues.append(due)

    assert dues == [2_000, 6_000, 11_000, 16_000, 21_000]


def test_what_is_sent_again_takes_new_lines_along(climb: Climb) -> None:
    climb.write(1)
    climb.sent(0)
    climb.write(1)

    assert climb.sent(2_000) == [1, 2]


def test_a_server_that_has_just_come_back_is_not_kept_waiting(climb: Climb) -> None:
    assert not climb.uplink.hurry()

    climb.write(1)
    climb.sent(0)
    assert not climb.uplink.hurry()

    for now in (2_000, 6_000, 11_000):
        climb.sent(now)
    assert climb.uplink.due_ms() == 16_000
    assert climb.uplink.hurry()
    assert climb.uplink.due_ms() == 13_000


def test_a_new_line_after_an_acknowledgement_is_sent_with_fresh_patience(climb: Climb) -> None:
    climb.write(1)
    for now in (0, 2_000, 6_000):
        assert climb.sent(now) == [1]
    climb.acknowledge(1)
    climb.write(1)

    assert climb.sent(7_000) == [2]
    assert climb.uplink.due_ms() == 9_000


def test_a_batch_has_at_most_50_lines(climb: Climb) -> None:
    climb.write(120)
    sizes = []
    while lines := climb.sent():
        sizes.append(len(lines))
        climb.acknowledge(lines[-1])

    assert sizes == [50, 50, 20]


def test_a_batch_of_long_lines_stays_below_its_limit_of_bytes(climb: Climb) -> None:
    climb.write(50, fact="很" * 400)
    raw = climb.uplink.next_batch(0)

    assert raw is not None
    assert len(raw) <= codec.LARGEST_BATCH
    assert [line.seq for line in codec.decode_events(raw).events] == list(range(1, 13))


def test_a_line_that_is_too_long_alone_is_sent_nevertheless(climb: Climb) -> None:
    """It cannot be made shorter; the server says that it is too large, and people look."""
    climb.write(1, fact="x" * 40_000)
    raw = climb.uplink.next_batch(0)

    assert raw is not None
    assert len(msgspec.json.decode(raw, type=Events).events) == 1


def test_an_acknowledgement_of_part_of_a_batch_sends_the_rest(climb: Climb) -> None:
    climb.write(5)
    climb.sent()
    climb.acknowledge(2)

    assert climb.sent() == [3, 4, 5]


def test_how_far_the_server_is_outlives_the_process(climb: Climb) -> None:
    climb.write(3)
    climb.sent()
    climb.acknowledge(2)
    climb.uplink = climb.again()

    assert climb.sent() == [3]


@pytest.mark.parametrize("change", [{"cab": "HK-B"}, {"epoch": 2}, {"hash": "e" * 64}])
def test_an_acknowledgement_of_something_else_moves_nothing(
    climb: Climb, change: dict[str, object]
) -> None:
    climb.write(2)
    climb.sent()
    climb.acknowledge(2, **change)

    assert climb.journal.acked() == 0
    assert len(climb.complained.kinds) == 1


def test_an_acknowledgement_of_lines_never_written_moves_nothing(climb: Climb) -> None:
    climb.write(2)
    climb.acknowledge(9)

    assert climb.journal.acked() == 0
    assert climb.complained.kinds == ["an acknowledgement of another history was ignored"]


def test_a_late_acknowledgement_does_not_go_back(climb: Climb) -> None:
    climb.write(3)
    climb.acknowledge(3)
    climb.write(1)
    assert climb.sent() == [4]
    climb.acknowledge(1)

    assert climb.journal.acked() == 3
    assert climb.sent() == []
    assert climb.complained.kinds == []


def test_a_server_that_was_set_back_gets_its_lines_again_without_a_new_one(climb: Climb) -> None:
    climb.write(3)
    climb.acknowledge(3)
    assert climb.sent() == []
    climb.acknowledge(3)
    assert climb.sent() == []
    climb.acknowledge(1)

    assert climb.sent() == [2, 3]


def test_a_server_that_lost_lines_gets_them_again(climb: Climb) -> None:
    climb.write(5)
    climb.acknowledge(5)
    climb.refuse(2)

    assert climb.sent() == [2, 3, 4, 5]


def test_a_server_that_is_further_than_the_cabinet_knew_is_believed(climb: Climb) -> None:
    climb.write(5)
    climb.sent()
    climb.refuse(4)

    assert climb.sent() == [4, 5]


def test_refusing_what_is_on_its_way_does_not_send_it_once_more(climb: Climb) -> None:
    climb.write(2)
    assert climb.sent() == [1, 2]
    climb.refuse(1)

    assert climb.sent() == []
    assert climb.sent(2_000) == [1, 2]


@pytest.mark.parametrize("expect", [4, 1_000])
def test_a_server_that_asks_for_lines_never_written_is_not_obeyed(
    climb: Climb, expect: int
) -> None:
    climb.write(2)
    climb.refuse(expect)

    assert climb.journal.acked() == 0
    assert climb.complained.kinds == ["the server asks for lines that are not here"]


def test_a_server_that_asks_for_lines_let_go_long_ago_is_not_obeyed(climb: Climb) -> None:
    climb.write(4)
    climb.acknowledge(3)
    climb.journal.prune(10**15)
    first = climb.journal.first_seq()
    assert first > 1
    climb.refuse(first - 1)

    assert climb.journal.acked() == 3
    assert climb.complained.kinds == ["the server asks for lines that are not here"]

    climb.refuse(first)

    assert climb.sent()[0] == first


def test_a_quarantined_cabinet_sends_no_more_lines(climb: Climb) -> None:
    climb.write(2)
    climb.sent()
    climb.uplink.heard(Quarantined(v=1, cab="HK-A", epoch=1, seq=2))
    climb.write(1)
    climb.uplink.restart()

    assert climb.sent(60_000) == []
    assert climb.uplink.due_ms() is None
    assert climb.complained.kinds == ["the server holds another history, no more events are sent"]


def test_a_line_that_was_down_is_no_reason_for_patience(climb: Climb) -> None:
    climb.write(1)
    climb.sent(0)
    climb.uplink.restart()

    assert climb.sent(1) == [1]
    assert climb.uplink.due_ms() == 2_001
