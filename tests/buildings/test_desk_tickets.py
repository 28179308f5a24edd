"""Tickets: drawn without a gap, booked, arrived, left, come back to, rated, ended."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from django.db import IntegrityError, transaction
from django.utils.timezone import localdate
from tests.buildings.counter import DAY, HOUR, MINUTE, TEN_MINUTES, Counter, anew
from tests.buildings.house import House

from linli.buildings.actions import serving, tickets
from linli.buildings.actions.reoffering import close_days
from linli.buildings.actions.services import (
    add_service,
    change_service,
    close_window,
    open_window,
    withdraw_service,
)
from linli.buildings.actions.tickets import NewTicket, book, draw_ticket
from linli.buildings.enums.frontdesk import Rating, Result, TicketState
from linli.buildings.errors.frontdesk import (
    NotYetTime,
    NoWindowToday,
    ServicesEnough,
    SlotGone,
    TicketMoved,
    UnknownService,
    UnknownWindow,
    WindowThere,
)
from linli.buildings.forms.matters import new_token
from linli.buildings.models import Service, Ticket
from linli.buildings.queries.appointments import starts_of
from linli.buildings.queries.frontdesk import (
    catalogue,
    figures,
    hall_of,
    label_of,
    standing_of,
    waits,
)
from linli.buildings.rules.booking import Start
from linli.people.errors import TooManyGuesses
from linli.people.rules.guessing import Limit

if TYPE_CHECKING:
    from collections.abc import Callable


@pytest.fixture
def counter(house: House, now: datetime) -> Counter:
    """A desk with two open windows and one service."""
    return Counter(house, now)


def test_numbers_of_a_day_have_no_gap_whoever_leaves(counter: Counter) -> None:
    first, second = counter.draws(), counter.draws()
    tickets.give_up(first, now=counter.now)

    assert [label_of(one) for one in (first, second, counter.draws())] == ["A001", "A002", "A003"]


def test_the_same_form_twice_draws_one_ticket(counter: Counter) -> None:
    new = NewTicket(new_token(), new_token())
    one, two = (
        draw_ticket(counter.service, new, address="192.0.2.1", now=counter.now) for _ in range(2)
    )

    assert one == two
    assert Ticket.objects.count() == 1


def test_a_form_that_arrives_twice_at_once_draws_one_ticket(
    counter: Counter, monkeypatch: pytest.MonkeyPatch
) -> None:
    new = NewTicket(new_token(), new_token())
    start = starts_of(counter.service, now=counter.now)[0]
    made = draw_ticket(counter.service, new, address="192.0.2.1", now=counter.now)
    known = tickets._drawn_by  # noqa: SLF001  # what a second process has not seen yet
    blind = iter([None, made, None, made, None, None, None, None])
    monkeypatch.setattr(tickets, "_drawn_by", lambda _token: next(blind))

    assert draw_ticket(counter.service, new, address="192.0.2.1", now=counter.now) == made
    assert book(counter.service, new, start, address="192.0.2.1", now=counter.now) == made
    clash = NewTicket(new_token(), made.code)
    with pytest.raises(IntegrityError), transaction.atomic():
        draw_ticket(counter.service, clash, address="192.0.2.1", now=counter.now)
    with pytest.raises(IntegrityError), transaction.atomic():
        book(counter.service, clash, start, address="192.0.2.1", now=counter.now)
    assert known(new.token) == made


def test_a_roll_of_tickets_is_refused(counter: Counter, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tickets, "DRAWN_PER_ADDRESS", Limit("few", 1, HOUR))
    counter.draws()

    with pytest.raises(TooManyGuesses):
        counter.draws()


def test_with_no_window_on_duty_today_no_ticket_is_drawn(counter: Counter) -> None:
    for duty in counter.duties:
        duty.left_at = counter.now
        duty.save()

    with pytest.raises(NoWindowToday):
        counter.draws()


def test_a_service_that_was_withdrawn_is_not_given_any_more(counter: Counter) -> None:
    withdraw_service(counter.house.keeper, counter.service, now=counter.now)

    with pytest.raises(UnknownService):
        counter.draws()
    with pytest.raises(UnknownService):
        withdraw_service(counter.house.keeper, counter.service, now=counter.now)
    with pytest.raises(UnknownService):
        change_service(counter.house.keeper, counter.service, TEN_MINUTES, now=counter.now)


def test_windows_and_services_are_kept_by_number_and_letter(counter: Counter) -> None:
    keeper, now = counter.house.keeper, counter.now
    with pytest.raises(WindowThere):
        open_window(keeper, number=1, name="又一个", now=now)
    with pytest.raises(UnknownWindow):
        close_window(keeper, number=9, now=now)
    close_window(keeper, number=2, now=now)
    with pytest.raises(UnknownWindow):
        change_service(keeper, counter.service, TEN_MINUTES, now=now)

    again = add_service(keeper, replace(TEN_MINUTES, windows=frozenset({1})), now=now)
    change_service(keeper, again, replace(TEN_MINUTES, windows=frozenset()), now=now)

    assert [one.letter for one in catalogue(counter.house.committee)] == ["A", "B"]
    assert catalogue(counter.house.committee)[1].windows == []


def test_there_are_as_many_services_as_letters(counter: Counter) -> None:
    Service.objects.bulk_create(
        Service(
            committee=counter.house.committee,
            letter=letter,
            kind="party",
            name="又一项",
            minutes=5,
            changed_at=counter.now,
        )
        for letter in "BCDEFGHIJKLMNOPQRSTUVWXYZ"
    )

    with pytest.raises(ServicesEnough):
        add_service(counter.house.keeper, TEN_MINUTES, now=counter.now)


def test_a_visit_from_ticket_to_rating(counter: Counter) -> None:
    ticket, at = counter.draws(), counter.at()
    serving.call_next(at, now=counter.now + MINUTE)
    serving.recall(at, now=counter.now + 2 * MINUTE)
    serving.begin(at, now=counter.now + 3 * MINUTE)
    serving.finish(at, result=Result.SETTLED, note="办好了", now=counter.now + 9 * MINUTE)
    tickets.rate(ticket, Rating.GOOD, now=counter.now + 10 * MINUTE)

    own, counted = anew(ticket), figures(counter.house.committee, now=counter.now)

    assert (own.state, own.result, own.rating) == (TicketState.DONE, Result.SETTLED, 4)
    assert (counted.counts[TicketState.DONE], counted.median_wait, counted.rated) == (1, 1, 1)
    assert counter.verbs()[-6:] == [
        "ticket_drawn",
        "ticket_called",
        "ticket_recalled",
        "ticket_begun",
        "ticket_done",
        "ticket_rated",
    ]


def test_what_cannot_be_done_to_a_ticket_now_is_refused(counter: Counter) -> None:
    ticket, at, now = counter.draws(), counter.at(), counter.now
    presses: list[Callable[[], object]] = [
        lambda: serving.recall(at, now=now),
        lambda: serving.begin(at, now=now),
        lambda: serving.finish(at, result=Result.SETTLED, note="", now=now),
        lambda: serving.miss(at, now=now),
        lambda: serving.pass_on(at, to=2, now=now),
        lambda: serving.resume(at, now=now),
        lambda: tickets.rate(ticket, Rating.GOOD, now=now),
        lambda: tickets.arrive(ticket, now=now),
        lambda: tickets.come_back(ticket, now=now),
        lambda: tickets.come_back(ticket, now=now + DAY),
        lambda: tickets.come_later(counter.books(), minutes=15, now=now),
    ]
    for press in presses:
        with pytest.raises(TicketMoved):
            press()


def test_a_time_that_is_taken_or_was_never_offered_cannot_be_booked(counter: Counter) -> None:
    start = starts_of(counter.service, now=counter.now)[0]
    new = NewTicket(new_token(), new_token())
    booked = book(counter.service, new, start, address="192.0.2.1", now=counter.now)
    assert book(counter.service, new, start, address="192.0.2.1", now=counter.now) == booked

    for wrong in (start, Start(start.begins_at + MINUTE, start.window)):
        with pytest.raises(SlotGone):
            book(
                counter.service,
                NewTicket(new_token(), new_token()),
                wrong,
                address="192.0.2.1",
                now=counter.now,
            )
    tickets.give_up(booked, now=counter.now)
    assert start in starts_of(counter.service, now=counter.now)


def test_one_arrives_from_an_hour_before_and_not_on_another_day(counter: Counter) -> None:
    booked = counter.books(-1)
    assert booked.due_at is not None

    with pytest.raises(NotYetTime):
        tickets.arrive(booked, now=booked.due_at - 61 * MINUTE)
    with pytest.raises(TicketMoved):
        tickets.arrive(booked, now=booked.due_at + DAY)


def test_the_day_ends_for_each_ticket_as_what_it_was(counter: Counter) -> None:
    booked, waiting, called, served = (counter.books(), *(counter.draws() for _ in range(3)))
    for number, one in ((1, called), (2, served)):
        Ticket.objects.filter(pk=one.pk).update(
            state=TicketState.CALLED, called_to=counter.at(number).window, called_at=counter.now
        )
    serving.begin(counter.at(2), now=counter.now)

    assert close_days(now=counter.now) == 0
    assert close_days(now=counter.now + DAY) == 4
    assert [anew(one).state for one in (booked, waiting, called, served)] == [
        TicketState.NO_SHOW,
        TicketState.UNSERVED,
        TicketState.NO_SHOW,
        TicketState.DONE,
    ]
    assert anew(served).result == Result.UNKNOWN


def test_a_ticket_that_moved_meanwhile_is_not_ended_as_what_it_was(
    counter: Counter, monkeypatch: pytest.MonkeyPatch
) -> None:
    ticket = counter.draws()
    monkeypatch.setattr(
        "linli.buildings.actions.reoffering.lock",
        lambda _committee: Ticket.objects.filter(pk=ticket.pk).update(state=TicketState.GIVEN_UP),
    )

    assert close_days(now=counter.now + DAY) == 0


def test_the_wait_follows_what_visits_took_and_says_where_nobody_serves(counter: Counter) -> None:
    committee, now = counter.house.committee, counter.now
    for at in range(6):
        counter.draws(at)
        serving.call_next(counter.at(), now=now + at * MINUTE)
        serving.begin(counter.at(), now=now + at * MINUTE)
        serving.finish(counter.at(), result=Result.SETTLED, note="", now=now + (at + 1) * MINUTE)
    last = [counter.draws(6) for _each in range(8)][-1]
    own = standing_of(hall_of(committee, now=now + 6 * MINUTE), last)
    night = hall_of(committee, now=now + 5 * HOUR)

    assert own.ahead == 7
    assert own.wait is not None
    assert own.wait.high < 60
    assert not own.may_close_before
    assert waits(night, [counter.service.pk]) == {counter.service.pk: None}


def test_a_day_is_the_one_of_the_place_and_its_numbers_begin_anew(counter: Counter) -> None:
    counter.draws()
    tomorrow = counter.now + timedelta(days=1)
    counter.on_duty(counter.windows[0], tomorrow - HOUR, tomorrow + HOUR)
    later = draw_ticket(
        counter.service, NewTicket(new_token(), new_token()), address="192.0.2.1", now=tomorrow
    )

    assert (later.day, later.number) == (localdate(tomorrow), 1)
