"""Staff learn of alarms in their group chats: once, together, and not at night for nothing."""

import json
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta
from random import Random

import pytest
from pytest_django.fixtures import Settings
from tests.notices.bot_stand_ins import KINDS, PATHS, SECRET
from tests.notices.sms_stand_ins import Provider, serving
from tests.notices.test_notices import planted
from tests.notices.two_at_once import two_at_once

from linli.kernel.outgoing import door
from linli.ledger.models import Entry
from linli.notices import bulletins, jobs, troubles
from linli.notices.bulletins import SENT_AT_ONCE, tell_staff
from linli.notices.channels import chosen
from linli.notices.channels.bots import LONGEST_BYTES, NAMES, Bot
from linli.notices.channels.port import NotSentError
from linli.notices.jobs import run_bulletins
from linli.notices.models import Bulletin, ToldOf
from linli.notices.queries import last_trouble_of_bot
from linli.notices.rules.quiet import MOST_LINES, is_quiet, within
from linli.notices.rules.retrying import TRIES_AT_MOST, Answer
from linli.notices.troubles import Trouble
from linli.people.retention import purge

MINUTE = timedelta(minutes=1)


@pytest.mark.parametrize(
    ("at", "hours", "quiet"),
    [
        ("23:00", "", False),
        ("21:59", "22:00-07:00", False),
        ("22:00", "22:00-07:00", True),
        ("06:59", "22:00-07:00", True),
        ("07:00", "22:00-07:00", False),
        ("12:59", "12:00-13:00", True),
        ("13:00", "12:00-13:00", False),
        ("12:00", "12:00-12:00", False),
    ],
)
def test_quiet_hours_may_go_over_midnight(at: str, hours: str, *, quiet: bool) -> None:
    assert is_quiet(time.fromisoformat(at), hours) is quiet


def test_what_is_too_long_is_cut_between_characters() -> None:
    assert [within("餐到", 6), within("餐到", 5), within("餐到", 2)] == ["餐到", "餐", ""]


@pytest.fixture(params=NAMES)
def kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def there(kind: str) -> Iterator[Provider]:
    with serving(KINDS[kind]) as made:
        yield made


def robot(kind: str, there: Provider, secret: str = SECRET) -> Bot:
    return Bot(kind, there.address + PATHS[kind], secret, door([there.address]))


def test_a_robot_takes_what_is_signed_as_its_maker_says(
    kind: str, there: Provider, now: datetime
) -> None:
    robot(kind, there).send("白玉兰：1 个告警", now=now)

    assert there.sent == [{"text": "白玉兰：1 个告警"}]


@pytest.mark.parametrize("code", ["-1", "310000"])
def test_a_robot_that_refuses_says_whether_to_wait(
    kind: str, there: Provider, now: datetime, code: str
) -> None:
    there.code = code

    with pytest.raises(NotSentError, match=f"code {code}") as caught:
        robot(kind, there).send("x", now=now)

    assert caught.value.answer is (Answer.LATER if code == "-1" else Answer.BROKEN)


def test_a_robot_that_says_what_nobody_understands_is_away(
    kind: str, there: Provider, now: datetime
) -> None:
    there.garbage = b"<html>"

    with pytest.raises(NotSentError) as caught:
        robot(kind, there).send("x", now=now)

    assert caught.value.answer is Answer.AWAY


def test_without_a_secret_nothing_is_signed(now: datetime) -> None:
    for kind in ("dingtalk", "feishu"):
        with serving(KINDS["wecom"]) as there:
            bot = Bot(kind, there.address + "/", "", door([there.address]))
            there.answer = lambda _asked: (200, json.dumps({"code": 0}).encode())
            bot.send("x", now=now)
            assert there.asked[0].query == ""
            assert b"sign" not in there.asked[0].body
        assert there.address not in repr(bot)


class Chat:
    """A robot that keeps what it was to say, and answers as it is told."""

    def __init__(self, name: str = "wecom", *answers: Answer) -> None:
        self.name = name
        self.answers = list(answers)
        self.said: list[str] = []

    def send(self, text: str, **_named: object) -> None:
        """Say it, or say why not."""
        answer = self.answers.pop(0) if self.answers else Answer.SENT
        if answer is not Answer.SENT:
            raise NotSentError(answer, f"said {answer}")
        self.said.append(text)


class House:
    """Two towers, and what is wrong in them."""

    def __init__(self, now: datetime) -> None:
        self.now = now
        self.places = {name: planted(name, now) for name in ("A", "B")}
        self.wrong: list[Trouble] = []

    def happens(
        self, key: str, place: str = "A", *, dangerous: bool = False, says: str = ""
    ) -> None:
        """Let something go wrong."""
        says = says or f"柜 {key}：坏了"
        self.wrong.append(Trouble(key, self.places[place], f"{place}楼", says, dangerous))

    def tell(self, *chats: Chat, after: timedelta = timedelta()) -> int:
        """Tell staff, so much later."""
        chance = Random(1)  # noqa: S311  # in a test
        return tell_staff(chats, chance=chance, now=self.now + after)  # type: ignore[arg-type]  # as a robot


@pytest.fixture
def house(db: None, monkeypatch: pytest.MonkeyPatch) -> House:
    made = House(datetime(2026, 3, 2, 4, 0, 30, tzinfo=UTC))  # noon in Shanghai
    monkeypatch.setattr(troubles, "_declared", [])
    troubles.declare(lambda: made.wrong)
    return made


def test_what_came_together_is_one_message_a_building(house: House) -> None:
    house.happens("1")
    house.happens("2")
    house.happens("3", "B")

    assert house.tell(chat := Chat()) == 2
    assert chat.said == ["A楼：2 个告警\n柜 1：坏了\n柜 2：坏了", "B楼：1 个告警\n柜 3：坏了"]
    assert house.tell(chat, after=MINUTE) == 0


def test_what_came_later_in_the_minute_waits_for_the_next(house: House) -> None:
    house.happens("1")
    house.tell(chat := Chat())
    house.happens("2")

    assert house.tell(chat, after=timedelta(seconds=20)) == 0
    assert house.tell(chat, after=timedelta(seconds=30)) == 1
    assert chat.said[1] == "A楼：1 个告警\n柜 2：坏了"


def test_at_night_only_what_is_dangerous_is_told_and_the_rest_in_the_morning(
    house: House, settings: Settings
) -> None:
    settings.MESSAGES = {**settings.MESSAGES, "quiet": "11:00-13:00", "language": "en"}
    house.happens("1")
    house.happens("2", dangerous=True)

    house.tell(chat := Chat())
    assert [one.partition("\n")[2] for one in chat.said] == ["柜 2：坏了"]
    house.tell(chat, after=timedelta(hours=1))
    assert [one.partition("\n")[2] for one in chat.said] == ["柜 2：坏了", "柜 1：坏了"]


def test_a_message_ends_where_robots_stop_reading(house: House) -> None:
    for number in range(MOST_LINES + 3):
        house.happens(f"{number:02d}", says="长" * 100)

    house.tell(chat := Chat())
    assert len(chat.said[0].encode()) <= LONGEST_BYTES
    house.wrong = []
    for number in range(MOST_LINES + 3):
        house.happens(f"b{number:02d}")
    house.tell(chat, after=MINUTE)
    assert chat.said[1].endswith("柜 b14：坏了\n还有 3 个")


def test_a_robot_that_does_not_answer_holds_up_no_other(house: House) -> None:
    house.happens("1")
    house.happens("2", "B")
    away, other = Chat("wecom", Answer.AWAY), Chat("feishu")

    assert house.tell(away, other) == 3
    assert len(other.said) == 2
    assert len(away.said) == 0
    assert last_trouble_of_bot("wecom", since=house.now - MINUTE) == "said away"
    assert last_trouble_of_bot("feishu", since=house.now - MINUTE) == ""


def test_what_no_robot_takes_is_given_up_and_written_down(
    house: House, caplog: pytest.LogCaptureFixture
) -> None:
    house.happens("1")
    chat = Chat("wecom", *[Answer.BROKEN] * 99)
    for _ in range(TRIES_AT_MOST):
        found = Bulletin.objects.first()
        house.tell(chat, after=(found.next_at - house.now) if found and found.next_at else MINUTE)

    found = Bulletin.objects.get()
    assert (found.tries, found.next_at) == (TRIES_AT_MOST, None)
    assert str(found).endswith("by wecom")
    assert {record.levelname for record in caplog.records} == {"ERROR"}
    entry = Entry.objects.get(chain__name="notices")
    assert (entry.verb, entry.subject) == ("bulletin_given_up", f"bulletin:{found.pk}")


def test_what_was_told_is_forgotten_in_time_and_told_again_if_nobody_saw_to_it(
    house: House,
) -> None:
    house.happens("1")
    house.tell(Chat(), after=timedelta())
    house.happens("2")
    house.tell(Chat("wecom", Answer.AWAY), after=MINUTE)  # and this robot is never asked again
    days = timedelta(days=1)

    list(purge(now=house.now.replace(second=0) + 30 * days - timedelta(seconds=1)))
    assert Bulletin.objects.count() == 2
    list(purge(now=house.now + 30 * days + MINUTE))
    assert not Bulletin.objects.exists()
    chat = Chat()
    assert house.tell(chat, after=89 * days) == 0

    house.wrong = house.wrong[:1]
    list(purge(now=house.now + 90 * days + MINUTE))
    house.tell(chat, after=90 * days + MINUTE)

    assert chat.said == ["A楼：1 个告警\n柜 1：坏了"]
    assert ToldOf.objects.count() == 1


def test_one_round_of_bulletins_is_bounded(house: House) -> None:
    for number in range(SENT_AT_ONCE + 1):
        house.places[str(number)] = planted(f"N{number}", house.now)
        house.happens(str(number), str(number))

    assert house.tell(Chat()) == SENT_AT_ONCE
    assert str(ToldOf.objects.earliest("pk")) in {str(number) for number in range(9)}


@pytest.mark.django_db(transaction=True)
def test_two_processes_at_once_tell_staff_once(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Both see the same alarm as new, and then the same message as due."""
    house.happens("1")
    chat = Chat()

    assert sum(two_at_once(bulletins, lambda: house.tell(chat), monkeypatch)) == 1

    assert len(chat.said) == 1


def test_the_clock_tells_staff(monkeypatch: pytest.MonkeyPatch) -> None:
    stop = threading.Event()

    def tell(*_args: object, **_named: object) -> int:
        stop.set()
        return 0

    monkeypatch.setattr(jobs, "tell_staff", tell)
    monkeypatch.setattr(jobs, "close_old_connections", lambda: None)
    monkeypatch.setattr("linli.notices.jobs.connection.close", lambda: None)
    run_bulletins(stop, [], wait_s=0)

    assert stop.is_set()


def test_robots_with_an_address_are_asked(settings: Settings) -> None:
    said = settings.MESSAGES
    assert chosen.bots() == []
    one = {"url": "https://oapi.dingtalk.com/robot/send?access_token=k", "secret": "s"}
    settings.MESSAGES = {**said, "bots": {**said["bots"], "dingtalk": one}}

    assert [one.name for one in chosen.bots()] == ["dingtalk"]
