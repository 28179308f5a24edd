"""Committees: founded once, seats held by one at a time, terms that the ledger counts."""

from datetime import date, datetime

import pytest
from django.db import IntegrityError, transaction
from pytest_django import DjangoAssertNumQueries
from tests.buildings.house import House

from linli.buildings.access import matters as access
from linli.buildings.actions.calendar import write_year
from linli.buildings.actions.committees import (
    MOST_SEATS,
    NewTerm,
    add_seat,
    begin_term,
    end_term,
    found_committee,
)
from linli.buildings.enums.matters import HowChosen, SeatKind
from linli.buildings.errors.matters import (
    CommitteeFounded,
    LinkUnreadable,
    NoCommittee,
    NotYours,
    SeatEmpty,
    SeatsEnough,
    SeatTaken,
    TermBackwards,
    UnknownMatter,
    UnknownSeat,
    VotesNeeded,
)
from linli.buildings.models import Seat, Term
from linli.buildings.queries.calendar import calendar_of, written_year
from linli.buildings.queries.committees import (
    buildings_without,
    committees_in,
    past_terms,
    seats_of,
)
from linli.buildings.rules.calendar import is_working
from linli.ledger.models import Entry
from linli.ledger.queries import find_damage
from linli.people.actions import ensure_person
from linli.people.enums import Role
from linli.places.models import Place

FIRST, LAST = date(2026, 3, 2), date(2029, 3, 1)
ELECTED = NewTerm("王业主", HowChosen.ELECTED, 87, FIRST, LAST)


def test_a_second_committee_of_a_building_is_refused_and_leaves_no_trace(house: House) -> None:
    with pytest.raises(CommitteeFounded):
        found_committee(building=house.place, on=FIRST, by=house.person, now=house.now)

    assert house.verbs() == ["committee_founded"]
    assert [one.kind for one in seats_of(house.committee, today=FIRST)] == [
        SeatKind.OWNER,
        SeatKind.PROPERTY,
        SeatKind.COMPANY,
    ]


def test_a_seat_is_held_by_one_until_their_term_is_ended_and_both_stay(house: House) -> None:
    seat = house.committee.seats.get(kind=SeatKind.OWNER).pk

    begin_term(house.keeper, seat=seat, term=ELECTED, now=house.now)
    with pytest.raises(SeatTaken):
        begin_term(house.keeper, seat=seat, term=ELECTED, now=house.now)
    (held, *_) = seats_of(house.committee, today=FIRST)
    end_term(house.keeper, seat=seat, now=house.now)
    with pytest.raises(SeatEmpty):
        end_term(house.keeper, seat=seat, now=house.now)
    named = NewTerm("李业主", HowChosen.NAMED, None, FIRST, LAST)
    begin_term(house.keeper, seat=seat, term=named, now=house.now)

    assert held.term is not None
    assert (held.term.holder, held.how, held.term.votes, held.is_ending) == (
        "王业主",
        "选举",
        87,
        False,
    )
    assert [one.term.holder for one in past_terms(house.committee)] == ["王业主"]
    assert house.verbs()[1:] == ["term_begun", "term_ended", "term_begun"]
    assert "业主" not in " ".join(Entry.objects.values_list("facts", flat=True))
    assert find_damage().damage == ()


@pytest.mark.parametrize(
    ("term", "refusal"),
    [
        (NewTerm("王", HowChosen.ELECTED, None, FIRST, LAST), VotesNeeded),
        (NewTerm("王", HowChosen.NAMED, 3, FIRST, LAST), VotesNeeded),
        (NewTerm("王", HowChosen.NAMED, None, LAST, FIRST), TermBackwards),
    ],
)
def test_what_is_no_term_is_refused(house: House, term: NewTerm, refusal: type[Exception]) -> None:
    seat = house.committee.seats.get(kind=SeatKind.OWNER).pk

    with pytest.raises(refusal):
        begin_term(house.keeper, seat=seat, term=term, now=house.now)

    assert not Term.objects.exists()


def test_seats_are_numbered_and_there_are_not_endlessly_many(house: House) -> None:
    numbers = [
        add_seat(house.keeper, kind=SeatKind.COMPANY, now=house.now).number
        for _each in range(MOST_SEATS - 1)
    ]
    with pytest.raises(SeatsEnough):
        add_seat(house.keeper, kind=SeatKind.COMPANY, now=house.now)

    assert numbers == list(range(2, MOST_SEATS + 1))


def test_another_committee_s_seat_is_none_of_ours(house: House) -> None:
    other = House(house.now, "OTHER")
    seat = Seat.objects.filter(committee=other.committee).first()
    assert seat is not None

    with pytest.raises(UnknownSeat):
        begin_term(house.keeper, seat=seat.pk, term=ELECTED, now=house.now)


def test_the_database_itself_seats_only_one_at_a_time(house: House) -> None:
    seat = house.committee.seats.first()
    rows: dict[str, object] = {
        "seat": seat,
        "how": HowChosen.NAMED,
        "begins_on": FIRST,
        "ends_on": LAST,
    }
    rows |= {"noted_by": house.person, "noted_at": house.now}
    Term.objects.create(**rows)

    with pytest.raises(IntegrityError), transaction.atomic():
        Term.objects.create(**rows)


def test_who_keeps_what_is_told_apart(house: House, now: datetime) -> None:
    district = Place.objects.get(code="QU")
    steward = house.holder("steward", Role.STEWARD, district)
    stranger = ensure_person(handle="stranger", name="路人", now=now)
    other = House(now, "OTHER")

    assert access.keeper_at(steward, "TOWER", now=now).building == house.place
    assert access.building_to_found(steward, "TOWER", now=now) == house.place
    assert access.district_to_plan(steward, "QU", now=now).district == district
    assert access.districts_to_plan(steward, now=now) == ["QU"]
    assert access.districts_to_plan(house.person, now=now) == []
    assert not access.keeps(None, house.committee, now=now)
    assert access.may_read_committee(house.person, "TOWER", now)
    assert not access.may_read_committee(other.person, "TOWER", now)
    assert not access.may_read_committee(house.person, "NONE", now)
    for person, code in ((stranger, "TOWER"), (other.person, "TOWER"), (steward, "NONE")):
        with pytest.raises(NotYours):
            access.keeper_at(person, code, now=now)
    for code in ("TOWER", "QU", "NONE", "/"):
        with pytest.raises(NotYours):
            access.building_to_found(house.person, code, now=now)
    with pytest.raises(NotYours):
        access.district_to_plan(steward, "TOWER", now=now)
    with pytest.raises(NotYours):
        access.places_to_keep(stranger, now=now)
    for code in ("QU", "NONE", "/"):
        with pytest.raises(NoCommittee):
            access.committee_of(code)


def test_matters_and_links_are_told_apart_too(house: House, now: datetime) -> None:
    voice = house.raises()
    other = House(now, "OTHER")
    link = access.voice_link(voice.code)

    assert access.voice_of_link(link).voice == voice
    for forged in (link[:-1], voice.code, access.voice_link("none")):
        with pytest.raises(LinkUnreadable):
            access.voice_of_link(forged)
    assert access.matter_of(house.keeper, 1).matter == voice.matter
    with pytest.raises(UnknownMatter):
        access.matter_of(other.keeper, 1)
    at = access.committee_of("TOWER")
    with pytest.raises(UnknownMatter):
        access.shown_matter(at, 1)
    number = str(voice.matter.pk)
    assert access.may_read_matter(house.person, number, now)
    assert not access.may_read_matter(other.person, number, now)
    assert not access.may_read_matter(house.person, "999999", now)
    assert not access.may_read_matter(house.person, "x", now)


def test_a_district_s_committees_are_listed_by_age_in_two_queries(
    house: House, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    older = House(house.now, "OLDER")
    older.committee.founded_on = date(2020, 1, 1)
    older.committee.save()
    begin_term(house.keeper, seat=house.committee.seats.all()[0].pk, term=ELECTED, now=house.now)
    house.raises()
    house.taken_up()
    places = [older.place.pk, house.place.pk]

    with django_assert_num_queries(2):
        first, second = committees_in(places, today=FIRST)

    assert (first.code, first.filled, first.seats, first.open) == ("OLDER", 0, 3, 0)
    assert (second.code, second.filled, second.waiting, second.open) == ("TOWER", 1, 1, 2)
    assert buildings_without(places) == []


def test_a_year_s_calendar_is_written_anew_and_counts_in_its_district(house: House) -> None:
    district = Place.objects.get(code="QU")
    for off in ({date(2026, 10, 1), date(2026, 10, 2)}, {date(2026, 10, 1)}):
        write_year(
            district=district,
            year=2026,
            off=off,
            worked={date(2026, 10, 10)},
            by=house.person,
            now=house.now,
        )

    calendar = calendar_of(house.place)
    written = written_year(district, 2026)
    assert [is_working(date(2026, 10, day), calendar) for day in (1, 2, 10)] == [False, True, True]
    assert written is not None
    assert written.off == "2026-10-01"
    assert written_year(district, 2027) is None
    assert Entry.objects.filter(verb="calendar_written").count() == 2
