"""Whatever is pressed in whatever order, or at once: one a shift, nobody in two places."""

import threading
from collections.abc import Callable
from datetime import UTC, datetime
from itertools import combinations

import pytest
from django.db import connection, transaction
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule
from tests.buildings.duties import Rostered, claimed, on_duty
from tests.buildings.house import House

from linli.buildings.access.roster import offer_for
from linli.buildings.actions import duties, planning, shifts, swaps
from linli.buildings.errors.roster import OnDutyThen, ShiftTaken, UnknownOffer
from linli.buildings.models import Duty, Shift, SwapOffer
from linli.buildings.queries.roster import span_of
from linli.buildings.rules.planning import Plan, cost_of, simple
from linli.buildings.rules.roster import Span
from linli.buildings.rules.solver import Asked
from linli.kernel.errors import LinliError

AT_ONCE = 8


def all_at_once(acts: list[Callable[[], object]]) -> list[str]:
    """Run acts at one moment, each on its own connection; return how each ended, by name."""
    ready, ended = threading.Barrier(len(acts)), list[str]()

    def run(act: Callable[[], object]) -> None:
        try:
            ready.wait(timeout=20)
            act()
            ended.append("done")
        except LinliError as refused:
            ended.append(type(refused).__name__)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(one,)) for one in acts]
    for one in threads:
        one.start()
    for one in threads:
        one.join(timeout=60)
    return sorted(ended)


@pytest.mark.django_db(transaction=True)
def test_of_eight_at_once_one_gets_the_shift_the_person_or_the_offer(now: datetime) -> None:
    tower = Rostered(House(now))
    keeper = tower.house.keeper
    people = [tower.member(f"第{at}") for at in range(AT_ONCE)]
    shift = tower.shift(0)
    taken = all_at_once(
        [lambda who=who: duties.give(keeper, shift, who, now=now) for who in people]  # type: ignore[misc]  # mypy knows no default of a lambda
    )
    assert taken == [ShiftTaken.__name__] * (AT_ONCE - 1) + ["done"]

    windows = [
        tower.talent.committee.windows.create(number=20 + at, name="窗") for at in range(AT_ONCE)
    ]
    for one in windows:
        one.qualified.create(member=people[0])
    same = [tower.shift(1, window=one) for one in windows]
    torn = all_at_once(
        [lambda one=one: _take(one, people[0], now) for one in same]  # type: ignore[misc]  # as above
    )
    assert torn == [OnDutyThen.__name__] * (AT_ONCE - 1) + ["done"]

    duty = Duty.objects.get(shift=shift, left_at=None)
    (giver,) = (one for one in people if one.person_id == duty.person_id)
    made = swaps.offer(tower.owned(duty, giver), to=None, in_return=0, now=now)
    others = [offer_for(tower.who(one), made.pk) for one in people if one != giver]
    accepted = all_at_once([lambda one=one: swaps.accept(one, now=now) for one in others])  # type: ignore[misc]  # as above
    assert accepted == [UnknownOffer.__name__] * (AT_ONCE - 2) + ["done"]
    assert claimed() == on_duty()


def _take(shift: Shift, member: object, now: datetime) -> Duty:
    """Take a shift as if no lock were there: the claim alone decides."""
    with transaction.atomic():
        return duties.take(shift, member, now=now)  # type: ignore[arg-type]  # a member


DAYS, PEOPLE = st.integers(0, 2), st.integers(0, 2)
HOURS = st.sampled_from([9, 11, 13, 21])


class AnyRoster(RuleBasedStateMachine):
    """Two windows, three people who want at most three shifts, and any act at all."""

    def __init__(self) -> None:
        super().__init__()
        self.undo = transaction.atomic()
        self.undo.__enter__()
        self.tower = Rostered(House(datetime(2026, 3, 2, 4, tzinfo=UTC)))
        self.now, self.keeper = self.tower.now, self.tower.house.keeper
        self.people = [self.tower.member(f"第{at}", most=3) for at in range(3)]

    def teardown(self) -> None:
        """Leave no trace."""
        transaction.set_rollback(True)  # Django's own
        self.undo.__exit__(None, None, None)

    def tried(self, act: Callable[[], object]) -> None:
        """Do what may be refused; what is refused leaves no trace."""
        before = claimed()
        try:
            with transaction.atomic():
                act()
        except LinliError:
            assert claimed() == before

    def any_shift(self, at: int) -> Shift | None:
        """One of those there ever were, dropped ones too."""
        rows = list(Shift.objects.order_by("pk"))
        return rows[at % len(rows)] if rows else None

    def any_duty(self, at: int) -> Duty | None:
        """One of those there ever were, left ones too."""
        rows = list(Duty.objects.order_by("pk"))
        return rows[at % len(rows)] if rows else None

    @rule(day=DAYS, hour=HOURS, length=st.sampled_from([2, 4]), is_second=st.booleans())
    def a_shift_is_added(self, day: int, hour: int, length: int, *, is_second: bool) -> None:
        """By hand; one that was dropped comes back."""
        window = self.tower.notary if is_second else self.tower.talent
        span = Span(self.tower.at(day, hour), self.tower.at(day, hour + length))
        self.tried(lambda: shifts.add_shift(self.keeper, window, span, now=self.now))

    @rule(at=st.integers(0, 9), who=PEOPLE, insists=st.booleans())
    def it_is_given(self, at: int, who: int, *, insists: bool) -> None:
        """To whom it may be, or against the house rules."""
        if (shift := self.any_shift(at)) is not None:
            member = self.people[who]
            self.tried(
                lambda: duties.give(self.keeper, shift, member, insists=insists, now=self.now)
            )

    @rule(at=st.integers(0, 9))
    def it_is_taken_away(self, at: int) -> None:
        """By the secretary."""
        if (shift := self.any_shift(at)) is not None:
            self.tried(lambda: duties.take_away(self.keeper, shift, now=self.now))

    @rule(at=st.integers(0, 9))
    def it_is_dropped(self, at: int) -> None:
        """Whoever has it."""
        if (shift := self.any_shift(at)) is not None:
            self.tried(lambda: shifts.drop_shift(self.keeper, shift, now=self.now))

    @rule(at=st.integers(0, 9), day=DAYS, hour=HOURS)
    def it_is_moved(self, at: int, day: int, hour: int) -> None:
        """Perhaps onto another."""
        if (shift := self.any_shift(at)) is not None:
            span = Span(self.tower.at(day, hour), self.tower.at(day, hour + 2))
            self.tried(lambda: shifts.change_shift(self.keeper, shift, span, now=self.now))

    @rule(at=st.integers(0, 9), who=PEOPLE)
    def it_is_given_up(self, at: int, who: int) -> None:
        """By who has it, or who does not."""
        if (duty := self.any_duty(at)) is not None:
            self.tried(
                lambda: duties.give_up(self.tower.owned(duty, self.people[who]), now=self.now)
            )

    @rule(at=st.integers(0, 9), other=st.integers(0, 9), is_swap=st.booleans())
    def it_is_offered(self, at: int, other: int, *, is_swap: bool) -> None:
        """To all, or to one for one of theirs."""
        duty, wanted = self.any_duty(at), self.any_duty(other)
        if duty is not None and wanted is not None:
            by, to = (
                next(one for one in self.people if one.person_id == whose.person_id)
                for whose in (duty, wanted)
            )
            self.tried(
                lambda: swaps.offer(
                    self.tower.owned(duty, by),
                    to=to if is_swap else None,
                    in_return=wanted.pk if is_swap else 0,
                    now=self.now,
                )
            )

    @rule(at=st.integers(0, 9), who=PEOPLE)
    def it_is_accepted(self, at: int, who: int) -> None:
        """By whom it is for, or not."""
        rows = list(SwapOffer.objects.filter(ended_at=None).order_by("pk"))
        if rows:
            offer, member = rows[at % len(rows)], self.people[who]
            self.tried(
                lambda: swaps.accept(offer_for(self.tower.who(member), offer.pk), now=self.now)
            )

    @rule(is_applied=st.booleans())
    def it_is_planned(self, *, is_applied: bool) -> None:
        """And applied, or not."""

        def simply(asked: Asked) -> Plan:
            found = simple(asked.problem)
            return Plan(found, cost_of(asked.problem, found), 0)

        made = planning.propose(self.keeper, first=self.tower.monday, planner=simply, now=self.now)
        if is_applied:
            given, not_given = planning.apply_draft(self.keeper, draft=made.pk, now=self.now)
            assert not_given == 0, "nothing changed since"
            assert given >= 0

    @invariant()
    def nobody_is_in_two_places_and_one_has_a_shift(self) -> None:
        """Whatever was done."""
        standing = list(Duty.objects.filter(left_at=None).select_related("shift"))
        assert len({one.shift_id for one in standing}) == len(standing)
        assert all(one.shift.dropped_at is None for one in standing)
        for one, other in combinations(standing, 2):
            if one.person_id == other.person_id:
                assert not span_of(one.shift).meets(span_of(other.shift))

    @invariant()
    def what_is_claimed_is_what_is_on_duty(self) -> None:
        """Slot by slot."""
        assert claimed() == on_duty()
        ended = SwapOffer.objects.filter(ended_at=None, duty__left_at__isnull=False)
        assert not ended.exists()


@pytest.fixture(autouse=True)
def _database(request: pytest.FixtureRequest) -> None:
    if "AnyRoster" in request.node.nodeid:
        request.getfixturevalue("db")


TestAnyRoster = AnyRoster.TestCase
TestAnyRoster.settings = settings(max_examples=12, stateful_step_count=20, deadline=None)
