"""From a link, a person or a key to what they may see: and to nothing else."""

from datetime import datetime, timedelta

import pytest
from django.conf import settings
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from tests.lockers.tower import Tower

from linli.lockers import access
from linli.lockers.errors import LinkExpired, LinkTampered, NotYours
from linli.people.actions import ensure_person, give_grant
from linli.people.enums import Role
from linli.people.models import Person
from linli.places.models import Place
from linli.wire.messages import Purpose

pytestmark = pytest.mark.django_db

SECOND = timedelta(seconds=1)
CODE = "0123456789ABC"


@pytest.mark.parametrize(
    "token",
    ["", CODE, f"{CODE}:", f"{CODE}:tampered", ":", "😀", "a" * 10_000, "\x00", "../../etc"],
)
def test_a_link_that_is_not_ours_leads_nowhere(token: str, now: datetime) -> None:
    for read in (access.deposit_of_owner_link, access.deposit_of_courier_link):
        with pytest.raises(LinkTampered, match="链接不完整或已损坏"):
            read(token, now=now)


@given(st.integers(0, 60), st.characters(min_codepoint=33, max_codepoint=126))
@hypothesis_settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_a_link_with_one_character_changed_leads_nowhere(
    now: datetime, at: int, other: str
) -> None:
    link = access.owner_link(CODE)
    at %= len(link)
    changed = link[:at] + other + link[at + 1 :]

    with pytest.raises(LinkTampered):
        access.deposit_of_owner_link(changed, now=now)


def test_a_link_of_a_deposit_that_there_is_not_leads_nowhere(now: datetime) -> None:
    with pytest.raises(LinkTampered):
        access.deposit_of_owner_link(access.owner_link(CODE), now=now)


def test_a_couriers_link_is_no_owners_link(tower: Tower) -> None:
    begun = tower.begun()

    with pytest.raises(LinkTampered):
        access.deposit_of_owner_link(access.courier_link(begun.deposit), now=tower.now)
    with pytest.raises(LinkTampered):
        access.deposit_of_courier_link(access.owner_link(begun.deposit), now=tower.now)


def test_a_couriers_link_lives_four_hours(tower: Tower) -> None:
    begun = tower.begun()
    link, end = access.courier_link(begun.deposit), tower.now + timedelta(hours=4)

    assert access.deposit_of_courier_link(link, now=end) == begun.deposit
    with pytest.raises(LinkExpired, match="链接已经失效"):
        access.deposit_of_courier_link(link, now=end + SECOND)


def test_an_owners_link_outlives_its_meal_by_a_quarter_of_an_hour(tower: Tower) -> None:
    meal = tower.stored()
    link = access.owner_link(meal.deposit)
    assert access.deposit_of_owner_link(link, now=tower.now + timedelta(days=9)) == meal.deposit
    tower.a.empty(tower.opened(meal, Purpose.PICKUP))
    tower.exchange()
    end = tower.now + timedelta(minutes=15)

    assert access.deposit_of_owner_link(link, now=end) == meal.deposit
    with pytest.raises(LinkExpired):
        access.deposit_of_owner_link(link, now=end + SECOND)


def test_the_digits_of_a_meal_are_eight_and_its_own(tower: Tower) -> None:
    codes = {access.pickup_code_of(tower.begun().deposit) for _ in range(3)}

    assert len(codes) == 3
    assert all(len(one) == 8 and one.isdecimal() for one in codes)


@pytest.fixture
def person(now: datetime) -> Person:
    """Give somebody without any right."""
    return ensure_person(handle="wang", name="王师傅", now=now)


def let(person: Person, role: Role, place: Place, now: datetime, *, days: int = 1) -> None:
    until = now + timedelta(days=days)
    give_grant(person=person, role=role, place=place, until=until, granted_by=None, now=now)


def test_a_person_without_a_right_sees_nothing(tower: Tower, person: Person) -> None:
    for see in (access.buildings_for_crew, access.buildings_to_watch):
        with pytest.raises(NotYours, match="没有这里的权限"):
            see(person, now=tower.now)


def test_a_right_that_has_ended_shows_nothing(tower: Tower, person: Person) -> None:
    let(person, Role.CREW, tower.place, tower.now)

    with pytest.raises(NotYours):
        access.buildings_for_crew(person, now=tower.now + timedelta(days=1))


@pytest.mark.parametrize("role", [Role.CREW, Role.STEWARD])
def test_the_crew_serves_its_building_and_no_other(
    tower: Tower, person: Person, role: Role
) -> None:
    other = Tower(now=tower.now, code="OTHER")
    let(person, role, tower.place, tower.now)

    for see in (access.buildings_for_crew, access.buildings_to_watch):
        assert see(person, now=tower.now) == [tower.place.pk]
        assert other.place.pk not in see(person, now=tower.now)


def test_property_watches_and_does_not_serve(tower: Tower, person: Person) -> None:
    let(person, Role.PROPERTY, tower.place, tower.now)

    assert access.buildings_to_watch(person, now=tower.now) == [tower.place.pk]
    with pytest.raises(NotYours):
        access.buildings_for_crew(person, now=tower.now)


def test_a_gateway_of_messages_sees_no_cabinet(tower: Tower, person: Person) -> None:
    let(person, Role.GATEWAY, tower.place, tower.now)

    with pytest.raises(NotYours):
        access.buildings_to_watch(person, now=tower.now)


@pytest.mark.parametrize("key", ["", "😀", "x" * 10_000, "ÿ"])
def test_a_key_that_is_not_this_installations_is_none(key: str) -> None:
    assert not access.is_replay(key)
    assert not access.is_replay(settings.REPLAY_TOKEN + key + "x")


def test_the_installations_own_key_lets_its_replay_in() -> None:
    assert access.is_replay(settings.REPLAY_TOKEN)
