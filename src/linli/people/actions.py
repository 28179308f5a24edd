"""Letting people in: accounts, grants and sign-in links."""

import hashlib
from datetime import datetime, timedelta

from django.contrib.auth.hashers import make_password
from django.db import transaction

from linli.ledger.actions import NewEntry, append
from linli.people.enums import Role
from linli.people.errors import LinkExpired, LinkUnknown, LinkUsed
from linli.people.models import Grant, Person, SignInLink
from linli.places.models import Place

CHAIN = "people"

LINK_LIVES = timedelta(hours=1)
"""Whoever starts Linli opens the page within minutes; the next start makes a new link."""

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
        facts = {"handle": handle}
        append([_entry("linli", "person_joined", person, facts, now)])
    return person


@transaction.atomic
def give_grant(
    *,
    person: Person,
    role: Role,
    place: Place,
    until: datetime | None,
    granted_by: Person | None,
    now: datetime,
) -> Grant:
    """Let a person be ``role`` at a place, until an instant or for good.

    Given again, it holds as it was given last. To withdraw it, give it until ``now``.
    """
    assert until is None or until >= now
    given = {"until": until, "granted_by": granted_by, "granted_at": now}
    grant, _ = Grant.objects.update_or_create(person=person, role=role, place=place, defaults=given)
    actor = "linli" if granted_by is None else name_in_ledger(granted_by)
    facts = {
        "role": str(role),
        "place": place.code,
        "until": None if until is None else until.isoformat(),
    }
    append([_entry(actor, "role_granted", person, facts, now)])
    return grant


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
    assert len(token) >= SHORTEST_TOKEN
    SignInLink.objects.create(
        person=person, token_hash=_hash(token), made_at=now, expires_at=now + LINK_LIVES
    )
    append([_entry("linli", "sign_in_link_made", person, {}, now)])
    return token


@transaction.atomic
def sign_in_with_link(*, token: str, now: datetime) -> Person:
    """Use a link up and return whom it signs in; of two at once exactly one gets in.

    Raises:
        LinkUnknown: no link has this token.
        LinkUsed: it was used before.
        LinkExpired: it was made more than an hour ago.
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
    append([_entry(name_in_ledger(person), "signed_in", person, {}, now)])
    return person


def name_in_ledger(person: Person) -> str:
    """Return how the ledger names a person: by number, never by name."""
    return f"person:{person.pk}"


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _entry(
    actor: str,
    verb: str,
    person: Person,
    facts: dict[str, str | None] | dict[str, str],
    now: datetime,
) -> NewEntry:
    return NewEntry(
        chain=CHAIN,
        at=now,
        actor=actor,
        verb=verb,
        subject=name_in_ledger(person),
        facts=facts,
    )
