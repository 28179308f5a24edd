"""Whatever people and officers do, in any order: numbers, windows, claims and states hold."""

import os
from contextlib import suppress
from datetime import UTC, datetime, timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)
from tests.buildings.counter import DAY, MINUTE, Counter, anew
from tests.buildings.house import House

from linli.buildings.actions import serving, tickets
from linli.buildings.actions.reoffering import accept, ask_another, close_days, reoffer_all
from linli.buildings.enums.frontdesk import OfferState, Rating, Result, TicketState
from linli.buildings.forms.matters import new_token
from linli.buildings.models import Claim, Duty, Offer, Ticket
from linli.buildings.queries.appointments import starts_of
from linli.buildings.queries.frontdesk import hall_of
from linli.buildings.rules.queueing import GRACE, HEAD_START
from linli.kernel.errors import LinliError

NOON = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)
"""Of the place, which is eight hours ahead."""

WINDOWS = st.integers(1, 2)
ANY = st.integers(0, 30)


class Queue(RuleBasedStateMachine):
    """A desk for some hours; what is refused must change nothing that the invariants see."""

    @initialize()
    def opens(self) -> None:
        """Begin with a desk of two windows, in a transaction that is never committed."""
        self.whole = transaction.atomic()
        self.whole.__enter__()
        self.counter = Counter(House(NOON), NOON)
        self.now = NOON
        self.left: list[Duty] = []

    def teardown(self) -> None:
        """Take everything back."""
        transaction.set_rollback(True)
        self.whole.__exit__(None, None, None)

    def some(self, at: int) -> Ticket | None:
        """Return one of the tickets."""
        every = list(Ticket.objects.order_by("pk"))
        return anew(every[at % len(every)]) if every else None

    @rule(minutes=st.integers(1, 20))
    def passes(self, minutes: int) -> None:
        """Let time pass."""
        self.now = min(self.now + minutes * MINUTE, NOON + 3 * 60 * MINUTE)

    @rule()
    def draws(self) -> None:
        """Somebody walks in."""
        with suppress(LinliError):
            self.counter.draws(int((self.now - NOON) / MINUTE))

    @rule(at=ANY)
    def books(self, at: int) -> None:
        """Somebody books a time."""
        starts = starts_of(self.counter.service, now=self.now)
        if starts:
            new = tickets.NewTicket(new_token(), new_token())
            start = starts[at % len(starts)]
            tickets.book(self.counter.service, new, start, address="192.0.2.1", now=self.now)

    @rule(
        at=ANY,
        what=st.sampled_from(["arrive", "later", "back", "leave", "rate", "accept", "another"]),
    )
    def presses(self, at: int, what: str) -> None:
        """Somebody presses something on their ticket's page."""
        one = self.some(at)
        if one is None:
            return
        with suppress(LinliError), transaction.atomic():
            if what == "arrive":
                tickets.arrive(one, now=self.now)
            elif what == "later":
                tickets.come_later(one, minutes=15, now=self.now)
            elif what == "back":
                tickets.come_back(one, now=self.now)
            elif what == "leave":
                tickets.give_up(one, now=self.now)
            elif what == "rate":
                tickets.rate(one, Rating.GOOD, now=self.now)
            elif what == "accept":
                accept(one, code=new_token(), now=self.now)
            else:
                ask_another(one, now=self.now)

    @rule(
        number=WINDOWS,
        what=st.sampled_from(["recall", "begin", "finish", "miss", "pass_on", "pause", "resume"]),
    )
    def works(self, number: int, what: str) -> None:
        """An officer presses something at a window."""
        at, now = self.counter.at(number), self.now
        with suppress(LinliError), transaction.atomic():
            if what == "finish":
                serving.finish(at, result=Result.SETTLED, note="", now=now)
            elif what == "pass_on":
                serving.pass_on(at, to=3 - number, now=now)
            else:
                getattr(serving, what)(at, now=now)

    @rule(number=WINDOWS)
    def calls(self, number: int) -> None:
        """An officer calls: nobody with an earlier place is passed over."""
        at, hall = self.counter.at(number), hall_of(self.counter.house.committee, now=self.now)
        ready = [
            one.place_at
            for one in hall.queue
            if at.window.pk in one.windows and (one.not_before or self.now) <= self.now
        ]
        with suppress(LinliError), transaction.atomic():
            assert serving.call_next(at, now=self.now).place_at == min(ready)

    @rule(at=ANY)
    def hurries(self, at: int) -> None:
        """An officer moves somebody forward."""
        one = self.some(at)
        if one is not None:
            with suppress(LinliError), transaction.atomic():
                serving.move_forward(
                    self.counter.officer, ticket=one.pk, reason="急事", now=self.now
                )

    @rule(at=st.integers(0, 1), returns=st.booleans())
    def roster(self, at: int, returns: bool) -> None:  # noqa: FBT001  # hypothesis draws it
        """Whoever is on duty leaves or comes back; the clock does what is due."""
        left_at = None if returns else self.now
        Duty.objects.filter(pk=self.counter.duties[at].pk).update(left_at=left_at)
        reoffer_all(now=self.now)

    @invariant()
    def numbers_have_no_gap(self) -> None:
        """A day's numbers are 1, 2, 3 and so on."""
        by_day: dict[object, list[int]] = {}
        for day, number in Ticket.objects.values_list("day", "number"):
            by_day.setdefault(day, []).append(number)
        assert all(sorted(one) == list(range(1, len(one) + 1)) for one in by_day.values())

    @invariant()
    def every_claim_is_somebody_s(self) -> None:
        """A window is held for appointments that stand or stood, and for open offers, alone."""
        offers = {f"offer:{one.pk}" for one in Offer.objects.filter(state=OfferState.OPEN)}
        gone = (TicketState.GIVEN_UP, TicketState.MOVED, TicketState.LAPSED)
        stand = Ticket.objects.filter(due_at__isnull=False).exclude(state__in=gone)
        known = offers | {f"ticket:{one.pk}" for one in stand}
        held = set(Claim.objects.values_list("holder", flat=True))
        assert held <= known
        assert offers <= held
        assert not Offer.objects.filter(state=OfferState.OPEN).exclude(
            ticket__state=TicketState.BOOKED
        )

    @invariant()
    def nobody_is_pushed_far_back(self) -> None:
        """A place is never earlier than somebody came, but by the head start and the grace."""
        waiting = Ticket.objects.filter(state=TicketState.WAITING)
        for place, came in waiting.values_list("place_at", "came_at"):
            assert place is not None
            assert came is not None
            assert place >= came - HEAD_START - GRACE

    @rule()
    def day_ends(self) -> None:
        """Looked at from tomorrow nothing of today is open; then today goes on."""
        with transaction.atomic():
            reoffer_all(now=self.now + DAY)
            close_days(now=self.now + DAY)
            live = (TicketState.WAITING, TicketState.CALLED, TicketState.SERVING)
            assert not Ticket.objects.filter(state__in=live)
            transaction.set_rollback(True)


@pytest.mark.django_db
def test_any_sequence_of_presses_keeps_the_queue_consistent() -> None:
    run_state_machine_as_test(
        Queue,
        settings=settings(
            max_examples=150 if os.environ.get("LINLI_SOAK") else 8,
            stateful_step_count=25,
            deadline=timedelta(seconds=20),
            suppress_health_check=list(HealthCheck),
        ),
    )
