"""The only ways from a person, a link or a key to a row of the lockers."""

import hmac
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from django.conf import settings
from django.core.signing import BadSignature, Signer

from linli.lockers.errors import LinkExpired, LinkTampered, NotYours
from linli.lockers.queries.codes import code_of
from linli.lockers.queries.door import begun_and_ended
from linli.people.enums import Role
from linli.people.models import Person
from linli.people.queries import may, places_where
from linli.places.models import Place
from linli.places.rules import is_code

OWNER_LINK_OUTLIVES = timedelta(minutes=15)
"""After the meal is taken its link still says so, for whoever taps it again at once."""

COURIER_LINK_LIVES = timedelta(hours=4)
"""A courier's round is over by then."""

_owner = Signer(salt="linli.lockers.owner")
_courier = Signer(salt="linli.lockers.courier")


def owner_link(deposit: str) -> str:
    """Return the token by which a meal's owner comes to it."""
    return _owner.sign(deposit)


def courier_link(deposit: str) -> str:
    """Return the token by which a courier comes back to the door just asked for."""
    return _courier.sign(deposit)


def deposit_of_owner_link(token: str, *, now: datetime) -> str:
    """Return the deposit that an owner's token names.

    Raises:
        LinkTampered: it is not ours, or not whole.
        LinkExpired: the meal ended more than a quarter of an hour ago.
    """
    deposit, _begun, ended = _read(_owner, token)
    if ended is not None and now > ended + OWNER_LINK_OUTLIVES:
        raise LinkExpired
    return deposit


def deposit_of_courier_link(token: str, *, now: datetime) -> str:
    """Return the deposit that a courier's token names.

    Raises:
        LinkTampered: it is not ours, or not whole.
        LinkExpired: it was made more than four hours ago.
    """
    deposit, begun, _ended = _read(_courier, token)
    if now > begun + COURIER_LINK_LIVES:
        raise LinkExpired
    return deposit


def pickup_code_of(deposit: str) -> str:
    """Return the 8 digits of a deposit, for its owner's eyes."""
    return code_of(deposit)


def buildings_for_crew(person: Person, *, now: datetime) -> Sequence[int]:
    """Return the places whose cabinets this person may watch and serve.

    Raises:
        NotYours: there is none.
    """
    return _places(person, (Role.CREW, Role.STEWARD), now)


def buildings_to_watch(person: Person, *, now: datetime) -> Sequence[int]:
    """Return the places whose cabinets this person may watch: the crew's, and property's.

    Raises:
        NotYours: there is none.
    """
    return _places(person, (Role.CREW, Role.STEWARD, Role.PROPERTY), now)


class Seat(NamedTuple):
    """A person, the building that they look after, and in which role."""

    person: Person
    role: Role
    building: Place

    @property
    def may_serve(self) -> bool:
        """Whether they may do more than watch."""
        return self.role in (Role.STEWARD, Role.CREW)


def seat_at(person: Person, building: str, *, now: datetime) -> Seat:
    """Return the building of this code, and the role in which a person looks after it.

    Raises:
        NotYours: the person holds none there, or there is no such building.
    """
    return seat_in(person, building, (Role.STEWARD, Role.CREW, Role.PROPERTY), now=now)


def seat_in(person: Person, building: str, roles: Sequence[Role], *, now: datetime) -> Seat:
    """Return the building of this code, and the first of these roles that a person holds there.

    Raises:
        NotYours: the person holds none of them there, or there is no such building.
    """
    place = Place.objects.filter(code=building).first() if is_code(building) else None
    if place is None:
        raise NotYours
    for role in roles:
        if may(person, role, place=place, now=now):
            return Seat(person, role, place)
    raise NotYours


def is_replay(key: str) -> bool:
    """Whether this is the key by which the installation's own replay comes in."""
    return hmac.compare_digest(key.encode(), settings.REPLAY_TOKEN.encode())


def _places(person: Person, roles: Sequence[Role], now: datetime) -> Sequence[int]:
    places = places_where(person, roles, now=now)
    if not places:
        raise NotYours
    return places


def _read(signer: Signer, token: str) -> tuple[str, datetime, datetime | None]:
    try:
        deposit = signer.unsign(token)
    except BadSignature as tampered:
        raise LinkTampered from tampered
    found = begun_and_ended(deposit)
    if found is None:
        raise LinkTampered
    return deposit, *found
