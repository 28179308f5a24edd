"""A tower's service desk: two windows that are open, two services, officers, people who come."""

from datetime import datetime, timedelta

from tests.buildings.house import House

from linli.buildings.access.frontdesk import AtWindow, Officer, officer_at
from linli.buildings.actions.services import NewService, add_service, open_window
from linli.buildings.actions.tickets import NewTicket, arrive, book, draw_ticket
from linli.buildings.enums.frontdesk import ServiceKind
from linli.buildings.forms.matters import new_token
from linli.buildings.models import Duty, Service, ServiceWindow, Shift, Ticket
from linli.buildings.queries.appointments import starts_of
from linli.ledger.models import Entry
from linli.people.enums import Role

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)

TEN_MINUTES = NewService(
    kind=ServiceKind.SOCIAL,
    name="社保咨询",
    about="",
    bring="身份证\n社保卡",
    fee="",
    yuan=0,
    legal_basis="《社会保险法》",
    minutes=10,
    windows=frozenset({1, 2}),
)


class Counter:
    """The desk of a house: windows 1 and 2 are open from an hour ago for four hours."""

    def __init__(self, house: House, now: datetime) -> None:
        self.house, self.now = house, now
        keeper = house.keeper
        self.windows: list[ServiceWindow] = [
            open_window(keeper, number=number, name=f"{number} 号", now=now) for number in (1, 2)
        ]
        self.duties = [self.on_duty(one, now - HOUR, now + 3 * HOUR) for one in self.windows]
        self.service: Service = add_service(keeper, TEN_MINUTES, now=now)
        self.person = house.holder("officer", Role.OFFICER, house.place)
        self.officer: Officer = officer_at(self.person, house.place.code, now=now)

    def on_duty(self, window: ServiceWindow, begins: datetime, ends: datetime) -> Duty:
        """Let the secretary be on duty at a window for a time."""
        shift = Shift.objects.create(window=window, begins_at=begins, ends_at=ends)
        person = self.house.person
        return Duty.objects.create(shift=shift, person=person, taken_at=self.now)

    def at(self, number: int = 1) -> AtWindow:
        """Return the officer at a window."""
        return AtWindow(self.officer, ServiceWindow.objects.get(number=number))

    def draws(self, minutes: int = 0, service: Service | None = None) -> Ticket:
        """Let somebody draw a ticket some minutes from now."""
        return draw_ticket(
            service or self.service,
            NewTicket(new_token(), new_token()),
            address="192.0.2.1",
            now=self.now + minutes * MINUTE,
        )

    def books(self, at: int = 0) -> Ticket:
        """Let somebody book one of the times that are free."""
        start = starts_of(self.service, now=self.now)[at]
        new = NewTicket(new_token(), new_token())
        return book(self.service, new, start, address="192.0.2.1", now=self.now)

    def arrives(self, ticket: Ticket, minutes: int) -> None:
        """Let who has an appointment arrive some minutes after it."""
        assert ticket.due_at is not None, "it is no appointment"
        arrive(ticket, now=ticket.due_at + minutes * MINUTE)

    def verbs(self) -> list[str]:
        """What the ledger says was done at the desk."""
        chain = f"desk/{self.house.place.code}"
        return list(
            Entry.objects.filter(chain__name=chain).order_by("seq").values_list("verb", flat=True)
        )


def anew(ticket: Ticket) -> Ticket:
    """Read a ticket anew."""
    rows = Ticket.objects.select_related("service__committee__building", "window", "called_to")
    return rows.get(pk=ticket.pk)
