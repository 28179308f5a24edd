"""A screen on a wall: signed in by a code, for named places, until a day, by one person's word."""

import re
from datetime import datetime, timedelta

import pytest
from tests.people.district import District, verbs

from linli.ledger.models import Entry
from linli.people.actions.granting import leave
from linli.people.actions.screens import ask_in, code_of, confirm, end_screen
from linli.people.actions.sign_ins import end_all_others
from linli.people.enums import Role
from linli.people.errors import (
    EndNeeded,
    EndNotAhead,
    EndTooLate,
    ScreenCodeWrong,
    ScreenNameless,
    ScreenShowsNothing,
    SessionUnknown,
    TooManyGuesses,
)
from linli.people.models import Grant, Person, Screen
from linli.people.privacy_queries import everything_about
from linli.people.queries_of_screens import places_to_show, screen_with, screens_of, shown_on
from linli.people.retention import purge
from linli.people.rules.guessing import SCREEN_TRIES, SCREENS_PER_ADDRESS
from linli.people.rules.screens import AT_MOST, CODE_LIVES, PLACES_AT_MOST, read_code, written

WATCHING = (Role.CREW, Role.PROPERTY, Role.STEWARD)
WEEK = timedelta(days=7)
SECOND = timedelta(seconds=1)
ADDRESS = "203.0.113.9"


@pytest.fixture
def district(db: None, now: datetime) -> District:
    return District(now)


@pytest.fixture
def porter(district: District) -> Person:
    """Somebody of property's, at one tower."""
    return district.person("porter", Role.PROPERTY, "BYL")


def confirms(
    person: Person,
    district: District,
    code: str,
    *places: str,
    until: datetime | None = None,
    name: str = "值班室",
    now: datetime | None = None,
) -> None:
    confirm(
        person=person,
        typed=code,
        name=name,
        places=[district.places[one] for one in places],
        until=until or district.now + WEEK,
        now=now or district.now,
    )


def shown(token: str, district: District, *, later: timedelta = timedelta()) -> list[str]:
    """What a screen shows, by code."""
    now = district.now + later
    found = screen_with(token, now=now)
    if found is None or found.person is None:
        return []
    numbers = shown_on(found, WATCHING, now=now)
    return sorted(code for code, place in district.places.items() if place.pk in numbers)


def test_a_code_has_no_vowels_and_is_read_however_it_is_written() -> None:
    code = code_of("secret")

    assert re.fullmatch("[BCDFGHJKLMNPQRSTVWXZ]{8}", code)
    assert written(code) == f"{code[:4]}-{code[4:]}"
    assert read_code(f" {written(code).lower()} 0") == code
    assert code_of("other") != code


def test_what_is_confirmed_shows_the_named_places_alone_until_its_end(
    district: District, now: datetime
) -> None:
    chief = district.person("chief", Role.STEWARD, "HK")
    token = ask_in(address=ADDRESS, now=now)
    assert shown(token, district) == []

    confirms(chief, district, written(code_of(token)).lower(), "BYL")

    assert shown(token, district) == ["BYL"]
    assert shown(token, district, later=WEEK - SECOND) == ["BYL"]
    assert shown(token, district, later=WEEK) == []
    assert [(one.name, one.places) for one in screens_of(chief, now=now)] == [
        ("值班室", ("BYL楼",))
    ]
    assert screens_of(chief, now=now + WEEK) == []
    assert shown("", district) == shown("forged", district) == []


def test_neither_the_secret_nor_the_code_is_kept(district: District, now: datetime) -> None:
    token = ask_in(address=ADDRESS, now=now)

    kept = str(list(Screen.objects.values()))

    assert token not in kept
    assert code_of(token) not in kept


def test_the_ledger_tells_who_let_what_be_shown_and_when_it_was_ended(
    porter: Person, district: District, now: datetime
) -> None:
    confirms(porter, district, code_of(ask_in(address=ADDRESS, now=now)), "BYL", name="小王的屏")

    taken_along = everything_about(porter, now=now)["screens"]
    end_screen(person=porter, screen=Screen.objects.get().pk, now=now)

    assert taken_along == [{"name": "小王的屏", "confirmed_at": now, "ends_at": now + WEEK}]
    assert verbs()[-2:] == ["screen_confirmed", "screens_ended"]
    told = Entry.objects.get(verb="screen_confirmed")
    assert "BYL" in str(told.facts)
    assert "小王" not in str(told.facts)
    assert not Screen.objects.exists()


def test_a_code_is_taken_once_and_in_time(
    porter: Person, district: District, now: datetime
) -> None:
    token = ask_in(address=ADDRESS, now=now)
    late = now + CODE_LIVES

    with pytest.raises(ScreenCodeWrong):
        confirms(porter, district, code_of(token), "BYL", now=late, until=late + WEEK)
    confirms(porter, district, code_of(token), "BYL")

    with pytest.raises(ScreenCodeWrong):
        confirms(porter, district, code_of(token), "BYL")
    assert screen_with(token, now=now) is not None


def test_guessing_codes_and_asking_without_end_are_stopped(
    porter: Person, district: District, now: datetime
) -> None:
    token = ask_in(address=ADDRESS, now=now)
    for _try in range(SCREEN_TRIES.most):
        with pytest.raises(ScreenCodeWrong):
            confirms(porter, district, "BBBBBBBB", "BYL")
    for _ask in range(SCREENS_PER_ADDRESS.most - 1):
        ask_in(address=ADDRESS, now=now)

    with pytest.raises(TooManyGuesses):
        confirms(porter, district, code_of(token), "BYL")
    with pytest.raises(TooManyGuesses):
        ask_in(address=ADDRESS, now=now)


def test_a_screen_has_a_name_places_and_an_end_within_a_quarter(
    porter: Person, district: District, now: datetime
) -> None:
    code = code_of(ask_in(address=ADDRESS, now=now))
    many = ["BYL"] * (PLACES_AT_MOST + 1)

    for error, name, places, until in (
        (EndTooLate, "屏", ["BYL"], now + AT_MOST + SECOND),
        (EndNotAhead, "屏", ["BYL"], now),
        (ScreenNameless, "", ["BYL"], now + WEEK),
        (ScreenNameless, "屏" * 41, ["BYL"], now + WEEK),
        (ScreenShowsNothing, "屏", [], now + WEEK),
        (ScreenShowsNothing, "屏", many, now + WEEK),
    ):
        with pytest.raises(error):
            confirms(porter, district, code, *places, name=name, until=until)
    with pytest.raises(EndNeeded):
        confirm(person=porter, typed=code, name="屏", places=[], until=None, now=now)

    assert Screen.objects.get().person is None


def test_a_screen_shows_no_more_than_who_confirmed_it_may_still_see(
    porter: Person, district: District, now: datetime
) -> None:
    token = ask_in(address=ADDRESS, now=now)
    confirms(porter, district, code_of(token), "BYL", "SOHO")

    assert shown(token, district) == ["BYL"]
    Grant.objects.filter(person=porter).update(until=now + timedelta(days=1))

    assert shown(token, district, later=timedelta(days=1)) == []


def test_one_ends_one_s_own_screens_alone(
    porter: Person, district: District, now: datetime
) -> None:
    confirms(porter, district, code_of(ask_in(address=ADDRESS, now=now)), "BYL")
    other = district.person("other", Role.PROPERTY, "BYL")

    with pytest.raises(SessionUnknown):
        end_screen(person=other, screen=Screen.objects.get().pk, now=now)

    assert Screen.objects.exists()


def test_screens_end_with_all_other_sign_ins_and_with_leaving(
    porter: Person, district: District, now: datetime
) -> None:
    for ends in (
        lambda: end_all_others(person=porter, session_key="", now=now),
        lambda: leave(person=porter, by=None, now=now),
    ):
        confirms(porter, district, code_of(ask_in(address=ADDRESS, now=now)), "BYL")

        ends()

        assert not Screen.objects.exists()


def test_what_is_offered_is_where_one_holds_a_role_and_the_buildings_there(
    porter: Person, district: District, now: datetime
) -> None:
    chief = district.person("chief", Role.STEWARD, "HK")

    offered = [
        [one.code for one in places_to_show(who, WATCHING, now=now)] for who in (porter, chief)
    ]

    assert offered == [["BYL"], ["HK", "BYL", "SOHO"]]


def test_a_screen_that_is_over_is_forgotten_a_day_later(
    porter: Person, district: District, now: datetime
) -> None:
    confirms(porter, district, code_of(ask_in(address=ADDRESS, now=now)), "BYL")
    ask_in(address=ADDRESS, now=now)

    list(purge(now=now + CODE_LIVES + timedelta(days=1)))
    assert Screen.objects.get().person == porter
    list(purge(now=now + WEEK + timedelta(days=1)))

    assert not Screen.objects.exists()
