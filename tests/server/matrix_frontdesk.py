"""Service desks in the matrix: who may ask what, what there is, and more of it."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from tests.server.matrix_people import ELSEWHERE
from tests.server.matrix_rules import KEEP, KEEP_HERE, NO, Wall, anyone, nobody, only, says

from linli.buildings.access.frontdesk import ticket_link
from linli.buildings.access.matters import Keeper
from linli.buildings.actions.services import NewService, add_service, open_window
from linli.buildings.actions.tickets import NewTicket, book, draw_ticket
from linli.buildings.enums.frontdesk import ServiceKind, TicketState
from linli.buildings.models import Committee, Duty, Service, ServiceWindow, Shift, Ticket
from linli.buildings.queries.appointments import starts_of
from linli.buildings.rules.hsds import uid

if TYPE_CHECKING:
    from tests.server.matrix_world import World

LINK = "its address is its key"
SERVICE, NONE = uid("service", "BAIYULAN", "A"), uid("service", "NONE", "A")
LISTS = {
    "buildings:frontdesk",
    "buildings:hall",
    "buildings:hsds_list",
    "buildings:services",
    "buildings:window",
    "buildings:windows",
}
"""Pages that say more where there is more."""

NOT_ON_A_PAGE = {
    "buildings:services": ("then",),
    "buildings:window": ("ticket", "then"),
    "buildings:service_edit": ("then",),
}
"""Forms that no page of this world shows."""


def walls() -> list[Wall]:
    """Desks: what they offer is everybody's, a window its officers', the catalogue its keepers'."""
    here, none = {"building": "BAIYULAN"}, {"building": "NONE"}
    serve, keep = only(KEEP_HERE | {"officer"}, NO), only(KEEP_HERE, NO)
    never = only((), NO)
    a, ticket = {"letter": "{service}"}, {"token": "{ticket}"}
    owner = {"token": "{owner}"}
    return [
        Wall("buildings:frontdesk", anyone(), None, here),
        Wall("buildings:frontdesk", nobody(), None, none),
        Wall("buildings:service", anyone(), anyone(), here | a),
        Wall("buildings:service", nobody(), nobody(), here | {"letter": "Z"}),
        Wall("buildings:hall", anyone(), None, here),
        Wall("buildings:hall", nobody(), None, none),
        Wall("buildings:hall_live", anyone(), None, here),
        Wall("buildings:hall_live", nobody(), None, none),
        Wall("buildings:ticket", anyone(), anyone(), ticket, free=LINK),
        Wall("buildings:ticket", nobody(), nobody(), owner, free=LINK),
        Wall("buildings:ticket_live", anyone(), None, ticket, free=LINK),
        Wall("buildings:ticket_live", nobody(), None, owner, free=LINK),
        Wall("buildings:ticket_paper", anyone(), None, ticket, free=LINK),
        Wall("buildings:ticket_paper", nobody(), None, owner, free=LINK),
        Wall("buildings:hsds", anyone(), None),
        Wall("buildings:hsds_list", anyone(), None, {"kind": "services"}),
        Wall("buildings:hsds_list", nobody(), None, {"kind": "people"}),
        Wall("buildings:hsds_one", anyone(), None, {"kind": "services", "name": SERVICE}),
        Wall("buildings:hsds_one", nobody(), None, {"kind": "services", "name": NONE}),
        Wall("buildings:windows", only(KEEP | {"officer"}, NO), None),
        Wall("buildings:window", serve, serve, here | {"number": "1"}, body=says(then="next")),
        Wall("buildings:window", never, never, none | {"number": "1"}),
        Wall("buildings:services", keep, keep, here, body=says(then="open", number="0")),
        Wall("buildings:services", never, never, none),
        Wall("buildings:service_edit", keep, keep, here | a),
        Wall("buildings:service_edit", keep, keep, here | {"letter": "new"}),
        Wall("buildings:service_edit", never, never, none | {"letter": "new"}),
    ]


def things(world: World) -> dict[str, str | int]:
    """A desk with one open window and one service: a ticket that waits, and an appointment."""
    now, hour = world.now, timedelta(hours=1)
    committee = Committee.objects.get(building__code="BAIYULAN")
    keeper = Keeper(world.people["secretary"], committee)
    window = open_window(keeper, number=1, name="大堂", now=now)
    shift = Shift.objects.create(window=window, begins_at=now - hour, ends_at=now + 3 * hour)
    Duty.objects.create(shift=shift, person=keeper.person, taken_at=now)
    new = NewService(
        ServiceKind.SOCIAL, "大堂", "", "大堂", "", 0, "", 10, frozenset({window.number})
    )
    service = add_service(keeper, new, now=now)
    ticket = draw_ticket(
        service, NewTicket("form-of-the-world", "ticket-of-the-world"), address=ELSEWHERE, now=now
    )
    start = starts_of(service, now=now)[0]
    booked = NewTicket("booking-of-the-world", "booked-of-the-world")
    book(service, booked, start, address=ELSEWHERE, now=now)
    return {"service": service.letter, "ticket": ticket_link(ticket.code)}


def grow(world: World, number: int) -> None:
    """One more window, service, ticket that waits and appointment of today."""
    now, committee = world.now, Committee.objects.get(building__code="BAIYULAN")
    window = ServiceWindow.objects.create(committee=committee, number=100 + number, name="大堂")
    service = Service.objects.create(
        committee=committee,
        letter=chr(0x4E00 + number),
        kind=ServiceKind.PARTY,
        name="大堂",
        minutes=5,
        changed_at=now,
    )
    service.windows.add(window)
    for state in (TicketState.WAITING, TicketState.BOOKED):
        code = f"crowd-{number}-{state}"
        Ticket.objects.create(
            service=committee.services.get(letter="A") if number % 2 else service,
            day=now.date(),
            number=1_000 + 2 * number + (state == TicketState.BOOKED),
            token=code,
            code=code,
            state=state,
            drawn_at=now,
            came_at=now,
            place_at=now,
            due_at=now,
            window=ServiceWindow.objects.get(committee=committee, number=1),
        )


def histories(world: World) -> list[tuple[str, str, str]]:
    """A chain, a thing in it and what is done to that, for each kind that has a history."""
    assert world.names["ticket"], "somebody drew one"
    return [("desk/BAIYULAN", "frontdesk:BAIYULAN", "ticket_drawn")]
