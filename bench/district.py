"""A district that has lived for years: places, people, a million meals, and what was noted of them.

Rows are written as the product writes them, many in one statement, entries of the ledger by its
own ``append``; what no page reads is left out: journals of cabinets, directives, keys.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import TypeVar

from django.db import connection, transaction
from django.db.models import Model

from linli.kernel.chain import GENESIS
from linli.ledger.actions import NewEntry, append
from linli.ledger.rows import insert_rows
from linli.lockers.actions.towers import fit_doors
from linli.lockers.enums import DepositState, DoorState
from linli.lockers.models import Cabinet, Compartment, Deposit
from linli.notices.models import NoticeChannel, NoticeKind
from linli.people.enums import Role
from linli.people.models import Grant, Person
from linli.people.sealing import Purpose, seal
from linli.places.enums import PlaceLevel, PlaceOrigin
from linli.places.models import Place
from linli.places.rules.tree import CHAIN

Row = TypeVar("Row", bound=Model)

DISTRICT = "HONGKOU"
BUILDINGS = 1_600
TOWERS = 60
"""Of the buildings; only in these cabinets stand."""

CABINETS = 2
"""Of each tower."""

DOORS = 24
LIVE = 400
"""Meals that stand behind doors now, the last to have come."""

ENTRIES = 500
"""About each cabinet itself."""

A_DAY = 2_000
"""Deposits a day, so that a million are 500 days."""

AT_ONCE = 5_000
"""Rows of one commit."""

CACHE_KB = 400_000
"""Of SQLite while it is filled: codes come in no order, and every page of their index is met."""

ENDS = (
    *[DepositState.PICKED] * 45,
    *[DepositState.RECALLED] * 2,
    DepositState.DISPOSED,
    DepositState.CANCELLED,
    DepositState.NEVER_ARRIVED,
)
"""How often meals end how: nine of ten are taken."""

UNSTORED = {DepositState.CANCELLED, DepositState.NEVER_ARRIVED}

_DEPOSIT = {
    "code": "text",
    "token": "text",
    "cabinet_id": "bigint",
    "building_id": "bigint",
    "size": "text",
    "tail": "text",
    "order_no": "text",
    "phone": "bytea",
    "state": "text",
    "comp": "smallint",
    "held": "boolean",
    "begun_at": "timestamptz",
    "asked_at": "timestamptz",
    "stored_at": "timestamptz",
    "ended_at": "timestamptz",
}
_NOTICE = {
    "place_id": "bigint",
    "channel": "text",
    "kind": "text",
    "label": "text",
    "deposit": "text",
    "created_at": "timestamptz",
}


def code_of(number: int) -> str:
    """Return a deposit's code; they come in no order, as chance gives them."""
    return f"{number * 2654435761 % 2**44:013X}"


@transaction.atomic
def put_up(now: datetime) -> None:
    """Make the places, and the cabinets of the towers."""
    district = _place(PlaceLevel.DISTRICT, DISTRICT, None)
    districts = [_place(PlaceLevel.SUBDISTRICT, f"S{one}", district) for one in range(8)]
    communities = [
        _place(PlaceLevel.COMMUNITY, f"{above.code}-C{one}", above)
        for above in districts
        for one in range(20)
    ]
    buildings = _in_bulk(
        Place(
            level=PlaceLevel.BUILDING,
            code=f"B{one}",
            name=f"{one} 号楼",
            parent=above,
            path=f"{above.path}/B{one}",
            origin=PlaceOrigin.REAL,
        )
        for one in range(BUILDINGS)
        for above in [communities[one % len(communities)]]
    )
    every = Place.objects.order_by("pk").values_list("code", flat=True)
    append([NewEntry(CHAIN, now, "linli", "place_closed", f"place:{one}", {}) for one in every])
    for building in buildings[:TOWERS]:
        for letter in range(CABINETS):
            cabinet = Cabinet.objects.create(
                code=f"{building.code}-{chr(ord('A') + letter)}",
                building=building,
                spot="大堂",
                public_key="",
                head_hash=GENESIS,
                hold_ms=7_200_000,
                heard_at=now,
            )
            fit_doors(cabinet, DOORS)


def let_in(people: int, *, now: datetime) -> None:
    """Let so many people in, each with a role in one of the buildings."""
    buildings = list(Place.objects.filter(level=PlaceLevel.BUILDING).order_by("pk"))
    roles = (Role.CREW, Role.PROPERTY, Role.STEWARD)
    everybody = _in_bulk(
        Person(handle=f"p{one}", name=f"王{one}", password="!", joined_at=now)  # noqa: S106  # none
        for one in range(people)
    )
    _in_bulk(
        Grant(person=one, role=role, place=place, granted_at=now)
        for number, one in enumerate(everybody)
        for role, place in [(roles[number % 3], buildings[number % len(buildings)])]
    )
    for start in range(0, people, AT_ONCE):
        some = everybody[start : start + AT_ONCE]
        with transaction.atomic():
            append(
                [
                    NewEntry("people", now, "linli", verb, f"person:{one.pk}", {})
                    for one in some
                    for verb in ("person_invited", "role_given")
                ]
            )


def fill(first: int, last: int, *, of: int, now: datetime) -> None:
    """Let the meals numbered ``first`` up to, not including, ``last`` of ``of`` have come.

    The last 400 of them stand behind doors.
    """
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute(f"PRAGMA cache_size = -{CACHE_KB}")
    cabinets = list(Cabinet.objects.order_by("pk").values_list("pk", "building_id", "code"))
    for start in range(first, last, AT_ONCE):
        with transaction.atomic():
            _fill(range(start, min(start + AT_ONCE, last)), of, cabinets, now)


def _fill(
    numbers: Sequence[int], of: int, cabinets: Sequence[tuple[int, int, str]], now: datetime
) -> None:
    deposits, notices, entries = [], [], []
    for number in numbers:
        cabinet, building, name = cabinets[number % len(cabinets)]
        code, begun = code_of(number), now - timedelta(days=(of - number) / A_DAY)
        nth = (number - (of - LIVE)) // len(cabinets)
        stands = number >= of - LIVE
        state = DepositState.STORED if stands else ENDS[number * 7919 % len(ENDS)]
        stored = None if state in UNSTORED else begun + timedelta(seconds=40)
        ended = None if stored is None or stands else begun + timedelta(minutes=25)
        phone = seal("+86 13812345678", Purpose.RECIPIENT_PHONE, code) if stands else None
        tail, order = ("", f"{number:012d}") if number % 3 else (f"{number % 10_000:04d}", "")
        deposits.append(
            (
                code,
                f"form-{number:032d}",
                cabinet,
                building,
                "SML"[number % 3],
                tail,
                order,
                phone,
                state.value,
                nth + 1 if stands else number % DOORS + 1,
                False,
                begun,
                begun,
                stored,
                ended,
            )
        )
        chain, subject = f"cabinet/{name}", f"deposit:{code}"
        entries.append(NewEntry(chain, begun, "courier", "deposit_begun", subject, {"size": "S"}))
        entries.append(NewEntry(chain, begun, "owner", "door_asked", subject, {"comp": 1}))
        if stored is not None:
            kinds = (NoticeChannel.FEED.value, NoticeKind.MEAL_STORED.value)
            notices.append((building, *kinds, tail or order, code, stored))
    insert_rows("lockers_deposit", _DEPOSIT, deposits)
    insert_rows("notices_notice", _NOTICE, notices)
    append(entries)


def close(now: datetime) -> None:
    """Put the standing meals behind their doors, and note what was done to cabinets."""
    with transaction.atomic():
        live = Deposit.objects.filter(state=DepositState.STORED)
        for cabinet, comp, code in live.values_list("cabinet", "comp", "code"):
            Compartment.objects.filter(cabinet=cabinet, number=comp).update(
                state=DoorState.OCC, deposit=code, since=now
            )
        every = Cabinet.objects.values_list("code", flat=True)
        append(
            [
                NewEntry(f"cabinet/{one}", now, "installer", "cabinet_put_up", f"cabinet:{one}", {})
                for one in every
                for _ in range(ENTRIES)
            ]
        )


def keep_house() -> None:
    """Look at the tables, as PostgreSQL does by itself within minutes; a bench does not wait."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("VACUUM ANALYZE")
        else:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _place(level: PlaceLevel, code: str, above: Place | None) -> Place:
    path = f"{above.path}/{code}" if above else code
    return Place.objects.create(
        level=level, code=code, name=code, parent=above, path=path, origin=PlaceOrigin.REAL
    )


def _in_bulk(rows: Iterable[Row]) -> list[Row]:
    every = list(rows)
    return list(type(every[0])._default_manager.bulk_create(every, batch_size=500))  # noqa: SLF001  # Django's own name
