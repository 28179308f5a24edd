"""Each of the staff learns of alarms in the inbox: once, together, and in peace."""

from datetime import datetime, timedelta

import pytest
from django.forms.models import model_to_dict
from pytest_django.fixtures import Settings
from tests.notices.house import MINUTE, SECOND, House, Post, house, lines, of_whom

from linli.notices import reaching
from linli.notices.actions import mark_read
from linli.notices.letters import base
from linli.notices.models import Forwarding, Told
from linli.notices.queries import INBOX_SHOWN, inbox_of, unread_of
from linli.notices.rules.quiet import quiet_until, read_hours
from linli.notices.rules.retrying import Answer
from linli.notices.rules.storms import STORM, due_after
from linli.notices.troubles import Trouble
from linli.people.enums import Role

__all__ = ["house"]


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
