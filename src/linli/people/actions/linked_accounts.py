"""Signing in by an account at another server, linking it with a person, and ending that."""

from datetime import datetime

from django.contrib.auth.hashers import make_password
from django.db import IntegrityError, transaction

from linli.people.actions.accounts import take_link
from linli.people.actions.entries import write_down
from linli.people.errors import PersonLeft
from linli.people.models import LinkedAccount, Person
from linli.people.outside import Arrived
from linli.people.outside_errors import (
    LastWayIn,
    LinkedEnough,
    LinkedUnknown,
    LinkedWithAnother,
    StrangerRefused,
)
from linli.people.queries_of_accounts import linked_with, own_index, ways_in
from linli.people.sealing import blind_index
from linli.people.wechat import UNION

MOST_LINKED = 10
"""Accounts that one person can link: at each of the providers that settings can name, and more."""


@transaction.atomic
def enter_through(arrived: Arrived, *, may_join: bool, handle: str, now: datetime) -> Person:
    """Return whom an account signs in; who is linked with nobody may join, without any role.

    Args:
        arrived: whose account it is over there.
        may_join: whether strangers do.
        handle: of a new person.
        now: the instant, aware.

    Raises:
        StrangerRefused: the account is linked with nobody, and strangers do not join.
        PersonLeft: the person's account here was ended.
    """
    known = linked_with(arrived)
    if known is None and not may_join:
        raise StrangerRefused(provider=arrived.label)
    if known is None:
        known = _joined(arrived, handle, now)
    person = known.person
    if not person.is_active:
        raise PersonLeft
    LinkedAccount.objects.filter(pk=known.pk).update(used_at=now)
    _note_union(known, arrived)
    write_down("signed_in", person, {"way": arrived.provider}, by=person, now=now)
    return person


@transaction.atomic
def link_account(arrived: Arrived, *, person: Person, now: datetime) -> None:
    """Link an account with a person who is signed in; what is linked already stays.

    Raises:
        LinkedWithAnother: it is linked with somebody else.
        LinkedEnough: the person has ten.
    """
    known = linked_with(arrived)
    if known is None:
        _link(arrived, person, now)
    elif known.person != person:
        raise LinkedWithAnother(provider=arrived.label)


@transaction.atomic
def accept_through(arrived: Arrived, *, link_hash: str, now: datetime) -> Person:
    """Use a sign-in link up and link the account with whose it is; return whom it signs in.

    Args:
        arrived: whose account it is over there.
        link_hash: what is kept of the link.
        now: the instant, aware.

    Raises:
        LinkedWithAnother: the account is somebody else's here; the link stays good.
        LinkedEnough, and others: as ``link_account`` and ``sign_in_with_link``.
    """
    person = take_link(link_hash, now=now)
    link_account(arrived, person=person, now=now)
    write_down("signed_in", person, {"way": arrived.provider}, by=person, now=now)
    return person


@transaction.atomic
def unlink_account(*, person: Person, number: int, now: datetime) -> None:
    """End a link of one's own.

    Raises:
        LinkedUnknown: none of theirs has this number.
        LastWayIn: the person could then not sign in without somebody's help.
    """
    # Of two at once the second waits, and finds how many the first one left.
    Person.objects.select_for_update().get(pk=person.pk)
    linked = person.linked_accounts.filter(pk=number).first()
    if linked is None:
        raise LinkedUnknown
    if not ways_in(person, without=number).are_there:
        raise LastWayIn
    linked.delete()
    write_down("account_unlinked", person, {"provider": linked.provider}, by=person, now=now)


def _joined(arrived: Arrived, handle: str, now: datetime) -> LinkedAccount:
    """Make a person of a stranger; of two at once one is made."""
    try:
        with transaction.atomic():
            person = Person.objects.create(
                handle=handle,
                name=arrived.name or handle,
                joined_at=now,
                password=make_password(None),
            )
            write_down("person_joined", person, {}, by=None, now=now)
            return _link(arrived, person, now)
    except LinkedWithAnother:
        known = linked_with(arrived)
        assert known is not None, "another one has just been linked"
        return known


def _link(arrived: Arrived, person: Person, now: datetime) -> LinkedAccount:
    if person.linked_accounts.count() >= MOST_LINKED:
        raise LinkedEnough(most=MOST_LINKED)
    try:
        with transaction.atomic():
            linked = LinkedAccount.objects.create(
                person=person,
                provider=arrived.provider,
                subject_index=own_index(arrived),
                union_index=_union_index(arrived),
                linked_at=now,
            )
    except IntegrityError as taken:
        raise LinkedWithAnother(provider=arrived.label) from taken
    write_down("account_linked", person, {"provider": arrived.provider}, by=person, now=now)
    return linked


def _note_union(known: LinkedAccount, arrived: Arrived) -> None:
    """Keep what WeChat calls the person everywhere, once it says so."""
    union = _union_index(arrived)
    if union and not known.union_index and not _is_taken(union):
        LinkedAccount.objects.filter(pk=known.pk).update(union_index=union)


def _is_taken(union: str) -> bool:
    return LinkedAccount.objects.filter(union_index=union).exists()


def _union_index(arrived: Arrived) -> str | None:
    return blind_index(f"{UNION}\0{arrived.union}") if arrived.union else None
