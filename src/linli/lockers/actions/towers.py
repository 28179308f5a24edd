"""Putting up a tower's cabinets, with keys of their own."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from django.db import transaction

from linli.kernel.chain import GENESIS
from linli.ledger.actions import NewEntry, append
from linli.lockers.actions.granting import KEY_ID, code_key, grant_key
from linli.lockers.actions.identities import tell_bus_afterwards
from linli.lockers.errors import TowerUnreadable
from linli.lockers.models import Cabinet, Capacity, Compartment
from linli.lockers.queries.finding import CABINET, findable_cabinet
from linli.lockers.rules.capacity import SIZES
from linli.lockers.rules.holding import HOLD_MS
from linli.lockers.rules.layout import DOORS_AT_MOST, arrange
from linli.people.actions.owner import steward
from linli.places.actions import NewPlace, ensure_place
from linli.places.actions.indexing import index_things
from linli.places.enums import PlaceLevel, PlaceOrigin
from linli.places.models import Place
from linli.wire.messages import Configure
from linli.wire.nkey import from_seed, new_seed

CABINETS_AT_MOST = 26
"""Cabinets of one tower are lettered A to Z."""

USUAL_TIMES = Configure(hold_ms=HOLD_MS, close_ms=60_000, sanitise_ms=60_000, idle_ms=0)
"""Two hours of hold, a minute to close, a minute of ultraviolet. Source: CUSTODY, LOCKERS."""

Config = dict[str, object]


@dataclass(frozen=True, slots=True)
class NewTower:
    """What is to be put up: so many cabinets of so many doors, with these times."""

    building: Place
    prefix: str
    cabinets: int
    doors: int
    times: Configure
    spots: Sequence[str] = ()


def put_up(tower: NewTower, *, now: datetime) -> list[Config]:
    """Make a tower's cabinets and return the settings that their agents need.

    Each cabinet gets key pairs of its own; we keep the public halves only. The settings lack
    what the machine they run on adds: the bus, the journal's place and the lock boards.

    Raises:
        TowerUnreadable: numbers of which no tower can be built.
    """
    if not 1 <= tower.cabinets <= CABINETS_AT_MOST:
        raise TowerUnreadable(why=f"cabinets: 1 - {CABINETS_AT_MOST}")
    if not 1 <= tower.doors <= DOORS_AT_MOST:
        raise TowerUnreadable(why=f"doors: 1 - {DOORS_AT_MOST}")
    with transaction.atomic():
        tell_bus_afterwards()
        return [_put_up_one(tower, index, now) for index in range(tower.cabinets)]


def next_prefix(stem: str) -> str:
    """Return ``stem`` with the next number no cabinet's code begins with, such as R7."""
    taken = [
        int(found[1])
        for code in Cabinet.objects.filter(code__startswith=stem).values_list("code", flat=True)
        if (found := re.fullmatch(rf"{stem}(\d+)-[A-Z]", code))
    ]
    return f"{stem}{max(taken, default=0) + 1}"


def put_up_replay(
    *, name: str, cabinets: int, doors: int, times: Configure, now: datetime
) -> tuple[str, list[Config]]:
    """Put up a tower to replay a day on, marked as such; return its code and the settings.

    Raises:
        TowerUnreadable: numbers of which no tower can be built.
    """
    with transaction.atomic():
        prefix = next_prefix("R")
        code = f"REPLAY-{prefix}"
        building = ensure_place(
            (
                NewPlace(PlaceLevel.DISTRICT, "REPLAY", "回放区"),
                NewPlace(PlaceLevel.BUILDING, code, name),
            ),
            origin=PlaceOrigin.REPLAY,
            actor="replay",
            now=now,
        )
        steward(building, now=now)
        tower = NewTower(
            building=building, prefix=prefix, cabinets=cabinets, doors=doors, times=times
        )
        return code, put_up(tower, now=now)


def _put_up_one(tower: NewTower, index: int, now: datetime) -> Config:
    letter = chr(ord("A") + index)
    private, bus_seed = Ed25519PrivateKey.generate(), new_seed()
    cabinet = Cabinet.objects.create(
        code=f"{tower.prefix}-{letter}",
        building=tower.building,
        spot=tower.spots[index] if index < len(tower.spots) else f"{letter} 柜",
        public_key=private.public_key().public_bytes_raw().hex(),
        head_hash=GENESIS,
        hold_ms=tower.times.hold_ms,
        codes_public=X25519PrivateKey.generate().public_key().public_bytes_raw().hex(),
        bus_public=from_seed(bus_seed).public,
    )
    fit_doors(cabinet, tower.doors)
    index_things(CABINET, [findable_cabinet(cabinet)])
    append(
        [
            NewEntry(
                chain=f"cabinet/{cabinet.code}",
                at=now,
                actor="installer",
                verb="cabinet_put_up",
                subject=f"cabinet:{cabinet.code}",
                facts={"doors": tower.doors, "public_key": cabinet.public_key},
            )
        ]
    )
    return _config(cabinet, private, tower.times) | {"bus_seed": bus_seed}


def fit_doors(cabinet: Cabinet, doors: int) -> None:
    """Give a new cabinet its compartments, all of them free."""
    places = arrange(doors)
    Compartment.objects.bulk_create(
        Compartment(
            cabinet=cabinet, number=one.number, size=one.size, column=one.column, row=one.row
        )
        for one in places
    )
    Capacity.objects.bulk_create(
        Capacity(cabinet=cabinet, size=size, free=sum(one.size == size for one in places))
        for size in SIZES
    )


def _config(cabinet: Cabinet, private: Ed25519PrivateKey, times: Configure) -> Config:
    fittings: list[Mapping[str, object]] = [
        {"number": number, "size": size, "occupancy_sensor": True, "lamp": True}
        for number, size in cabinet.compartments.order_by("number").values_list("number", "size")
    ]
    return {
        "cabinet": cabinet.code,
        "number": cabinet.pk,
        "epoch": cabinet.epoch,
        "private_key": private.private_bytes_raw().hex(),
        "code_key": code_key(cabinet.codes_public).hex(),
        "server_keys": {str(KEY_ID): grant_key().public_key().public_bytes_raw().hex()},
        "compartments": fittings,
        "times": {
            "hold_ms": times.hold_ms,
            "close_ms": times.close_ms,
            "sanitise_ms": times.sanitise_ms,
            "idle_ms": times.idle_ms,
        },
    }
