"""Another compartment for a meal that its courier holds in hand again."""

from datetime import datetime

from django.db import transaction
from django.db.models import F

from linli.ledger.actions import NewEntry, append
from linli.lockers.actions import doors
from linli.lockers.actions.statements import lock_cabinets
from linli.lockers.enums import WAITING, DepositState
from linli.lockers.errors import MealEnded, NoCompartmentFree, UnknownDeposit
from linli.lockers.models import Capacity, Deposit
from linli.lockers.queries.lines import COURIER, reopened_by_courier
from linli.lockers.queries.neighbours import where_else
from linli.lockers.queries.queue import credits_of, left_for_newcomers
from linli.lockers.rules.capacity import choose_size
from linli.lockers.rules.recipients import Recipient
from linli.wire.messages import Size


def store_elsewhere(*, deposit: str, size: Size, token: str, now: datetime) -> doors.Door:
    """Open a door of this size for a meal that did not fit, or that its courier took out again.

    A door that was closed on nothing: the same deposit is promised another size. A meal that
    was stored and taken back by its courier has had its outcome: a new deposit for the same
    owner, under the name ``token``, is begun at the same cabinet.

    Raises:
        UnknownDeposit: no such deposit.
        MealEnded: it is stored, or ended in another way.
        NoCompartmentFree: nothing that large is free here; says where it is.
        CabinetOutOfUse, CabinetQuiet, OrderAlreadyHere, TooBusy: as ``doors.deposit_at_door``.
    """
    found = Deposit.objects.select_related("cabinet").filter(code=deposit).first()
    if found is None:
        raise UnknownDeposit
    if found.state in WAITING:
        _promise(found, size, now=now)
        return doors.ask_again(deposit=deposit, cid=token, now=now)
    if found.state != DepositState.RECALLED or not reopened_by_courier(deposit):
        raise MealEnded(state=DepositState(found.state).label)
    phone = found.phone.opened() if found.phone is not None else ""
    return doors.deposit_at_door(
        cabinet=found.cabinet.code,
        recipient=Recipient(tail=found.tail, order_no=found.order_no, phone=phone),
        size=size,
        token=token,
        now=now,
    )


@transaction.atomic
def _promise(deposit: Deposit, size: Size, *, now: datetime) -> None:
    """Promise another size to a deposit that its cabinet has said is in no compartment."""
    cabinet = lock_cabinets([deposit.cabinet.code])[deposit.cabinet.code]
    waiting = Deposit.objects.filter(pk=deposit.pk, state=DepositState.OFFERED, comp=0)
    was = waiting.values_list("size", flat=True).first()
    if was is None:
        return
    capacities = Capacity.objects.filter(cabinet_id=cabinet.id)
    left = credits_of(cabinet.id)
    if cabinet.queued:
        left = left_for_newcomers(cabinet.id, left)
    left[Size(was)] += 1
    chosen = choose_size(size, left)
    if chosen is None:
        elsewhere = where_else(cabinet.id, cabinet.building_id, size=size)
        raise NoCompartmentFree(cabinet=cabinet.code, elsewhere=elsewhere)
    if chosen == was:
        return
    capacities.filter(size=was).update(promised=F("promised") - 1)
    capacities.filter(size=chosen).update(promised=F("promised") + 1)
    waiting.update(size=chosen)
    facts = {"size": chosen.value, "was": was}
    subject = f"deposit:{deposit.code}"
    append([NewEntry(f"cabinet/{cabinet.code}", now, COURIER, "size_changed", subject, facts)])
