"""Roles given, delegated and ended, by whom one may and by nobody else."""

from datetime import datetime, timedelta

import pytest
from django.db import IntegrityError, transaction
from tests.people.district import TOKEN, District, last, verbs
from tests.people.test_second_factors import code_of

from linli.people import roles
from linli.people.actions import make_sign_in_link, sign_in_with_link
from linli.people.actions.factors import add_app, new_secret
from linli.people.actions.granting import Wish, delegate, end_role, give_role, leave
from linli.people.actions.sign_ins import begin_sign_in
from linli.people.enums import Role, SignInWay
from linli.people.errors import (
    AlreadyHeld,
    EndNeeded,
    EndNotAhead,
    EndTooLate,
    GrantUnknown,
    LinkUnknown,
    NoRightThere,
    NotAtThisLevel,
    NotDelegable,
    NotOverThem,
    NotToOneself,
    PersonLeft,
    RoleNotDeclared,
)
from linli.people.models import Grant, Person, Proposal, SignIn
from linli.people.queries import acting_as, may, standing_in_for
from linli.people.rules.grants import DELEGATED_AT_MOST
from linli.people.rules.roles import DeclaredRole
from linli.places.enums import PlaceLevel

DAY = timedelta(days=1)
HOUR = timedelta(hours=1)


@pytest.fixture
def hk(db: None, now: datetime) -> District:
    return District(now)


@pytest.fixture
def chief(hk: District) -> Person:
    return hk.person("chief", Role.STEWARD, "HK")


def wish(hk: District, role: Role, at: str, until: datetime | None = None) -> Wish:
    return Wish(role, hk.places[at], until)


def test_a_steward_gives_roles_in_all_of_the_district(hk: District, chief: Person) -> None:
    wang = hk.person("wang")

    give_role(wish(hk, Role.CREW, "BYL"), person=wang, by=chief, now=hk.now)

    assert may(wang, Role.CREW, place=hk.places["BYL"], now=hk.now)
    assert last() == (
        f"person:{chief.pk}",
        "role_granted",
        '{"place":"BYL","role":"crew","until":null}',
    )


@pytest.mark.parametrize("at", ["JA", "KERRY", "HK2", "T2"])
def test_nobody_gives_a_role_in_another_district(hk: District, chief: Person, at: str) -> None:
    before = verbs()

    with pytest.raises(NoRightThere) as caught:
        give_role(wish(hk, Role.CREW, at), person=hk.person("chief2"), by=chief, now=hk.now)

    assert str(caught.value) == "没有这个地点，或者您不能在那里授予这个角色。"
    assert [one for one in verbs() if one == "role_granted"] == [
        one for one in before if one == "role_granted"
    ]


@pytest.mark.parametrize("role", [Role.CREW, Role.PROPERTY])
def test_only_stewards_give_roles(hk: District, role: Role) -> None:
    giver = hk.person("giver", role, "HK")

    with pytest.raises(NoRightThere):
        give_role(wish(hk, role, "BYL"), person=hk.person("wang"), by=giver, now=hk.now)


def test_nobody_gives_a_role_to_themselves(hk: District, chief: Person) -> None:
    with pytest.raises(NotToOneself):
        give_role(wish(hk, Role.CREW, "BYL"), person=chief, by=chief, now=hk.now)


def test_a_role_that_no_system_declares_is_nobodys_to_give(hk: District, chief: Person) -> None:
    with pytest.raises(RoleNotDeclared):
        give_role(wish(hk, Role.GATEWAY, "BYL"), person=hk.person("w"), by=chief, now=hk.now)


def test_a_role_is_given_only_where_its_system_says(
    hk: District, chief: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    owner = DeclaredRole(
        role=Role.GATEWAY,
        system="楼",
        may=(),
        given_by=frozenset({Role.STEWARD}),
        levels=frozenset({PlaceLevel.BUILDING}),
    )
    monkeypatch.setitem(roles._declared, Role.GATEWAY, owner)  # noqa: SLF001  # a system of this test alone

    with pytest.raises(NotAtThisLevel) as caught:
        give_role(wish(hk, Role.GATEWAY, "HK"), person=hk.person("w"), by=chief, now=hk.now)

    assert str(caught.value) == "“消息网关”不能授予在区一级。"


def test_what_a_steward_for_a_week_gives_ends_with_the_week(hk: District, now: datetime) -> None:
    deputy = hk.person("deputy", Role.STEWARD, "BYL", until=now + 7 * DAY)
    wang = hk.person("wang")

    with pytest.raises(EndNeeded) as needed:
        give_role(wish(hk, Role.CREW, "BYL"), person=wang, by=deputy, now=now)
    with pytest.raises(EndTooLate) as late:
        give_role(wish(hk, Role.CREW, "BYL", now + 8 * DAY), person=wang, by=deputy, now=now)
    with pytest.raises(EndNotAhead):
        give_role(wish(hk, Role.CREW, "BYL", now), person=wang, by=deputy, now=now)

    assert str(needed.value) == "请填结束时间，最晚到 2026-03-09 12:00。"
    assert str(late.value) == "结束时间太晚，最晚到 2026-03-09 12:00。"
    week = now + 7 * DAY
    given = give_role(wish(hk, Role.CREW, "BYL", week), person=wang, by=deputy, now=now)
    assert given.until == week


def test_who_stands_in_does_what_the_role_does_until_the_end(
    hk: District, chief: Person, now: datetime
) -> None:
    own, wang = Grant.objects.get(person=chief), hk.person("wang")

    delegate(grant=own.pk, to=wang, until=now + DAY, by=chief, now=now)

    byl = hk.places["BYL"]
    assert may(wang, Role.STEWARD, place=byl, now=now)
    assert not may(wang, Role.STEWARD, place=byl, now=now + DAY)
    assert last()[1] == "role_delegated"
    assert [one.handle for one in standing_in_for(chief, now=now)] == ["wang"]
    assert [
        (one.role, one.is_delegated, one.can_be_delegated) for one in acting_as(wang, now=now)
    ] == [(Role.STEWARD, True, False)]


def test_who_stands_in_gives_no_roles_and_lets_nobody_stand_in(
    hk: District, chief: Person, now: datetime
) -> None:
    own, wang = Grant.objects.get(person=chief), hk.person("wang")
    held = delegate(grant=own.pk, to=wang, until=now + DAY, by=chief, now=now)

    with pytest.raises(NoRightThere):
        give_role(wish(hk, Role.CREW, "BYL", now + HOUR), person=hk.person("li"), by=wang, now=now)
    with pytest.raises(NotDelegable):
        delegate(grant=held.pk, to=hk.person("li"), until=now + HOUR, by=wang, now=now)


def test_a_delegation_has_an_end_within_ones_own_and_a_quarter(
    hk: District, chief: Person, now: datetime
) -> None:
    own, wang = Grant.objects.get(person=chief), hk.person("wang")
    deputy = hk.person("deputy", Role.CREW, "BYL", until=now + DAY)
    brief = Grant.objects.get(person=deputy)

    for grant, by, until, refusal in (
        (own, chief, None, EndNeeded),
        (own, chief, now + DELEGATED_AT_MOST + HOUR, EndTooLate),
        (own, chief, now, EndNotAhead),
        (brief, deputy, now + DAY + HOUR, EndTooLate),
    ):
        with pytest.raises(refusal):
            delegate(grant=grant.pk, to=wang, until=until, by=by, now=now)

    held = delegate(grant=brief.pk, to=wang, until=now + DAY, by=deputy, now=now)
    assert held.until == now + DAY


def test_nobody_delegates_what_is_not_theirs_or_to_the_wrong_person(
    hk: District, chief: Person, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = Grant.objects.get(person=chief)
    wang, gone = hk.person("wang"), hk.person("gone")
    leave(person=gone, by=None, now=now)
    hk.grant(wang, Role.STEWARD, "HK")
    tomorrow = now + DAY

    with pytest.raises(GrantUnknown):
        delegate(grant=own.pk, to=gone, until=tomorrow, by=wang, now=now)
    with pytest.raises(NotToOneself):
        delegate(grant=own.pk, to=chief, until=tomorrow, by=chief, now=now)
    with pytest.raises(PersonLeft):
        delegate(grant=own.pk, to=gone, until=tomorrow, by=chief, now=now)
    with pytest.raises(AlreadyHeld):
        delegate(grant=own.pk, to=wang, until=tomorrow, by=chief, now=now)
    monkeypatch.delitem(roles._declared, Role.STEWARD)  # noqa: SLF001  # its system is switched off
    with pytest.raises(NotDelegable):
        delegate(grant=own.pk, to=hk.person("li"), until=tomorrow, by=chief, now=now)


def test_a_role_that_ends_takes_what_was_delegated_from_it_along(
    hk: District, chief: Person, now: datetime
) -> None:
    crew = hk.person("crew", Role.CREW, "BYL")
    own, wang = Grant.objects.get(person=crew), hk.person("wang")
    delegate(grant=own.pk, to=wang, until=now + DAY, by=crew, now=now)

    end_role(grant=own.pk, by=chief, now=now + HOUR)

    for person in (crew, wang):
        assert not may(person, Role.CREW, place=hk.places["BYL"], now=now + HOUR)
    assert last() == (
        f"person:{chief.pk}",
        "role_ended",
        '{"ended":2,"place":"BYL","role":"crew","until":null}',
    )
    with pytest.raises(GrantUnknown):
        end_role(grant=own.pk, by=chief, now=now + HOUR)


def test_a_role_given_anew_for_less_cuts_what_was_delegated_from_it(
    hk: District, now: datetime
) -> None:
    crew = hk.person("crew", Role.CREW, "BYL")
    own, wang = Grant.objects.get(person=crew), hk.person("wang")
    delegate(grant=own.pk, to=wang, until=now + DAY, by=crew, now=now)

    hk.grant(crew, Role.CREW, "BYL", until=now + HOUR)

    assert not may(wang, Role.CREW, place=hk.places["BYL"], now=now + HOUR)


def test_a_role_is_ended_by_who_holds_it_and_by_who_delegated_it(
    hk: District, chief: Person, now: datetime
) -> None:
    crew, wang, li = hk.person("crew", Role.CREW, "BYL"), hk.person("wang"), hk.person("li")
    own = Grant.objects.get(person=crew)
    first = delegate(grant=own.pk, to=wang, until=now + DAY, by=crew, now=now)
    second = delegate(grant=own.pk, to=li, until=now + DAY, by=crew, now=now)

    with pytest.raises(GrantUnknown):
        end_role(grant=second.pk, by=wang, now=now)
    end_role(grant=first.pk, by=wang, now=now)
    end_role(grant=second.pk, by=crew, now=now)

    assert standing_in_for(crew, now=now) == []
    assert may(crew, Role.CREW, place=hk.places["BYL"], now=now)


def test_a_steward_of_one_building_ends_nothing_in_another(hk: District, now: datetime) -> None:
    steward = hk.person("steward", Role.STEWARD, "SOHO")
    crew = hk.person("crew", Role.CREW, "BYL")

    with pytest.raises(GrantUnknown):
        end_role(grant=Grant.objects.get(person=crew).pk, by=steward, now=now)


def test_an_end_under_a_clock_that_was_set_back_still_ends(hk: District, now: datetime) -> None:
    crew = hk.person("crew", Role.CREW, "BYL")

    end_role(grant=Grant.objects.get(person=crew).pk, by=crew, now=now - HOUR)

    assert not may(crew, Role.CREW, place=hk.places["BYL"], now=now - HOUR)


def test_leaving_ends_everything_at_once(hk: District, chief: Person, now: datetime) -> None:
    crew, wang = hk.person("crew", Role.CREW, "BYL"), hk.person("wang")
    own = Grant.objects.get(person=crew)
    delegate(grant=own.pk, to=wang, until=now + DAY, by=crew, now=now)
    make_sign_in_link(person=crew, token=TOKEN, now=now)
    begin_sign_in(person=crew, session_key="k", way=SignInWay.LINK, user_agent="", now=now)
    secret = new_secret()
    add_app(person=crew, secret=secret, typed=code_of(secret, now), session_key="k", now=now)
    Proposal.objects.create(
        kind="x",
        subject="y",
        facts={},
        place=hk.places["BYL"],
        role=Role.CREW,
        proposed_by=crew,
        proposed_at=now,
        expires_at=now + DAY,
    )
    before = crew.password

    leave(person=crew, by=chief, now=now)

    assert not crew.is_active
    assert crew.password != before
    assert acting_as(crew, now=now) == acting_as(wang, now=now) == []
    assert not SignIn.objects.exists()
    assert not crew.factors.exists()
    assert not crew.recovery_codes.exists()
    assert Proposal.objects.get().outcome == "expired"
    with pytest.raises(LinkUnknown):
        sign_in_with_link(token=TOKEN, now=now)
    assert last() == (
        f"person:{chief.pk}",
        "person_left",
        (
            '{"children":0,"factors":1,"grants":2,"linked":0,"links":1,"proposals":1,'
            '"screens":0,"sign_ins":1}'
        ),
    )
    with pytest.raises(PersonLeft):
        leave(person=crew, by=None, now=now)
    with pytest.raises(PersonLeft):
        give_role(wish(hk, Role.CREW, "BYL"), person=crew, by=chief, now=now)


def test_nobody_makes_somebody_leave_who_holds_more_than_they_could_give(
    hk: District, chief: Person, now: datetime
) -> None:
    steward = hk.person("steward", Role.STEWARD, "BYL")
    crew = hk.person("crew", Role.CREW, "BYL")
    hk.grant(crew, Role.CREW, "SOHO")

    for by, person in ((steward, crew), (steward, chief), (crew, steward), (crew, hk.person("x"))):
        with pytest.raises(NotOverThem) as caught:
            leave(person=person, by=by, now=now)
        assert str(caught.value) == "对方还有您管不到的角色，请上一级的管理员来做。"

    leave(person=crew, by=crew, now=now)
    assert not crew.is_active


def test_the_database_refuses_a_delegation_without_an_end(hk: District, chief: Person) -> None:
    own = Grant.objects.get(person=chief)

    with pytest.raises(IntegrityError), transaction.atomic():
        Grant.objects.create(
            person=hk.person("w"),
            role=Role.CREW,
            place=own.place,
            granted_at=hk.now,
            delegated_from=own,
        )


def test_a_role_is_declared_once_and_by_somebody_who_says_who_gives_it() -> None:
    known = roles.declared[Role.CREW]

    with pytest.raises(AssertionError, match="declared already"):
        roles.declare(known)
    with pytest.raises(AssertionError, match="nobody could give"):
        roles.declare(DeclaredRole(Role.GATEWAY, "楼", (), frozenset()))
    with pytest.raises(RoleNotDeclared):
        roles.declared_role("king")
