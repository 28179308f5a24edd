"""Accounts elsewhere: whom they sign in, how they are linked, and how that ends."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from django.db import IntegrityError
from django.test import override_settings
from tests.people.district import TOKEN, District, verbs

from linli.people.actions import linked_accounts, make_sign_in_link
from linli.people.actions.accounts import hash_of_link, sign_in_with_link
from linli.people.actions.granting import leave
from linli.people.actions.linked_accounts import (
    MOST_LINKED,
    accept_through,
    enter_through,
    link_account,
    unlink_account,
)
from linli.people.enums import FactorKind, Role
from linli.people.errors import LinkExpired, PersonLeft
from linli.people.models import LinkedAccount, Person, SecondFactor
from linli.people.outside import Arrived
from linli.people.outside_errors import (
    LastWayIn,
    LinkedEnough,
    LinkedUnknown,
    LinkedWithAnother,
    StrangerRefused,
)
from linli.people.privacy_queries import everything_about
from linli.people.queries_of_accounts import linked_accounts_of, linked_with
from linli.people.sealing import blind_index

pytestmark = pytest.mark.django_db

UNION = "o6_union"
ARRIVED = Arrived("wechat", "微信", "wechat:wxsite", "o-site", name="赵远航")
WHOLE = Arrived("wechat", "微信", "wechat:wxsite", "o-site", union=UNION)
WITHIN = Arrived("wechat", "微信", "wechat:wxacct", "o-acct")
WITHIN_WHOLE = Arrived("wechat", "微信", "wechat:wxacct", "o-acct", union=UNION)


@pytest.fixture(autouse=True)
def settings_with_wechat() -> Iterator[None]:
    """WeChat is set up here."""
    with override_settings(WECHAT_SITE=("wxsite", "s"), OIDC=[], PHONE_MESSENGER=""):
        yield


@pytest.fixture
def crew(now: datetime) -> Person:
    """Somebody with a role."""
    return District(now).person("crew", Role.CREW, "BYL")


def other(subject: str) -> Arrived:
    return Arrived("wechat", "微信", "wechat:wxsite", subject)


def enter(
    arrived: Arrived, now: datetime, handle: str = "wechat-7K", *, may: bool = True
) -> Person:
    return enter_through(arrived, may_join=may, handle=handle, now=now)


def test_a_stranger_is_refused_where_strangers_do_not_join(now: datetime) -> None:
    with pytest.raises(StrangerRefused) as caught:
        enter(ARRIVED, now, may=False)

    assert str(caught.value).startswith("这个微信账号还没有关联这里的人。")
    assert not Person.objects.exists()


def test_a_stranger_joins_as_a_person_without_any_role_once(now: datetime) -> None:
    first = enter(ARRIVED, now)
    again = enter(ARRIVED, now + timedelta(days=1), "wechat-8K", may=False)

    assert first == again
    assert (first.handle, first.name.opened()) == ("wechat-7K", "赵远航")
    assert not first.grants.exists()
    assert verbs() == ["person_joined", "account_linked", "signed_in", "signed_in"]
    assert enter(other("o-2"), now, "wechat-9K").name.opened() == "wechat-9K"


def test_neither_the_issuer_s_subject_nor_the_union_is_kept(now: datetime) -> None:
    enter(WHOLE, now)

    row = LinkedAccount.objects.values().get()
    assert "o-site" not in str(row)
    assert UNION not in str(row)
    assert row["subject_index"] == blind_index("wechat:wxsite\0o-site")


def test_the_same_subject_of_another_issuer_is_somebody_else(now: datetime) -> None:
    here = enter(ARRIVED, now)
    there = enter(Arrived("wechat", "微信", "wechat:wxacct", "o-site"), now, "wechat-8K")

    assert here != there


def test_whoever_wechat_calls_the_same_in_all_its_applications_is_the_same(now: datetime) -> None:
    person = enter(WHOLE, now)

    assert enter(WITHIN_WHOLE, now, may=False) == person
    with pytest.raises(StrangerRefused):
        enter(WITHIN, now, may=False)


def test_what_wechat_calls_somebody_everywhere_is_kept_once_it_says_so(now: datetime) -> None:
    person = enter(ARRIVED, now)
    enter(WHOLE, now)

    assert enter(WITHIN_WHOLE, now, may=False) == person
    enter(WITHIN_WHOLE, now, may=False)
    assert LinkedAccount.objects.count() == 1


def test_of_two_who_turn_out_to_be_one_each_stays_who_they_were(now: datetime) -> None:
    on_the_computer, within = enter(WHOLE, now), enter(WITHIN, now, "wechat-8K")

    assert enter(WITHIN_WHOLE, now) == within
    assert enter(WHOLE, now) == on_the_computer


def test_of_two_who_join_with_one_account_at_once_one_is_made(
    now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = enter(ARRIVED, now)
    looks = iter([None, linked_with(ARRIVED)])
    monkeypatch.setattr(linked_accounts, "linked_with", lambda _arrived: next(looks))

    assert enter(ARRIVED, now, "wechat-8K") == first
    assert Person.objects.count() == 1
    assert verbs() == ["person_joined", "account_linked", "signed_in", "signed_in"]


def test_who_has_left_is_not_let_in(now: datetime) -> None:
    person = enter(ARRIVED, now)
    Person.objects.update(left_at=now)

    with pytest.raises(PersonLeft):
        enter(ARRIVED, now)
    assert person.linked_accounts.get().used_at == now


def test_leaving_ends_what_was_linked(crew: Person, now: datetime) -> None:
    link_account(ARRIVED, person=crew, now=now)

    leave(person=crew, by=None, now=now)

    assert not LinkedAccount.objects.exists()
    with pytest.raises(StrangerRefused):
        enter(ARRIVED, now, may=False)


def test_who_is_signed_in_links_an_account_with_one_entry(crew: Person, now: datetime) -> None:
    before = len(verbs())

    link_account(ARRIVED, person=crew, now=now)
    link_account(ARRIVED, person=crew, now=now)

    assert verbs()[before:] == ["account_linked"]
    assert enter(ARRIVED, now, may=False) == crew
    assert [one.label for one in linked_accounts_of(crew)] == ["微信"]


def test_an_account_is_one_person_s(crew: Person, now: datetime) -> None:
    enter(ARRIVED, now)

    with pytest.raises(LinkedWithAnother) as caught:
        link_account(ARRIVED, person=crew, now=now)

    assert str(caught.value) == "这个微信账号已经关联了别人。"
    with pytest.raises(IntegrityError):
        LinkedAccount.objects.create(
            person=crew,
            provider="wechat",
            subject_index=LinkedAccount.objects.get().subject_index,
            linked_at=now,
        )


def test_ten_are_enough(crew: Person, now: datetime) -> None:
    for number in range(MOST_LINKED):
        link_account(other(f"o-{number}"), person=crew, now=now)

    with pytest.raises(LinkedEnough):
        link_account(ARRIVED, person=crew, now=now)


def test_an_invitation_is_accepted_with_an_account_elsewhere(crew: Person, now: datetime) -> None:
    make_sign_in_link(person=crew, token=TOKEN, now=now)
    before = len(verbs())

    person = accept_through(ARRIVED, link_hash=hash_of_link(TOKEN), now=now)

    assert person == crew
    assert verbs()[before:] == ["account_linked", "signed_in"]
    assert enter(ARRIVED, now, may=False) == crew


def test_an_invitation_stays_good_if_the_account_is_somebody_else_s(
    crew: Person, now: datetime
) -> None:
    enter(ARRIVED, now)
    make_sign_in_link(person=crew, token=TOKEN, now=now)

    with pytest.raises(LinkedWithAnother):
        accept_through(ARRIVED, link_hash=hash_of_link(TOKEN), now=now)

    assert sign_in_with_link(token=TOKEN, now=now) == crew


def test_an_invitation_that_has_ended_links_nothing(crew: Person, now: datetime) -> None:
    make_sign_in_link(person=crew, token=TOKEN, now=now)

    with pytest.raises(LinkExpired):
        accept_through(ARRIVED, link_hash=hash_of_link(TOKEN), now=now + timedelta(days=1))

    assert not LinkedAccount.objects.exists()


def test_the_last_way_in_stays(crew: Person, now: datetime) -> None:
    link_account(ARRIVED, person=crew, now=now)

    with pytest.raises(LastWayIn):
        unlink_account(person=crew, number=LinkedAccount.objects.get().pk, now=now)

    assert LinkedAccount.objects.exists()


def test_with_another_way_in_a_link_may_go_with_one_entry(crew: Person, now: datetime) -> None:
    link_account(ARRIVED, person=crew, now=now)
    link_account(other("o-2"), person=crew, now=now)
    first, second = LinkedAccount.objects.order_by("pk")
    before = len(verbs())

    unlink_account(person=crew, number=first.pk, now=now)

    assert verbs()[before:] == ["account_unlinked"]
    with pytest.raises(LastWayIn):
        unlink_account(person=crew, number=second.pk, now=now)


def test_a_passkey_or_a_phone_that_codes_are_sent_to_is_another_way_in(
    crew: Person, now: datetime
) -> None:
    link_account(ARRIVED, person=crew, now=now)
    number = LinkedAccount.objects.get().pk
    Person.objects.filter(pk=crew.pk).update(phone_index="x" * 32)
    crew.refresh_from_db()
    with pytest.raises(LastWayIn):
        unlink_account(person=crew, number=number, now=now)

    with override_settings(PHONE_MESSENGER="console"):
        unlink_account(person=crew, number=number, now=now)

    link_account(ARRIVED, person=crew, now=now)
    SecondFactor.objects.create(
        person=crew,
        kind=FactorKind.PASSKEY,
        name="k",
        secret="s",  # noqa: S106  # none
        credential_hash="h",
        made_at=now,
    )
    unlink_account(person=crew, number=LinkedAccount.objects.get().pk, now=now)
    assert not LinkedAccount.objects.exists()


def test_an_account_at_a_server_that_is_no_more_set_up_is_no_way_in(
    crew: Person, now: datetime
) -> None:
    link_account(Arrived("gone", "旧", "https://gone.example", "1"), person=crew, now=now)
    link_account(ARRIVED, person=crew, now=now)
    gone, wechat = LinkedAccount.objects.order_by("pk")
    assert [(one.label, one.works) for one in linked_accounts_of(crew)] == [
        ("gone", False),
        ("微信", True),
    ]

    with pytest.raises(LastWayIn):
        unlink_account(person=crew, number=wechat.pk, now=now)
    unlink_account(person=crew, number=gone.pk, now=now)


def test_nobody_ends_another_one_s_link(crew: Person, now: datetime) -> None:
    enter(ARRIVED, now)
    enter(other("o-2"), now, "wechat-8K")

    with pytest.raises(LinkedUnknown):
        unlink_account(person=crew, number=LinkedAccount.objects.first().pk, now=now)  # type: ignore[union-attr]  # two are there


def test_one_s_own_data_name_the_accounts(crew: Person, now: datetime) -> None:
    link_account(ARRIVED, person=crew, now=now)

    told = everything_about(crew, now=now)["linked_accounts"]

    assert told == [{"provider": "wechat", "linked_at": now, "used_at": None}]
