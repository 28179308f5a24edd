"""Letting people in: accounts, invitations and sign-in links."""

import hashlib
from datetime import datetime, timedelta

from django.contrib.auth.hashers import make_password
from django.db import transaction

from linli.people.actions.ending import end_links, end_sign_ins, forget_factors_of
from linli.people.actions.entries import write_down
from linli.people.actions.granting import (
    Wish,
    check_is_over,
    check_may_give,
    facts_of,
    put,
)
from linli.people.errors import (
    HandleTaken,
    LinkExpired,
    LinkUnknown,
    LinkUsed,
    NameUnreadable,
    PersonLeft,
)
from linli.people.models import Person, SignInLink

LINK_LIVES = timedelta(hours=1)
"""Whoever starts Linli opens the page within minutes; the next start makes a new link."""

INVITATION_LIVES = timedelta(days=3)
"""It is sent by hand, and read after the weekend."""

LONGEST_NAME = 40

SHORTEST_TOKEN = 22
"""Characters of 128 random bits in URL-safe base 64."""


@transaction.atomic
def ensure_person(*, handle: str, name: str, now: datetime) -> Person:
    """Return the person with this handle, made now if there is none; a known name stays."""
    person, is_new = Person.objects.get_or_create(
        handle=handle,
        defaults={"name": name, "joined_at": now, "password": make_password(None)},
    )
    if is_new:
        write_down("person_joined", person, {}, by=None, now=now)
    return person


@transaction.atomic
def make_sign_in_link(*, person: Person, token: str, now: datetime) -> str:
    """Let whoever shows ``token`` sign in as this person, once, within an hour.

    Args:
        person: whom the link signs in.
        token: at least 128 random bits as text; only its hash is kept.
        now: the instant, aware.

    Returns:
        The token.
    """
    _put_link(person, token, LINK_LIVES, now)
    write_down("sign_in_link_made", person, {}, by=None, now=now)
    return token


@transaction.atomic
def sign_in_with_link(*, token: str, now: datetime) -> Person:
    """Use a link up and return whom it signs in; of two at once exactly one gets in.

    Raises:
        LinkUnknown: no link has this token.
        LinkUsed: it was used before.
        LinkExpired: it was not used in time.
        PersonLeft: the person's account was ended.
    """
    links = SignInLink.objects.filter(token_hash=_hash(token))
    # The database judges the race: the second finds the row no longer unused.
    if not links.filter(used_at=None, expires_at__gt=now).update(used_at=now):
        link = links.first()
        if link is None:
            raise LinkUnknown
        if link.used_at is not None:
            raise LinkUsed
        raise LinkExpired
    person = links.select_related("person").get().person
    if not person.is_active:
        raise PersonLeft
    write_down("signed_in", person, {}, by=person, now=now)
    return person


@transaction.atomic
def invite(  # who, as what, by whom, with which key, when: none can be left out
    wish: Wish, *, handle: str, name: str, by: Person | None, token: str, now: datetime
) -> Person:
    """Let a new person in with a role, and with a link that signs them in once, within 3 days.

    The installation itself (``by`` None) may invite somebody again who is known by the handle;
    nobody else learns whether a handle is known.

    Args:
        wish: as what, where and until when.
        handle: how the account is told from others.
        name: the person's.
        by: who invites; None is the installation.
        token: at least 128 random bits as text; only its hash is kept.
        now: the instant, aware.

    Raises:
        NameUnreadable: no name, or one of more than 40 characters.
        HandleTaken: somebody has it.
        Others: as ``give_role``.
    """
    if not 0 < len(name) <= LONGEST_NAME:
        raise NameUnreadable(most=LONGEST_NAME)
    if by is not None:
        check_may_give(wish, by=by, now=now)
    person, is_new = Person.objects.get_or_create(
        handle=handle,
        defaults={"name": name, "joined_at": now, "password": make_password(None)},
    )
    if not is_new and by is not None:
        raise HandleTaken
    if not person.is_active:
        Person.objects.filter(pk=person.pk).update(left_at=None)
        person.refresh_from_db()
    put(wish, person=person, by=by, now=now)
    _put_link(person, token, INVITATION_LIVES, now)
    facts = facts_of(wish)
    write_down("person_invited", person, facts, by=by, now=now)
    return person


@transaction.atomic
def renew_link(*, person: Person, by: Person, token: str, now: datetime) -> None:
    """Make somebody who cannot sign in a new link; links they had and did not use end.

    Raises:
        NotOverThem: the person holds a role that ``by`` could not have given: whoever has the
            link is that person.
        PersonLeft: the account was ended.
    """
    check_is_over(by, person, now)
    if not person.is_active:
        raise PersonLeft
    ended = end_links(person)
    _put_link(person, token, INVITATION_LIVES, now)
    write_down("sign_in_link_made", person, {"ended": ended}, by=by, now=now)


@transaction.atomic
def reset_factors(*, person: Person, by: Person | None, now: datetime) -> int:
    """Delete the second factors of somebody who lost them, and end their sign-ins.

    Returns:
        How many second factors there were.

    Raises:
        NotOverThem: the person holds a role that ``by`` could not have given.
    """
    if by is not None:
        check_is_over(by, person, now)
    factors = forget_factors_of(person)
    facts = {"factors": factors, "sign_ins": end_sign_ins(person.sign_ins.all())}
    write_down("factors_reset", person, facts, by=by, now=now)
    return factors


def _put_link(person: Person, token: str, lives: timedelta, now: datetime) -> None:
    assert len(token) >= SHORTEST_TOKEN
    SignInLink.objects.create(
        person=person, token_hash=_hash(token), made_at=now, expires_at=now + lives
    )


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
