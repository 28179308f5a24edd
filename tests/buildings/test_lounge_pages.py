"""The pages of the lounge: booking without an account, one's own link, the secretary's page."""

import re
from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.utils.timezone import localtime
from icalendar import Calendar
from tests.buildings.house import House
from tests.buildings.lounge import PHONE, ROOM, booked, let, state
from tests.buildings.test_building_pages import signed_in

from linli.buildings.access import lounge as access
from linli.buildings.enums.lounge import Audience, BookingState
from linli.buildings.errors.lounge import (
    SeatsImpossible,
    StarsNeeded,
    TimeUnreadable,
    VisitorNameless,
)
from linli.buildings.forms.lounge import read_rating, read_seats, read_time, read_visitor
from linli.buildings.models import Booking, Room
from linli.buildings.system import SYSTEM
from linli.kernel import clock
from linli.ledger.models import Entry
from linli.people.errors import MobileImpossible
from linli.people.queries import acting_as
from linli.web.systems import Viewer

TOKEN = "t" * 20
TYPED = {"name": "安娜", "phone": PHONE, "purpose": "面谈", "minutes": "60", "token": TOKEN}
NEW_ROOM = {
    "name": "四楼会客厅",
    "seats": "12",
    "holds": "投影",
    "opens": "09:00",
    "closes": "18:00",
    "weekends": "no",
    "audience": "anyone",
    "asks": "yes",
}


@pytest.fixture
def house(db: None) -> House:
    """A tower as of this moment, since pages read the clock."""
    return House(clock.now())


def tomorrow(hour: int) -> datetime:
    day = localtime(clock.now()) + timedelta(days=1)
    return day.replace(hour=hour, minute=0, second=0, microsecond=0)


def form(hour: int = 10, **other: str) -> dict[str, str]:
    at = tomorrow(hour)
    return TYPED | {"day": f"{at:%Y-%m-%d}", "at": f"{at:%H:%M}"} | other


def test_a_stranger_books_a_room_in_one_form_and_gives_it_up_by_their_own_link(
    house: House,
) -> None:
    let(house)
    phone = Client()
    assert "三楼会客厅" in phone.get("/rooms/TOWER").content.decode()
    assert "/rooms/TOWER/1/book?day=" in phone.get("/rooms/TOWER/1").content.decode()
    shown = phone.get("/rooms/TOWER/1/book?day=2030-01-02&at=10:30").content.decode()
    assert 'value="2030-01-02"' in shown
    assert re.search(r'value="10:30"\s+selected', shown)

    made = phone.post("/rooms/TOWER/1/book", form())
    link = made.headers["Location"]
    second = Client().post("/rooms/TOWER/1/book", form(token="u" * 20, name="李四"))

    assert made.status_code == 302
    own = phone.get(link).content.decode()
    assert "已订好" in own
    assert second.status_code == 409
    again = second.content.decode()
    assert "已经有人占了" in again
    assert "李四" in again
    week = phone.get("/rooms/TOWER/1?week=1").content.decode()
    assert "安娜" not in week + phone.get("/rooms/TOWER/1").content.decode()
    assert phone.post(link).status_code == 302
    assert "已取消" in phone.get(link).content.decode()
    assert phone.post(link).status_code == 409


def test_what_cannot_be_booked_comes_back_with_what_was_typed(house: House) -> None:
    let(house)
    phone = Client()

    for wrong, told in (
        (form(name=""), "怎么称呼您"),
        (form(phone="123"), "手机号"),
        (form(at="25:00"), "请选一个时间"),
        (form(minutes="5"), "最少 15 分钟"),
        (form(hour=23), "08:00 到 22:00"),
    ):
        answer = phone.post("/rooms/TOWER/1/book", wrong)
        assert answer.status_code == 422
        assert told in answer.content.decode()
        assert "面谈" in answer.content.decode()
    assert not Booking.objects.exists()


def test_one_s_own_booking_goes_into_a_calendar_and_out_again(house: House) -> None:
    one = booked(house, let(house), tomorrow(10))
    link = f"/bookings/{access.booking_link(one.code)}"
    phone = Client()

    first = phone.get(f"{link}/calendar.ics")
    (event,) = Calendar.from_ical(first.content).walk("VEVENT")
    unchanged = phone.get(f"{link}/calendar.ics", headers={"If-None-Match": first["ETag"]})
    phone.post(link)
    then = phone.get(f"{link}/calendar.ics", headers={"If-None-Match": first["ETag"]})

    assert unchanged.status_code == 304
    assert (event.decoded("dtstart"), event["STATUS"]) == (one.begins_at, "CONFIRMED")
    (gone,) = Calendar.from_ical(then.content).walk("VEVENT")
    assert (gone["UID"], gone["STATUS"], gone["SEQUENCE"]) == (event["UID"], "CANCELLED", 1)


def test_whoever_stands_at_the_door_signs_in(house: House) -> None:
    room = let(house)
    path = f"/doors/{access.room_door(room)}"
    phone = Client()
    assert "我到了" in phone.get(path).content.decode()
    assert phone.post(path).status_code == 409
    one = booked(house, room, tomorrow(10))
    begins = clock.now() - timedelta(minutes=1)
    Booking.objects.update(begins_at=begins, ends_at=begins + timedelta(hours=1))

    assert "已签到" in phone.post(path).content.decode()
    assert state(one) == BookingState.CAME


def test_the_secretary_adds_a_room_and_says_who_has_it(house: House) -> None:
    secretary, page = signed_in(house.person), "/committees/TOWER/rooms"
    assert "现在没有预订" in secretary.get(page).content.decode()
    assert secretary.post(page, NEW_ROOM | {"then": "add"}).status_code == 302
    assert secretary.post(page, {"then": "nothing"}).status_code == 422
    wrong = secretary.post(page, NEW_ROOM | {"then": "add", "closes": "08:00"})
    assert wrong.status_code == 422
    assert "四楼会客厅" in wrong.content.decode()
    house.keeper.committee.refresh_from_db()
    (room,) = Room.objects.select_related("committee__building")
    one, other = (booked(house, room, weekday(hour)) for hour in (10, 12))
    held = acting_as(house.person, now=clock.now())
    (waits,) = SYSTEM.waiting(Viewer(house.person, held, clock.now()))
    assert str(waits.says) == "2 个会客厅预订等确认"

    assert "等秘书确认" not in secretary.get(page).content.decode()
    assert "138****3821" in secretary.get(page).content.decode()
    for then, booking in (("confirm", one), ("refuse", other), ("give_up", one)):
        answer = secretary.post(page, {"then": then, "booking": str(booking.pk)})
        assert answer.status_code == 302
    assert (state(one), state(other)) == (BookingState.GIVEN_UP, BookingState.REFUSED)
    assert secretary.post(page, {"then": "confirm", "booking": "x"}).status_code == 404


def weekday(hour: int) -> datetime:
    at = tomorrow(hour)
    return at if at.weekday() < 5 else at + timedelta(days=2)


def test_the_secretary_changes_a_room_and_closes_it(house: House) -> None:
    let(house)
    secretary, page = signed_in(house.person), "/committees/TOWER/rooms/1"
    assert "贴在门上" in secretary.get(page).content.decode()

    assert secretary.post(page, NEW_ROOM | {"seats": "0"}).status_code == 422
    assert secretary.post(page, NEW_ROOM | {"audience": "known"}).status_code == 302
    assert Room.objects.get().audience == Audience.KNOWN
    assert Client().get("/rooms/TOWER/1/book").status_code == 403
    assert "/rooms/TOWER/1/book" not in Client().get("/rooms/TOWER/1").content.decode()
    assert secretary.get("/rooms/TOWER/1/book").status_code == 200
    assert secretary.post(page, {"then": "close"}).status_code == 302
    assert secretary.get(page).status_code == 404


def test_a_phone_is_shown_whole_to_who_says_why_and_that_is_written_down(house: House) -> None:
    one = booked(house, let(house), tomorrow(10))
    secretary, page = signed_in(house.person), f"/committees/TOWER/bookings/{one.pk}"
    masked = secretary.get(page).content.decode()

    refused = secretary.post(page, {})
    whole = secretary.post(page, {"reason": "reach"})

    assert PHONE not in masked + refused.content.decode()
    assert "138****3821" in masked
    assert PHONE in whole.content.decode()
    assert Entry.objects.filter(verb="revealed", subject=f"booking:{one.pk}").count() == 1


@pytest.mark.parametrize("typed", ["", "24:00", "9:00", "09:60", "noon"])
def test_no_time_of_day_is_refused(typed: str) -> None:
    with pytest.raises(TimeUnreadable):
        read_time({"at": typed}, "at")


def test_who_comes_says_a_name_and_a_phone_where_it_is_needed() -> None:
    assert read_visitor({"name": " 安娜\n"}, phone_needed=False).phone == ""
    assert read_visitor({"name": "安娜", "phone": "+86 138 0000 3821"}, phone_needed=True) == (
        access_visitor()
    )
    for name in ("", "x" * 21, "13800003821"):
        with pytest.raises(VisitorNameless):
            read_visitor({"name": name}, phone_needed=False)
    with pytest.raises(MobileImpossible):
        read_visitor({"name": "安娜"}, phone_needed=True)


def access_visitor() -> object:
    return read_visitor({"name": "安娜", "phone": PHONE}, phone_needed=True)


@pytest.mark.parametrize("typed", ["", "0", "501", "x", "-1", "1.5"])
def test_no_number_of_seats_is_refused(typed: str) -> None:
    with pytest.raises(SeatsImpossible):
        read_seats({"seats": typed})
    assert read_seats({"seats": str(ROOM.seats)}) == ROOM.seats


@pytest.mark.parametrize("typed", ["", "0", "6", "x"])
def test_a_rating_is_one_to_five_stars(typed: str) -> None:
    with pytest.raises(StarsNeeded):
        read_rating({"stars": typed})
    assert read_rating({"stars": "5", "says": "好！"}).says == "好！"
