"""From a shift that somebody leaves to another time for each who had booked it."""

from datetime import datetime

import pytest
from tests.buildings.counter import DAY, HOUR, MINUTE, Counter, anew
from tests.buildings.house import House

from linli.buildings.actions import tickets
from linli.buildings.actions.reoffering import accept, ask_another, reoffer, reoffer_all
from linli.buildings.actions.services import close_window
from linli.buildings.enums.frontdesk import OfferState, TicketState
from linli.buildings.errors.frontdesk import NoOtherTime, TicketMoved
from linli.buildings.forms.matters import new_token
from linli.buildings.models import Claim, Duty, Offer, Ticket
from linli.buildings.queries.appointments import has_its_window, starts_of, uncovered


@pytest.fixture
def counter(house: House, now: datetime) -> Counter:
    """A desk with two open windows and one service."""
    return Counter(house, now)


def drop(counter: Counter, ticket: Ticket) -> Duty:
    """Let whoever is on duty for an appointment leave their shift."""
    duty = next(one for one in counter.duties if one.shift.window_id == ticket.window_id)
    Duty.objects.filter(pk=duty.pk).update(left_at=counter.now)
    return duty


def held(ticket: Ticket) -> int:
    return Claim.objects.filter(holder=f"ticket:{ticket.pk}").count()


def test_a_dropped_shift_leads_to_a_new_appointment_and_the_old_is_kept_until_then(
    counter: Counter,
) -> None:
    ticket = counter.books()
    drop(counter, ticket)

    assert reoffer_all(now=counter.now) == 1
    offer = Offer.objects.get()
    assert offer.begins_at == ticket.due_at
    assert offer.window_id != ticket.window_id
    assert held(ticket) == Claim.objects.filter(holder=f"offer:{offer.pk}").count() == 2

    made = accept(ticket, code=new_token(), now=counter.now)

    assert (made.state, made.window_id, made.due_at) == (
        TicketState.BOOKED,
        offer.window_id,
        offer.begins_at,
    )
    assert anew(ticket).moved_to == made
    assert (held(ticket), held(made), Claim.objects.count()) == (0, 2, 2)
    assert has_its_window(made)
    assert reoffer_all(now=counter.now) == 0
    assert counter.verbs()[-3:] == ["ticket_booked", "ticket_offered", "ticket_moved"]


def test_the_roster_can_ask_for_it_in_the_same_moment_and_once_is_enough(counter: Counter) -> None:
    ticket = counter.books()
    duty = drop(counter, ticket)

    assert reoffer(duty.shift.window, now=counter.now) == 1
    assert reoffer(duty.shift.window, now=counter.now) == 0
    assert reoffer_all(now=counter.now + MINUTE) == 0
    assert Offer.objects.get().state == OfferState.OPEN
    other = next(one for one in counter.windows if one.pk != duty.shift.window_id)
    assert reoffer(other, now=counter.now) == 0


def test_a_window_that_is_closed_for_good_moves_its_appointments_too(counter: Counter) -> None:
    ticket = counter.books()
    assert ticket.window is not None
    close_window(counter.house.keeper, number=ticket.window.number, now=counter.now)

    assert reoffer_all(now=counter.now) == 1


def test_another_time_can_be_asked_for_until_there_is_none(counter: Counter) -> None:
    ticket = counter.books()
    drop(counter, ticket)
    reoffer_all(now=counter.now)
    first = Offer.objects.get()
    second = ask_another(ticket, now=counter.now)

    assert second.begins_at > first.begins_at
    assert not Claim.objects.filter(holder=f"offer:{first.pk}").exists()
    left = len(starts_of(counter.service, now=counter.now)) - 1
    last = [ask_another(ticket, now=counter.now) for _each in range(left)][-1]
    with pytest.raises(NoOtherTime):
        ask_another(ticket, now=counter.now)
    kept = Offer.objects.get(state=OfferState.OPEN)
    assert kept == last
    assert Claim.objects.filter(holder=f"offer:{kept.pk}").exists()


def test_who_cancels_gives_both_times_back(counter: Counter) -> None:
    ticket = counter.books()
    drop(counter, ticket)
    reoffer_all(now=counter.now)
    tickets.give_up(ticket, now=counter.now)

    assert Claim.objects.count() == 0
    assert Offer.objects.get().state == OfferState.REFUSED
    with pytest.raises(TicketMoved):
        accept(ticket, code=new_token(), now=counter.now)


def test_who_does_not_answer_loses_both_and_it_says_so(counter: Counter) -> None:
    ticket = counter.books()
    drop(counter, ticket)
    reoffer_all(now=counter.now)
    offer = Offer.objects.get()

    with pytest.raises(TicketMoved):
        accept(ticket, code=new_token(), now=offer.expires_at)
    reoffer_all(now=offer.expires_at)

    assert anew(ticket).state == TicketState.LAPSED
    assert Offer.objects.get().state == OfferState.EXPIRED
    assert Claim.objects.count() == 0


def test_an_offer_is_taken_back_when_somebody_takes_the_shift(counter: Counter) -> None:
    ticket = counter.books()
    duty = drop(counter, ticket)
    reoffer_all(now=counter.now)
    Duty.objects.create(shift=duty.shift, person=counter.person, taken_at=counter.now)
    reoffer_all(now=counter.now)

    assert Offer.objects.get().state == OfferState.WITHDRAWN
    assert (anew(ticket).state, held(ticket), Claim.objects.count()) == (TicketState.BOOKED, 2, 2)


def test_with_nothing_else_free_the_clock_keeps_looking_until_the_time_has_come(
    counter: Counter,
) -> None:
    ticket = counter.books()
    for duty in counter.duties:
        Duty.objects.filter(pk=duty.pk).update(left_at=counter.now)
    assert reoffer_all(now=counter.now) == 0
    tomorrow = counter.now + DAY
    later = counter.on_duty(counter.windows[0], tomorrow, tomorrow + HOUR)
    assert reoffer_all(now=counter.now) == 1
    assert Offer.objects.get().begins_at >= tomorrow
    Offer.objects.all().delete()
    Claim.objects.all().delete()
    Duty.objects.filter(pk=later.pk).delete()

    assert ticket.due_at is not None
    reoffer_all(now=ticket.due_at)

    assert anew(ticket).state == TicketState.LAPSED


def test_who_arrives_all_the_same_waits_and_what_was_offered_is_given_back(
    counter: Counter,
) -> None:
    ticket = counter.books()
    drop(counter, ticket)
    reoffer_all(now=counter.now)
    counter.arrives(ticket, -5)

    assert anew(ticket).state == TicketState.WAITING
    assert Offer.objects.get().state == OfferState.WITHDRAWN


def test_what_changed_between_the_look_and_the_lock_is_left_alone(
    counter: Counter, monkeypatch: pytest.MonkeyPatch
) -> None:
    ticket = counter.books()
    drop(counter, ticket)
    lost = uncovered()
    tickets.give_up(ticket, now=counter.now)
    module = "linli.buildings.actions.reoffering"
    monkeypatch.setattr(f"{module}.uncovered", lambda **_asked: lost)

    assert reoffer_all(now=counter.now) == 0
    assert reoffer_all(now=counter.now + DAY) == 0
    assert anew(ticket).state == TicketState.GIVEN_UP


def test_nothing_is_offered_that_begins_at_once_or_is_taken(counter: Counter) -> None:
    ticket = counter.books()
    others = [counter.books() for _each in starts_of(counter.service, now=counter.now)]
    drop(counter, ticket)

    assert others
    assert reoffer_all(now=counter.now) == 0
    assert all(one.begins_at >= counter.now + 30 * MINUTE for one in Offer.objects.all())
