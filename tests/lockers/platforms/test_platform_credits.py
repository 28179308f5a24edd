"""Whatever platforms and couriers do, in any order: no credit is lost or below nothing."""

import os
from contextlib import ExitStack, suppress
from datetime import timedelta

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test
from tests.lockers.tower import Tower, must_agree, plugged_in, rolled_back

from linli.kernel.clock import now as real_now
from linli.kernel.errors import LinliError
from linli.lockers.access import Caller
from linli.lockers.actions import orders
from linli.lockers.actions.beginning import Begun, DepositRequest, begin_deposits
from linli.lockers.actions.lapsing import expire_reservations, forget_orders
from linli.lockers.actions.platforms import add_platform
from linli.lockers.enums import WAITING, CancelReason
from linli.lockers.models import Cabinet, Capacity, Deposit, Platform, PlatformOrder, Reservation
from linli.lockers.rules.recipients import Recipient
from linli.wire.messages import Size

SOAK = bool(os.environ.get("LINLI_SOAK"))
ORDERS = 3
NUMBERS = st.integers(0, ORDERS - 1)
CABINETS = st.sampled_from(["T-A", "T-B"])


class AnyPlatform(RuleBasedStateMachine):
    """Three orders, two cabinets of three doors, and any call at any time."""

    def __init__(self) -> None:
        super().__init__()
        self.around = ExitStack()
        self.around.enter_context(rolled_back())
        self.tower = Tower(now=real_now(), cabinets=2, doors=3)
        self.around.enter_context(plugged_in(self.tower.line))
        self.tower.greet()
        self.tower.exchange()
        key = add_platform(code="fan-le", name="饭乐", actor="installer", now=self.tower.now)
        self.caller = Caller(Platform.objects.get(code=key.platform).pk, key.platform)
        self.orders = [self.announced(number) for number in range(ORDERS)]

    def announced(self, number: int) -> int:
        """Announce an order, small or medium."""
        size = Size.M if number % 2 else Size.S
        new = orders.NewOrder(f"MT-{number:05d}", self.tower.place.code, size)
        return orders.announce(self.caller, new, chance=self.tower.chance, now=self.tower.now)

    def teardown(self) -> None:
        """Undo what was written, and unplug the line."""
        self.around.close()

    def tries(self, act: object, *args: object, **named: object) -> None:
        """Do it, or be refused in a sentence."""
        assert callable(act)
        with suppress(LinliError):
            act(self.caller, *args, now=self.tower.now, **named)

    @rule(number=NUMBERS, cabinet=st.sampled_from(["T-A", "T-B", ""]), minutes=st.integers(1, 2))
    def reserves(self, number: int, cabinet: str, minutes: int) -> None:
        """Room, wherever."""
        lasting = timedelta(minutes=minutes)
        self.tries(orders.reserve, self.orders[number], cabinet=cabinet, lasting=lasting)

    @rule(number=NUMBERS, cabinet=CABINETS)
    def redirects(self, number: int, cabinet: str) -> None:
        """Elsewhere."""
        self.tries(orders.redirect, self.orders[number], cabinet=cabinet)

    @rule(number=NUMBERS, cabinet=CABINETS)
    def keeps_and_comes(self, number: int, cabinet: str) -> None:
        """As it mostly goes: room is kept, and the courier comes there."""
        self.tries(
            orders.reserve, self.orders[number], cabinet=cabinet, lasting=timedelta(minutes=1)
        )
        self.a_courier_comes(number, cabinet, stores=False, linked=True)

    @rule(number=st.just(0))
    def cancels(self, number: int) -> None:
        """Never mind: this one only, or soon nothing would be left to try."""
        self.tries(orders.cancel, self.orders[number], reason=CancelReason.OTHER)

    @rule(number=NUMBERS, cabinet=CABINETS, stores=st.booleans(), linked=st.booleans())
    def a_courier_comes(self, number: int, cabinet: str, *, stores: bool, linked: bool) -> None:
        """By the order's link, or by its number alone."""
        request = DepositRequest(
            cabinet=cabinet,
            recipient=Recipient(order_no=f"MT-{number:05d}"),
            size=Size.S,
            token=self.tower.token(),
            now=self.tower.now,
            order=self.orders[number] if linked else None,
        )
        (begun,) = begin_deposits([request], chance=self.tower.chance)
        if stores and isinstance(begun, Begun):
            reply = self.tower.ask(begun)
            if reply is not None and reply.comp:
                self.tower.at(begun).fill(reply.comp)

    @rule(seconds=st.sampled_from([1, 60, 120]))
    def time_passes(self, seconds: int) -> None:
        """And the clock does what is due."""
        self.tower.wait(seconds)
        Cabinet.objects.update(heard_at=self.tower.now)
        expire_reservations(now=self.tower.now)
        forget_orders(now=self.tower.now)

    @rule()
    def both_sides_tell(self) -> None:
        """Everything."""
        self.tower.exchange()
        must_agree(self.tower)

    @invariant()
    def what_is_promised_is_who_waits_and_what_is_kept(self) -> None:
        """At any time, whatever the cabinets have told so far."""
        for room in Capacity.objects.all():
            at = {"cabinet": room.cabinet_id, "size": room.size}
            waiting = Deposit.objects.filter(state__in=WAITING, comp=0, **at).count()
            kept = Reservation.objects.filter(ended_at=None, **at).count()
            assert room.promised == waiting + kept, room
        over = PlatformOrder.objects.filter(ended_at__isnull=False)
        assert not Reservation.objects.filter(ended_at=None, order__in=over).exists()


@pytest.mark.django_db
def test_no_credit_is_lost_and_none_is_below_nothing() -> None:
    few = settings(
        max_examples=2_000 if SOAK else 10,
        stateful_step_count=20,
        deadline=None,
    )
    run_state_machine_as_test(AnyPlatform, settings=few)
