"""Accounts, grants and sign-in links."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from linli.ledger.models import Entry
from linli.people.actions import (
    LINK_LIVES,
    ensure_person,
    give_grant,
    make_sign_in_link,
    sign_in_with_link,
)
from linli.people.enums import Role
from linli.people.errors import GrantMissing, LinkExpired, LinkUnknown, LinkUsed
from linli.people.models import Grant, Person, SignInLink
from linli.people.queries import may, places_where, require
from linli.places.actions import NewPlace, ensure_place
from linli.places.enums import PlaceLevel, PlaceOrigin
from linli.places.models import Place
from linli.places.queries import place_by_code

TOKEN = "t" * 22


@pytest.fixture
def person(db: None, now: datetime) -> Person:
    return ensure_person(handle="crew", name="王师傅", now=now)


@pytest.fixture
def tower(db: None, now: datetime) -> Place:
    steps = [
        NewPlace(PlaceLevel.DISTRICT, "HK", "虹口区"),
        NewPlace(PlaceLevel.BUILDING, "BYL", "白玉兰广场"),
    ]
    return ensure_place(steps, origin=PlaceOrigin.DEMO, actor="linli", now=now)


def verbs() -> list[tuple[str, str, str]]:
    entries = Entry.objects.filter(chain__name="people").order_by("seq")
    return [(one.actor, one.verb, one.facts) for one in entries]


def test_a_person_is_made_once(person: Person, now: datetime) -> None:
    again = ensure_person(handle="crew", name="另一个名字", now=now)

    assert again == person
    assert str(again) == "王**"
    assert verbs() == [("linli", "person_joined", "{}")]


def test_a_person_has_no_password_that_could_be_guessed(person: Person) -> None:
    assert not person.has_usable_password()
    assert not person.check_password("")


def test_without_a_grant_nobody_passes(person: Person, tower: Place, now: datetime) -> None:
    with pytest.raises(GrantMissing) as caught:
        require(person, Role.CREW, place=tower, now=now)

    assert str(caught.value) == "您在这里没有“平台维护”的权限，请联系管理员。"


def test_a_grant_holds_in_all_of_its_place_until_it_ends(
    person: Person, tower: Place, now: datetime
) -> None:
    hour = timedelta(hours=1)
    grant = give_grant(
        person=person,
        role=Role.CREW,
        place=place_by_code("HK"),
        until=now + hour,
        granted_by=None,
        now=now,
    )

    require(person, Role.CREW, place=tower, now=now)
    assert not may(person, Role.CREW, place=tower, now=now + hour)
    assert not may(person, Role.PROPERTY, place=tower, now=now)
    assert str(grant) == f"{person.pk} crew @ {grant.place_id}"


def test_the_places_of_a_role_are_those_at_which_it_is_held(
    person: Person, tower: Place, now: datetime
) -> None:
    for code in ("HK2", "JA"):  # one whose code begins like another's
        steps = [
            NewPlace(PlaceLevel.DISTRICT, code, "区"),
            NewPlace(PlaceLevel.BLOCK, f"{code}-B", "组"),
        ]
        ensure_place(steps, origin=PlaceOrigin.DEMO, actor="linli", now=now)
    second = timedelta(seconds=1)
    for role, code, until in (
        (Role.CREW, "HK", None),
        (Role.CREW, "JA", now),
        (Role.PROPERTY, "HK2-B", now + second),
        (Role.STEWARD, "BYL", None),
    ):
        place = place_by_code(code)
        give_grant(person=person, role=role, place=place, until=until, granted_by=None, now=now)

    for roles in ([], [Role.CREW], [Role.PROPERTY], [Role.STEWARD, Role.PROPERTY]):
        held = [
            place.pk
            for place in Place.objects.order_by("pk")
            if any(may(person, role, place=place, now=now) for role in roles)
        ]
        assert places_where(person, roles, now=now) == held

    assert places_where(person, [Role.STEWARD], now=now) == [tower.pk]


def test_a_grant_given_again_holds_as_it_was_given_last(
    person: Person, tower: Place, now: datetime
) -> None:
    steward = ensure_person(handle="steward", name="李", now=now)
    for until in (None, now):
        give_grant(
            person=person,
            role=Role.CREW,
            place=tower,
            until=until,
            granted_by=steward,
            now=now,
        )

    assert Grant.objects.count() == 1
    assert not may(person, Role.CREW, place=tower, now=now)
    assert verbs()[2:] == [
        (f"person:{steward.pk}", "role_granted", '{"place":"BYL","role":"crew","until":null}'),
        (
            f"person:{steward.pk}",
            "role_granted",
            '{"place":"BYL","role":"crew","until":"2026-03-02T04:00:00+00:00"}',
        ),
    ]


def test_a_grant_that_ends_before_it_began_is_refused(
    person: Person, tower: Place, now: datetime
) -> None:
    with pytest.raises(AssertionError):
        give_grant(
            person=person,
            role=Role.CREW,
            place=tower,
            until=now - timedelta.resolution,
            granted_by=None,
            now=now,
        )


@pytest.mark.parametrize("change", [{"role": "king"}, {"until": datetime(2000, 1, 1).astimezone()}])
def test_the_database_refuses_a_grant_that_makes_no_sense(
    change: dict[str, object], person: Person, tower: Place, now: datetime
) -> None:
    grant = {"person": person, "role": Role.CREW, "place": tower, "granted_at": now}

    with pytest.raises(IntegrityError), transaction.atomic():
        Grant.objects.create(**{**grant, **change})

    assert Grant.objects.create(**grant).pk


def test_an_unknown_link_signs_nobody_in(person: Person, now: datetime) -> None:
    make_sign_in_link(person=person, token=TOKEN, now=now)

    with pytest.raises(LinkUnknown) as caught:
        sign_in_with_link(token=TOKEN + "x", now=now)

    assert str(caught.value) == "这个登录链接不完整或不存在，请重新复制整个链接。"


def test_a_link_signs_in_once(person: Person, now: datetime) -> None:
    token = make_sign_in_link(person=person, token=TOKEN, now=now)

    assert sign_in_with_link(token=token, now=now) == person
    with pytest.raises(LinkUsed) as caught:
        sign_in_with_link(token=token, now=now)

    assert str(caught.value) == "这个登录链接已经用过，只能用一次。请向管理员要一个新的。"
    assert verbs()[1:] == [
        ("linli", "sign_in_link_made", "{}"),
        (f"person:{person.pk}", "signed_in", "{}"),
    ]


def test_a_link_expires_after_an_hour(person: Person, now: datetime) -> None:
    token = make_sign_in_link(person=person, token=TOKEN, now=now)

    with pytest.raises(LinkExpired) as caught:
        sign_in_with_link(token=token, now=now + LINK_LIVES)

    assert str(caught.value).startswith("这个登录链接已经过期")
    last = now + LINK_LIVES - timedelta.resolution
    assert sign_in_with_link(token=token, now=last) == person


def test_a_link_that_was_used_says_so_even_when_it_has_expired(
    person: Person, now: datetime
) -> None:
    token = make_sign_in_link(person=person, token=TOKEN, now=now)
    sign_in_with_link(token=token, now=now)

    with pytest.raises(LinkUsed):
        sign_in_with_link(token=token, now=now + LINK_LIVES)


def test_only_the_hash_of_a_token_is_kept(person: Person, now: datetime) -> None:
    make_sign_in_link(person=person, token=TOKEN, now=now)

    link = SignInLink.objects.get()
    assert TOKEN not in str(vars(link))
    assert len(link.token_hash) == 64
    assert str(link) == f"{person.pk} 2026-03-02 05:00"


def test_a_token_that_could_be_guessed_is_refused(person: Person, now: datetime) -> None:
    with pytest.raises(AssertionError):
        make_sign_in_link(person=person, token="short", now=now)  # noqa: S106  # that is the point


@pytest.mark.django_db(transaction=True)
def test_of_many_with_one_link_at_once_exactly_one_gets_in(now: datetime) -> None:
    person = ensure_person(handle="crew", name="王师傅", now=now)
    make_sign_in_link(person=person, token=TOKEN, now=now)

    def enter(_: int) -> str:
        try:
            return sign_in_with_link(token=TOKEN, now=now).handle
        except LinkUsed as late:
            return late.code
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as pool:
        found = sorted(pool.map(enter, range(12)))

    assert found == ["crew", *["link_used"] * 11]
