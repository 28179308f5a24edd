"""The only ways from a person, a link or a key to a row of the lockers."""

import hashlib
import hmac
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

from django.conf import settings
from django.core.signing import BadSignature, Signer

from linli.lockers.errors import ErrandRevoked, LinkExpired, LinkTampered, NoDemo, NotYours
from linli.lockers.platform_errors import KeyRefused, TokenRefused, UnknownOrder
from linli.lockers.queries.codes import code_of
from linli.lockers.queries.door import begun_and_ended
from linli.lockers.queries.errands import ErrandNow, errand_named
from linli.lockers.queries.finding import PlacedCabinet, placed_cabinets
from linli.lockers.queries.history import building_of_cabinet, building_of_deposit
from linli.lockers.queries.orders import OrderAtDoor, order_at_door, order_code, order_number
from linli.lockers.queries.platforms import good_key
from linli.lockers.queries.reports import last_report
from linli.lockers.queries.simulated import simulated_in, simulates
from linli.lockers.rules.platforms import (
    TOKEN_LIVES,
    Token,
    is_key_name,
    read_token,
    write_token,
)
from linli.people.enums import Role
from linli.people.models import Person
from linli.people.queries import Acting, grants_of, may, places_of, places_where
from linli.people.rules import holds
from linli.places.enums import PlaceOrigin
from linli.places.models import Place
from linli.places.rules import SEPARATOR, is_code

SERVING = (Role.CREW, Role.STEWARD)
"""Who may open doors."""

WATCHING = (*SERVING, Role.PROPERTY)
"""Who may see the cabinets, and read what was done to them."""

OWNER_LINK_OUTLIVES = timedelta(minutes=15)
"""After the meal is taken its link still says so, for whoever taps it again at once."""

COURIER_LINK_LIVES = timedelta(hours=4)
"""A courier's round is over by then."""

ANSWER_SHOWN_FOR = timedelta(hours=24)
"""Whoever said that something was wrong can read the answer until the next noon is over."""

_owner = Signer(salt="linli.lockers.owner")
_courier = Signer(salt="linli.lockers.courier")
_errand = Signer(salt="linli.lockers.errand")
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
        LinkExpired: the meal ended more than a quarter of an hour ago, and its owner waits for
            no answer and has had none in the last day.
    """
    deposit, _begun, ended = _read(_owner, token)
    is_over = ended is not None and now > ended + OWNER_LINK_OUTLIVES
    if is_over and not _is_being_answered(deposit, now):
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


def errand_link(errand: str) -> str:
    """Return the token by which a colleague comes to a meal that its owner lets them fetch."""
    return _errand.sign(errand)


def errand_of_link(token: str, *, now: datetime) -> ErrandNow:
    """Return the errand that a token names.

    Raises:
        LinkTampered: it is not ours, or not whole.
        ErrandRevoked: the owner has taken it back.
        LinkExpired: the meal ended more than a quarter of an hour ago.
    """
    try:
        found = errand_named(_errand.unsign(token))
    except BadSignature as tampered:
        raise LinkTampered from tampered
    if found is None:
        raise LinkTampered
    if found.revoked_at is not None:
        raise ErrandRevoked
    if found.ended_at is not None and now > found.ended_at + OWNER_LINK_OUTLIVES:
        raise LinkExpired
    return found


def pickup_code_of(deposit: str) -> str:
    """Return the 8 digits of a deposit, for its owner's eyes."""
    return code_of(deposit)


def buildings_for_crew(person: Person, *, now: datetime) -> Sequence[int]:
    """Return the places whose cabinets this person may watch and serve.

    Raises:
        NotYours: there is none.
    """
    return _places(person, SERVING, now)


def buildings_to_watch(person: Person, *, now: datetime) -> Sequence[int]:
    """Return the places whose cabinets this person may watch: the crew's, and property's.

    Raises:
        NotYours: there is none.
    """
    return _places(person, WATCHING, now)


def may_watch(held: Iterable[Acting]) -> bool:
    """Tell whether the board is for whoever acts as this."""
    return any(one.role in WATCHING for one in held)


def watched_as(held: Iterable[Acting]) -> Sequence[int]:
    """Return the places whose cabinets somebody watches, acting as this; there may be none."""
    return places_of(held, WATCHING)


def served_as(held: Iterable[Acting]) -> Sequence[int]:
    """Return the places whose cabinets somebody serves, acting as this; there may be none."""
    return places_of(held, SERVING)


def may_read_cabinet(viewer: Person, code: str, now: datetime) -> bool:
    """Tell whether somebody may read what was done to a cabinet: whoever watches it."""
    return _is_watched(viewer, building_of_cabinet(code), now)


def may_read_deposit(viewer: Person, code: str, now: datetime) -> bool:
    """Tell whether somebody may read what was done to a deposit: whoever watches its cabinet."""
    return _is_watched(viewer, building_of_deposit(code), now)


def cabinets_to_watch(
    person: Person, codes: Collection[str], *, now: datetime
) -> list[PlacedCabinet]:
    """Return those of some cabinets that this person may watch; of the others, nothing."""
    grants = grants_of(person)
    return [
        one
        for one in placed_cabinets(codes)
        if any(holds(grants, role=role, place_path=one.way, now=now) for role in WATCHING)
    ]


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


def is_demo(building: Place) -> bool:
    """Whether nothing in a building is real: the place, all that lies in it, and its cabinets."""
    within = Place.objects.filter(path__startswith=building.path + SEPARATOR)
    return (
        building.origin == PlaceOrigin.DEMO
        and building.closed_at is None
        and bool(simulated_in(building))
        and not within.exclude(origin=PlaceOrigin.DEMO).exists()
    )


def demos() -> list[Place]:
    """Return the demo's building, if nothing in it is real: an installation plants one."""
    found = Place.objects.filter(origin=PlaceOrigin.DEMO, closed_at=None, cabinets__isnull=False)
    return [one for one in found.order_by("pk")[:1] if is_demo(one)]


def demo_of(person: Person, *, now: datetime) -> Seat:
    """Return the demo's building, and the role in which a person watches its cabinets.

    Raises:
        NoDemo: there is none, or this person watches none.
    """
    places = places_where(person, WATCHING, now=now)
    for one in demos():
        if one.pk in places:
            return seat_at(person, one.code, now=now)
    raise NoDemo


def has_demo(person: Person, *, now: datetime) -> bool:
    """Whether there is a demo for this person; asks for no row where nothing is simulated."""
    if not simulates():
        return False
    try:
        demo_of(person, now=now)
    except NoDemo:
        return False
    return True


def demo_to_serve(person: Person, *, now: datetime) -> Seat:
    """Return the demo's building, for whoever serves its cabinets.

    Raises:
        NoDemo: there is none, or this person watches none.
        NotYours: this person watches it, and no more.
    """
    seat = demo_of(person, now=now)
    if not seat.may_serve:
        raise NotYours
    return seat


def may_serve(person: Person, *, now: datetime) -> bool:
    """Whether this person serves cabinets anywhere, and not only watches them."""
    return bool(places_where(person, SERVING, now=now))


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


def _is_watched(viewer: Person, building: int | None, now: datetime) -> bool:
    return building is not None and building in places_where(viewer, WATCHING, now=now)


def _places(person: Person, roles: Sequence[Role], now: datetime) -> Sequence[int]:
    places = places_where(person, roles, now=now)
    if not places:
        raise NotYours
    return places


def _is_being_answered(deposit: str, now: datetime) -> bool:
    report = last_report(deposit)
    if report is None:
        return False
    return report.answered_at is None or now <= report.answered_at + ANSWER_SHOWN_FOR


def _read(signer: Signer, token: str) -> tuple[str, datetime, datetime | None]:
    try:
        deposit = signer.unsign(token)
    except BadSignature as tampered:
        raise LinkTampered from tampered
    found = begun_and_ended(deposit)
    if found is None:
        raise LinkTampered
    return deposit, *found
