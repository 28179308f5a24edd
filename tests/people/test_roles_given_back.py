"""A role that was ended is given again as it was, for a while, by who ended it and still may."""

from datetime import datetime, timedelta

import pytest
from tests.people.district import District, last, verbs

from linli.people.actions.ended import EndedRole, just_ended
from linli.people.actions.granting import Wish, delegate, end_role, give_role, leave
from linli.people.actions.undoing import give_back
from linli.people.enums import Role
from linli.people.errors import EndNotAhead, NoRightThere, PersonLeft
from linli.people.models import Grant, Person
from linli.people.queries import may, standing_in_for
from linli.places.errors import TooLateToUndo

MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)


@pytest.fixture
def hk(db: None, now: datetime) -> District:
    return District(now)


@pytest.fixture
def chief(hk: District) -> Person:
    return hk.person("chief", Role.STEWARD, "HK")


def given(hk: District, chief: Person, until: datetime | None = None) -> Grant:
    """Wang maintains the tower."""
    wish = Wish(Role.CREW, hk.places["BYL"], until)
    return give_role(wish, person=hk.person("wang"), by=chief, now=hk.now)


@pytest.mark.parametrize("days", [None, 30])
def test_a_role_comes_back_until_when_it_held(
    hk: District, chief: Person, days: int | None
) -> None:
    until = None if days is None else hk.now + days * DAY
    grant = given(hk, chief, until)
    end_role(grant=grant.pk, by=chief, now=hk.now + MINUTE)
    (offered,) = just_ended(chief, now=hk.now + 2 * MINUTE, of=grant.person)
    assert offered == EndedRole(grant.pk, "wang", Role.CREW, "BYL楼", until, 1)

    give_back(grant=grant.pk, by=chief, now=hk.now + 2 * MINUTE)

    assert may(grant.person, Role.CREW, place=hk.places["BYL"], now=hk.now + 3 * MINUTE)
    grant.refresh_from_db()
    assert grant.until == until
    assert verbs()[-2:] == ["role_ended", "role_granted"]
    assert last()[0] == f"person:{chief.pk}"
    assert just_ended(chief, now=hk.now + 3 * MINUTE, of=grant.person) == []


def test_who_stood_in_stands_in_again(hk: District, chief: Person) -> None:
    li, own = hk.person("li"), chief.grants.get()
    until = hk.now + DAY
    grant = delegate(grant=own.pk, to=li, until=until, by=chief, now=hk.now)
    end_role(grant=grant.pk, by=chief, now=hk.now + MINUTE)
    (offered,) = just_ended(chief, now=hk.now + MINUTE)
    assert (offered.handle, offered.until) == ("li", until)
    assert just_ended(chief, now=hk.now + MINUTE, of=li) == []

    give_back(grant=grant.pk, by=chief, now=hk.now + 2 * MINUTE)

    (again,) = standing_in_for(chief, now=hk.now + 3 * MINUTE)
    assert (again.handle, again.until) == ("li", until)


@pytest.mark.parametrize("minutes", [10, 60])
def test_after_ten_minutes_it_is_over(hk: District, chief: Person, minutes: int) -> None:
    grant = given(hk, chief)
    end_role(grant=grant.pk, by=chief, now=hk.now)

    with pytest.raises(TooLateToUndo):
        give_back(grant=grant.pk, by=chief, now=hk.now + minutes * MINUTE)

    assert verbs()[-1] == "role_ended"


def test_nobody_else_gives_it_back_and_nobody_what_they_laid_down(
    hk: District, chief: Person
) -> None:
    other = hk.person("other", Role.STEWARD, "HK")
    grant = given(hk, chief)
    end_role(grant=grant.pk, by=chief, now=hk.now)
    own = hk.grant(other, Role.CREW, "SOHO")
    end_role(grant=own.pk, by=other, now=hk.now)

    for number, by in ((grant.pk, other), (own.pk, other), (own.pk, chief), (99_999, chief)):
        with pytest.raises(TooLateToUndo):
            give_back(grant=number, by=by, now=hk.now)


def test_if_somebody_gave_it_meanwhile_theirs_holds(hk: District, chief: Person) -> None:
    other = hk.person("other", Role.STEWARD, "HK")
    grant = given(hk, chief)
    end_role(grant=grant.pk, by=chief, now=hk.now)
    until = hk.now + 5 * MINUTE
    give_role(Wish(Role.CREW, hk.places["BYL"], until), person=grant.person, by=other, now=hk.now)

    with pytest.raises(TooLateToUndo):
        give_back(grant=grant.pk, by=chief, now=hk.now + MINUTE)

    grant.refresh_from_db()
    assert grant.until == until


def test_who_may_not_give_it_any_more_cannot_give_it_back(hk: District, chief: Person) -> None:
    grant = given(hk, chief)
    end_role(grant=grant.pk, by=chief, now=hk.now)
    end_role(grant=chief.grants.get().pk, by=chief, now=hk.now)

    with pytest.raises(NoRightThere):
        give_back(grant=grant.pk, by=chief, now=hk.now)


def test_what_would_have_ended_by_now_and_who_has_left_stay_so(hk: District, chief: Person) -> None:
    grant = given(hk, chief, hk.now + MINUTE)
    end_role(grant=grant.pk, by=chief, now=hk.now)
    with pytest.raises(EndNotAhead):
        give_back(grant=grant.pk, by=chief, now=hk.now + 2 * MINUTE)

    leave(person=grant.person, by=None, now=hk.now + MINUTE)
    with pytest.raises(PersonLeft):
        give_back(grant=grant.pk, by=chief, now=hk.now)
