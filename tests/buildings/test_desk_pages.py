"""Pages of a service desk: catalogue, ticket, window, hall; bad input comes back as typed."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils.timezone import localtime
from tests.buildings.counter import Counter, anew
from tests.buildings.house import House
from tests.buildings.test_building_pages import signed_in

from linli.buildings.access import frontdesk as access
from linli.buildings.actions import serving, tickets
from linli.buildings.actions.reoffering import reoffer_all
from linli.buildings.enums.frontdesk import Rating, Result, TicketState
from linli.buildings.errors.frontdesk import (
    NotAtThisDesk,
    NumberUnreadable,
    TicketLinkUnreadable,
    UnknownService,
    UnknownWindow,
)
from linli.buildings.errors.matters import FormUnreadable, WordsTooMany
from linli.buildings.forms.frontdesk import (
    read_minutes,
    read_rating,
    read_service,
    read_start,
    read_whole,
)
from linli.buildings.models import Duty, Service, ServiceWindow, Ticket
from linli.buildings.queries.appointments import starts_of
from linli.kernel import clock
from linli.people.enums import Role
from linli.people.queries import acting_as

TOKEN = "t" * 20
DESK = "/frontdesk/TOWER"
WRITTEN = {"kind": "legal", "name": "公证咨询", "bring": "身份证\n", "minutes": "20"}


@pytest.fixture
def counter(db: None, monkeypatch: pytest.MonkeyPatch) -> Counter:
    """A desk at noon of this day, whatever the hour is: a queue ends with its day."""
    noon = localtime(clock.now()).replace(hour=12, minute=0)
    monkeypatch.setattr(clock, "now", lambda: noon)
    return Counter(House(noon), noon)


def link(ticket: Ticket) -> str:
    return f"/tickets/{access.ticket_link(ticket.code)}"


def test_a_stranger_draws_a_ticket_and_follows_it_on_the_phone(counter: Counter) -> None:
    phone = Client()
    assert "社保咨询" in phone.get(DESK).content.decode()
    assert "身份证" in phone.get(f"{DESK}/A").content.decode()

    answer = phone.post(f"{DESK}/A", {"then": "draw", "token": TOKEN, "paper": ["1", "9"]})
    own = phone.get(answer.headers["Location"]).content.decode()

    assert "A001" in own
    assert "快到了" in own
    assert Ticket.objects.get().papers == "社保卡"
    serving.call_next(counter.at(), now=clock.now())
    assert "请到 1 号窗" in phone.get(answer.headers["Location"]).content.decode()


def test_a_stranger_books_a_time_and_says_that_they_are_there(counter: Counter) -> None:
    start = starts_of(counter.service, now=clock.now())[0]
    slot = f"{start.window}@{start.begins_at.isoformat()}"
    phone = Client()
    answer = phone.post(f"{DESK}/A", {"then": "book", "token": TOKEN, "slot": slot})
    here = answer.headers["Location"]

    assert "我到了" in phone.get(here).content.decode()
    phone.post(here, {"then": "arrive"})
    assert Ticket.objects.get().state == TicketState.WAITING


def test_what_is_wrong_comes_back_with_what_was_ticked(counter: Counter) -> None:
    phone = Client()
    answer = phone.post(
        f"{DESK}/A", {"then": "book", "token": TOKEN, "slot": "1@never", "paper": ["0"]}
    )
    page = answer.content.decode()

    assert answer.status_code == 422
    assert TOKEN in page
    assert page.count("checked") == 1
    assert counter.verbs()[-1] == "service_added"


def test_the_page_asks_again_and_is_told_only_what_changed(counter: Counter) -> None:
    ticket = counter.draws()
    phone = Client()
    first = phone.get(f"{link(ticket)}/live")
    version = first.content.decode().split("live?v=")[1].split('"')[0].replace("&amp;", "&")

    assert phone.get(f"{link(ticket)}/live?v={version}").status_code == 204
    counter.draws(-5)
    assert phone.get(f"{link(ticket)}/live?v={version}").status_code == 200


@pytest.mark.parametrize(
    ("press", "state"),
    [
        ({"then": "leave"}, TicketState.GIVEN_UP),
        ({"then": "later", "minutes": "15"}, TicketState.WAITING),
        ({"then": "papers", "paper": ["0"]}, TicketState.WAITING),
    ],
)
def test_the_holder_of_a_ticket_presses(
    counter: Counter, press: dict[str, str], state: TicketState
) -> None:
    ticket = counter.draws()
    answer = Client().post(link(ticket), press)

    assert answer.status_code == 302
    assert anew(ticket).state == state
    assert Client().get(link(ticket)).status_code == 200


@pytest.mark.parametrize("then", ["", "rate", "accept", "another", "back"])
def test_what_cannot_be_pressed_now_says_so(counter: Counter, then: str) -> None:
    answer = Client().post(link(counter.draws()), {"then": then, "rating": "5"})

    assert answer.status_code in {409, 422}
    assert 'id="refusal"' in answer.content.decode()


def test_a_visit_that_was_missed_is_waited_for_again_and_one_that_is_done_is_rated(
    counter: Counter,
) -> None:
    now, at, phone = clock.now(), counter.at(), Client()
    ticket = counter.draws()
    serving.call_next(at, now=now)
    for _each in range(2):
        serving.recall(at, now=now)
    serving.miss(at, now=now)
    phone.post(link(ticket), {"then": "back"})
    serving.call_next(at, now=now)
    serving.begin(at, now=now)
    assert "正在办理" in phone.get(link(ticket)).content.decode()
    serving.finish(at, result=Result.ADVISED, note="", now=now)
    phone.post(link(ticket), {"then": "rate", "rating": "5"})

    assert anew(ticket).rating == Rating.VERY_GOOD
    assert "改评价" in phone.get(link(ticket)).content.decode()


def test_an_offer_is_accepted_on_the_page_and_the_old_link_leads_to_the_new_time(
    counter: Counter,
) -> None:
    ticket, phone = counter.books(), Client()
    Duty.objects.filter(shift__window=ticket.window).update(left_at=clock.now())
    reoffer_all(now=clock.now())

    assert "换一个时间" in phone.get(link(ticket)).content.decode()
    phone.post(link(ticket), {"then": "another"})
    answer = phone.post(link(ticket), {"then": "accept"})

    assert phone.get(link(ticket)).headers["Location"] == answer.headers["Location"]
    assert phone.get(answer.headers["Location"]).status_code == 200


def test_a_ticket_of_another_state_says_what_became_of_it(counter: Counter) -> None:
    ticket = counter.books()
    Ticket.objects.filter(pk=ticket.pk).update(state=TicketState.LAPSED)

    assert "预约失效" in Client().get(link(ticket)).content.decode()


def test_a_link_that_is_not_ours_or_of_no_ticket_opens_nothing(counter: Counter) -> None:
    with pytest.raises(TicketLinkUnreadable):
        access.ticket_of_link("AAAA:BBBB")
    with pytest.raises(TicketLinkUnreadable):
        access.ticket_of_link(access.ticket_link("nobody"))
    assert Client().get(f"{DESK}/Z").status_code == 404
    with pytest.raises(UnknownService):
        access.service_kept(counter.house.keeper, "AA")


def test_an_officer_serves_from_the_first_to_the_last_press(counter: Counter) -> None:
    ticket, booked = counter.draws(), counter.books()
    desk, here = signed_in(counter.person), f"{DESK}/windows/1"
    assert "1 号" in desk.get("/windows/").content.decode()
    assert "叫下一位" in desk.get(here).content.decode()
    presses: list[dict[str, object]] = [
        {"then": "arrived", "ticket": booked.pk},
        {"then": "urgent", "ticket": booked.pk, "reason": "八十岁"},
        {"then": "pause"},
        {"then": "resume"},
        {"then": "next"},
        {"then": "recall"},
        {"then": "recall"},
        {"then": "missed"},
        {"then": "next"},
        {"then": "pass_on", "to": "2"},
    ]
    for press in presses:
        answer = desk.post(here, press)
        assert (answer.status_code, press) == (302, press)
        assert desk.get(here).status_code == 200
    other = f"{DESK}/windows/2"
    for then in ("next", "begin", "done"):
        assert desk.post(other, {"then": then, "result": "settled"}).status_code == 302

    assert {anew(ticket).state, anew(booked).state} == {TicketState.NO_SHOW, TicketState.DONE}


def test_an_officer_hands_an_elder_a_ticket_on_paper(counter: Counter) -> None:
    desk = signed_in(counter.person)
    answer = desk.post(f"{DESK}/windows/1", {"then": "paper", "letter": "A", "token": TOKEN})
    paper = desk.get(answer.headers["Location"]).content.decode()

    assert "A001" in paper
    assert "<svg" in paper
    assert Ticket.objects.get().is_paper


@pytest.mark.parametrize(
    "press", [{"then": ""}, {"then": "next"}, {"then": "arrived", "ticket": "7"}]
)
def test_a_press_at_a_window_that_is_of_no_use_says_so(
    counter: Counter, press: dict[str, str]
) -> None:
    answer = signed_in(counter.person).post(f"{DESK}/windows/1", press)

    assert answer.status_code in {404, 409, 422}
    assert 'id="refusal"' in answer.content.decode()


def test_who_serves_nowhere_is_told_so(counter: Counter) -> None:
    stranger = counter.house.holder("crew", Role.CREW, counter.house.place)
    now = clock.now()

    with pytest.raises(NotAtThisDesk):
        access.desks_to_serve(stranger, now=now)
    for building in ("TOWER", "NONE"):
        with pytest.raises(NotAtThisDesk):
            access.officer_at(stranger, building, now=now)
        assert not access.may_read_desk(stranger, building, now=now)
    assert access.may_read_desk(counter.person, "TOWER", now=now)
    assert not access.serves(None, counter.house.committee, now=now)
    assert access.may_serve(acting_as(counter.person, now=now))
    with pytest.raises(UnknownWindow):
        access.window_at(counter.officer, 9)


def test_the_secretary_keeps_windows_and_the_catalogue(counter: Counter) -> None:
    keeper, here = signed_in(counter.house.person), f"{DESK}/keep"
    assert keeper.get(here).status_code == 200
    assert keeper.post(here, {"then": "open", "number": "3", "name": "公证"}).status_code == 302
    assert keeper.post(f"{here}/new", WRITTEN | {"window": ["3"]}).status_code == 302
    assert "公证咨询" in keeper.get(f"{here}/B").content.decode()
    assert keeper.post(f"{here}/B", WRITTEN | {"yuan": "80", "fee": "一件"}).status_code == 302
    assert "80 元" in Client().get(f"{DESK}/B").content.decode()
    assert keeper.post(f"{here}/B", {"then": "withdraw"}).status_code == 302
    assert keeper.post(here, {"then": "close", "number": "3"}).status_code == 302

    assert Service.objects.get(letter="B").withdrawn_at
    assert ServiceWindow.objects.get(number=3).closed_at


def test_a_service_that_was_typed_wrong_comes_back_as_typed(counter: Counter) -> None:
    keeper = signed_in(counter.house.person)
    wrong = WRITTEN | {"minutes": "0", "window": ["1"]}
    answer = keeper.post(f"{DESK}/keep/new", wrong)
    page = answer.content.decode()

    assert answer.status_code == 422
    assert "公证咨询" in page
    assert page.count("checked") == 1
    assert keeper.post(f"{DESK}/keep", {"then": "", "number": "5"}).status_code == 422


def test_what_is_typed_is_read_or_refused() -> None:
    with pytest.raises(WordsTooMany):
        read_service(WRITTEN | {"bring": "一样\n" * 13}, [])
    with pytest.raises(WordsTooMany):
        read_service(WRITTEN | {"fee": "长" * 61}, [])
    with pytest.raises(NumberUnreadable):
        read_whole({"number": "x"}, "number", 0, 9)
    for slot in ("", "1@x", "1@2026-11-23T10:00"):
        with pytest.raises(FormUnreadable):
            read_start({"slot": slot})
    with pytest.raises(FormUnreadable):
        read_minutes({"minutes": "7"})
    with pytest.raises(FormUnreadable):
        read_rating({"rating": "6"})


def test_the_hall_shows_who_is_called_where_and_asks_only_for_what_changed(
    counter: Counter, monkeypatch: pytest.MonkeyPatch
) -> None:
    screen = Client()
    assert "社保咨询" in screen.get(f"{DESK}/hall").content.decode()
    monkeypatch.setattr("linli.buildings.views.hall.cache.get", lambda _key: None)
    page = screen.get(f"{DESK}/hall").content.decode()
    version = page.split("live?v=")[1].split('"')[0]

    assert screen.get(f"{DESK}/hall/live?v={version}").status_code == 204
    counter.draws()
    serving.call_next(counter.at(2), now=clock.now())
    assert "请 A001 到 2 号窗" in screen.get(f"{DESK}/hall/live?v={version}").content.decode()


def test_a_window_that_opens_later_is_told_and_the_next_appointment_stands_in_the_hall(
    counter: Counter,
) -> None:
    now = clock.now()
    booked = counter.books()
    Duty.objects.filter(shift__window=counter.windows[1]).update(left_at=now)
    for shift in counter.windows[0].shifts.all():
        shift.begins_at = now + timedelta(minutes=5)
        shift.save()
    for path in (DESK, f"{DESK}/hall", f"{DESK}/A", f"{DESK}/keep"):
        assert signed_in(counter.house.person).get(path).status_code == 200
    tickets.give_up(booked, now=now)
