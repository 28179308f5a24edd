"""What a desk offers and where: its secretary keeps the catalogue and the windows."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from string import ascii_uppercase

from django.db import IntegrityError, transaction

from linli.buildings.access.matters import Keeper
from linli.buildings.actions.desk_entries import write_desk
from linli.buildings.actions.entries import lock
from linli.buildings.enums.frontdesk import ServiceKind
from linli.buildings.errors.frontdesk import (
    ServicesEnough,
    UnknownService,
    UnknownWindow,
    WindowBusy,
    WindowThere,
)
from linli.buildings.models import Service, ServiceWindow, Ticket
from linli.buildings.queries.frontdesk import AT_A_WINDOW, label_of
from linli.people.actions import name_in_ledger


@dataclass(frozen=True, slots=True)
class NewService:
    """What stands in the catalogue; ``windows`` are numbers on the doors."""

    kind: ServiceKind
    name: str
    about: str
    bring: str
    fee: str
    yuan: int | None
    legal_basis: str
    minutes: int
    windows: frozenset[int]


@transaction.atomic
def open_window(keeper: Keeper, *, number: int, name: str, now: datetime) -> ServiceWindow:
    """Add a window to a desk. It opens when somebody is on duty there.

    Raises:
        WindowThere: the desk has or had one of this number.
    """
    try:
        with transaction.atomic():
            made = ServiceWindow.objects.create(
                committee=keeper.committee, number=number, name=name
            )
    except IntegrityError as there:
        raise WindowThere(number=number) from there
    _write(keeper, "window_added", now, {"window": number, "name": name})
    return made


@transaction.atomic
def close_window(keeper: Keeper, *, number: int, now: datetime) -> None:
    """Take a window away for good; its appointments are offered other times by the clock.

    Raises:
        UnknownWindow: the desk has none of this number, or not any more.
        WindowBusy: somebody is at it.
    """
    lock(keeper.committee)
    rows = ServiceWindow.objects.filter(committee=keeper.committee, closed_at=None)
    found = rows.filter(number=number).first()
    if found is None:
        raise UnknownWindow
    there = Ticket.objects.filter(called_to=found, state__in=AT_A_WINDOW).select_related("service")
    busy = there.first()
    if busy is not None:
        raise WindowBusy(ticket=label_of(busy))
    ServiceWindow.objects.filter(pk=found.pk).update(closed_at=now)
    _write(keeper, "window_closed", now, {"window": number})


@transaction.atomic
def add_service(keeper: Keeper, new: NewService, *, now: datetime) -> Service:
    """Add a service to the catalogue, with the next letter.

    Raises:
        ServicesEnough: every letter was used.
        UnknownWindow: it names a window that the desk has not.
    """
    lock(keeper.committee)
    used = Service.objects.filter(committee=keeper.committee).count()
    if used >= len(ascii_uppercase):
        raise ServicesEnough(most=len(ascii_uppercase))
    windows = _windows(keeper, new.windows)
    made = Service.objects.create(
        committee=keeper.committee, letter=ascii_uppercase[used], changed_at=now, **_columns(new)
    )
    made.windows.set(windows)
    _write(keeper, "service_added", now, {"letter": made.letter, "name": made.name})
    return made


@transaction.atomic
def change_service(keeper: Keeper, service: Service, new: NewService, *, now: datetime) -> None:
    """Write a service of the catalogue anew. Who waits keeps their ticket.

    Raises:
        UnknownService: it was withdrawn.
        UnknownWindow: it names a window that the desk has not.
    """
    lock(keeper.committee)
    windows = _windows(keeper, new.windows)
    there = Service.objects.filter(pk=service.pk, withdrawn_at=None)
    if not there.update(changed_at=now, **_columns(new)):
        raise UnknownService
    service.windows.set(windows)
    _write(keeper, "service_changed", now, {"letter": service.letter, "name": new.name})


@transaction.atomic
def withdraw_service(keeper: Keeper, service: Service, *, now: datetime) -> None:
    """Take a service out of the catalogue; who waits for it or has booked it is still served.

    Raises:
        UnknownService: it was withdrawn already.
    """
    there = Service.objects.filter(pk=service.pk, withdrawn_at=None)
    if not there.update(withdrawn_at=now, changed_at=now):
        raise UnknownService
    _write(keeper, "service_withdrawn", now, {"letter": service.letter, "name": service.name})


def _columns(new: NewService) -> dict[str, str | int | None]:
    return {
        "kind": new.kind,
        "name": new.name,
        "about": new.about,
        "bring": new.bring,
        "fee": new.fee,
        "yuan": new.yuan,
        "legal_basis": new.legal_basis,
        "minutes": new.minutes,
    }


def _windows(keeper: Keeper, numbers: Collection[int]) -> list[ServiceWindow]:
    rows = ServiceWindow.objects.filter(committee=keeper.committee, closed_at=None)
    found = list(rows.filter(number__in=numbers))
    if len(found) != len(numbers):
        raise UnknownWindow
    return found


def _write(keeper: Keeper, verb: str, now: datetime, facts: dict[str, str | int]) -> None:
    by = name_in_ledger(keeper.person)
    write_desk(keeper.committee, verb, by=by, now=now, facts=facts)
