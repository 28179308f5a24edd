"""What a desk offers, a ticket or an appointment without an account, and the ticket's own page."""

from collections import defaultdict
from collections.abc import Callable, Mapping
from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.timezone import localdate
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from linli.buildings.access import frontdesk as access
from linli.buildings.access import matters as committees
from linli.buildings.access.frontdesk import Holder, Offered
from linli.buildings.access.matters import Visited
from linli.buildings.actions import tickets
from linli.buildings.actions.reoffering import accept, ask_another
from linli.buildings.actions.tickets import NewTicket
from linli.buildings.enums.frontdesk import Rating, ServiceKind, TicketState
from linli.buildings.errors.matters import FormUnreadable
from linli.buildings.forms.frontdesk import read_minutes, read_papers, read_rating, read_start
from linli.buildings.forms.matters import new_token, read_token
from linli.buildings.queries.appointments import open_offers, starts_of
from linli.buildings.queries.frontdesk import (
    catalogue,
    hall_of,
    label_of,
    papers_of,
    standing_of,
    waits,
)
from linli.buildings.rules.booking import Start
from linli.buildings.rules.queueing import PUT_OFF_MINUTES
from linli.kernel import clock
from linli.kernel.errors import LinliError
from linli.people.actions.guessing import count_try
from linli.people.rules.guessing import Limit
from linli.web import qr
from linli.web.addresses import address_of
from linli.web.headers import behind_a_link
from linli.web.pages import page
from linli.web.problems import known_person, on_refusal

SOON = 2
"""With so many before one, the page says that it is nearly one's turn. Source: SCREENS 7."""

TIMES_A_DAY = 12
"""Times of a day that are offered; later ones show as these are taken."""

PRESSED_PER_ADDRESS = Limit("ticket-presses-address", 240, tickets.DRAWN_PER_ADDRESS.window)
"""What a lobby behind one address presses on its tickets."""

Press = Callable[[Holder, HttpRequest], str | None]
"""Does what was pressed; gives the code of the ticket that took the old one's place, if any."""


@never_cache
@require_safe
def desk(request: HttpRequest, building: str) -> HttpResponse:
    """Show what a desk offers by kind, how many wait, and which windows are open."""
    now, at = clock.now(), committees.committee_of(building)
    hall = hall_of(at.committee, now=now)
    rows = catalogue(at.committee, hall)
    person = known_person(request)
    context = {
        "building": at.building,
        "kinds": [
            (kind.label, [one for one in rows if one.kind == kind])
            for kind in ServiceKind
            if any(one.kind == kind for one in rows)
        ],
        "windows": hall.windows,
        "serves": access.serves(person, at.committee, now=now),
        "keeps": committees.keeps(person, at.committee, now=now),
        "now": now,
    }
    return page(request, "buildings/frontdesk.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def service(request: HttpRequest, building: str, letter: str) -> HttpResponse:
    """Show one service with what to bring; draw a ticket for it, or book a time."""
    at = committees.committee_of(building)
    found = access.service_at(at, letter)
    if request.method != "POST":
        return _service(request, at, found)
    on_refusal(request, lambda error: _service(request, at, found, error=error))
    now, address = clock.now(), address_of(request)
    papers = read_papers(papers_of(found.service), request.POST.getlist("paper"))
    new = NewTicket(read_token(request.POST), new_token(), papers)
    if request.POST.get("then") == "book":
        start = read_start(request.POST)
        made = tickets.book(found.service, new, start, address=address, now=now)
    else:
        made = tickets.draw_ticket(found.service, new, address=address, now=now)
    return redirect("buildings:ticket", access.ticket_link(made.code))


@behind_a_link
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def ticket(request: HttpRequest, token: str) -> HttpResponse:
    """Show whoever holds a ticket where they stand; let them leave, come later, rate."""
    found = access.ticket_of_link(token)
    moved = found.ticket.moved_to
    if request.method != "POST":
        if moved is not None:
            return redirect("buildings:ticket", access.ticket_link(moved.code))
        return _ticket(request, found, token)
    on_refusal(
        request, lambda error: _ticket(request, access.ticket_of_link(token), token, error=error)
    )
    press = PRESSES.get(request.POST.get("then", ""))
    if press is None:
        raise FormUnreadable
    count_try(PRESSED_PER_ADDRESS, address_of(request), now=clock.now())
    code = press(found, request)
    return redirect("buildings:ticket", token if code is None else access.ticket_link(code))


@behind_a_link
@never_cache
@require_safe
def ticket_live(request: HttpRequest, token: str) -> HttpResponse:
    """Only where a ticket stands, or 204 while that is as the page has it."""
    found = access.ticket_of_link(token)
    context = _standing(found, token)
    if request.GET.get("v", "") == context["version"]:
        return HttpResponse(status=204)
    return page(request, "buildings/_ticket.html", context)


@behind_a_link
@never_cache
@require_safe
def paper(request: HttpRequest, token: str) -> HttpResponse:
    """Show a ticket to be printed for who has no phone: large, with its code."""
    found = access.ticket_of_link(token)
    link = request.build_absolute_uri(reverse("buildings:ticket", args=[token]))
    context = _standing(found, token) | {"code": qr.svg_at_once(link, title=label_of(found.ticket))}
    return page(request, "buildings/ticket_paper.html", context)


def _service(
    request: HttpRequest, at: Visited, found: Offered, *, error: LinliError | None = None
) -> HttpResponse:
    now, one = clock.now(), found.service
    hall = hall_of(at.committee, now=now)
    days = defaultdict[date, list[Start]](list)
    for start in starts_of(one, now=now):
        on = days[localdate(start.begins_at)]
        if len(on) < TIMES_A_DAY and all(start.begins_at != other.begins_at for other in on):
            on.append(start)
    context = {
        "building": at.building,
        "service": one,
        "papers": [
            (number, says, str(number) in request.POST.getlist("paper"))
            for number, says in enumerate(papers_of(one))
        ],
        "waiting": hall.waiting_for(one.pk),
        "wait": waits(hall, [one.pk])[one.pk],
        "days": list(days.items()),
        "token": request.POST.get("token") or new_token(),
        "typed": request.POST,
        "error": error,
        "now": now,
    }
    return page(request, "buildings/service.html", context)


def _ticket(
    request: HttpRequest, found: Holder, token: str, *, error: LinliError | None = None
) -> HttpResponse:
    has = set(found.ticket.papers.splitlines())
    known = papers_of(found.ticket.service)
    context = _standing(found, token) | {
        "papers": [(number, says, says in has) for number, says in enumerate(known)],
        "link": request.build_absolute_uri(reverse("buildings:ticket", args=[token])),
        "error": error,
    }
    return page(request, "buildings/ticket.html", context)


def _standing(found: Holder, token: str) -> dict[str, object]:
    """Return what a ticket's page shows; three queries for one that does not wait."""
    now, own = clock.now(), found.ticket
    committee = own.service.committee
    stands = None
    if own.state == TicketState.WAITING and own.day == localdate(now):
        stands = standing_of(hall_of(committee, now=now), own)
    offer = open_offers([own.pk]).get(own.pk)
    soon = stands is not None and stands.ahead <= SOON
    wait = None if stands is None else stands.wait
    version = "-".join(
        str(one)
        for one in (
            own.state,
            own.calls,
            "" if stands is None else stands.ahead,
            "" if wait is None else f"{wait.low}.{wait.high}",
            "" if offer is None else offer.pk,
            "" if own.rating is None else own.rating,
            int(own.not_before is not None and own.not_before > now),
        )
    )
    ring = ""
    if own.state == TicketState.CALLED:
        ring = f"called-{own.calls}"
    elif soon:
        ring = "soon"
    return {
        "building": committee.building,
        "own": own,
        "label": label_of(own),
        "state": TicketState(own.state),
        "stands": stands,
        "is_soon": soon,
        "ring": ring,
        "is_later": own.not_before is not None and own.not_before > now,
        "offer": offer,
        "ratings": [] if own.state != TicketState.DONE else list(Rating.choices)[::-1],
        "put_off": PUT_OFF_MINUTES,
        "may_leave": own.state in {TicketState.BOOKED, TicketState.WAITING},
        "is_today": own.day == localdate(now),
        "version": version,
        "token": token,
        "now": now,
    }


def _leave(own: Holder, _request: HttpRequest) -> None:
    tickets.give_up(own.ticket, now=clock.now())


def _arrive(own: Holder, _request: HttpRequest) -> None:
    tickets.arrive(own.ticket, now=clock.now())


def _later(own: Holder, request: HttpRequest) -> None:
    tickets.come_later(own.ticket, minutes=read_minutes(request.POST), now=clock.now())


def _back(own: Holder, _request: HttpRequest) -> None:
    tickets.come_back(own.ticket, now=clock.now())


def _rate(own: Holder, request: HttpRequest) -> None:
    tickets.rate(own.ticket, read_rating(request.POST), now=clock.now())


def _papers(own: Holder, request: HttpRequest) -> None:
    papers = read_papers(papers_of(own.ticket.service), request.POST.getlist("paper"))
    tickets.tick_papers(own.ticket, papers, now=clock.now())


def _accept(own: Holder, _request: HttpRequest) -> str:
    return accept(own.ticket, code=new_token(), now=clock.now()).code


def _another(own: Holder, _request: HttpRequest) -> None:
    ask_another(own.ticket, now=clock.now())


PRESSES: Mapping[str, Press] = {
    "leave": _leave,
    "arrive": _arrive,
    "later": _later,
    "back": _back,
    "rate": _rate,
    "papers": _papers,
    "accept": _accept,
    "another": _another,
}
"""What may be pressed on a ticket's page."""
