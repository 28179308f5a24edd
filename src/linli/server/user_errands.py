"""What ``linli user`` does with Django loaded: by the right of whoever may read the data folder."""

import secrets
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse

from linli.people.actions import accounts, granting
from linli.people.actions.granting import Wish
from linli.people.errors import PersonUnknown
from linli.people.models import Person
from linli.people.queries import person_by_handle
from linli.people.roles import declared_role
from linli.places.queries import place_by_code
from linli.web import qr


@dataclass(frozen=True, slots=True)
class NewUser:
    """Who is invited as what where; without a ``handle`` it is somebody new."""

    name: str
    role: str
    place: str
    handle: str


@dataclass(frozen=True, slots=True)
class Invited:
    """Somebody who was invited: the account, and the path of a link that works once."""

    handle: str
    path: str

    def drawn(self, link: str) -> str:
        """Return the link as a QR code of characters, for a terminal."""
        return qr.for_terminal(link)


def invite_user(wish: NewUser, *, now: datetime) -> Invited:
    """Let somebody in with a role, by nobody's leave.

    Raises:
        RoleNotDeclared, UnknownPlace, NameUnreadable: what was asked for cannot be.
    """
    role = declared_role(wish.role).role
    place = place_by_code(wish.place)
    token = secrets.token_urlsafe(24)
    person = accounts.invite(
        Wish(role, place, None),
        handle=wish.handle or f"p-{secrets.token_hex(4)}",
        name=wish.name.strip(),
        by=None,
        token=token,
        now=now,
    )
    return Invited(person.handle, reverse("portal:start", query={"k": token}))


def let_go(handle: str, *, now: datetime) -> None:
    """End everything of the person with this handle.

    Raises:
        PersonUnknown: there is none.
        PersonLeft: they left before.
    """
    granting.leave(person=_person(handle), by=None, now=now)


def reset_factors(handle: str, *, now: datetime) -> int:
    """Delete the second factors of the person with this handle; return how many there were.

    Raises:
        PersonUnknown: there is none.
    """
    return accounts.reset_factors(person=_person(handle), by=None, now=now)


def _person(handle: str) -> Person:
    found = person_by_handle(handle)
    if found is None:
        raise PersonUnknown
    return found
