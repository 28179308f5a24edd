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
from linli.lockers.actions.granting import signed_grant
from linli.lockers.actions.line import current
from linli.lockers.actions.onsite import OnSiteCode
from linli.lockers.actions.pickups import OWNER, PickupRequest
from linli.lockers.actions.remote import RemotePress, count_opening
from linli.lockers.actions.statements import lock_cabinets
from linli.lockers.actions.tries import find_by_code
from linli.lockers.enums import WAITING, DepositState
from linli.lockers.errors import (
    CabinetOutOfUse,
    CabinetQuiet,
    DoorOutOfReach,
    MealEnded,
    NoCompartmentFree,
    TooBusy,
    UnknownCabinet,
    UnknownDeposit,
)
from linli.lockers.models import Cabinet, Deposit
from linli.lockers.queries.lines import COURIER
from linli.lockers.queries.neighbours import where_else
from linli.lockers.rules.offline import STAFF_CODE_LIVES, courier_code_until
from linli.lockers.rules.recipients import Recipient
from linli.places.rules import is_code
from linli.wire.messages import Purpose, Reply, Result, Size, Why

ANSWER_WITHIN_S = 10.0
"""Longer than any commit takes, shorter than a person waits before pressing again."""

TAKEN_BACK = "courier takes the meal back"
"""The reason in the cabinet's journal, where others may only read it."""

Request = TypeVar("Request")
Answer = TypeVar("Answer")


@dataclass(frozen=True, slots=True)
class Door:
    """What is known of a door right after it was asked for.

    ``settled`` is "opened" when the cabinet has said that it released the lock, "asked" when
    this was asked before and the events will tell, "unknown" when nobody answered in time,
    "offline" when the cabinet is not heard and a signed code at its scanner opens the door,
    "busy" when the cabinet has more to do than it can at once: nothing has happened, and it
    may be asked again now.
    """

    deposit: str
    comp: int | None
    settled: Literal["opened", "asked", "unknown", "offline", "busy"]


def deposit_at_door(  # noqa: PLR0913  # what a courier's form says, and how it was come by
    *,
    cabinet: str,
    recipient: Recipient,
    size: Size,
    token: str,
    now: datetime,
    order: int | None = None,
    place: str = "",
) -> Door:
    """Promise a courier a compartment and ask the cabinet to open one.

    The same ``token`` again is the same deposit and asks for nothing, so a lost answer costs
    nothing but a reload. Where the cabinet is not heard, the courier is given a signed code
    for its scanner; the promise is kept until that code has ended. ``order`` is the platform's
    order whose link led here, ``place`` the courier's in the queue: what was kept is used.

    Raises:
        OrderEnded: the platform has cancelled the order.
        UnknownCabinet, CabinetOutOfUse: this cabinet cannot be used now.
        CabinetQuiet: it was not heard for so long that it takes no new meals.
        NoCompartmentFree: nothing that large is free here; says where it is.
        OrderAlreadyHere: a meal with this order number is here or on its way in.
        TooBusy: more wait than can be answered in time.
    """
    until = None if current().hears(cabinet) else _code_until(cabinet, token, now)
    request = DepositRequest(
        cabinet=cabinet,
        recipient=recipient,
        size=size,
        token=token,
        now=now,
        by_code_until=until,
        order=order,
        place=place,
    )
    begun = _answer(_deposits, request)
    if begun.repeated:
        return Door(deposit=begun.deposit, comp=None, settled="asked")
    if until is not None:
        return Door(deposit=begun.deposit, comp=None, settled="offline")
    reply = open_for(begun, purpose=Purpose.DEPOSIT, cid=token, now=now, actor="courier")
    return _courier_is_told(begun, reply, now)


def ask_again(*, deposit: str, cid: str, now: datetime) -> Door:
    """Ask once more for the door of a deposit that is not in yet, because a person wants it.

    Where the cabinet is not heard now, that is a new signed code for its scanner.

    Raises:
        UnknownDeposit: no such deposit.
        MealEnded: it is stored, or was withdrawn meanwhile.
        CabinetOutOfUse: the cabinet cannot be used now.
        CabinetQuiet: it was not heard for so long that it takes no new meals.
    """
    found = _deposit(deposit)
    begun = _begun(found)
    heard = current().hears(begun.cabinet)
    until = None if heard else courier_code_until(found.cabinet.heard_at, now=now)
    with transaction.atomic():
        if lock_cabinets([begun.cabinet])[begun.cabinet].quarantined:
            raise CabinetOutOfUse(cabinet=begun.cabinet)
        waiting = Deposit.objects.filter(pk=found.pk, state__in=WAITING)
        if not waiting.update(asked_at=now, token_until=until, placed_at=None):
            found.refresh_from_db(fields=["state"])
            raise MealEnded(state=DepositState(found.state).label)
        append([_asked(begun.cabinet, f"deposit:{deposit}", "courier", cid, now)])
    if until is not None:
        return Door(deposit=deposit, comp=None, settled="offline")
    if not heard:
        raise CabinetQuiet(cabinet=begun.cabinet)
    reply = open_for(begun, purpose=Purpose.DEPOSIT, cid=cid, now=now, actor="courier")
    return _courier_is_told(begun, reply, now)


def pick_up(*, deposit: str, cid: str, now: datetime, actor: str = OWNER) -> Door:
    """Open the door of a stored meal for its owner.

    Raises:
        UnknownDeposit, NotStoredYet, CodeUsed, MealEnded, MealHeld: nothing to open for.
        DoorOutOfReach: the cabinet is not heard, its keypad and scanner open the door.
        CabinetOutOfUse, TooBusy, DoorOutOfOrder: the cabinet cannot do it now.
    """
    return _open_stored(
        PickupRequest(
            deposit=deposit, cid=cid, purpose=Purpose.PICKUP, actor=actor, reason="", now=now
        )
    )


def pick_up_by_code(*, cabinet: str, code: str, cid: str, now: datetime) -> Door:
    """Open the door of the meal whose 8 digits are typed.

    Raises:
        WrongCode, TooManyWrongCodes, CodeUsed: about the code; the rest as ``pick_up``.
    """
    return pick_up(deposit=find_by_code(cabinet=cabinet, code=code, now=now), cid=cid, now=now)


def take_back(*, deposit: str, cid: str, now: datetime) -> Door:
    """Open the same door once more for the courier who has just closed it on the wrong meal.

    To the cabinet it is a recall: if the meal comes out it is RECALLED, if it stays it is
    NOT_TAKEN and stands as before.

    Raises:
        UnknownDeposit, NotStoredYet, MealEnded: nothing to open for.
        ReopenTooLate: it closed more than 60 s ago.
        ReopenUnseen: no sensor would tell whether the meal was taken out.
        CabinetOutOfUse, CabinetQuiet, TooBusy, DoorOutOfOrder: the cabinet cannot do it now.
    """
    return _open_stored(PickupRequest(deposit, cid, Purpose.RECALL, COURIER, TAKEN_BACK, now))


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
    """Open the door of a meal for staff who take it out, in a quarantined cabinet too.

    Raises:
        UnknownDeposit: none at these buildings.
        SecondPersonNeeded, OpeningsFull: too many were opened from afar; the rest as ``pick_up``.
    """
    cabinet, comp = _must_be_at(buildings, deposit)
    if current().hears(cabinet):
        count_opening(RemotePress(actor, cabinet, comp, cid, now))
    purpose = Purpose.DISPOSE if dispose else Purpose.RECALL
    return _open_stored(PickupRequest(deposit, cid, purpose, actor, reason, now))


def recall_on_site(  # noqa: PLR0913  # as ``recall``
    *,
    actor: str,
    buildings: Sequence[int],
    deposit: str,
    dispose: bool,
    reason: str,
    cid: str,
    now: datetime,
) -> OnSiteCode:
    """Return the signed code by which staff who stand before a cabinet take a meal out.

    For a cabinet that the line does not reach; the ledger says who was given it, and why.

    Raises:
        UnknownDeposit: none at these buildings.
        NotStoredYet, MealEnded, TooBusy: there is nothing to open for.
    """
    _must_be_at(buildings, deposit)
    purpose, until = Purpose.DISPOSE if dispose else Purpose.RECALL, now + STAFF_CODE_LIVES
    request = PickupRequest(deposit, cid, purpose, actor, reason, now, by_code_until=until)
    begun, _comp = _answer(_openings, request)
    return OnSiteCode(signed_grant(begun.subject, purpose=purpose, until=until), until)


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
        SecondPersonNeeded, OpeningsFull: too many were opened from afar.
    """
    found = Cabinet.objects.filter(code=cabinet, building__in=buildings).first()
    if found is None:
        raise UnknownCabinet(cabinet=cabinet)
    _must_hear(cabinet)
    count_opening(RemotePress(actor, cabinet, comp, cid, now))
    with transaction.atomic():
        lock_cabinets([cabinet])
        append([_asked(cabinet, f"cabinet:{cabinet}/{comp}", actor, cid, now, reason)])
    begun = Begun(deposit="", cabinet=cabinet, cabinet_id=found.pk, epoch=found.epoch, size=Size.S)
    reply = open_for(
        begun, purpose=Purpose.CLEAR, cid=cid, now=now, actor=actor, comp=comp, reason=reason
    )
    return told_of(begun, reply)


def _open_stored(request: PickupRequest) -> Door:
    begun, comp = _answer(_openings, request)
    if not current().hears(begun.cabinet):
        quiet = DoorOutOfReach if request.purpose is Purpose.PICKUP else CabinetQuiet
        raise quiet(cabinet=begun.cabinet)
    reply = open_for(
        begun,
        purpose=request.purpose,
        cid=request.cid,
        now=request.now,
        actor=request.actor,
        comp=comp,
        reason=request.reason,
    )
    return told_of(begun, reply)


def _courier_is_told(begun: Begun, reply: Reply | None, now: datetime) -> Door:
    if reply is not None and reply.why == Why.FULL:
        withdraw_deposit(deposit=begun.deposit, why="full", now=now)
        building = Cabinet.objects.values_list("building_id", flat=True).get(pk=begun.cabinet_id)
        raise NoCompartmentFree(
            cabinet=begun.cabinet, elsewhere=where_else(begun.cabinet_id, building, size=begun.size)
        )
    return told_of(begun, reply)


def told_of(begun: Begun, reply: Reply | None) -> Door:
    """Say what a cabinet's first word means for who asked for the door.

    Raises:
        MealHeld, NotStoredYet, MealEnded, DoorOutOfOrder: by the cabinet's reason.
    """
    if reply is None or reply.result is Result.STALE:
        return Door(deposit=begun.deposit, comp=None, settled="unknown")
    if reply.result is Result.BUSY:
        return Door(deposit=begun.deposit, comp=None, settled="busy")
    refuse(reply)
    return Door(deposit=begun.deposit, comp=reply.comp or None, settled="opened")


def _code_until(cabinet: str, token: str, now: datetime) -> datetime:
    """Return when a code for a cabinet that is not heard ends; a repeated form needs none.

    Raises:
        UnknownCabinet: no such cabinet. CabinetQuiet: nobody has heard it for hours.
    """
    found = Cabinet.objects.filter(code=cabinet).first() if is_code(cabinet) else None
    if found is None:
        raise UnknownCabinet(cabinet=cabinet[:16])
    until = courier_code_until(found.heard_at, now=now)
    if until is not None:
        return until
    if Deposit.objects.filter(token=token).exists():
        return now
    raise CabinetQuiet(cabinet=cabinet)


def _must_be_at(buildings: Sequence[int], deposit: str) -> tuple[str, int]:
    """Return the cabinet and the compartment of a meal at these buildings."""
    found = Deposit.objects.filter(code=deposit, building__in=buildings)
    at = found.values_list("cabinet__code", "comp").first()
    if at is None:
        raise UnknownDeposit
    return at


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
        codes_public=deposit.cabinet.codes_public,
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
