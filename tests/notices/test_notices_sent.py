"""Notices reach their people: once, by one channel or the next, or somebody learns of it."""

import logging
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from random import Random

import pytest
from django.db import IntegrityError, connection, transaction
from pytest_django.fixtures import Settings
from tests.notices.test_notices import planted

from linli.ledger.models import Entry
from linli.notices import delivery, jobs, letters
from linli.notices.actions import NewNotice, tell, tell_again
from linli.notices.channels import chosen
from linli.notices.channels.port import Channel, NotSentError
from linli.notices.delivery import FRESH, SENT_AT_ONCE, deliver_due
from linli.notices.jobs import run_notices
from linli.notices.letters import Letter, declare
from linli.notices.models import Notice, NoticeKind, Sending
from linli.notices.outbox import CLAIMED_FOR
from linli.notices.queries import last_trouble
from linli.notices.rules.retrying import TRIES_AT_MOST, Answer
from linli.people.sealing import Purpose, seal

PHONE = "13812343821"
SECOND = timedelta(seconds=1)


class Post:
    """A channel that keeps what it was to send, and answers as it is told."""

    def __init__(self, name: str = "one", *answers: Answer) -> None:
        self.name = name
        self.answers = list(answers)
        self.sent: list[tuple[str, str]] = []

    def send(self, mobile: str, letter: Letter, **_named: object) -> None:
        """Send, or say why not."""
        answer = self.answers.pop(0) if self.answers else Answer.SENT
        if answer is not Answer.SENT:
            raise NotSentError(answer, f"said {answer}")
        self.sent.append((mobile, letter.text))


@pytest.fixture(autouse=True)
def words(monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """What messages say of deposits that are still there; of others there is nothing to say."""
    there: dict[str, str] = {}

    def letter(deposit: str) -> Letter | None:
        return Letter("stored", {}, there[deposit]) if deposit in there else None

    monkeypatch.setattr(letters, "_declared", {NoticeKind.MEAL_STORED: letter})
    return there


def told(place: int, deposits: Sequence[str], now: datetime, *, again: bool = False) -> None:
    with transaction.atomic():
        (tell_again if again else tell)(
            [
                NewNotice(
                    place_id=place,
                    kind=NoticeKind.MEAL_STORED,
                    label="3821",
                    phone=seal(PHONE, Purpose.RECIPIENT_PHONE, deposit),
                    deposit=deposit,
                    at=now,
                )
                for deposit in deposits
            ]
        )


@pytest.fixture
def tower(db: None, now: datetime, words: dict[str, str]) -> int:
    """A tower in which meal A has just come in."""
    place = planted("BYL", now)
    words["A"] = "餐到了"
    told(place, ["A"], now)
    return place


def deliver(now: datetime, *channels: Channel) -> int:
    return deliver_due(channels, chance=Random(1), now=now)  # noqa: S311  # in a test


def verbs() -> list[str]:
    return list(Entry.objects.filter(chain__name="notices").values_list("verb", flat=True))


def test_a_meal_s_owner_is_told_once(tower: int, now: datetime) -> None:
    post = Post()

    assert deliver(now + SECOND, post) == 1
    assert deliver(now + 2 * SECOND, post) == 0

    assert post.sent == [(PHONE, "餐到了")]
    assert Notice.objects.get().delivered_at == now + SECOND
    assert Sending.objects.get().answer == Answer.SENT
    assert str(Sending.objects.get()) == f"{Notice.objects.get().pk} by one"
    assert verbs() == []


def test_a_clock_that_is_ahead_elsewhere_stops_nothing(tower: int, now: datetime) -> None:
    deliver(now - SECOND, post := Post())

    assert len(post.sent) == 1
    assert Notice.objects.get().delivered_at == now


def test_who_could_not_be_reached_is_told_later_and_somebody_learns_of_the_end(
    tower: int, now: datetime
) -> None:
    post = Post("one", *[Answer.LATER] * 99)
    at, tries = now, 0
    while (sending := Sending.objects.first()) is None or sending.next_at is not None:
        at = at if sending is None else sending.next_at or at
        assert deliver(at - SECOND, post) == 0 or sending is None
        tries += deliver(at, post)

    assert tries + 1 == TRIES_AT_MOST
    assert timedelta(minutes=10) < at - now < timedelta(minutes=21)
    assert Notice.objects.get().delivered_at is None
    assert verbs() == ["notice_given_up"]
    entry = Entry.objects.get(verb="notice_given_up")
    assert entry.subject == "deposit:A"
    assert entry.facts == '{"channel":"one","said":"said later","then":""}'
    assert "3821" not in entry.facts


@pytest.mark.parametrize("answer", [Answer.REFUSED, Answer.BROKEN])
def test_the_next_channel_takes_what_the_first_does_not(
    tower: int, now: datetime, answer: Answer
) -> None:
    first, second = Post("one", answer), Post("two")

    deliver(now, first, second)

    assert (len(first.sent), len(second.sent)) == (0, 1)
    assert verbs() == ["notice_passed_on"]
    assert Notice.objects.get().delivered_at == now


def test_who_does_not_answer_holds_up_nobody_else_s_letters(
    tower: int, now: datetime, words: dict[str, str]
) -> None:
    words.update(B="b", C="c")
    told(tower, ["B", "C"], now)
    away, other = Post("one", *[Answer.AWAY] * 9), Post("two")
    Sending.objects.create(notice=Notice.objects.get(deposit="C"), channel="two", next_at=now)

    assert deliver(now, away, other) == 2
    assert other.sent == [(PHONE, "c")]
    assert Sending.objects.filter(channel="one", tries=0).count() == 1


def test_a_broken_channel_without_another_is_tried_again_and_said_aloud(
    tower: int, now: datetime, caplog: pytest.LogCaptureFixture
) -> None:
    deliver(now, Post("one", Answer.BROKEN))

    assert Sending.objects.get().next_at is not None
    [record] = caplog.records
    assert record.levelno == logging.ERROR
    assert record.getMessage() == "a message was not sent by one: said broken"
    assert last_trouble("one", since=now - SECOND) == "said broken"
    assert last_trouble("one", since=now) == ""
    assert last_trouble("two", since=now - SECOND) == ""
    sent_at = Sending.objects.get().next_at
    assert sent_at is not None
    deliver(sent_at, Post("one"))
    assert last_trouble("one", since=now - SECOND) == ""


def test_nobody_is_told_of_a_meal_that_is_gone(
    tower: int, now: datetime, words: dict[str, str]
) -> None:
    words.clear()

    deliver(now, post := Post())

    assert post.sent == []
    assert Sending.objects.get().answer == Answer.MOOT
    assert last_trouble("one", since=now - SECOND) == ""


def test_a_kind_that_nobody_has_words_for_is_sent_to_nobody(
    tower: int, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(letters, "_declared", {})

    deliver(now, post := Post())

    assert post.sent == []


def test_two_systems_cannot_say_the_same_thing() -> None:
    with pytest.raises(AssertionError, match="belongs to one system"):
        declare(NoticeKind.MEAL_STORED, lambda _deposit: None)


def test_a_number_that_was_let_go_of_meanwhile_is_not_looked_for(tower: int, now: datetime) -> None:
    deliver(now, Post("one", Answer.LATER))
    Notice.objects.update(phone=None)

    deliver(now + timedelta(minutes=1), post := Post())

    assert post.sent == []
    assert Sending.objects.get().answer == Answer.MOOT


def test_a_number_that_does_not_open_is_given_up(tower: int, now: datetime) -> None:
    Notice.objects.update(phone=b"torn")

    deliver(now, post := Post())

    assert post.sent == []
    assert Sending.objects.get().said == "the number does not open"


def test_yesterday_s_meals_and_those_without_a_number_are_not_begun(
    tower: int, now: datetime
) -> None:
    assert deliver(now + FRESH, post := Post()) == 0
    Notice.objects.update(phone=None)
    assert deliver(now, post) == 0
    assert not Sending.objects.exists()


def test_a_channel_that_was_taken_out_of_the_settings_leaves_its_letters_to_the_next(
    tower: int, now: datetime
) -> None:
    deliver(now, Post("old", Answer.LATER))

    later = now + timedelta(minutes=1)
    deliver(later, new := Post("new"))
    deliver(later, new)

    assert len(new.sent) == 1
    assert Sending.objects.get(channel="old").said == "not set up"


def test_who_asks_for_the_message_again_is_told_again(tower: int, now: datetime) -> None:
    deliver(now, post := Post())
    told(tower, ["A"], now + SECOND, again=True)
    deliver(now + SECOND, post)

    assert len(post.sent) == 2
    assert Sending.objects.count() == 1


def test_a_notice_told_anew_while_it_is_sent_is_another(tower: int, now: datetime) -> None:
    class Meanwhile(Post):
        def send(self, *_args: object, **_named: object) -> None:
            told(tower, ["A"], now, again=True)

    deliver(now, Meanwhile())

    assert not Sending.objects.exists()
    assert Notice.objects.get().delivered_at is None


def test_what_is_claimed_is_nobody_else_s_until_the_claim_is_over(
    tower: int, now: datetime
) -> None:
    class Dies(Post):
        def send(self, *_args: object, **_named: object) -> None:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        deliver(now, Dies())
    post = Post()

    assert deliver(now + CLAIMED_FOR - SECOND, post) == 0
    assert deliver(now + CLAIMED_FOR, post) == 1


def test_one_round_is_bounded(tower: int, now: datetime, words: dict[str, str]) -> None:
    words.update({str(number): "n" for number in range(20)})
    told(tower, [str(number) for number in range(20)], now)

    assert deliver(now, Post()) == SENT_AT_ONCE


def test_a_sending_is_due_or_over(tower: int, now: datetime) -> None:
    notice = Notice.objects.get()

    with pytest.raises(IntegrityError), transaction.atomic():
        Sending.objects.create(notice=notice, channel="one")
    with pytest.raises(IntegrityError), transaction.atomic():
        Sending.objects.create(notice=notice, channel="one", next_at=now, ended_at=now)


@pytest.mark.django_db(transaction=True)
def test_two_processes_at_once_send_each_message_once(
    now: datetime, words: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Both have read the same rows as due before either claims one; no transaction is open."""
    names = [str(number) for number in range(SENT_AT_ONCE)]
    words.update(dict.fromkeys(names, "餐到了"))
    told(planted("BYL", now), names, now)

    class Outside(Post):
        def send(self, mobile: str, letter: Letter, **named: object) -> None:
            assert not connection.in_atomic_block
            super().send(mobile, letter, **named)

    post, claim = Outside(), delivery._claim  # noqa: SLF001  # what is held up
    both = threading.Barrier(2)
    held = threading.local()

    def claim_together(sending: int, at: datetime) -> object:
        if not getattr(held, "once", False):
            held.once = True
            both.wait(20)
        return claim(sending, at)

    monkeypatch.setattr(delivery, "_claim", claim_together)

    def process(_number: int) -> int:
        try:
            return deliver(now, post)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        counts = list(pool.map(process, range(2)))

    assert sum(counts) == len(post.sent) == len(names)
    assert not Sending.objects.filter(next_at__isnull=False).exists()


# The clock


@pytest.mark.django_db
def test_the_clock_goes_on_after_a_failure_and_without_a_pause_after_a_letter(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    rounds, beats = list[float](), list[str]()

    class Stop(threading.Event):
        def wait(self, timeout: float | None = None) -> bool:
            rounds.append(timeout or 0)
            return len(rounds) > 4

    answers: Iterator[int] = iter([1, 0, -1, 0])

    def deliver_or_fail(*_args: object, **_named: object) -> int:
        if (found := next(answers)) < 0:
            raise OSError
        return found

    monkeypatch.setattr(jobs, "deliver_due", deliver_or_fail)
    monkeypatch.setattr(jobs, "close_old_connections", lambda: None)
    monkeypatch.setattr("linli.notices.jobs.connection.close", lambda: beats.append("closed"))
    run_notices(Stop(), [Post()], wait_s=9, beat=lambda: beats.append("beat"))

    assert rounds == [9, 0, 9, 9, 9]
    assert beats == ["beat"] * 3 + ["closed"]
    assert "notices were not sent and will be tried again" in caplog.text


# The settings


def test_channels_are_made_in_their_order_and_a_half_described_one_is_left_out(
    settings: Settings,
) -> None:
    said = settings.MESSAGES
    whole = dict.fromkeys(("key_id", "key_secret", "sign", "secret_id", "secret_key", "app"), "x")
    templates = dict.fromkeys(("stored", "waiting", "code", "text"), "1")
    whole_ones = {
        name: {**said[name], **whole, "templates": templates} for name in ("aliyun", "tencent")
    }
    settings.MESSAGES = {**said, **whole_ones, "channels": ["tencent", "aliyun"]}

    assert [one.name for one in chosen.set_up()] == ["tencent", "aliyun"]
    whole_ones["tencent"] = said["tencent"]
    settings.MESSAGES = {**said, **whole_ones, "channels": ["tencent", "aliyun"]}
    assert [one.name for one in chosen.set_up()] == ["aliyun"]
    assert chosen.missing("tencent") == [
        "tencent_secret_id",
        "tencent_secret_key",
        "tencent_app",
        "tencent_sign",
        "tencent_template_stored",
        "tencent_template_waiting",
    ]
