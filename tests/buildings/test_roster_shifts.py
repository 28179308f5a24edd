"""Shifts: made from the week as it should be, copied, and changed by hand; people on the roster."""

from datetime import datetime, time, timedelta

import pytest
from tests.buildings.duties import DAY, Rostered, claimed, on_duty
from tests.buildings.house import House

from linli.buildings.access import roster as access
from linli.buildings.actions import duties, members, shifts, swaps
from linli.buildings.actions.members import MOST_ABSENCES, Terms
from linli.buildings.enums.roster import MemberKind
from linli.buildings.errors.matters import LinkUnreadable
from linli.buildings.errors.roster import (
    AbsenceBackwards,
    AbsencesEnough,
    MembersEnough,
    MemberThere,
    MostUnreadable,
    NotAShift,
    NotOnRoster,
    OnDutyThen,
    PatternsEnough,
    PatternThere,
    ShiftOver,
    ShiftThere,
    TooFarAhead,
    UnknownDuty,
    UnknownMember,
    UnknownOffer,
    UnknownPattern,
    UnknownShift,
    UnknownWindow,
)
from linli.buildings.models import (
    CalendarYear,
    Duty,
    RosterMember,
    Shift,
    ShiftPattern,
    SwapOffer,
    Wish,
)
from linli.buildings.queries.opening import hours_of
from linli.buildings.rules.roster import Span
from linli.ledger.models import Entry
from linli.ledger.queries import find_damage
from linli.people.actions import ensure_person
from linli.people.enums import Role
from linli.places.models import Place

MORNING = {"begins": time(9), "ends": time(12)}


@pytest.fixture
def tower(house: House) -> Rostered:
    """Two windows and nobody."""
    return Rostered(house)


def test_a_pattern_makes_shifts_but_for_days_off_and_what_was_dropped_stays_dropped(
    tower: Rostered,
) -> None:
    keeper, now, monday = tower.house.keeper, tower.now, tower.monday
    for weekday in (0, 1):
        shifts.add_pattern(keeper, tower.talent, weekday=weekday, **MORNING, now=now)
    off = (monday + DAY).isoformat()
    district = Place.objects.get(code="QU")
    CalendarYear.objects.create(district=district, year=monday.year, off=off)
    last = monday + 13 * DAY

    made = shifts.make_shifts(keeper, first=monday, last=last, now=now)
    (first, *_) = tower.talent.shifts.order_by("begins_at")
    shifts.drop_shift(keeper, first, now=now)
    again = shifts.make_shifts(keeper, first=monday, last=last, now=now)

    assert (made, again) == (3, 0)
    assert shifts.make_shifts(keeper, first=monday + DAY, last=monday + DAY, now=now) == 0
    assert Shift.objects.filter(dropped_at=None).count() == 2
    with pytest.raises(TooFarAhead):
        shifts.make_shifts(keeper, first=monday - 30 * DAY, last=monday, now=now)
    with pytest.raises(TooFarAhead):
        shifts.make_shifts(keeper, first=monday, last=monday + 120 * DAY, now=now)
    assert "shifts_made" in tower.house.verbs()
    assert find_damage().damage == ()


def test_a_window_wants_a_weekly_shift_once_and_no_more_than_a_week_holds(
    tower: Rostered, monkeypatch: pytest.MonkeyPatch
) -> None:
    keeper, now = tower.house.keeper, tower.now
    made = shifts.add_pattern(keeper, tower.talent, weekday=0, **MORNING, now=now)

    with pytest.raises(PatternThere):
        shifts.add_pattern(keeper, tower.talent, weekday=0, **MORNING, now=now)
    with pytest.raises(NotAShift):
        shifts.add_pattern(keeper, tower.talent, weekday=1, begins=time(9), ends=time(9), now=now)
    monkeypatch.setattr(shifts, "MOST_PATTERNS", 1)
    with pytest.raises(PatternsEnough):
        shifts.add_pattern(keeper, tower.talent, weekday=1, **MORNING, now=now)
    shifts.end_pattern(keeper, made, now=now)
    shifts.end_pattern(keeper, made, now=now)

    assert not ShiftPattern.objects.exists()
    assert tower.house.verbs().count("pattern_ended") == 1
    again = shifts.add_pattern(keeper, tower.talent, weekday=2, **MORNING, now=now)
    assert access.pattern_of(keeper, again.pk) == again
    with pytest.raises(UnknownPattern):
        access.pattern_of(keeper, again.pk + 1)


def test_last_week_is_copied_with_people_unless_something_speaks_against_it(
    tower: Rostered,
) -> None:
    keeper, now = tower.house.keeper, tower.now
    able, away, gone = (tower.member(one) for one in ("能", "假", "走"))
    for day, who in enumerate((able, away, gone, None)):
        one = tower.shift(day)
        if who is not None:
            duties.give(keeper, one, who, now=now)
    next_week = tower.monday + 7 * DAY
    members.note_absence(away, first=next_week, last=next_week + 6 * DAY, by=away.person, now=now)
    RosterMember.objects.filter(pk=gone.pk).update(left_at=now)

    assert shifts.copy_week(keeper, monday=next_week, now=now) == (4, 1)
    assert shifts.copy_week(keeper, monday=next_week, now=now) == (0, 0)

    copied = Duty.objects.filter(shift__begins_at__gte=tower.at(7, 0))
    assert [one.person_id for one in copied] == [able.person_id]
    assert claimed() == on_duty()
    with pytest.raises(TooFarAhead):
        shifts.copy_week(keeper, monday=tower.monday - 14 * DAY, now=now)


def test_a_shift_is_added_moved_and_dropped_by_hand_and_its_window_closes(
    tower: Rostered,
) -> None:
    keeper, now = tower.house.keeper, tower.now
    who = tower.member("张敏")
    nine, ten = (Span(tower.at(0, at), tower.at(0, at + 2)) for at in (9, 10))
    made = shifts.add_shift(keeper, tower.talent, nine, now=now)
    with pytest.raises(ShiftThere):
        shifts.add_shift(keeper, tower.talent, nine, now=now)
    duties.give(keeper, made, who, now=now)

    shifts.change_shift(keeper, made, ten, now=now)

    assert claimed() == on_duty()
    opened = hours_of([tower.talent.pk], tower.at(0, 0), tower.at(1, 0))
    assert opened == {tower.talent.pk: [(ten.begins, ten.ends)]}
    shifts.drop_shift(keeper, made, now=now)
    assert hours_of([tower.talent.pk], tower.at(0, 0), tower.at(1, 0)) == {}
    assert claimed() == set()
    with pytest.raises(UnknownShift):
        shifts.drop_shift(keeper, made, now=now)
    with pytest.raises(UnknownShift):
        duties.give(keeper, made, who, now=now)
    with pytest.raises(UnknownShift):
        access.shift_of(keeper, made.pk)
    with pytest.raises(UnknownShift):
        members.wish_shift(who, shift=made.pk, wants=True, now=now)
    back = shifts.add_shift(keeper, tower.talent, ten, now=now)
    assert back.pk == made.pk
    assert access.shift_of(keeper, back.pk).shift.dropped_at is None


def test_a_shift_is_not_moved_onto_another_nor_its_person_into_two_places(
    tower: Rostered,
) -> None:
    keeper, now = tower.house.keeper, tower.now
    who = tower.member("张敏")
    first, second = tower.shift(0, 9), tower.shift(0, 13)
    other = tower.shift(1, 9, window=tower.notary)
    for one in (first, other):
        duties.give(keeper, one, who, now=now)

    with pytest.raises(ShiftThere):
        shifts.change_shift(keeper, first, Span(second.begins_at, second.ends_at), now=now)
    with pytest.raises(OnDutyThen):
        shifts.change_shift(keeper, first, Span(tower.at(1, 10), tower.at(1, 12)), now=now)
    with pytest.raises(TooFarAhead):
        shifts.change_shift(keeper, first, Span(now - DAY, now - DAY / 2), now=now)
    with pytest.raises(NotAShift):
        shifts.change_shift(keeper, first, Span(tower.at(1, 10), tower.at(1, 10)), now=now)
    with pytest.raises(TooFarAhead):
        shifts.add_shift(keeper, tower.talent, Span(*_just_before(tower)), now=now)
    with pytest.raises(ShiftOver):
        shifts.drop_shift(keeper, first, now=first.begins_at)
    assert claimed() == on_duty()
    assert Shift.objects.get(pk=first.pk).begins_at == tower.at(0, 9)


def _just_before(tower: Rostered) -> tuple[datetime, datetime]:
    begins = tower.now.replace(minute=0, second=0, microsecond=0)
    return begins, begins + timedelta(hours=1)


def test_people_join_leave_and_come_back_and_what_they_had_becomes_a_gap(
    tower: Rostered, monkeypatch: pytest.MonkeyPatch
) -> None:
    keeper, now = tower.house.keeper, tower.now
    who = tower.member("张敏")
    duty = duties.give(keeper, tower.shift(), who, now=now)
    terms = Terms("小张", MemberKind.COMPANY, 3, frozenset({tower.talent.pk}))
    with pytest.raises(MemberThere):
        members.add_member(keeper, person=who.person_id, terms=terms, now=now)
    members.change_member(keeper, who, terms=terms, now=now)
    assert RosterMember.objects.get(pk=who.pk).called.opened() == "小张"
    swaps.offer(tower.owned(duty, who), to=None, in_return=0, now=now)
    link = access.feed_link(who)
    assert access.member_of_feed(link).member == who

    assert members.remove_member(keeper, who, now=now) == 1

    assert claimed() == on_duty() == set()
    assert not SwapOffer.objects.filter(ended_at=None).exists()
    with pytest.raises(UnknownMember):
        access.member_of(keeper, who.pk)
    with pytest.raises(UnknownMember):
        access.own_member(tower.who(who), who.pk)
    with pytest.raises(LinkUnreadable):
        access.member_of_feed(link)
    with pytest.raises(LinkUnreadable):
        access.member_of_feed(link + "x")
    again = members.add_member(keeper, person=who.person_id, terms=terms, now=now)
    assert again.pk == who.pk
    monkeypatch.setattr(members, "MOST_MEMBERS", 1)
    other = tower.house.holder("other", Role.OFFICER, tower.house.place)
    with pytest.raises(MembersEnough):
        members.add_member(keeper, person=other.pk, terms=terms, now=now)
    assert "张" not in " ".join(Entry.objects.values_list("facts", flat=True))


@pytest.mark.parametrize(("most", "windows"), [(0, ()), (22, ()), (5, (0,))])
def test_terms_that_nobody_can_keep_are_refused(
    tower: Rostered, most: int, windows: tuple[int, ...]
) -> None:
    stranger = ensure_person(handle="stranger", name="某人", now=tower.now)
    terms = Terms("张敏", MemberKind.STAFF, most, frozenset(windows))
    officer = tower.house.holder("officer", Role.OFFICER, tower.house.place)

    with pytest.raises((MostUnreadable, UnknownWindow)):
        members.add_member(tower.house.keeper, person=officer.pk, terms=terms, now=tower.now)
    with pytest.raises(UnknownMember):
        members.add_member(tower.house.keeper, person=stranger.pk, terms=terms, now=tower.now)


def test_days_away_are_noted_and_taken_back(
    tower: Rostered, monkeypatch: pytest.MonkeyPatch
) -> None:
    who, now, monday = tower.member("张敏"), tower.now, tower.monday

    for first, last in (
        (monday, monday - DAY),
        (monday - 30 * DAY, monday - 20 * DAY),
        (monday, monday + 366 * DAY),
    ):
        with pytest.raises(AbsenceBackwards):
            members.note_absence(who, first=first, last=last, by=who.person, now=now)
    made = members.note_absence(who, first=monday, last=monday + 365 * DAY, by=who.person, now=now)
    assert MOST_ABSENCES > 1
    monkeypatch.setattr(members, "MOST_ABSENCES", 1)
    with pytest.raises(AbsencesEnough):
        members.note_absence(who, first=monday, last=monday, by=who.person, now=now)
    for _each in range(2):
        members.forget_absence(who, absence=made.pk, by=who.person, now=now)

    assert tower.house.verbs().count("absence_forgotten") == 1


def test_wishes_are_written_anew_each_time_and_a_day_avoided_is_not_wanted(
    tower: Rostered,
) -> None:
    who, now, shift = tower.member("张敏"), tower.now, tower.shift()

    members.wish_weekdays(who, wants={0, 1}, avoids={1, 2}, by=who.person, now=now)
    for wants in (True, False, None, False):
        members.wish_shift(who, shift=shift.pk, wants=wants, now=now)

    weekly = Wish.objects.filter(shift=None).order_by("weekday")
    assert list(weekly.values_list("weekday", "wants")) == [(0, True), (1, False), (2, False)]
    assert list(Wish.objects.filter(shift=shift).values_list("wants", flat=True)) == [False]
    old = who.feed_code
    members.renew_feed(who, now=now)
    assert RosterMember.objects.get(pk=who.pk).feed_code != old


def test_a_roster_is_for_who_keeps_it_or_is_on_it_with_a_role(tower: Rostered) -> None:
    house, now = tower.house, tower.now
    who = tower.member("张敏")
    stranger = ensure_person(handle="stranger", name="某人", now=now)
    other = House(now, "OTHER")

    assert access.reader_at(house.person, "TOWER", now=now).keeps
    assert access.reader_at(who.person, "TOWER", now=now).member == who
    for person, building in ((stranger, "TOWER"), (who.person, "OTHER"), (stranger, "NONE")):
        with pytest.raises(NotOnRoster):
            access.reader_at(person, building, now=now)
    with pytest.raises(NotOnRoster):
        access.serving(stranger, now=now)
    person = who.person
    person.grants.update(until=now)
    with pytest.raises(NotOnRoster):
        access.reader_at(person, "TOWER", now=now + DAY)
    assert access.keeping_role(house.keeper, now=now) is Role.SECRETARY
    house.person.grants.update(until=now)
    with pytest.raises(NotOnRoster):
        access.keeping_role(house.keeper, now=now + DAY)
    assert [one.code for one in access.kept_rosters(other.person, now=now)] == ["OTHER"]


def test_what_is_not_one_s_own_is_not_found(tower: Rostered) -> None:
    house, now = tower.house, tower.now
    one, other = tower.member("张敏"), tower.member("李强")
    duty = duties.give(house.keeper, tower.shift(), one, now=now)
    offer = swaps.offer(tower.owned(duty, one), to=None, in_return=0, now=now)
    owned = tower.owned(duty, one)

    assert access.colleague(owned, "") == (None, 0)
    assert access.colleague(owned, f"{other.pk}-7") == (other, 7)
    for typed in ("x-0", "7", "999999-0"):
        with pytest.raises(UnknownMember):
            access.colleague(owned, typed)
    with pytest.raises(UnknownDuty):
        access.own_duty(tower.who(other), duty.pk)
    with pytest.raises(UnknownOffer):
        access.offer_for(tower.who(one), offer.pk)
    assert access.offer_for(tower.who(other), offer.pk).member == other
    with pytest.raises(UnknownWindow):
        access.window_of(house.keeper, 0)
    RosterMember.objects.filter(pk=one.pk).update(left_at=now)
    with pytest.raises(UnknownDuty):
        access.own_duty(tower.who(one), duty.pk)
