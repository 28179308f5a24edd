"""Each of the staff learns of alarms: in the inbox, and as they wish, once and in peace."""

import logging
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from random import Random

import pytest
from django.db import connection
from django.forms.models import model_to_dict
from pytest_django.fixtures import Settings
from tests.notices.test_bulletins import Chat
from tests.notices.test_notices import planted

from linli.ledger.models import Entry
from linli.ledger.sentences import in_words
from linli.notices import inbox, jobs, reaching, troubles
from linli.notices.actions import mark_read
from linli.notices.channels.port import NotSentError
from linli.notices.errors import MailImpossible, MailLinkStale, QuietImpossible
from linli.notices.inbox import SENT_AT_ONCE, tell_people
from linli.notices.letters import Letter, base
from linli.notices.models import Forwarding, Reach, Told
from linli.notices.queries import INBOX_SHOWN, inbox_of, last_trouble, unread_of
from linli.notices.rules.quiet import quiet_until, read_hours
from linli.notices.rules.retrying import TRIES_AT_MOST, Answer
from linli.notices.rules.storms import STORM, due_after
from linli.notices.troubles import Trouble
from linli.people.actions import ensure_person, give_grant
from linli.people.enums import Role
from linli.people.models import Person
from linli.people.sealing import blind_index
from linli.places.models import Place

MINUTE, SECOND = timedelta(minutes=1), timedelta(seconds=1)
MOBILE = "13812343821"


class Post:
    """A channel that keeps whom it sent what, and answers as it is told."""

    def __init__(self, name: str = "mail", *answers: Answer) -> None:
        self.name = name
        self.answers = list(answers)
        self.sent: list[tuple[str, Letter]] = []

    def send(self, mobile: str, letter: Letter, **_named: object) -> None:
        """Send, or say why not."""
        answer = self.answers.pop(0) if self.answers else Answer.SENT
        if answer is not Answer.SENT:
            raise NotSentError(answer, f"said {answer}")
        self.sent.append((mobile, letter))

    @property
    def said(self) -> list[str]:
        """What stood over each letter."""
        return [letter.subject for _to, letter in self.sent]


class House:
    """A tower with a crew and a property company, and what is wrong in it."""

    def __init__(self) -> None:
        self.now = datetime(2026, 3, 2, 4, 0, 30, tzinfo=UTC)  # noon in Shanghai
        self.tower = Place.objects.get(pk=planted("A", self.now))
        self.wrong: list[Trouble] = []
        self.crew = self.person("crew", Role.CREW)
        self.property = self.person("property", Role.PROPERTY)

    def person(self, handle: str, role: Role) -> Person:
        """Somebody who holds a role here."""
        made = ensure_person(handle=handle, name="王工", now=self.now)
        give_grant(
            person=made,
            role=role,
            place=self.tower,
            until=None,
            granted_by=None,
            now=self.now,
        )
        return made

    def jams(self, door: int, *, dangerous: bool = False) -> None:
        """Let a door of cabinet T-A go wrong."""
        told = (Role.CREW, Role.PROPERTY) if dangerous else (Role.CREW,)
        says = f"T-A 柜，{door} 号格：卡住"
        place = self.tower.pk
        where, link = "T-A 柜 大堂", "/board/alarms/1"
        key, about = f"alarm:{door}:0", "cabinet:T-A"
        self.wrong.append(Trouble(key, place, "A楼", says, dangerous, about, where, link, told))

    def tells(self, *posts: Post, after: timedelta = timedelta()) -> int:
        """Tell everybody, so much later."""
        return tell_people(posts, chance=Random(1), now=self.now + after)  # noqa: S311  # in a test

    def confirmed(self, person: Person, address: str = "wang@example.cn") -> None:
        """Let somebody have their mail confirmed."""
        token = reaching.ask_for_mail(person, address, now=self.now)
        reaching.confirm_mail(token, person=person, now=self.now)


@pytest.fixture
def house(db: None, monkeypatch: pytest.MonkeyPatch) -> House:
    made = House()
    monkeypatch.setattr(troubles, "_declared", [])
    troubles.declare(lambda: made.wrong)
    return made


def lines(person: Person) -> list[tuple[str, int]]:
    return [(one.says, one.count) for one in reversed(inbox_of(person))]


def of_whom(line: Told) -> dict[str, int]:
    return {"person_id": line.person_id, "place_id": line.place_id}


# The inbox


def test_who_is_in_charge_finds_what_happened_in_the_inbox(house: House) -> None:
    house.jams(7)

    assert house.tells() == 0
    house.tells(after=SECOND)

    [line] = inbox_of(house.crew)
    assert (line.says, line.count, line.link) == ("A楼：T-A 柜，7 号格：卡住", 1, "/board/alarms/1")
    assert str(line) == f"{house.crew.pk} cabinet:T-A"
    assert unread_of(house.crew) == 1
    assert lines(house.property) == []


def test_property_is_told_of_danger_alone(house: House) -> None:
    house.jams(7, dangerous=True)
    house.tells()

    assert unread_of(house.property) == 1


def test_what_nobody_is_told_of_and_whom_nobody_tells(house: House) -> None:
    house.wrong.append(Trouble("x", house.tower.pk, "A楼", "坏了", False))  # noqa: FBT003  # as it is
    house.crew.left_at = house.now
    house.crew.save()
    house.jams(1)
    house.tells()

    assert not Told.objects.exists()


def test_one_reads_what_the_page_showed_and_no_more(house: House) -> None:
    house.jams(1)
    house.tells()
    upto = inbox_of(house.crew)[0].pk
    house.wrong.clear()
    house.jams(2)
    house.tells(after=STORM)

    assert mark_read(house.crew, upto=upto, now=house.now) == 1
    assert mark_read(house.property, upto=upto + 9, now=house.now) == 0
    assert unread_of(house.crew) == 1


def test_an_inbox_is_read_a_page_at_a_time(house: House) -> None:
    house.jams(1)
    house.tells()
    line = Told.objects.get()
    Told.objects.bulk_create(
        Told(**{**model_to_dict(line, exclude=["id", "person", "place"]), **of_whom(line)})
        for _ in range(INBOX_SHOWN + 1)
    )

    first = inbox_of(house.crew)
    assert len(first) == INBOX_SHOWN + 1
    assert len(inbox_of(house.crew, before=first[INBOX_SHOWN - 1].pk)) == 2


# Storms


def test_a_storm_at_one_cabinet_is_two_messages_the_second_with_a_count(house: House) -> None:
    house.confirmed(house.crew)
    post = Post()
    house.jams(1)
    house.tells(post)
    for door in range(2, 39):
        house.jams(door)
        house.tells(post, after=door * SECOND)

    assert lines(house.crew) == [
        ("A楼：T-A 柜，1 号格：卡住", 1),
        ("A楼：T-A 柜 大堂，37 个告警", 37),
    ]
    assert post.said == ["A楼：T-A 柜，1 号格：卡住，告警 1 个，请到邻里处理。"]
    house.tells(post, after=STORM)
    assert post.said[1:] == ["A楼：T-A 柜 大堂，告警 38 个，请到邻里处理。"]
    assert post.sent[1][1].text.count("\n") == 16
    assert post.sent[1][1].link == f"{base()}/board/alarms/1"


def test_a_danger_does_not_wait_for_the_end_of_a_storm(house: House) -> None:
    house.confirmed(house.crew)
    post = Post()
    for door in (1, 2):
        house.jams(door)
        house.tells(post, after=door * SECOND)
    house.jams(3, dangerous=True)
    house.tells(post, after=MINUTE)

    assert len(post.sent) == 2
    assert lines(house.crew)[1] == ("A楼：T-A 柜 大堂，2 个告警", 2)


@pytest.mark.parametrize(
    ("last_min", "dangerous", "due_min"),
    [
        (None, False, 0),
        (-11, False, 0),
        (-10, False, 0),
        (-1, False, 9),
        (5, False, 15),
        (5, True, 0),
    ],
)
def test_a_cabinet_is_told_of_once_in_ten_minutes(
    now: datetime, last_min: int | None, *, dangerous: bool, due_min: int
) -> None:
    last = None if last_min is None else now + last_min * MINUTE

    assert due_after(last, is_dangerous=dangerous, now=now) == now + due_min * MINUTE


# In peace


@pytest.mark.parametrize(
    ("at", "hours", "until"),
    [
        ("12:00", "", None),
        ("12:00", "22:00-07:00", None),
        ("23:10", "22:00-07:00", "03 07:00"),
        ("06:10", "22:00-07:00", "02 07:00"),
        ("12:30", "12:00-13:15", "02 13:15"),
    ],
)
def test_quiet_hours_end_today_or_tomorrow(at: str, hours: str, until: str | None) -> None:
    instant = datetime.fromisoformat(f"2026-03-02T{at}:30+08:00")
    over = quiet_until(instant, hours)

    assert (over and f"{over:%d %H:%M}") == until


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("", ""),
        ("22:00-07:00", "22:00-07:00"),
        ("22:00:00-07:00", "22:00-07:00"),
        ("9-7", None),
        ("22:00", None),
        ("a-b", None),
        ("22:00-07:00-08:00", None),
    ],
)
def test_hours_are_two_times_of_day(text: str, kept: str | None) -> None:
    assert read_hours(text) == kept


def test_each_has_quiet_hours_of_their_own_and_else_the_installation_s(
    house: House, settings: Settings
) -> None:
    settings.MESSAGES = {**settings.MESSAGES, "quiet": "11:00-13:00"}
    other = house.person("other", Role.CREW)
    never = house.person("never", Role.CREW)
    house.confirmed(house.crew, "crew@example.cn")
    house.confirmed(other, "other@example.cn")
    house.confirmed(never, "never@example.cn")
    reaching.set_quiet(other, quiet="11:30-14:00", language="", now=house.now)
    reaching.set_quiet(never, quiet="", language="", now=house.now)
    house.jams(1)
    post = Post()

    for after in (timedelta(), timedelta(minutes=59), timedelta(hours=1), timedelta(hours=2)):
        house.tells(post, after=after)

    assert [to for to, _letter in post.sent] == [
        "never@example.cn",
        "crew@example.cn",
        "other@example.cn",
    ]
    assert unread_of(house.crew) == 1


def test_no_hour_is_too_late_for_a_danger(house: House) -> None:
    reaching.set_quiet(house.crew, quiet="11:00-13:00", language="", now=house.now)
    house.confirmed(house.crew)
    house.jams(1, dangerous=True)
    house.tells(post := Post())

    assert len(post.sent) == 1


def test_what_is_over_or_read_by_the_morning_is_not_told(house: House) -> None:
    reaching.set_quiet(house.crew, quiet="11:00-13:00", language="", now=house.now)
    house.confirmed(house.crew)
    house.jams(1)
    house.tells(post := Post())
    house.wrong.clear()
    house.tells(post, after=timedelta(hours=2))
    assert Forwarding.objects.get().answer == Answer.MOOT
    house.jams(2)
    house.tells(after=timedelta(hours=2, minutes=1))
    mark_read(house.crew, upto=99, now=house.now)
    house.tells(post, after=timedelta(hours=3))

    assert post.sent == []
    assert Forwarding.objects.count() == 1


# By which way


def test_the_next_way_takes_what_the_first_does_not(
    house: House, caplog: pytest.LogCaptureFixture
) -> None:
    house.confirmed(house.crew)
    reaching.set_wechat(house.crew, wanted=True, now=house.now)
    reaching.know_wechat(house.crew, "o-1", now=house.now)
    house.jams(1)
    first, second = Post("wechat", Answer.REFUSED), Post("mail")

    house.tells(first, second)
    house.tells(first, second)

    assert [to for to, _letter in second.sent] == ["wang@example.cn"]
    entry = Entry.objects.get(verb="forwarding_given_up")
    assert entry.facts == '{"channel":"wechat","said":"said refused","then":"mail"}'
    assert str(Forwarding.objects.latest("pk")).endswith("by mail")
    assert caplog.records[0].levelno == logging.WARNING


def test_by_text_message_comes_what_is_dangerous_alone(house: House) -> None:
    house.crew.phone, house.crew.phone_index = MOBILE, blind_index(MOBILE)
    house.crew.save()
    house.jams(1)
    house.tells(post := Post("aliyun"))
    assert post.sent == []
    house.jams(2, dangerous=True)
    house.tells(post)

    assert [to for to, _letter in post.sent] == [MOBILE]


def test_what_no_way_takes_is_tried_again_and_given_up(house: House) -> None:
    house.confirmed(house.crew)
    house.jams(1)
    post = Post("mail", *[Answer.AWAY] * 99)
    house.jams(2)
    for _ in range(TRIES_AT_MOST):
        found = Forwarding.objects.first()
        due = found.next_at - house.now if found and found.next_at else timedelta()
        house.tells(post, after=due)

    found = Forwarding.objects.get()
    assert (found.tries, found.next_at) == (TRIES_AT_MOST, None)
    assert last_trouble("mail", since=house.now - SECOND) == "said away"
    assert '"then":""' in Entry.objects.get(verb="forwarding_given_up").facts


def test_who_is_away_holds_up_nobody_on_another_way_and_a_way_may_go(house: House) -> None:
    for number in range(3):
        house.confirmed(house.person(f"p{number}", Role.CREW), f"p{number}@example.cn")
    house.jams(1)
    house.tells(Post("mail", Answer.AWAY))
    assert Forwarding.objects.filter(tries=1).count() == 1
    Forwarding.objects.filter(tries=0).update(channel="old")

    house.tells(Post("mail"), after=SECOND)
    assert set(Forwarding.objects.filter(channel="old").values_list("said", flat=True)) == {
        "not set up"
    }


def test_who_takes_the_way_away_meanwhile_and_what_does_not_open(
    house: House, caplog: pytest.LogCaptureFixture
) -> None:
    house.confirmed(house.crew)
    house.confirmed(torn := house.person("torn", Role.CREW), "torn@example.cn")
    house.jams(1)

    class Meanwhile(Post):
        def send(self, *_args: object, **_named: object) -> None:
            reaching.forget_mail(torn, now=house.now)
            raise NotSentError(Answer.BROKEN, "x")

    house.tells(Meanwhile())
    house.tells(Post())
    said = dict(Forwarding.objects.values_list("told__person__handle", "answer"))
    assert said == {"crew": "broken", "torn": "stranger"}
    Reach.objects.filter(person=house.crew).update(mail=b"torn")
    due = Forwarding.objects.get(told__person=house.crew).next_at
    assert due is not None
    house.tells(Post(), after=due - house.now)
    assert Forwarding.objects.get(told__person=house.crew).said == "the address does not open"


def test_one_round_of_inboxes_is_bounded(house: House) -> None:
    for number in range(SENT_AT_ONCE + 1):
        house.confirmed(house.person(f"p{number}", Role.CREW), f"p{number}@example.cn")
    house.jams(1)

    assert house.tells(Post()) == SENT_AT_ONCE
    assert house.tells(Post()) == 1


def test_each_is_told_in_their_language(house: House) -> None:
    reaching.set_quiet(house.crew, quiet=None, language="en", now=house.now)
    house.confirmed(house.crew)
    house.jams(1)
    house.jams(2)
    house.tells(post := Post())

    assert post.said == ["A楼: T-A 柜 大堂, alarms: 2"]
    assert Reach.objects.get().language == "en"
    assert str(Reach.objects.get()) == str(house.crew.pk)


@pytest.mark.django_db(transaction=True)
def test_two_processes_at_once_tell_each_person_once(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    house.confirmed(house.crew)
    house.jams(1)
    post, write, claim = Post(), inbox._write, inbox._claim  # noqa: SLF001  # held up
    both, held = threading.Barrier(2), threading.local()

    def together(*args: object) -> None:
        both.wait(20)
        write(*args)  # type: ignore[arg-type]  # as they are

    def claim_together(*args: object) -> object:
        if not getattr(held, "once", False):
            held.once = True
            both.wait(20)
        return claim(*args)  # type: ignore[arg-type]  # as they are

    monkeypatch.setattr(inbox, "_write", together)
    monkeypatch.setattr(inbox, "_claim", claim_together)

    def process(_number: int) -> int:
        try:
            return house.tells(post)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        assert sum(pool.map(process, range(2))) == 1

    assert len(post.sent) == 1
    assert Told.objects.count() == 1


# Wishes


def test_mail_counts_once_its_person_came_by_the_link_in_it(house: House) -> None:
    first = reaching.ask_for_mail(house.crew, "a@example.cn", now=house.now)
    assert reaching.address_for("mail", house.crew) is None
    token = reaching.ask_for_mail(house.crew, " b@example.cn ", now=house.now)

    for wrong, whose, after in (
        (first, house.crew, SECOND),
        (token, house.property, SECOND),
        (token + "x", house.crew, SECOND),
        (token, house.crew, reaching.CONFIRMED_WITHIN + SECOND),
    ):
        with pytest.raises(MailLinkStale):
            reaching.confirm_mail(wrong, person=whose, now=house.now + after)
    reaching.confirm_mail(token, person=house.crew, now=house.now)

    assert reaching.address_for("mail", house.crew) == "b@example.cn"
    assert str(Reach.objects.get().mail) == "b***@example.cn"
    facts = [entry.facts for entry in Entry.objects.filter(verb="reach_changed")]
    assert facts == ['{"what":"mail"}', '{"what":"mail"}', '{"what":"mail_confirmed"}']
    assert in_words("reach_changed", {"what": "mail"}) == "改了自己怎么收消息：填了邮箱"
    reaching.forget_mail(house.crew, now=house.now)
    assert reaching.address_for("mail", house.crew) is None


@pytest.mark.parametrize(
    "address", ["", "wang", "a@b\nc", "王@example.cn", f"{'a' * 60}@{'b.' * 100}example.cn"]
)
def test_what_is_no_address_is_refused(house: House, address: str) -> None:
    with pytest.raises(MailImpossible):
        reaching.ask_for_mail(house.crew, address, now=house.now)


@pytest.mark.parametrize(("quiet", "language"), [("22", ""), (None, "fr")])
def test_hours_and_languages_that_are_none_are_refused(
    house: House, quiet: str | None, language: str
) -> None:
    with pytest.raises(QuietImpossible):
        reaching.set_quiet(house.crew, quiet=quiet, language=language, now=house.now)


def test_wechat_is_known_only_of_who_wants_it(house: House) -> None:
    reaching.know_wechat(house.crew, "o-1", now=house.now)
    assert not Reach.objects.exists()
    reaching.set_wechat(house.crew, wanted=True, now=house.now)
    assert reaching.address_for("wechat", house.crew) is None
    for _ in range(2):
        reaching.know_wechat(house.crew, "o-1", now=house.now)
    assert reaching.address_for("wechat", house.crew) == "o-1"
    assert str(Reach.objects.get().wechat) == "***"
    reaching.set_wechat(house.crew, wanted=False, now=house.now)

    assert reaching.address_for("wechat", house.crew) is None
    assert Entry.objects.filter(verb="reach_changed").count() == 3


def test_an_owner_s_number_leads_to_what_its_owner_wished(house: House) -> None:
    assert reaching.address_for_mobile("aliyun", MOBILE) == MOBILE
    assert reaching.address_for_mobile("mail", MOBILE) is None
    assert reaching.address_for("aliyun", house.crew) is None
    house.crew.phone, house.crew.phone_index = MOBILE, blind_index(MOBILE)
    house.crew.save()
    house.confirmed(house.crew)

    assert reaching.address_for_mobile("mail", MOBILE) == "wang@example.cn"


def test_the_clock_tells_people(monkeypatch: pytest.MonkeyPatch) -> None:
    stop = threading.Event()

    def tell(*_args: object, **_named: object) -> int:
        stop.set()
        return 0

    monkeypatch.setattr(jobs, "tell_people", tell)
    monkeypatch.setattr(jobs, "close_old_connections", lambda: None)
    monkeypatch.setattr("linli.notices.jobs.connection.close", lambda: None)
    jobs.run_inboxes(stop, [], wait_s=0)

    assert stop.is_set()


def test_a_storm_is_one_line_in_a_group_chat(house: House) -> None:
    for door in range(1, 4):
        house.jams(door)
    chat = Chat()
    from linli.notices.bulletins import tell_staff  # noqa: PLC0415

    tell_staff([chat], chance=Random(1), now=house.now)  # type: ignore[list-item]  # noqa: S311  # as a robot
    for door in range(4, 9):
        house.jams(door)
    tell_staff([chat], chance=Random(1), now=house.now + MINUTE)  # type: ignore[list-item]  # noqa: S311  # as a robot

    assert chat.said[0].count("\n") == 3
    assert chat.said[1] == "A楼：5 个告警\nT-A 柜 大堂：5 个告警"
