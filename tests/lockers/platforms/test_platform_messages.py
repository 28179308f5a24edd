"""What platforms are told: written with what happened, signed, sent again, given up, replayed."""

import hashlib
import hmac
import threading
from base64 import b64decode, b64encode
from collections.abc import Mapping
from datetime import datetime, timedelta

import msgspec
import pytest
from django.db import IntegrityError
from tests.lockers.platforms.arriving import NO, stores
from tests.lockers.platforms.calling import Computer
from tests.lockers.tower import Tower

from linli.ledger.models import Entry
from linli.lockers import jobs
from linli.lockers.actions import webhooks
from linli.lockers.actions.lapsing import expire_reservations
from linli.lockers.actions.platforms import add_platform
from linli.lockers.actions.reporting import follow_orders
from linli.lockers.actions.webhooks import NotDeliveredError, deliver_due, set_webhook
from linli.lockers.enums import DepositState, EventKind
from linli.lockers.models import PlatformEvent, Reservation, Webhook
from linli.lockers.platform_errors import HookUnreadable, PlatformUnknown
from linli.lockers.queries.platforms import platform_number
from linli.lockers.rules.lifecycle import DepositNow
from linli.lockers.rules.webhooks import kinds_of, pause_after, signature
from linli.wire.messages import Purpose

URL = "https://hooks.example.com/linli?from=tower"


class Receiver:
    """A platform's computer that answers as it is told to."""

    def __init__(self, *answers: int | str) -> None:
        self.answers = list(answers)
        self.got: list[tuple[str, Mapping[str, str], bytes]] = []

    def post(self, url: str, *, headers: Mapping[str, str], body: bytes) -> int:
        """Take a message."""
        self.got.append((url, headers, body))
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if isinstance(answer, str):
            raise NotDeliveredError(answer)
        return answer


def hooked(now: datetime) -> str:
    return set_webhook(platform="fan-le", url=URL, actor="installer", now=now)


def no_jitter() -> float:
    return 0.0


def sent(receiver: Receiver, now: datetime) -> int:
    return deliver_due(receiver, jitter=no_jitter, now=now)


def named(*kinds: EventKind) -> list[str]:
    return [kind.value for kind in kinds]


def kept() -> list[str]:
    return list(PlatformEvent.objects.order_by("pk").values_list("kind", flat=True))


@pytest.fixture
def stored(tower: Tower, platform: Computer) -> str:
    """Give a platform with a webhook whose meal was just stored; its secret."""
    secret = hooked(tower.now)
    platform.announces(phone="13812343821")
    stores(tower)
    return secret


def test_what_happens_to_a_meal_is_put_into_the_outbox_with_it(
    tower: Tower, platform: Computer
) -> None:
    hooked(tower.now)
    platform.announces(phone="13812343821")
    begun = stores(tower)
    assert kept() == named(EventKind.STORED)

    tower.at(begun).empty(tower.opened(begun, Purpose.PICKUP))
    tower.exchange()

    assert kept() == named(EventKind.STORED, EventKind.PICKED)
    told = msgspec.json.decode(PlatformEvent.objects.earliest("pk").body)
    assert told["type"] == "order.stored"
    assert told["data"] == {"order_no": NO, "building": "TOWER", "cabinet": "T-A"}


def test_without_an_address_or_an_order_nothing_is_kept(tower: Tower, platform: Computer) -> None:
    platform.announces()
    stores(tower)
    tower.stored()
    follow_orders({}, [], now=tower.now)

    assert kept() == []


def test_of_a_reservation_that_ends_the_platform_is_told(tower: Tower, platform: Computer) -> None:
    hooked(tower.now)
    platform.announces()
    platform.does(f"orders/{NO}/reservation", {"minutes": 1})

    expire_reservations(now=Reservation.objects.get().until)

    assert kept() == named(EventKind.RESERVATION_EXPIRED)


@pytest.mark.parametrize(
    ("now", "just_stored", "kinds"),
    [
        (DepositNow(DepositState.SENT), False, []),
        (DepositNow(DepositState.STORED), True, [EventKind.STORED]),
        (DepositNow(DepositState.STORED, held=True), False, [EventKind.OVERDUE]),
        (DepositNow(DepositState.PICKED), True, [EventKind.STORED, EventKind.PICKED]),
        (DepositNow(DepositState.RECALLED, held=True), False, [EventKind.RECALLED]),
        (DepositNow(DepositState.DISPOSED), False, [EventKind.DISPOSED]),
        (DepositNow(DepositState.EXPIRED), False, [EventKind.NOT_STORED]),
    ],
)
def test_each_outcome_has_its_message(
    now: DepositNow, just_stored: object, kinds: list[EventKind]
) -> None:
    assert kinds_of(now, just_stored=bool(just_stored)) == kinds


# Signed


def test_a_message_is_signed_as_the_standards_own_example() -> None:
    """Source: standard-webhooks, libraries/python/tests, the shared test vector."""
    secret, name = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "msg_p5jXN8AQM9LWM0D4loKWxJek"

    said = signature(secret, name=name, at_s=1614265330, body='{"test": 2432232314}')

    assert said == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_the_receiver_can_check_who_it_is_from(tower: Tower, stored: str) -> None:
    receiver = Receiver(204)

    assert sent(receiver, tower.now) == 1
    assert sent(receiver, tower.now + timedelta(days=1)) == 0

    ((url, headers, body),) = receiver.got
    assert url == URL
    signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    key = b64decode(stored.removeprefix("whsec_"))
    mac = b64encode(hmac.digest(key, signed, hashlib.sha256)).decode()
    assert headers["webhook-signature"] == f"v1,{mac}"
    event = PlatformEvent.objects.get()
    assert (event.delivered_at, event.next_at, event.said) == (tower.now, None, "204")


def test_a_secret_is_sealed_and_a_new_one_signs_beside_the_old_for_a_day(
    tower: Tower, stored: str
) -> None:
    second = hooked(tower.now)
    hook = Webhook.objects.get()
    assert hook.old_until is not None
    assert stored not in str(Webhook.objects.values().get())
    assert (str(hook.secret), hook.secret.opened()) == ("***", second)
    receiver = Receiver(500)

    sent(receiver, hook.old_until - timedelta(seconds=1))
    sent(receiver, hook.old_until + timedelta(days=1))

    first, later = (got[1]["webhook-signature"].split(" ") for got in receiver.got)
    assert (len(first), len(later)) == (2, 1)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "http://a.example",
        "https://",
        "https://u:p@a.example",
        "https://a.example/\u4e2d",
        "https://a.example:x",
        "https://a.example:0/",
        "https://a.example/" + "x" * 400,
    ],
)
def test_an_address_that_cannot_be_one_is_refused(db: None, now: datetime, url: str) -> None:
    add_platform(code="fan-le", name="饭乐", actor="installer", now=now)

    with pytest.raises(HookUnreadable):
        set_webhook(platform="fan-le", url=url, actor="installer", now=now)
    with pytest.raises(PlatformUnknown):
        set_webhook(platform="nobody", url=URL, actor="installer", now=now)
    with pytest.raises(PlatformUnknown):
        platform_number("nobody")
    assert not Webhook.objects.exists()


# Sent again


def test_who_does_not_answer_is_sent_it_again_later_each_time(tower: Tower, stored: str) -> None:
    receiver, now, pauses = Receiver("TimeoutError", 500, 302), tower.now, []
    event = PlatformEvent.objects.get()
    while event.next_at is not None:
        pauses.append(round((event.next_at - now).total_seconds()))
        now = event.next_at
        assert sent(receiver, now - timedelta(microseconds=1)) == 0
        assert sent(receiver, now) == 1
        event = PlatformEvent.objects.get()

    assert pauses == [0, 5, 20, 80, 320, 1_280, 5_120, 20_480, 21_600, 21_600]
    assert len({got[1]["webhook-id"] for got in receiver.got}) == 1
    assert (event.dead_at, event.tries, event.said) == (now, 10, "302")
    assert Entry.objects.latest("pk").verb == "event_given_up"


def test_chance_takes_up_to_half_of_a_pause_away() -> None:
    assert pause_after(1, jitter=1) == timedelta(seconds=2.5)
    assert pause_after(9, jitter=0.5) == timedelta(hours=4.5)
    assert pause_after(10, jitter=0) is None


def test_who_has_gone_is_not_asked_again(tower: Tower, stored: str) -> None:
    sent(Receiver(410), tower.now)

    assert PlatformEvent.objects.get().dead_at == tower.now


def test_a_platform_that_does_not_answer_does_not_keep_others_waiting(
    tower: Tower, platform: Computer
) -> None:
    hooked(tower.now)
    other = Computer("other", "另一家")
    set_webhook(platform="other", url=URL, actor="installer", now=tower.now)
    for one, number in ((platform, "MT-00001"), (platform, "MT-00002"), (other, "MT-00003")):
        one.announces(number)
        stores(tower, order_no=number)
    receiver = Receiver("TimeoutError", 200)

    assert sent(receiver, tower.now) == 2
    assert PlatformEvent.objects.filter(delivered_at=None, tries=0).count() == 1


def test_two_processes_do_not_send_the_same_message_at_once(tower: Tower, stored: str) -> None:
    event = PlatformEvent.objects.get().pk

    assert webhooks._claim(event, tower.now) is not None  # noqa: SLF001  # what another did
    assert webhooks._claim(event, tower.now) is None  # noqa: SLF001  # as above
    assert sent(Receiver(200), tower.now) == 0
    assert sent(Receiver(200), tower.now + webhooks.CLAIMED_FOR) == 1


def test_a_process_that_was_second_sends_nothing(
    tower: Tower, stored: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(webhooks, "_claim", lambda *_: None)

    assert sent(Receiver(200), tower.now) == 0


def test_a_message_waits_was_taken_or_is_given_up(tower: Tower, stored: str) -> None:
    with pytest.raises(IntegrityError):
        PlatformEvent.objects.update(delivered_at=tower.now)


# Replayed


def test_what_was_given_up_is_listed_and_sent_again(
    tower: Tower, platform: Computer, stored: str
) -> None:
    sent(Receiver(410), tower.now)
    (dead,) = platform.asks("get", "events/dead")[1]["events"]
    assert (dead["type"], dead["said"], dead["tries"]) == ("order.stored", "410", 1)
    other = Computer("other", "另一家")
    assert other.asks("get", "events/dead")[1]["events"] == []
    assert other.does("events/dead/replay", None)[1] == {"count": 0}
    assert Entry.objects.latest("pk").verb != "events_sent_again"

    assert platform.does("events/dead/replay", None)[1] == {"count": 1}

    assert platform.asks("get", "events/dead")[1]["events"] == []
    receiver = Receiver(200)
    assert sent(receiver, PlatformEvent.objects.get().next_at or tower.now) == 1
    assert receiver.got[0][1]["webhook-id"] == dead["id"]


# The clock


@pytest.mark.django_db
def test_the_clock_sends_and_goes_on_after_a_failure(monkeypatch: pytest.MonkeyPatch) -> None:
    stop, rounds = threading.Event(), list[str]()

    def deliver(*_args: object, **_named: object) -> int:
        rounds.append("")
        if len(rounds) == 1:
            raise OSError
        stop.set()
        return 0

    monkeypatch.setattr(jobs, "deliver_due", deliver)
    monkeypatch.setattr(jobs, "close_old_connections", lambda: None)
    monkeypatch.setattr("linli.lockers.jobs.connection.close", lambda: rounds.append("closed"))
    jobs.run_webhooks(stop, Receiver(200), wait_s=0)

    assert rounds == ["", "", "closed"]
