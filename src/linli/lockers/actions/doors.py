"""What a person at a cabinet can do: write it down, ask for the door, say what came of it."""

import random
from collections.abc import Sequence
from concurrent.futures import TimeoutError as AnswerTimeoutError
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, TypeVar

from django.db import IntegrityError, close_old_connections, transaction

from linli.kernel.batch import Batcher, QueueIsFullError
from linli.ledger.actions import NewEntry, append
from linli.lockers.actions import beginning, pickups
from linli.lockers.actions.asking import open_for, refuse
from linli.lockers.actions.beginning import Begun, DepositRequest
from linli.lockers.actions.directing import withdraw_deposit
from linli.lockers.actions.line import current
from linli.lockers.actions.pickups import PickupRequest
from linli.lockers.actions.statements import lock_cabinets
from linli.lockers.actions.tries import find_by_code
from linli.lockers.enums import WAITING, DepositState
from linli.lockers.errors import (
    CabinetOutOfUse,
    CabinetQuiet,
    MealEnded,
    NoCompartmentFree,
    TooBusy,
    UnknownCabinet,
    UnknownDeposit,
)
from linli.lockers.models import Cabinet, Deposit
from linli.lockers.queries.neighbours import where_else
from linli.lockers.rules.recipients import Recipient
from linli.places.rules import is_code
from linli.wire.messages import Purpose, Reply, Result, Size, Why

ANSWER_WITHIN_S = 10.0
"""Longer than any commit takes, shorter than a person waits before pressing again."""

Request = TypeVar("Request")
Answer = TypeVar("Answer")


@dataclass(frozen=True, slots=True)
class Door:
    """What is known of a door right after it was asked for.

    ``settled`` is "opened" when the cabinet has said that it released the lock, "asked" when
    this was asked before and the events will tell, "unknown" when nobody answered in time.
    """

    deposit: str
    comp: int | None
    settled: Literal["opened", "asked", "unknown"]


def deposit_at_door(
    *, cabinet: str, recipient: Recipient, size: Size, token: str, now: datetime
) -> Door:
    """Promise a courier a compartment and ask the cabinet to open one.

    The same ``token`` again is the same deposit and asks for nothing, so a lost answer costs
    nothing but a reload.

    Raises:
        UnknownCabinet, CabinetQuiet, CabinetOutOfUse: this cabinet cannot be used now.
        NoCompartmentFree: nothing that large is free here; says where it is.
        OrderAlreadyHere: a meal with this order number is here or on its way in.
        TooBusy: more wait than can be answered in time.
    """
    if not current().hears(cabinet):
        return _known_or_quiet(cabinet, token)
    begun = _answer(
        _deposits,
        DepositRequest(cabinet=cabinet, recipient=recipient, size=size, token=token, now=now),
    )
    if begun.repeated:
        return Door(deposit=begun.deposit, comp=None, settled="asked")
    reply = open_for(begun, purpose=Purpose.DEPOSIT, cid=token, now=now, actor="courier")
    return _courier_is_told(begun, reply, now)


def ask_again(*, deposit: str, cid: str, now: datetime) -> Door:
    """Ask once more for the door of a deposit that is not in yet, because a person wants it.

    Raises:
        UnknownDeposit: no such deposit.
        MealEnded: it is stored, or was withdrawn meanwhile.
        CabinetQuiet, CabinetOutOfUse: the cabinet cannot be used now.
    """
    with transaction.atomic():
        found = _deposit(deposit)
        if lock_cabinets([found.cabinet.code])[found.cabinet.code].quarantined:
            raise CabinetOutOfUse(cabinet=found.cabinet.code)
        if not Deposit.objects.filter(pk=found.pk, state__in=WAITING).update(asked_at=now):
            raise MealEnded(state=DepositState(found.state).label)
        append([_asked(found.cabinet.code, f"deposit:{deposit}", "courier", cid, now)])
    begun = _begun(found)
    _must_hear(begun.cabinet)
    reply = open_for(begun, purpose=Purpose.DEPOSIT, cid=cid, now=now, actor="courier")
    return _courier_is_told(begun, reply, now)


def pick_up(*, deposit: str, cid: str, now: datetime) -> Door:
    """Open the door of a stored meal for its owner.

    Raises:
        UnknownDeposit, NotStoredYet, CodeUsed, MealEnded, MealHeld: nothing to open for.
        CabinetQuiet, CabinetOutOfUse, TooBusy, DoorOutOfOrder: the cabinet cannot do it now.
    """
    return _open_stored(
        PickupRequest(
            deposit=deposit, cid=cid, purpose=Purpose.PICKUP, actor="owner", reason="", now=now
        )
    )


def pick_up_by_code(*, cabinet: str, code: str, cid: str, now: datetime) -> Door:
    """Open the door of the meal whose 8 digits are typed.

    Raises:
        WrongCode, TooManyWrongCodes, CodeUsed: about the code; the rest as ``pick_up``.
    """
    return pick_up(deposit=find_by_code(cabinet=cabinet, code=code, now=now), cid=cid, now=now)


def recall(  # noqa: PLR0913  # who, where, what, why: each is a fact of the ledger
    *,
    actor: str,
    buildings: Sequence[int],
    deposit: str,
    dispose: bool,
    reason: str,
    cid: str,
    now: datetime,
) -> Door:
    """Open the door of a meal for staff who take it out.

    Raises:
        UnknownDeposit: none at these buildings; the rest as ``pick_up``.
    """
    if not Deposit.objects.filter(code=deposit, building__in=buildings).exists():
        raise UnknownDeposit
    return _open_stored(
        PickupRequest(
            deposit=deposit,
            cid=cid,
            purpose=Purpose.DISPOSE if dispose else Purpose.RECALL,
            actor=actor,
            reason=reason,
            now=now,
        )
    )


def clear(  # noqa: PLR0913  # who, where, what, why: each is a fact of the ledger
    *,
    actor: str,
    buildings: Sequence[int],
    cabinet: str,
    comp: int,
    reason: str,
    cid: str,
    now: datetime,
) -> Door:
    """Open a compartment that must be looked into, without a meal that we know of.

    Raises:
        UnknownCabinet: none at these buildings. CabinetQuiet, DoorOutOfOrder: not now.
    """
    found = Cabinet.objects.filter(code=cabinet, building__in=buildings).first()
    if found is None:
        raise UnknownCabinet(cabinet=cabinet)
    _must_hear(cabinet)
    with transaction.atomic():
        lock_cabinets([cabinet])
        append([_asked(cabinet, f"cabinet:{cabinet}/{comp}", actor, cid, now, reason)])
    begun = Begun(deposit="", cabinet=cabinet, cabinet_id=found.pk, epoch=found.epoch, size=Size.S)
    reply = open_for(
        begun, purpose=Purpose.CLEAR, cid=cid, now=now, actor=actor, comp=comp, reason=reason
    )
    return _told(begun, reply)


def _open_stored(request: PickupRequest) -> Door:
    begun, comp = _answer(_openings, request)
    _must_hear(begun.cabinet)
    reply = open_for(
        begun,
        purpose=request.purpose,
        cid=request.cid,
        now=request.now,
        actor=request.actor,
        comp=comp,
        reason=request.reason,
    )
    return _told(begun, reply)


def _courier_is_told(begun: Begun, reply: Reply | None, now: datetime) -> Door:
    if reply is not None and reply.why == Why.FULL:
        withdraw_deposit(deposit=begun.deposit, why="full", now=now)
        building = Cabinet.objects.values_list("building_id", flat=True).get(pk=begun.cabinet_id)
        raise NoCompartmentFree(
            cabinet=begun.cabinet, elsewhere=where_else(begun.cabinet_id, building, size=begun.size)
        )
    return _told(begun, reply)


def _told(begun: Begun, reply: Reply | None) -> Door:
    if reply is None or reply.result in (Result.STALE, Result.BUSY):
        return Door(deposit=begun.deposit, comp=None, settled="unknown")
    refuse(reply)
    return Door(deposit=begun.deposit, comp=reply.comp or None, settled="opened")


def _known_or_quiet(cabinet: str, token: str) -> Door:
    """Answer a repeated form even while the cabinet is quiet; refuse a new one."""
    known = Deposit.objects.filter(token=token).values_list("code", flat=True).first()
    if known is not None:
        return Door(deposit=known, comp=None, settled="asked")
    if not is_code(cabinet) or not Cabinet.objects.filter(code=cabinet).exists():
        raise UnknownCabinet(cabinet=cabinet[:16])
    raise CabinetQuiet(cabinet=cabinet)


def _must_hear(cabinet: str) -> None:
    if not current().hears(cabinet):
        raise CabinetQuiet(cabinet=cabinet)


def _deposit(code: str) -> Deposit:
    found = Deposit.objects.select_related("cabinet").filter(code=code).first()
    if found is None:
        raise UnknownDeposit
    return found


def _begun(deposit: Deposit) -> Begun:
    return Begun(
        deposit=deposit.code,
        cabinet=deposit.cabinet.code,
        cabinet_id=deposit.cabinet_id,
        epoch=deposit.cabinet.epoch,
        size=Size(deposit.size),
    )


def _asked(  # the facts of a ledger entry
    cabinet: str, subject: str, actor: str, cid: str, now: datetime, reason: str = ""
) -> NewEntry:
    facts = {"cid": cid, "reason": reason} if reason else {"cid": cid}
    return NewEntry(
        chain=f"cabinet/{cabinet}",
        at=now,
        actor=actor,
        verb="door_asked",
        subject=subject,
        facts=facts,
    )


def _commit_deposits(requests: Sequence[DepositRequest]) -> Sequence[Begun | Exception]:
    close_old_connections()
    return beginning.begin_deposits(requests, chance=random.SystemRandom())


def _commit_openings(
    requests: Sequence[PickupRequest],
) -> Sequence[tuple[Begun, int] | Exception]:
    close_old_connections()
    return pickups.begin_openings(requests)


_deposits: Batcher[DepositRequest, Begun] = Batcher(_commit_deposits, name="deposits")
_openings: Batcher[PickupRequest, tuple[Begun, int]] = Batcher(_commit_openings, name="openings")


def _answer(batcher: Batcher[Request, Answer], request: Request) -> Answer:
    """Wait for a request's commit; once more where another process wrote the same first."""
    try:
        try:
            return batcher.submit(request).result(ANSWER_WITHIN_S)
        except IntegrityError:
            return batcher.submit(request).result(ANSWER_WITHIN_S)
    except (QueueIsFullError, AnswerTimeoutError) as busy:
        raise TooBusy from busy
