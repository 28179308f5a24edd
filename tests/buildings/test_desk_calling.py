"""Calling: one at a time to each window, who is passed on, moved forward or called in vain."""

import threading
from datetime import datetime

import pytest
from django.db import IntegrityError, connection, transaction
from tests.buildings.counter import MINUTE, Counter
from tests.buildings.house import House

from linli.buildings.actions import serving, tickets
from linli.buildings.actions.services import (
    close_window,
)
from linli.buildings.enums.frontdesk import TicketState
from linli.buildings.errors.frontdesk import (
    CallAgain,
    NobodyWaits,
    TicketMoved,
    UnknownTicket,
    UnknownWindow,
    WindowBusy,
    WindowPaused,
)
from linli.buildings.models import Claim, ServiceWindow, Ticket
from linli.buildings.queries.frontdesk import (
    hall_of,
    label_of,
)
from linli.kernel.errors import LinliError


@pytest.fixture
def counter(house: House, now: datetime) -> Counter:
    """A desk with two open windows and one service."""
    return Counter(house, now)


def test_a_window_calls_nobody_twice_nor_when_paused_busy_or_closed(counter: Counter) -> None:
    at, now = counter.at(), counter.now
    with pytest.raises(NobodyWaits):
        serving.call_next(at, now=now)
    counter.draws()
    serving.pause(at, now=now)
    with pytest.raises(WindowPaused):
        serving.call_next(at, now=now)
    with pytest.raises(TicketMoved):
        serving.pause(at, now=now)
    serving.resume(at, now=now)
    serving.call_next(at, now=now)
    with pytest.raises(WindowBusy):
        serving.call_next(at, now=now)
    with pytest.raises(WindowBusy):
        close_window(counter.house.keeper, number=1, now=now)
    other = counter.at(2)
    close_window(counter.house.keeper, number=2, now=now)
    with pytest.raises(UnknownWindow):
        serving.call_next(other, now=now)


def test_who_was_called_three_times_in_vain_can_wait_again_at_the_end(counter: Counter) -> None:
    ticket, at, now = counter.draws(), counter.at(), counter.now
    serving.call_next(at, now=now)
    with pytest.raises(CallAgain):
        serving.miss(at, now=now)
    for _each in range(2):
        serving.recall(at, now=now)
    serving.miss(at, now=now)
    counter.draws(1)
    tickets.come_back(ticket, now=now + 2 * MINUTE)

    hall = hall_of(counter.house.committee, now=now + 2 * MINUTE)

    assert [one.key for one in hall.queue][-1] == ticket.pk


def test_passed_on_to_another_window_one_keeps_ones_place(counter: Counter) -> None:
    first, second = counter.draws(), counter.draws(1)
    at, now = counter.at(), counter.now + 2 * MINUTE
    serving.call_next(at, now=now)
    with pytest.raises(UnknownWindow):
        serving.pass_on(at, to=1, now=now)
    serving.pass_on(at, to=2, now=now)

    assert serving.call_next(at, now=now) == second
    assert serving.call_next(counter.at(2), now=now) == first


def test_where_the_window_that_one_was_passed_on_to_is_gone_any_other_serves(
    counter: Counter,
) -> None:
    ticket, at, now = counter.draws(), counter.at(), counter.now
    serving.call_next(at, now=now)
    serving.pass_on(at, to=2, now=now)
    close_window(counter.house.keeper, number=2, now=now)

    assert serving.call_next(at, now=now) == ticket


def test_an_elder_is_moved_forward_once_with_a_reason(counter: Counter) -> None:
    counter.draws(-20)
    elder, now = counter.draws(), counter.now
    serving.move_forward(counter.officer, ticket=elder.pk, reason="八十岁", now=now)

    assert serving.call_next(counter.at(), now=now) == elder
    with pytest.raises(UnknownTicket):
        serving.move_forward(counter.officer, ticket=elder.pk, reason="八十岁", now=now)
    again = counter.draws()
    serving.move_forward(counter.officer, ticket=again.pk, reason="急事", now=now)
    with pytest.raises(TicketMoved):
        serving.move_forward(counter.officer, ticket=again.pk, reason="急事", now=now)


def test_who_comes_later_is_not_called_before(counter: Counter) -> None:
    ticket, now = counter.draws(), counter.now
    tickets.come_later(ticket, minutes=15, now=now)
    tickets.tick_papers(ticket, "身份证", now=now)

    with pytest.raises(NobodyWaits):
        serving.call_next(counter.at(), now=now)
    assert serving.call_next(counter.at(), now=now + 15 * MINUTE).papers == "身份证"


def test_an_appointment_holds_its_window_and_goes_before_who_came_later(counter: Counter) -> None:
    booked = counter.books()
    assert booked.due_at is not None
    walked_in = counter.draws(int((booked.due_at - counter.now) / MINUTE) + 1)
    counter.arrives(booked, 5)

    now = booked.due_at + 6 * MINUTE
    assert Claim.objects.filter(holder=f"ticket:{booked.pk}").count() == 2
    assert serving.call_next(counter.at(), now=now) == booked
    assert serving.call_next(counter.at(2), now=now) == walked_in


@pytest.mark.django_db(transaction=True)
def test_two_officers_who_call_at_once_get_two_different_people(now: datetime) -> None:
    counter = Counter(House(now), now)
    for _each in range(2):
        counter.draws()
    both = threading.Barrier(2)
    called: list[str] = []

    def calls(number: int) -> None:
        try:
            at = counter.at(number)
            both.wait(5)
            called.append(label_of(serving.call_next(at, now=now)))
        except LinliError as refused:  # said by the assertion below
            called.append(refused.code)
        finally:
            connection.close()

    threads = [threading.Thread(target=calls, args=(number,)) for number in (1, 2)]
    for one in threads:
        one.start()
    for one in threads:
        one.join(20)

    assert sorted(called) == ["A001", "A002"]


def test_the_database_keeps_a_window_to_one_at_a_time(counter: Counter) -> None:
    first, second = counter.draws(), counter.draws()
    window = ServiceWindow.objects.get(number=1)
    columns = {"state": TicketState.CALLED, "called_to": window, "called_at": counter.now}
    Ticket.objects.filter(pk=first.pk).update(**columns)

    with pytest.raises(IntegrityError), transaction.atomic():
        Ticket.objects.filter(pk=second.pk).update(**columns)
