"""Duties: nobody in two places at once, one a shift, given up, swapped, signed on to."""

from datetime import timedelta

import pytest
from tests.buildings.duties import DAY, Rostered, claimed, on_duty
from tests.buildings.house import House

from linli.buildings.access.roster import Offered, offer_for
from linli.buildings.actions import duties, members, shifts, swaps
from linli.buildings.actions.claims import claim
from linli.buildings.enums.roster import MemberKind
from linli.buildings.errors.roster import (
    Away,
    DayFull,
    NoRest,
    NotNow,
    OfferThere,
    OfferToOneself,
    OnDutyThen,
    ShiftOver,
    ShiftTaken,
    SignedOn,
    UnknownDuty,
    UnknownOffer,
    Unqualified,
    WeekFull,
)
from linli.buildings.models import Duty, RosterMember, SwapOffer
from linli.buildings.queries.roster import span_of
from linli.buildings.rules.slots import slots
from linli.ledger.queries import find_damage


@pytest.fixture
def tower(house: House) -> Rostered:
    """Two windows and nobody."""
    return Rostered(house)


def test_what_speaks_against_a_duty_is_said_by_name_and_leaves_no_trace(
    tower: Rostered,
) -> None:
    keeper, now = tower.house.keeper, tower.now
    who = tower.member("张敏", most=2, windows=1)
    members.note_absence(
        who, first=tower.monday + 4 * DAY, last=tower.monday + 4 * DAY, by=who.person, now=now
    )
    duties.give(keeper, tower.shift(0, 9), who, now=now)
    refused = (
        (tower.shift(1, window=tower.notary), Unqualified),
        (tower.shift(4), Away),
        (tower.shift(0, 11), OnDutyThen),
        (tower.shift(0, 12, 9), DayFull),
        (tower.shift(-1, 20, 4), NoRest),
    )

    for shift, refusal in refused:
        with pytest.raises(refusal, match="张敏"):
            duties.give(keeper, shift, who, now=now)
        if refusal is not NoRest:
            with pytest.raises(refusal):
                duties.give(keeper, shift, who, insists=True, now=now)
    duties.give(keeper, tower.shift(2), who, now=now)
    with pytest.raises(WeekFull):
        duties.give(keeper, tower.shift(3), who, now=now)
    duties.give(keeper, tower.shift(3, 13), who, insists=True, now=now)
    duties.give(keeper, refused[-1][0], who, insists=True, now=now)

    assert Duty.objects.count() == 4
    assert claimed() == on_duty()
    assert tower.house.verbs().count("duty_given") == 4
    assert find_damage().damage == ()


def test_a_shift_is_had_by_one_and_a_person_is_not_where_something_else_claims_them(
    tower: Rostered,
) -> None:
    keeper, now = tower.house.keeper, tower.now
    one, other = tower.member("张敏"), tower.member("李强")
    first, second = tower.shift(0), tower.shift(1)
    duties.give(keeper, first, one, now=now)
    claim(f"person:{other.person_id}", slots(second.begins_at, second.ends_at), holder="visit:1")

    with pytest.raises(ShiftTaken):
        duties.give(keeper, first, other, now=now)
    with pytest.raises(OnDutyThen):
        duties.give(keeper, second, other, now=now)
    with pytest.raises(ShiftOver):
        duties.give(keeper, second, one, now=second.ends_at)

    assert Duty.objects.count() == 1


def test_what_is_given_up_is_a_gap_at_once_and_can_be_given_to_another(tower: Rostered) -> None:
    keeper, now = tower.house.keeper, tower.now
    one, other = tower.member("张敏"), tower.member("李强")
    shift = tower.shift()
    duty = duties.give(keeper, shift, one, now=now)
    owned = tower.owned(duty, one)

    with pytest.raises(ShiftOver):
        duties.give_up(owned, now=shift.begins_at)
    duties.give_up(owned, now=now)
    for again in (duties.give_up, duties.sign_on):
        with pytest.raises(UnknownDuty):
            again(owned, now=now)
    with pytest.raises(UnknownDuty):
        duties.take_away(keeper, shift, now=now)
    duties.give(keeper, shift, other, now=now)
    with pytest.raises(ShiftOver):
        duties.take_away(keeper, shift, now=shift.ends_at)
    duties.take_away(keeper, shift, now=now)

    assert Duty.objects.get(pk=duty.pk).left_at == now
    assert claimed() == on_duty() == set()
    assert tower.house.verbs()[-4:] == [
        "duty_given",
        "duty_given_up",
        "duty_given",
        "duty_taken_away",
    ]


def test_one_signs_on_in_time_and_once_and_stays_then(tower: Rostered) -> None:
    keeper, now = tower.house.keeper, tower.now
    who = tower.member("张敏")
    shift = tower.shift()
    owned = tower.owned(duties.give(keeper, shift, who, now=now), who)

    with pytest.raises(NotNow):
        duties.sign_on(owned, now=shift.begins_at - timedelta(hours=1))
    early = shift.begins_at - timedelta(minutes=20)
    duties.sign_on(owned, now=early)
    duties.sign_on(owned, now=shift.begins_at)

    assert Duty.objects.get().signed_on_at == early
    with pytest.raises(SignedOn):
        duties.give_up(owned, now=early)
    with pytest.raises(SignedOn):
        swaps.offer(owned, to=None, in_return=0, now=early)
    assert tower.house.verbs().count("duty_signed_on") == 1


def offered(tower: Rostered, offer: SwapOffer, member: RosterMember) -> Offered:
    return offer_for(tower.who(member), offer.pk)


def test_a_duty_that_is_offered_to_all_is_had_by_who_accepts_first(tower: Rostered) -> None:
    keeper, now = tower.house.keeper, tower.now
    giver, first, second = (tower.member(one) for one in ("给", "先", "后"))
    duty = duties.give(keeper, tower.shift(), giver, now=now)
    owned = tower.owned(duty, giver)
    made = swaps.offer(owned, to=None, in_return=0, now=now)
    with pytest.raises(OfferThere):
        swaps.offer(owned, to=None, in_return=0, now=now)
    both = [offered(tower, made, one) for one in (first, second)]

    taken = swaps.accept(both[0], now=now)
    with pytest.raises(UnknownOffer):
        swaps.accept(both[1], now=now)

    assert taken.person_id == first.person_id
    assert SwapOffer.objects.get().accepted_by == first
    assert claimed() == on_duty()
    assert tower.house.verbs().count("duty_swapped") == 1
    with pytest.raises(UnknownDuty):
        swaps.offer(owned, to=None, in_return=0, now=now)


def test_two_duties_at_the_same_time_are_exchanged_both_or_neither(tower: Rostered) -> None:
    keeper, now = tower.house.keeper, tower.now
    one, other = tower.member("张敏"), tower.member("李强", windows=1)
    mine, theirs = tower.shift(0, window=tower.talent), tower.shift(0, window=tower.notary)
    second = tower.shift(1)
    duty = duties.give(keeper, mine, one, now=now)
    members.change_member(
        keeper,
        other,
        terms=members.Terms(
            "李强", MemberKind.STAFF, 5, frozenset({tower.talent.pk, tower.notary.pk})
        ),
        now=now,
    )
    back = duties.give(keeper, theirs, other, now=now)
    away = duties.give(keeper, second, one, now=now)
    made = swaps.offer(tower.owned(duty, one), to=other, in_return=back.pk, now=now)

    swaps.accept(offered(tower, made, other), now=now)

    had = dict(Duty.objects.filter(left_at=None).values_list("shift", "person"))
    assert had[mine.pk] == other.person_id
    assert had[theirs.pk] == one.person_id
    assert claimed() == on_duty()
    for to, in_return in ((one, 0), (other, away.pk), (None, back.pk)):
        with pytest.raises(OfferToOneself):
            swaps.offer(tower.owned(away, one), to=to, in_return=in_return, now=now)


def test_an_offer_is_judged_again_by_what_is_so_when_it_is_accepted(tower: Rostered) -> None:
    keeper, now = tower.house.keeper, tower.now
    one, other = tower.member("张敏"), tower.member("李强")
    shift, later = tower.shift(), tower.shift(2)
    duty = duties.give(keeper, shift, one, now=now)
    back = duties.give(keeper, later, other, now=now)
    made = swaps.offer(tower.owned(duty, one), to=other, in_return=back.pk, now=now)
    mine = offered(tower, made, other)
    members.note_absence(other, first=tower.monday, last=tower.monday, by=other.person, now=now)

    with pytest.raises(Away):
        swaps.accept(mine, now=now)
    assert SwapOffer.objects.get().ended_at is None
    assert claimed() == on_duty()
    with pytest.raises(UnknownOffer):
        swaps.accept(mine, now=shift.begins_at)
    shifts.change_shift(keeper, shift, span_of(tower.shift(5, window=tower.notary)), now=now)
    with pytest.raises(UnknownOffer):
        swaps.accept(mine, now=later.begins_at)
    swaps.withdraw(tower.owned(duty, one), now=now)
    with pytest.raises(UnknownOffer):
        swaps.withdraw(tower.owned(duty, one), now=now)
    with pytest.raises(ShiftOver):
        swaps.offer(tower.owned(duty, one), to=None, in_return=0, now=tower.at(6, 0))


def test_giving_a_duty_up_ends_what_was_offered_and_wanted_for_it(tower: Rostered) -> None:
    keeper, now = tower.house.keeper, tower.now
    one, other = tower.member("张敏"), tower.member("李强")
    duty = duties.give(keeper, tower.shift(), one, now=now)
    back = duties.give(keeper, tower.shift(1), other, now=now)
    swaps.offer(tower.owned(duty, one), to=other, in_return=back.pk, now=now)

    duties.give_up(tower.owned(back, other), now=now)

    assert SwapOffer.objects.get().ended_at == now
