"""Meetings: called, invited to, attended, minuted and signed off once; their pages and rules."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils.timezone import localtime
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar
from tests.buildings.house import House
from tests.buildings.polls import moved, seated

from linli.buildings.access import meetings as access
from linli.buildings.access.matters import Visited
from linli.buildings.actions import meetings as actions
from linli.buildings.actions.meetings import NewMeeting
from linli.buildings.errors import meetings as errors
from linli.buildings.errors.matters import UnknownSeat, WordsNeeded
from linli.buildings.forms.meetings import read_meeting, read_minutes
from linli.buildings.models import AgendaItem, Attendance, Meeting, MinuteNote
from linli.buildings.queries.meetings import meeting_page
from linli.buildings.rules.meetings import FARTHEST, Point, is_quorate, is_time, read_agenda
from linli.kernel import clock
from linli.ledger.models import Entry

BACKEND = "django.contrib.auth.backends.ModelBackend"
HOUR = timedelta(hours=1)
PAGE = "/meetings/TOWER/1"


@pytest.fixture
def house(db: None) -> House:
    """A tower as of this moment, since pages read the clock."""
    return House(clock.now())


def called(house: House, agenda: str = "") -> Meeting:
    begins = house.now + HOUR
    new = NewMeeting("第三季度会议", "12F 会议室", begins, begins + HOUR, agenda)
    return actions.call_meeting(house.keeper, new, now=house.now)


def begun(house: House) -> Meeting:
    """A meeting that began a minute ago."""
    made = called(house)
    Meeting.objects.filter(pk=made.pk).update(begins_at=house.now - HOUR / 60)
    return made


def seats(house: House) -> list[int]:
    return list(house.committee.seats.order_by("pk").values_list("pk", flat=True))


@given(st.integers(0, 9), st.integers(0, 9))
def test_more_than_half_of_the_seats_that_are_held_is_enough(came: int, held: int) -> None:
    assert is_quorate(came, held) == (came > held - came)


def test_a_meeting_is_to_come_within_a_year_and_ends_on_its_day(house: House) -> None:
    now = house.now

    assert is_time(now + HOUR, now + 13 * HOUR, now=now)
    for begins, lasts in ((now, HOUR), (now + HOUR, 13 * HOUR), (now + HOUR, -HOUR)):
        assert not is_time(begins, begins + lasts, now=now)
    assert not is_time(now + FARTHEST + HOUR, now + FARTHEST + 2 * HOUR, now=now)


def test_a_line_of_an_agenda_is_a_matter_a_motion_or_words() -> None:
    assert read_agenda("#3 电梯\n\n议题 2\nmotion 4 vote\n其他 #5") == [
        Point(1, "电梯", matter=3),
        Point(3, "", motion=2),
        Point(4, "vote", motion=4),
        Point(5, "其他 #5"),
    ]


def test_what_an_agenda_names_must_be_there(house: House) -> None:
    matter, motion = house.taken_up().matter, moved(house)
    for wrong in ("#9", "议题 9", "字" * 101):
        with pytest.raises(errors.AgendaUnreadable, match="第 2 行"):
            called(house, f"开场\n{wrong}")
    assert not Meeting.objects.exists()

    called(house, f"#{matter.number} 看方案\n议题 {motion.number}\n其他")

    assert list(
        AgendaItem.objects.order_by("position").values_list("matter", "motion", "says")
    ) == [(matter.pk, None, "看方案"), (None, motion.pk, ""), (None, None, "其他")]
    with pytest.raises(errors.MeetingTimeUnreadable):
        actions.call_meeting(
            house.keeper,
            NewMeeting("会", "楼", house.now, house.now + HOUR, ""),
            now=house.now,
        )


def test_only_a_meeting_to_come_is_cancelled_and_then_nothing_is_noted_of_it(
    house: House,
) -> None:
    over, to_come = begun(house), called(house)

    with pytest.raises(errors.MeetingHeld):
        actions.cancel_meeting(house.keeper, over, now=house.now)
    with pytest.raises(errors.MeetingNotYet):
        actions.write_minutes(house.keeper, to_come, says="好", now=house.now)
    actions.cancel_meeting(house.keeper, to_come, now=house.now)

    with pytest.raises(errors.MeetingCancelled):
        actions.cancel_meeting(house.keeper, to_come, now=house.now)
    with pytest.raises(errors.MeetingCancelled):
        actions.add_note(house.keeper, to_come, says="好", now=house.now)


def test_minutes_are_signed_once_and_only_added_to_afterwards(house: House) -> None:
    seated(house)
    meeting, keeper, now = begun(house), house.keeper, house.now
    actions.write_minutes(keeper, meeting, says="同意装外卖柜。", now=now)
    with pytest.raises(errors.MinutesMissing):
        actions.sign_minutes(keeper, meeting, now=now)
    with pytest.raises(errors.MinutesOpen):
        actions.add_note(keeper, meeting, says="补记", now=now)
    with pytest.raises(UnknownSeat):
        actions.note_attendance(keeper, meeting, seats=[0], now=now)
    actions.note_attendance(keeper, meeting, seats=seats(house)[:1], now=now)
    assert meeting_page(Meeting.objects.get(), now=now).is_quorate is False
    actions.note_attendance(keeper, meeting, seats=seats(house)[:2], now=now)
    actions.sign_minutes(keeper, meeting, now=now)

    with pytest.raises(errors.MinutesSigned):
        actions.write_minutes(keeper, meeting, says="不同意。", now=now)
    with pytest.raises(errors.MinutesSigned):
        actions.note_attendance(keeper, meeting, seats=[], now=now)
    with pytest.raises(errors.MinutesSigned):
        actions.sign_minutes(keeper, meeting, now=now)
    actions.add_note(keeper, meeting, says="第二段指东门。", now=now)

    shown = meeting_page(Meeting.objects.get(), now=now)
    assert (shown.meeting.minutes, shown.is_quorate) == ("同意装外卖柜。", True)
    assert [one.says for one in shown.notes] == ["第二段指东门。"]
    assert Attendance.objects.count() == 2
    assert house.verbs()[-5:] == [
        "minutes_written", "attendance_noted", "attendance_noted", "minutes_signed",
        "minutes_amended",
    ]  # fmt: skip
    assert not Entry.objects.filter(facts__contains="外卖柜").exists()


def test_a_meeting_that_is_not_there_is_not_found(house: House) -> None:
    called(house)

    assert access.meeting_of(Visited(house.committee), 1).meeting.number == 1
    with pytest.raises(errors.UnknownMeeting):
        access.meeting_of(Visited(house.committee), 2)


def local(house: House, hours: float) -> str:
    return localtime(house.now + hours * HOUR).strftime("%Y-%m-%dT%H:%M")


def test_a_meeting_is_called_minuted_and_read_on_pages(house: House) -> None:
    seated(house)
    matter = house.taken_up("东门放外卖柜").matter
    desk, public = Client(), Client()
    desk.force_login(house.person, backend=BACKEND)
    form = {
        "title": "第三季度会议", "where": "12F", "begins": local(house, 2), "ends": local(house, 3),
    }  # fmt: skip

    wrong = desk.post("/meetings/TOWER", form | {"agenda": "#99"})
    made = desk.post("/meetings/TOWER", form | {"agenda": f"#{matter.number}"})
    desk.post("/meetings/TOWER", form)
    desk.post("/meetings/TOWER/2", {"then": "cancel"})
    Meeting.objects.filter(number=1).update(begins_at=house.now - HOUR)
    attended = desk.post(PAGE, {"then": "attend", "seat": [str(one) for one in seats(house)[:2]]})
    forged = desk.post(PAGE, {"then": "attend", "seat": ["x"]})
    short = desk.post(PAGE, {"then": "minute", "minutes": ""})
    desk.post(PAGE, {"then": "minute", "minutes": "一、同意。\r\n二、电话 13812345678"})
    assert "签发纪要" in desk.get(PAGE).content.decode()
    assert "一、同意" not in public.get(PAGE).content.decode()
    desk.post(PAGE, {"then": "sign"})
    desk.post(PAGE, {"then": "note", "note": "第二段指东门"})

    assert (wrong.status_code, made.headers["Location"]) == (422, PAGE)
    assert "#99" in wrong.content.decode()
    assert (attended.status_code, forged.status_code, short.status_code) == (302, 404, 422)
    assert desk.post(PAGE, {"then": "?"}).status_code == 422
    shown = public.get(PAGE).content.decode()
    for words in ("东门放外卖柜", "一、同意。", "第二段指东门", "3 席到 2 席", "有效"):
        assert words in shown
    assert "13812345678" not in shown
    assert "甲某" not in shown
    listed = public.get("/meetings/TOWER").content.decode()
    assert listed.index("取消") < listed.index("有纪要")
    assert public.get("/meetings/TOWER/3").status_code == 404
    assert MinuteNote.objects.count() == 1


def test_a_calendar_reads_what_it_is_invited_to_and_what_was_cancelled(house: House) -> None:
    first = called(house)
    actions.cancel_meeting(house.keeper, called(house), now=house.now)
    phone = Client()

    one = Calendar.from_ical(phone.get(f"{PAGE}/invitation.ics").content)
    every = Calendar.from_ical(phone.get("/meetings/TOWER/calendar.ics").content)

    (event,) = one.walk("VEVENT")
    assert event.decoded("dtstart") == first.begins_at.replace(microsecond=0)
    assert str(event["summary"]) == "第三季度会议"
    assert "12F 会议室" in str(event["location"])
    assert {str(found["uid"]): str(found["status"]) for found in every.walk("VEVENT")} == {
        "meeting-1.tower@linli": "CONFIRMED",
        "meeting-2.tower@linli": "CANCELLED",
    }


def test_what_is_typed_of_a_meeting_is_read_or_refused() -> None:
    with pytest.raises(errors.MeetingTimeUnreadable):
        read_meeting({"title": "会议", "where": "楼里", "begins": "", "ends": ""})
    with pytest.raises(WordsNeeded):
        read_minutes({"minutes": "字" * 8_001})
    assert read_minutes({"minutes": "一\x07\n二\u202e"}) == "一\n二"
