"""Letting a real cabinet in, once, by a claim code, and shutting one out."""

import hmac
import secrets
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import msgspec
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from django.conf import settings
from django.db import transaction

from linli.kernel.chain import GENESIS
from linli.kernel.codes import ALPHABET
from linli.ledger.actions import append
from linli.lockers.actions.entries import of_cabinet
from linli.lockers.actions.granting import KEY_ID, code_key, grant_key
from linli.lockers.actions.identities import tell_bus_afterwards
from linli.lockers.actions.statements import lock_cabinets
from linli.lockers.actions.towers import USUAL_TIMES, fit_doors
from linli.lockers.errors import (
    BuildingNeeded,
    CabinetInUse,
    ClaimRefused,
    NotYours,
    TowerUnreadable,
    UnknownCabinet,
)
from linli.lockers.models import Cabinet, Invitation
from linli.lockers.queries.finding import CABINET, findable_cabinet
from linli.lockers.queries.history import building_of_cabinet
from linli.lockers.rules.layout import DOORS_AT_MOST
from linli.people.actions.owner import steward
from linli.places.actions import NewPlace, ensure_place
from linli.places.actions.indexing import index_things
from linli.places.enums import PlaceLevel, PlaceOrigin
from linli.places.models import Place
from linli.places.rules import is_code
from linli.wire import claim as wire
from linli.wire.bus_file import read_bus_file
from linli.wire.claim import Answer, Claim, Told
from linli.wire.messages import Size
from linli.wire.nkey import read_public

CLAIM_LIVES = timedelta(hours=24)
"""Whoever installs a cabinet does it on the day the slip of paper is written."""

NO_KEY = bytes(32)
"""What proofs are compared with where there is no invitation, so that it takes as long."""

DISTRICT = NewPlace(PlaceLevel.DISTRICT, "DISTRICT", "本区")
"""Where a building stands of which nothing else was said."""


@dataclass(frozen=True, slots=True)
class Wish:
    """A cabinet to be invited. ``building`` is a place's code; with ``name`` it may be new.

    ``spot``, ``building`` and ``doors`` count for a cabinet that is not known yet.
    """

    cabinet: str
    building: str = ""
    name: str = ""
    spot: str = ""
    doors: int = 48


def invite(wish: Wish, *, actor: str, now: datetime) -> str:
    """Return a new claim code for a cabinet, which is put up if it is not known yet.

    An earlier code of the same cabinet is good no more, and neither are its keys.

    Raises:
        TowerUnreadable: a code or a number of doors that cannot be.
        BuildingNeeded: it is not known yet where it stands.
        CabinetInUse: it has begun its journal.
    """
    if not is_code(wish.cabinet) or len(wish.cabinet) > 16:  # noqa: PLR2004  # wire.CabinetCode
        raise TowerUnreadable(why=wish.cabinet[:32])
    if not 1 <= wish.doors <= DOORS_AT_MOST:
        raise TowerUnreadable(why=f"doors: 1 - {DOORS_AT_MOST}")
    name, secret = _chars(wire.NAME_LENGTH), _chars(wire.SECRET_LENGTH)
    with transaction.atomic():
        cabinet = _cabinet(wish, now)
        expires = now + CLAIM_LIVES
        Invitation.objects.update_or_create(
            cabinet=cabinet,
            defaults={
                "name": name,
                "key": wire.key_of(secret).hex(),
                "expires_at": expires,
                "used_at": None,
            },
        )
        facts = {"invitation": name, "until": expires.isoformat()}
        append([of_cabinet(cabinet.code, "cabinet_invited", actor=actor, facts=facts, now=now)])
    return wire.write_claim(name, secret)


@transaction.atomic
def invite_into(building: Place, wish: Wish, *, actor: str, now: datetime) -> str:
    """Invite a cabinet into a building, for whoever has no rights elsewhere.

    Raises:
        NotYours: it is known, and stands in another building; its keys stay as they are.
        TowerUnreadable, CabinetInUse: as in ``invite``.
    """
    claim = invite(replace(wish, building=building.code), actor=actor, now=now)
    # Asked afterwards: until the transaction ends nobody else can put it up elsewhere.
    if building_of_cabinet(wish.cabinet) != building.pk:
        raise NotYours
    return claim


def take(claim: Claim, *, now: datetime) -> Answer:
    """Let in the cabinet that comes with a good claim; the same claim gets the same answer.

    Raises:
        ClaimRefused: for whatever reason; who guesses learns nothing from which.
    """
    with transaction.atomic():
        found = _find(claim.invitation)
        key = bytes.fromhex(found.key) if found else NO_KEY
        right = wire.proof_of_keys(key, claim.invitation, claim.keys)
        is_right = hmac.compare_digest(right, claim.proof)
        if found is None or not is_right or now >= found.expires_at:
            raise ClaimRefused
        cabinet = found.cabinet
        if found.used_at is None:
            _let_in(cabinet, claim, now)
            found.used_at = now
            found.save(update_fields=["used_at"])
        elif _keys(cabinet) != claim.keys:
            raise ClaimRefused
        told = msgspec.json.encode(_told(cabinet)).decode()
    return Answer(told=told, proof=wire.proof_of_answer(key, claim, told))


def revoke(code: str, *, actor: str, now: datetime) -> None:
    """Shut a cabinet out: the bus ends its line within seconds and lets it in no more.

    Raises:
        UnknownCabinet: there is none.
    """
    with transaction.atomic():
        if code not in lock_cabinets([code]):
            raise UnknownCabinet(cabinet=code[:32])
        Invitation.objects.filter(cabinet__code=code).delete()
        if Cabinet.objects.filter(code=code, revoked_at=None).update(revoked_at=now):
            append([of_cabinet(code, "cabinet_revoked", actor=actor, facts={}, now=now)])
        tell_bus_afterwards()


def _cabinet(wish: Wish, now: datetime) -> Cabinet:
    """Return the row of the cabinet that is invited, locked, without the keys of another."""
    if wish.cabinet in lock_cabinets([wish.cabinet]):
        cabinet = Cabinet.objects.get(code=wish.cabinet)
        if cabinet.applied_seq:
            raise CabinetInUse(cabinet=cabinet.code)
        cabinet.bus_public = cabinet.public_key = cabinet.codes_public = ""
        cabinet.revoked_at = None
        cabinet.save(update_fields=["bus_public", "public_key", "codes_public", "revoked_at"])
        tell_bus_afterwards()
        return cabinet
    cabinet = Cabinet.objects.create(
        code=wish.cabinet,
        building=_building(wish, now),
        spot=wish.spot or wish.cabinet,
        public_key="",
        head_hash=GENESIS,
        hold_ms=USUAL_TIMES.hold_ms,
    )
    fit_doors(cabinet, wish.doors)
    index_things(CABINET, [findable_cabinet(cabinet)])
    return cabinet


def _building(wish: Wish, now: datetime) -> Place:
    places = Place.objects.filter(level=PlaceLevel.BUILDING, closed_at=None)
    known = {one.code: one for one in places}
    if not wish.building and len(known) == 1:
        return next(iter(known.values()))
    if wish.building in known:
        return known[wish.building]
    if not (wish.building and wish.name):
        raise BuildingNeeded(buildings="、".join(sorted(known)) or "--building … --name …")
    steps = (DISTRICT, NewPlace(PlaceLevel.BUILDING, wish.building, wish.name))
    building = ensure_place(steps, origin=PlaceOrigin.REAL, actor="installer", now=now)
    steward(building, now=now)
    return building


def _find(name: str) -> Invitation | None:
    """Return the invitation with this name, its cabinet held until the transaction ends."""
    codes = Invitation.objects.filter(name=name).values_list("cabinet__code", flat=True)
    lock_cabinets(list(codes))
    return Invitation.objects.select_related("cabinet").filter(name=name).first()


def _let_in(cabinet: Cabinet, claim: Claim, now: datetime) -> None:
    keys = claim.keys
    if not _are_good(keys) or Cabinet.objects.filter(bus_public=keys.bus).exists():
        raise ClaimRefused
    cabinet.public_key, cabinet.bus_public = keys.signing, keys.bus
    cabinet.codes_public, cabinet.revoked_at = keys.codes, None
    cabinet.save(update_fields=["public_key", "bus_public", "codes_public", "revoked_at"])
    facts = {"invitation": claim.invitation, "public_key": keys.signing, "bus": keys.bus}
    append([of_cabinet(cabinet.code, "cabinet_let_in", actor="anyone", facts=facts, now=now)])
    tell_bus_afterwards()


def _are_good(keys: wire.Keys) -> bool:
    """Whether these can be keys at all: some points of X25519 agree with nobody."""
    try:
        read_public(keys.bus)
        code_key(keys.codes)
    except ValueError:
        return False
    return True


def _keys(cabinet: Cabinet) -> wire.Keys:
    return wire.Keys(signing=cabinet.public_key, bus=cabinet.bus_public, codes=cabinet.codes_public)


def _told(cabinet: Cabinet) -> Told:
    bus = read_bus_file(settings.LINLI_DATA / "run" / "bus.json")
    own_half = X25519PrivateKey.from_private_bytes(settings.CODES_KEY).public_key()
    fittings = cabinet.compartments.order_by("number").values_list("number", "size")
    return Told(
        cabinet=cabinet.code,
        number=cabinet.pk,
        epoch=cabinet.epoch,
        server_keys={str(KEY_ID): grant_key().public_key().public_bytes_raw().hex()},
        codes=own_half.public_bytes_raw().hex(),
        bus_url=bus.outside or bus.url,
        bus_ca=bus.ca,
        compartments=[wire.Place(number, Size(size)) for number, size in fittings],
        times=msgspec.structs.replace(USUAL_TIMES, hold_ms=cabinet.hold_ms),
    )


def _chars(count: int) -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(count))
