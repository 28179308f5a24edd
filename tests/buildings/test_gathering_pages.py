"""The pages of gatherings: registering, waiting, the door, the secretary's page, the lobby."""

import io
from datetime import datetime, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils.timezone import localdate
from icalendar import Calendar
from PIL import Image
from tests.buildings.house import House
from tests.buildings.lounge import PHONE, comes, let, planned, standing
from tests.buildings.test_building_pages import signed_in

from linli.buildings.access import lounge as access
from linli.buildings.actions.gatherings import cancel_occasion
from linli.buildings.enums.lounge import Reach, Repeats, RsvpState
from linli.buildings.models import Occasion, OccasionPhoto, Rsvp
from linli.kernel import clock
from linli.ledger.models import Entry
from linli.web.photos import LARGEST_PHOTO

TOKEN = "t" * 20


@pytest.fixture
def house(db: None) -> House:
    """A tower as of this moment, since pages read the clock."""
    return House(clock.now())


def plan(day: datetime, **other: str) -> dict[str, str]:
    typed = {
        "title": "读书会",
        "room": "1",
        "day": f"{localdate(day):%Y-%m-%d}",
        "begins": "14:00",
        "ends": "15:00",
        "seats": "2",
        "words": "一起读一本书",
        "repeats": "once",
    }
    return typed | other


def begun(one: Occasion, minutes: int = 1) -> None:
    """Let an occasion have begun so many minutes ago."""
    at = clock.now() - timedelta(minutes=minutes)
    Occasion.objects.filter(pk=one.pk).update(begins_at=at, ends_at=at + timedelta(hours=1))


def test_a_stranger_registers_waits_and_is_seated_when_another_gives_up(house: House) -> None:
    (one,) = planned(house, let(house), seats=1)
    page, phone, other = f"/programme/TOWER/{one.pk}", Client(), Client()
    assert "读书会" in phone.get("/programme/TOWER").content.decode()
    assert "我要报名" in phone.get(page).content.decode()

    first = phone.post(page, {"name": "安娜", "phone": PHONE, "token": TOKEN})
    twice = phone.post(page, {"name": "安娜", "phone": PHONE, "token": "u" * 20})
    second = other.post(page, {"name": "李四", "token": "v" * 20})
    nameless = other.post(page, {"name": "", "phone": PHONE, "token": "w" * 20})

    assert (twice.status_code, nameless.status_code) == (409, 422)
    assert PHONE in nameless.content.decode()
    assert "我要候补" in other.get(page).content.decode()
    assert "已报上" in phone.get(first.headers["Location"]).content.decode()
    assert "候补" in other.get(second.headers["Location"]).content.decode()
    assert phone.post(first.headers["Location"], {"then": "leave"}).status_code == 302
    assert phone.post(first.headers["Location"], {"then": "leave"}).status_code == 409
    assert "您已经补上了" in other.get(second.headers["Location"]).content.decode()


def test_at_the_door_people_sign_in_and_later_say_how_it_was(house: House) -> None:
    (one,) = planned(house, let(house), seats=1)
    rsvp = comes(one, clock.now(), PHONE)
    begun(one)
    secretary = signed_in(house.person)
    shown = secretary.get(f"/committees/TOWER/gatherings/{one.pk}/door").content.decode()
    assert "每分钟换一次" in shown
    door = f"/arrivals/{access.occasion_door(one, now=clock.now())}"
    phone = Client()
    assert "报名号" in phone.get(door).content.decode()

    wrong = phone.post(door, {"number": "77"})
    came = phone.post(door, {"number": str(rsvp.number)})
    stranger = phone.post(door, {"then": "walk_in", "token": TOKEN})

    assert wrong.status_code == 404
    assert "1 号已签到" in came.content.decode()
    link = stranger.headers["Location"]
    assert "这一场怎么样" in phone.get(link).content.decode()
    assert phone.post(link, {"then": "rate", "stars": "6", "says": "好"}).status_code == 422
    assert phone.post(link, {"then": "rate", "stars": "4", "says": "很好"}).status_code == 302
    page = secretary.get(f"/committees/TOWER/gatherings/{one.pk}").content.decode()
    assert "4.0" in page
    assert "很好" in page
    assert Client().get("/arrivals/nonsense").status_code == 404


def test_the_programme_is_a_calendar_that_another_parser_reads(house: House) -> None:
    first, second = planned(
        house,
        let(house),
        repeats=Repeats.WEEKLY,
        until=localdate(house.now) + timedelta(days=8),
    )
    phone, path = Client(), "/programme/TOWER/calendar.ics"

    before = phone.get(path)
    unchanged = phone.get(path, headers={"If-None-Match": before["ETag"]})
    cancel_occasion(house.keeper, second, reach=Reach.ONE, now=clock.now())
    after = phone.get(path, headers={"If-None-Match": before["ETag"]})

    was, now = (
        {str(one["UID"]): one for one in Calendar.from_ical(told.content).walk("VEVENT")}
        for told in (before, after)
    )
    assert unchanged.status_code == 304
    assert unchanged.content == b""
    assert was.keys() == now.keys()
    assert sorted(one.decoded("dtstart") for one in was.values()) == [
        first.begins_at,
        second.begins_at,
    ]
    gone = now[f"occasion-{second.pk}.tower@linli"]
    assert (gone["STATUS"], gone["SEQUENCE"], gone["SUMMARY"]) == ("CANCELLED", 1, "读书会")


def test_the_secretary_plans_changes_and_cancels(house: House) -> None:
    secretary, page = signed_in(house.person), "/committees/TOWER/gatherings"
    assert "先增加一间会客厅" in secretary.get(page).content.decode()
    let(house)
    day = clock.now() + timedelta(days=2)
    weekly = plan(day, repeats="weekly", until=f"{localdate(day + timedelta(days=8)):%Y-%m-%d}")

    assert secretary.post(page, plan(day, room="9")).status_code == 404
    refused = secretary.post(page, plan(day, ends="13:00"))
    assert refused.status_code == 422
    assert "一起读一本书" in refused.content.decode()
    assert secretary.post(page, weekly).status_code == 302
    one, other = Occasion.objects.order_by("begins_at")
    own = f"{page}/{one.pk}"
    taken = plan(day + timedelta(days=7), then="change", reach="one")
    assert "取消活动" in secretary.get(own).content.decode()
    answer = secretary.post(own, taken | {"title": "诗会"})
    assert answer.status_code == 409
    assert "诗会" in answer.content.decode()
    assert secretary.post(own, plan(day, then="change", reach="one", seats="3")).status_code == 302
    assert secretary.post(own, {"then": "nothing"}).status_code == 422
    assert secretary.post(own, {"then": "cancel", "reach": "following"}).status_code == 302
    assert Occasion.objects.filter(cancelled_at=None).count() == 0
    assert "已取消" in secretary.get(page).content.decode()
    assert "取消了" in Client().get(f"/programme/TOWER/{other.pk}").content.decode()


def test_photos_are_drawn_anew_and_everybody_sees_them(house: House) -> None:
    (one,) = planned(house, let(house))
    secretary, page = signed_in(house.person), f"/committees/TOWER/gatherings/{one.pk}"
    made = io.BytesIO()
    Image.new("RGB", (40, 30), "white").save(made, "PNG")

    def send(content: bytes | None, agreed: str = "yes") -> int:
        file = {} if content is None else {"photo": SimpleUploadedFile("p.png", content)}
        return secretary.post(page, {"then": "photo", "agreed": agreed, **file}).status_code

    assert send(made.getvalue(), agreed="no") == 422
    assert send(None) == 422
    assert send(b"no picture") == 422
    assert send(b"x" * (LARGEST_PHOTO + 1)) == 422
    assert send(made.getvalue()) == 302
    photo = OccasionPhoto.objects.get()
    shown = Client().get(f"/programme/TOWER/photos/{photo.pk}")

    assert shown.content[:2] == b"\xff\xd8"
    assert f"/photos/{photo.pk}" in Client().get(f"/programme/TOWER/{one.pk}").content.decode()
    assert secretary.post(page, {"then": "unphoto", "photo": str(photo.pk)}).status_code == 302
    assert Client().get(f"/programme/TOWER/photos/{photo.pk}").status_code == 404


def test_who_comes_is_masked_and_shown_whole_to_who_says_why(house: House) -> None:
    (one,) = planned(house, let(house))
    rsvp, bare = comes(one, clock.now(), PHONE), comes(one, clock.now())
    secretary = signed_in(house.person)
    listed = secretary.get(f"/committees/TOWER/gatherings/{one.pk}").content.decode()
    page = f"/committees/TOWER/rsvps/{rsvp.pk}"

    assert "安**" in listed
    assert PHONE not in listed + secretary.get(page).content.decode()
    assert secretary.post(page, {}).status_code == 422
    assert PHONE in secretary.post(page, {"reason": "reach"}).content.decode()
    assert Entry.objects.filter(verb="revealed", subject=f"rsvp:{rsvp.pk}").count() == 1
    none = f"/committees/TOWER/rsvps/{bare.pk}"
    assert secretary.post(none, {"reason": "reach"}).status_code == 404


@pytest.mark.parametrize(("minutes", "told"), [(1, "没报名也可以来"), (90, "已经结束")])
def test_once_it_has_begun_nobody_registers(house: House, minutes: int, told: str) -> None:
    (one,) = planned(house, let(house))
    begun(one, minutes)
    page = f"/programme/TOWER/{one.pk}"

    shown = Client().get(page).content.decode()

    assert told in shown
    assert "我要报名" not in shown
    assert Client().post(page, {"name": "安娜", "token": TOKEN}).status_code == 409
    assert not Rsvp.objects.exists()


def test_the_lobby_shows_what_is_on_and_free_and_asks_anew_only_what_changed(
    house: House,
) -> None:
    screen = Client()
    assert "现在没有安排活动" in screen.get("/lobby/TOWER").content.decode()
    room = let(house)
    (one,) = planned(house, room)
    rsvp = comes(one, clock.now(), PHONE)

    shown = screen.get("/lobby/TOWER").content.decode()
    version = shown.partition("/live?v=")[2][:16]
    unchanged = screen.get(f"/lobby/TOWER/live?v={version}")
    comes(one, clock.now())
    changed = screen.get(f"/lobby/TOWER/live?v={version}")

    assert "扫码报名「读书会」" in shown
    assert room.name in shown
    assert "安娜" not in shown
    assert unchanged.status_code == 204
    assert changed.status_code == 200
    assert "满" in changed.content.decode()
    assert standing(rsvp) == RsvpState.SEATED
