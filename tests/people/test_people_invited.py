"""Invitations, and who may look after whom."""

from datetime import datetime, timedelta

import pytest
from tests.people.district import TOKEN, District, last, verbs

from linli.people import access, roles
from linli.people.actions.accounts import INVITATION_LIVES, invite, renew_link, sign_in_with_link
from linli.people.actions.granting import Wish, leave
from linli.people.enums import Role
from linli.people.errors import (
    HandleTaken,
    LinkExpired,
    LinkUnknown,
    NameUnreadable,
    NoRightThere,
    NotOverThem,
    PageUnknown,
    PersonLeft,
    PersonUnknown,
)
from linli.people.models import Grant, Person, SignInLink
from linli.people.queries import may
from linli.people.rules.roles import DeclaredRole

OTHER = "u" * 24


@pytest.fixture
def hk(db: None, now: datetime) -> District:
    return District(now)


@pytest.fixture
def chief(hk: District) -> Person:
    return hk.person("chief", Role.STEWARD, "HK")


def crew_at(hk: District, at: str) -> Wish:
    return Wish(Role.CREW, hk.places[at], None)


def test_an_invitation_is_a_person_a_role_and_a_link_in_one_entry(
    hk: District, chief: Person
) -> None:
    before = len(verbs())

    wang = invite(
        crew_at(hk, "BYL"), handle="wang", name="王师傅", by=chief, token=TOKEN, now=hk.now
    )

    assert len(verbs()) == before + 1
    assert last() == (
        f"person:{chief.pk}",
        "person_invited",
        '{"place":"BYL","role":"crew","until":null}',
    )
    assert may(wang, Role.CREW, place=hk.places["BYL"], now=hk.now)
    assert wang.name.opened() == "王师傅"
    monday = hk.now + INVITATION_LIVES - timedelta.resolution
    assert sign_in_with_link(token=TOKEN, now=monday) == wang


def test_an_invitation_ends_after_three_days(hk: District, chief: Person) -> None:
    invite(crew_at(hk, "BYL"), handle="wang", name="王", by=chief, token=TOKEN, now=hk.now)

    with pytest.raises(LinkExpired):
        sign_in_with_link(token=TOKEN, now=hk.now + INVITATION_LIVES)


@pytest.mark.parametrize("name", ["", "王" * 41])
def test_nobody_is_invited_without_a_name(hk: District, chief: Person, name: str) -> None:
    with pytest.raises(NameUnreadable) as caught:
        invite(crew_at(hk, "BYL"), handle="wang", name=name, by=chief, token=TOKEN, now=hk.now)

    assert str(caught.value) == "请填姓名，最多 40 个字。"


def test_nobody_is_invited_where_one_may_not_give_the_role(hk: District, chief: Person) -> None:
    with pytest.raises(NoRightThere):
        invite(crew_at(hk, "JA"), handle="wang", name="王", by=chief, token=TOKEN, now=hk.now)

    assert not Person.objects.filter(handle="wang").exists()
    assert not SignInLink.objects.exists()


def test_a_handle_that_is_taken_is_refused_and_nothing_changes(hk: District, chief: Person) -> None:
    with pytest.raises(HandleTaken):
        invite(crew_at(hk, "BYL"), handle="chief", name="王", by=chief, token=TOKEN, now=hk.now)

    assert not SignInLink.objects.exists()


def test_the_installation_invites_somebody_again_also_who_has_left(hk: District) -> None:
    wang = hk.person("wang", Role.STEWARD, "HK")
    leave(person=wang, by=None, now=hk.now)

    again = invite(crew_at(hk, "BYL"), handle="wang", name="王", by=None, token=TOKEN, now=hk.now)

    assert again == wang
    assert again.is_active
    assert sign_in_with_link(token=TOKEN, now=hk.now) == wang
    assert not may(wang, Role.STEWARD, place=hk.places["BYL"], now=hk.now)


def test_a_link_of_somebody_who_left_meanwhile_signs_nobody_in(hk: District) -> None:
    wang = invite(crew_at(hk, "BYL"), handle="wang", name="王", by=None, token=TOKEN, now=hk.now)
    Person.objects.filter(pk=wang.pk).update(left_at=hk.now)

    with pytest.raises(PersonLeft):
        sign_in_with_link(token=TOKEN, now=hk.now)

    assert SignInLink.objects.get().used_at is None


def test_a_new_link_takes_the_place_of_those_that_were_not_used(
    hk: District, chief: Person
) -> None:
    wang = invite(crew_at(hk, "BYL"), handle="wang", name="王", by=chief, token=TOKEN, now=hk.now)

    renew_link(person=wang, by=chief, token=OTHER, now=hk.now)

    assert last() == (f"person:{chief.pk}", "sign_in_link_made", '{"ended":1}')
    with pytest.raises(LinkUnknown):
        sign_in_with_link(token=TOKEN, now=hk.now)
    assert sign_in_with_link(token=OTHER, now=hk.now) == wang


def test_nobody_gets_a_link_that_signs_in_as_somebody_above_them(
    hk: District, chief: Person
) -> None:
    steward = hk.person("steward", Role.STEWARD, "BYL")
    both = hk.person("both", Role.CREW, "BYL")
    hk.grant(both, Role.CREW, "KERRY")

    for person in (chief, both, hk.person("without")):
        with pytest.raises(NotOverThem):
            renew_link(person=person, by=steward, token=TOKEN, now=hk.now)
    renew_link(person=steward, by=chief, token=TOKEN, now=hk.now)


def test_nobody_who_has_left_gets_a_new_link(hk: District, chief: Person) -> None:
    wang = hk.person("wang", Role.CREW, "BYL")
    leave(person=wang, by=chief, now=hk.now)

    with pytest.raises(PersonLeft):
        renew_link(person=wang, by=chief, token=TOKEN, now=hk.now)


def handles(hk: District, viewer: Person) -> list[str]:
    page = access.people_page(viewer, after=0, now=hk.now)
    return [one.handle for one in page.people]


def test_a_steward_sees_those_whose_roles_are_theirs_to_give(hk: District, chief: Person) -> None:
    steward = hk.person("steward", Role.STEWARD, "BYL")
    hk.person("crew", Role.CREW, "BYL")
    hk.person("next-door", Role.CREW, "SOHO")
    hk.person("far", Role.CREW, "KERRY")
    hk.person("like", Role.STEWARD, "HK2")
    hk.person("gateway", Role.GATEWAY, "BYL")
    hk.person("nobody")

    assert handles(hk, steward) == ["steward", "crew"]
    assert handles(hk, chief) == ["chief", "steward", "crew", "next-door"]


def test_names_are_masked_and_only_the_viewers_places_are_shown(
    hk: District, chief: Person
) -> None:
    crew = hk.person("crew", Role.CREW, "BYL", until=hk.now + timedelta(days=1))
    hk.grant(crew, Role.CREW, "KERRY")
    hk.grant(crew, Role.PROPERTY, "BYL", until=hk.now)

    [_chief, shown] = access.people_page(chief, after=0, now=hk.now).people

    assert str(shown.name) == "c**"
    assert [(one.role, one.place) for one in shown.roles] == [(Role.CREW, "BYL")]
    assert access.listed(chief, crew, now=hk.now) == shown


def test_people_come_a_page_at_a_time_in_as_many_queries_as_for_one(
    hk: District,
    chief: Person,
    monkeypatch: pytest.MonkeyPatch,
    django_assert_num_queries: object,
) -> None:
    monkeypatch.setattr(access, "LISTED", 2)
    for number in range(3):
        hk.person(f"crew{number}", Role.CREW, "BYL")

    first = access.people_page(chief, after=0, now=hk.now)
    assert first.more is not None
    with django_assert_num_queries(3):  # type: ignore[operator]  # pytest-django's fixture
        second = access.people_page(chief, after=first.more, now=hk.now)

    assert [one.handle for one in (*first.people, *second.people)] == [
        "chief",
        "crew0",
        "crew1",
        "crew2",
    ]
    assert second.more is None


@pytest.mark.parametrize("role", [None, Role.CREW, Role.PROPERTY, Role.GATEWAY])
def test_who_may_give_nothing_learns_nothing(hk: District, role: Role | None) -> None:
    viewer = hk.person("viewer", role, "HK")
    crew = hk.person("crew", Role.CREW, "BYL")

    assert access.roles_to_give(viewer, now=hk.now) == []
    assert access.places_known(viewer, now=hk.now) == []
    with pytest.raises(PageUnknown):
        access.people_page(viewer, after=0, now=hk.now)
    with pytest.raises(PersonUnknown):
        access.person_in_reach(viewer, crew.pk, now=hk.now)
    with pytest.raises(NoRightThere):
        access.place_to_give(viewer, Role.CREW, "BYL", now=hk.now)


def test_who_stands_in_for_a_steward_looks_after_nobody(hk: District, chief: Person) -> None:
    wang = hk.person("wang")
    Grant.objects.create(
        person=wang,
        role=Role.STEWARD,
        place=hk.places["HK"],
        until=hk.now + timedelta(days=1),
        granted_at=hk.now,
        delegated_from=Grant.objects.get(person=chief),
    )

    assert access.roles_to_give(wang, now=hk.now) == []
    with pytest.raises(PageUnknown):
        access.people_page(wang, after=0, now=hk.now)


def test_a_person_out_of_reach_is_as_unknown_as_one_that_is_not(
    hk: District, chief: Person
) -> None:
    far = hk.person("far", Role.CREW, "KERRY")
    said = set()

    for number in (far.pk, 0, 999_999):
        with pytest.raises(PersonUnknown) as caught:
            access.person_in_reach(chief, number, now=hk.now)
        said.add(str(caught.value))

    assert said == {"没有这个人，或者您看不到。"}


def test_who_once_held_a_role_is_still_looked_after(hk: District, chief: Person) -> None:
    crew = hk.person("crew", Role.CREW, "BYL", until=hk.now)

    assert access.person_in_reach(chief, crew.pk, now=hk.now) == crew
    assert access.may_end_account(chief, crew, now=hk.now)
    assert access.listed(chief, crew, now=hk.now).roles == ()


def test_places_to_give_roles_at_are_those_of_ones_district(
    hk: District, chief: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert [one.code for one in access.places_known(chief, now=hk.now)] == ["HK", "BYL", "SOHO"]
    assert access.place_to_give(chief, Role.CREW, "BYL", now=hk.now) == hk.places["BYL"]
    for code in ("KERRY", "T2", "NOWHERE"):
        with pytest.raises(NoRightThere):
            access.place_to_give(chief, Role.CREW, code, now=hk.now)
    monkeypatch.delitem(roles._declared, Role.CREW)  # noqa: SLF001  # its system is switched off
    with pytest.raises(NoRightThere):
        access.place_to_give(chief, Role.CREW, "BYL", now=hk.now)


def test_a_role_that_others_give_is_seen_by_those_others_alone(
    hk: District, chief: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    gateway = DeclaredRole(Role.GATEWAY, "楼", (), frozenset({Role.CREW}))
    monkeypatch.setitem(roles._declared, Role.GATEWAY, gateway)  # noqa: SLF001  # a system of this test alone
    crew = hk.person("crew", Role.CREW, "BYL")
    hk.person("gateway", Role.GATEWAY, "BYL")

    assert handles(hk, crew) == ["gateway"]
    assert handles(hk, chief) == ["chief", "crew"]
