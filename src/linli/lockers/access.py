"""The only ways from a person, a link or a key to a row of the lockers."""

import hashlib
import hmac
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.core.signing import BadSignature, Signer

from linli.lockers.errors import (
    KeyRefused,
    LinkExpired,
    LinkTampered,
    NotYours,
    TokenRefused,
    UnknownOrder,
)
from linli.lockers.queries.codes import code_of
from linli.lockers.queries.door import begun_and_ended
from linli.lockers.queries.orders import OrderAtDoor, order_at_door, order_code, order_number
from linli.lockers.queries.platforms import good_key
from linli.lockers.rules.platforms import (
    TOKEN_LIVES,
    Token,
    is_key_name,
    read_token,
    write_token,
)
from linli.people.enums import Role
from linli.people.models import Person
from linli.people.queries import places_where

OWNER_LINK_OUTLIVES = timedelta(minutes=15)
"""After the meal is taken its link still says so, for whoever taps it again at once."""

COURIER_LINK_LIVES = timedelta(hours=4)
"""A courier's round is over by then."""

_owner = Signer(salt="linli.lockers.owner")
_courier = Signer(salt="linli.lockers.courier")
_order = Signer(salt="linli.lockers.order")
_platform = Signer(salt="linli.lockers.platform", sep="~")  # a bearer token may hold no colon

ORDER_LINK_LIVES = timedelta(hours=2)
"""From the restaurant to the lobby, with two more stops on the way."""

NO_SECRET = "0" * 64
"""What a secret is compared with where there is no such key, so that it takes as long."""


@dataclass(frozen=True, slots=True)
class Caller:
    """The platform that asks: its number and its code."""

    id: int
    code: str


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


def is_replay(key: str) -> bool:
    """Whether this is the key by which the installation's own replay comes in."""
    return hmac.compare_digest(key.encode(), settings.REPLAY_TOKEN.encode())


def platform_token(key: str, secret: str, *, now: datetime) -> str:
    """Return an access token, good for 10 minutes, for who shows a key and its secret.

    Raises:
        KeyRefused: they do not belong together, or are good no more.
    """
    found = good_key(key) if is_key_name(key) else None
    shown = hashlib.sha256(secret.encode()).hexdigest()
    is_right = hmac.compare_digest(shown, found.secret_hash if found else NO_SECRET)
    if found is None or not is_right:
        raise KeyRefused
    return _platform.sign(write_token(Token(found.name, now + TOKEN_LIVES)))


def platform_of_token(token: str, *, now: datetime) -> Caller:
    """Return the platform that an access token speaks for.

    Its key is looked up each time: one that was revoked a moment ago opens nothing.

    Raises:
        TokenRefused: it is not ours, has ended, or its key is good no more.
    """
    try:
        said = read_token(_platform.unsign(token))
    except BadSignature as tampered:
        raise TokenRefused from tampered
    found = good_key(said.key) if said is not None and now < said.until else None
    if found is None:
        raise TokenRefused
    return Caller(found.platform_id, found.platform)


def order_of(caller: Caller, order_no: str) -> int:
    """Return the number here of a platform's own order.

    Raises:
        UnknownOrder: it announced none such, whatever others did.
    """
    found = order_number(caller.id, order_no)
    if found is None:
        raise UnknownOrder
    return found


def order_link(order: int, *, now: datetime) -> str:
    """Return the token by which the courier of an order comes to the page that opens a door."""
    return _order.sign(write_token(Token(order_code(order), now + ORDER_LINK_LIVES)))


def order_of_link(token: str, *, now: datetime) -> OrderAtDoor:
    """Return the order that a courier's token names.

    Raises:
        LinkTampered: it is not ours, or not whole.
        LinkExpired: it was made more than two hours ago, or the order has ended.
    """
    try:
        said = read_token(_order.unsign(token))
    except BadSignature as tampered:
        raise LinkTampered from tampered
    found = order_at_door(said.key) if said is not None else None
    if said is None or found is None:
        raise LinkTampered
    if now >= said.until or found.ended:
        raise LinkExpired
    return found


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
