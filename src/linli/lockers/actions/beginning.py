"""Promising couriers a compartment: many in one commit, against what is free."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from random import Random

from django.db import transaction

from linli.kernel.codes import deposit_code
from linli.ledger.actions import NewEntry, append
from linli.ledger.rows import Value, insert_rows, read_rows, update_rows
from linli.lockers.actions.arriving import Arrivals
from linli.lockers.actions.granting import Subject
from linli.lockers.actions.statements import LockedCabinet, lock_cabinets
from linli.lockers.actions.turns import Turns
from linli.lockers.enums import LIVE, DepositState
from linli.lockers.errors import (
    CabinetOutOfUse,
    NoCompartmentFree,
    OrderAlreadyHere,
    UnknownCabinet,
    Words,
)
from linli.lockers.platform_errors import OrderEnded
from linli.lockers.queries.neighbours import where_else
from linli.lockers.queries.queue import kept_for_queues
from linli.lockers.rules.capacity import choose_size
from linli.lockers.rules.recipients import Recipient
from linli.people.sealing import Purpose, seal
from linli.wire.messages import Fact, Size


@dataclass(frozen=True, slots=True)
class DepositRequest:
    """A courier's form: where, for whom, how large; ``token`` makes it idempotent.

    ``by_code_until`` is given where the cabinet is not heard and the courier takes a signed
    code to its scanner, which ends then. ``order`` is the platform's order whose link led here,
    ``place`` the courier's in the queue of this cabinet.
    """

    cabinet: str
    recipient: Recipient
    size: Size
    token: str
    now: datetime
    by_code_until: datetime | None = None
    order: int | None = None
    place: str = ""


@dataclass(frozen=True, slots=True)
class Begun:
    """A deposit whose door may now be asked for; ``repeated`` when the form came before.

    ``codes_public`` is its cabinet's, empty where the cabinet checks no codes by itself.
    """

    deposit: str
    cabinet: str
    cabinet_id: int
    epoch: int
    size: Size
    codes_public: str = ""
    repeated: bool = False

    @property
    def subject(self) -> Subject:
        """What a grant for it is about."""
        return Subject(self.cabinet_id, self.deposit, self.size, self.codes_public)


Outcome = (
    Begun | CabinetOutOfUse | NoCompartmentFree | OrderAlreadyHere | OrderEnded | UnknownCabinet
)


def begin_deposits(requests: Sequence[DepositRequest], *, chance: Random) -> list[Outcome]:
    """Promise each courier a compartment, or say why not; all in one transaction.

    No door has opened when this returns, and no door is chosen: a promise is a credit
    against the free compartments of a size. The cabinet's events move the deposit on; if it
    never asks or never answers, ``jobs`` withdraws it.

    Raises:
        IntegrityError: another process wrote the same token or order number meanwhile; the
            caller tries each request alone, and then meets the row that was first.
    """
    with transaction.atomic():
        desk = _Desk(lock_cabinets({one.cabinet for one in requests}), requests, chance)
        outcomes = [desk.decide(request) for request in requests]
        desk.save()
    return outcomes


_COLUMNS = {
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
    "token_until": "timestamptz",
    "platform_order_id": "bigint",
}

_REFUSED = {
    "token": "text",
    "cabinet_id": "bigint",
    "platform_order_id": "bigint",
    "size": "text",
    "at": "timestamptz",
}


class _Desk:
    """One transaction's decisions, in the order in which the couriers came."""

    def __init__(
        self,
        cabinets: dict[str, LockedCabinet],
        requests: Sequence[DepositRequest],
        chance: Random,
    ) -> None:
        self.cabinets = cabinets
        self.chance = chance
        self.begun = _begun_before({one.token for one in requests})
        self.taken = _live_orders(
            {one.recipient.order_no for one in requests if one.recipient.order_no}
        )
        self.left = kept_for_queues(
            _credits({one.id for one in cabinets.values()}),
            [one.id for one in cabinets.values() if one.queued],
        )
        self.turns = Turns({one.place for one in requests if one.place})
        self.arrivals = Arrivals({one.order for one in requests if one.order is not None})
        self.elsewhere: dict[tuple[int, Size], Words] = {}
        self.rows: list[tuple[Value, ...]] = []
        self.promises: dict[tuple[int, Size], int] = {}
        self.entries: list[NewEntry] = []
        self.refused: list[tuple[Value, ...]] = []

    def decide(self, request: DepositRequest) -> Outcome:
        cabinet = self.cabinets.get(request.cabinet)
        if cabinet is None:
            return UnknownCabinet(cabinet=request.cabinet)
        if request.token in self.begun:
            return self.begun[request.token]
        if cabinet.quarantined:
            return CabinetOutOfUse(cabinet=cabinet.code)
        order_no = request.recipient.order_no
        if (cabinet.building_id, order_no) in self.taken:
            return OrderAlreadyHere(
                order_no=order_no, cabinet=self.taken[cabinet.building_id, order_no]
            )
        if request.order is not None and not self.arrivals.is_expected(request.order):
            return OrderEnded(order_no=order_no)
        size = self._promise(request, cabinet)
        return self._full(request, cabinet) if size is None else self._begin(request, cabinet, size)

    def _promise(self, request: DepositRequest, cabinet: LockedCabinet) -> Size | None:
        """Take a credit, or the one kept for this order or place here; None: nothing is left."""
        kept = self.arrivals.come(request.order, cabinet.id, request.now)
        if kept is None:
            kept = self.turns.come(request.place, cabinet.id, request.now)
        if kept is not None:
            return kept
        credits_left = self.left[cabinet.id]
        size = choose_size(request.size, credits_left)
        if size is not None:
            credits_left[size] -= 1
            self.promises[cabinet.id, size] = self.promises.get((cabinet.id, size), 0) + 1
        return size

    def _full(self, request: DepositRequest, cabinet: LockedCabinet) -> NoCompartmentFree:
        """Count who comes in vain, and name the same place to all who do so at once."""
        size = request.size
        self.refused.append((request.token, cabinet.id, request.order, size.value, request.now))
        if (cabinet.id, size) not in self.elsewhere:
            nearest = where_else(cabinet.id, cabinet.building_id, size=size)
            self.elsewhere[cabinet.id, size] = nearest
        return NoCompartmentFree(cabinet=cabinet.code, elsewhere=self.elsewhere[cabinet.id, size])

    def _begin(self, request: DepositRequest, cabinet: LockedCabinet, size: Size) -> Begun:
        begun = Begun(
            deposit=deposit_code(self.chance),
            cabinet=cabinet.code,
            cabinet_id=cabinet.id,
            epoch=cabinet.epoch,
            size=size,
            codes_public=cabinet.codes_public,
        )
        recipient, now = request.recipient, request.now
        self.rows.append(
            (
                begun.deposit,
                request.token,
                cabinet.id,
                cabinet.building_id,
                size.value,
                recipient.tail,
                recipient.order_no,
                _sealed(recipient.phone, begun.deposit),
                DepositState.SENT.value,
                0,
                False,
                now,
                now,
                request.by_code_until,
                request.order,
            )
        )
        self.entries.append(
            NewEntry(
                chain=f"cabinet/{cabinet.code}",
                at=request.now,
                actor="courier",
                verb="deposit_begun",
                subject=f"deposit:{begun.deposit}",
                facts=_facts(request, size),
            )
        )
        self.begun[request.token] = replace(begun, repeated=True)
        if recipient.order_no:
            self.taken[cabinet.building_id, recipient.order_no] = cabinet.code
        return begun

    def save(self) -> None:
        insert_rows("lockers_deposit", _COLUMNS, self.rows)
        update_rows(
            "lockers_capacity",
            {"promised": "integer", "cabinet_id": "bigint", "size": "text"},
            [(count, cabinet, size.value) for (cabinet, size), count in self.promises.items()],
            key=["cabinet_id", "size"],
            how={"promised": "{old} + {new}"},
        )
        self.arrivals.save()
        self.turns.save()
        insert_rows("lockers_refusal", _REFUSED, self.refused, otherwise="ON CONFLICT DO NOTHING")
        if self.entries:
            append(self.entries + self.turns.entries)


def _sealed(phone: str, deposit: str) -> bytes | None:
    return seal(phone, Purpose.RECIPIENT_PHONE, deposit) if phone else None


def _facts(request: DepositRequest, size: Size) -> dict[str, Fact]:
    facts: dict[str, Fact] = {"size": size.value, "cid": request.token}
    if request.by_code_until is not None:
        facts["by_code_until"] = request.by_code_until.isoformat(timespec="seconds")
    return facts


def _begun_before(tokens: set[str]) -> dict[str, Begun]:
    rows = read_rows(
        "SELECT d.token, d.code, c.code, c.id, c.epoch, d.size, c.codes_public"
        " FROM lockers_deposit d"
        " JOIN lockers_cabinet c ON c.id = d.cabinet_id WHERE d.token {}",
        tokens,
    )
    return {
        token: Begun(
            deposit=deposit,
            cabinet=cabinet,
            cabinet_id=cabinet_id,
            epoch=epoch,
            size=Size(size),
            codes_public=codes_public,
            repeated=True,
        )
        for token, deposit, cabinet, cabinet_id, epoch, size, codes_public in rows
    }


def _live_orders(order_nos: set[str]) -> dict[tuple[int, str], str]:
    """Return which cabinet holds each of these orders, by building and order number."""
    if not order_nos:
        return {}
    states = ", ".join(f"'{state.value}'" for state in LIVE)
    rows = read_rows(
        "SELECT d.building_id, d.order_no, c.code FROM lockers_deposit d"  # noqa: S608  # our own constants
        " JOIN lockers_cabinet c ON c.id = d.cabinet_id"
        f" WHERE d.order_no {{}} AND d.order_no <> '' AND d.state IN ({states})",
        order_nos,
    )
    return {(building, order_no): cabinet for building, order_no, cabinet in rows}


def _credits(cabinets: set[int]) -> dict[int, dict[Size, int]]:
    """Return what can still be promised, by cabinet and size."""
    credits_left: dict[int, dict[Size, int]] = {}
    for cabinet, size, left in read_rows(
        "SELECT cabinet_id, size, free - promised FROM lockers_capacity WHERE cabinet_id {}",
        cabinets,
    ):
        credits_left.setdefault(cabinet, {})[Size(size)] = left
    return credits_left
