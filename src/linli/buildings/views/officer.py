"""An officer's window: call, serve, end; paper tickets and moving forward for elders."""

from collections.abc import Callable, Mapping

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from linli.buildings.access import frontdesk as access
from linli.buildings.access.frontdesk import AtWindow
from linli.buildings.access.matters import Visited
from linli.buildings.actions import serving, tickets
from linli.buildings.actions.tickets import NewTicket
from linli.buildings.enums.frontdesk import Result
from linli.buildings.errors.frontdesk import UnknownTicket
from linli.buildings.errors.matters import FormUnreadable
from linli.buildings.forms.frontdesk import REASON_LONGEST, read_note
from linli.buildings.forms.matters import (
    new_token,
    read_choice,
    read_number,
    read_token,
    read_words,
)
from linli.buildings.queries.desks import desks_in
from linli.buildings.queries.frontdesk import catalogue, hall_of, label_of, papers_of, today_of
from linli.buildings.rules.queueing import CALLS
from linli.kernel import clock
from linli.kernel.errors import LinliError
from linli.people.actions import name_in_ledger
from linli.web.addresses import address_of
from linli.web.pages import page
from linli.web.problems import on_refusal, person_of

Press = Callable[[AtWindow, HttpRequest], HttpResponse | None]

SHOWN = 50
"""Of those who wait, on an officer's page; the rest are counted."""


@never_cache
@require_safe
def windows(request: HttpRequest) -> HttpResponse:
    """List the windows at which somebody may serve, with how many wait."""
    now, person = clock.now(), person_of(request)
    desks = desks_in(access.desks_to_serve(person, now=now), now=now)
    return page(request, "buildings/windows.html", {"desks": desks, "now": now})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def window(request: HttpRequest, building: str, number: int) -> HttpResponse:
    """Show one window with who is there and who waits; take the next step."""
    officer = access.officer_at(person_of(request), building, now=clock.now())
    at = access.window_at(officer, number)
    if request.method != "POST":
        return _window(request, at)
    on_refusal(request, lambda error: _window(request, at, error=error))
    press = PRESSES.get(request.POST.get("then", ""))
    if press is None:
        raise FormUnreadable
    answer = press(at, request)
    return answer or redirect("buildings:window", building, number)


def _window(request: HttpRequest, at: AtWindow, *, error: LinliError | None = None) -> HttpResponse:
    now, committee = clock.now(), at.officer.committee
    hall = hall_of(committee, now=now)
    here = next((one for one in hall.windows if one.id == at.window.pk), None)
    ticket = None if here is None else here.ticket
    has = set() if ticket is None else set(ticket.papers.splitlines())
    mine = [
        (label_of(hall.tickets[one.key]), hall.tickets[one.key])
        for one in hall.queue
        if at.window.pk in one.windows
    ]
    booked = today_of(committee, today=now)
    context = {
        "building": at.officer.building,
        "window": here,
        "ticket": ticket,
        "label": "" if ticket is None else label_of(ticket),
        "papers": []
        if ticket is None
        else [(says, says in has) for says in papers_of(ticket.service)],
        "may_miss": ticket is not None and ticket.calls >= CALLS,
        "calls": CALLS,
        "waiting": mine[:SHOWN],
        "count": len(mine),
        "booked": [(label_of(one), one) for one in booked[:SHOWN]],
        "others": [one for one in hall.windows if one.id != at.window.pk],
        "services": catalogue(committee, hall),
        "results": [one for one in Result.choices if one[0] != Result.UNKNOWN],
        "token": new_token(),
        "typed": request.POST,
        "error": error,
        "now": now,
    }
    return page(request, "buildings/window.html", context)


def _next(at: AtWindow, _request: HttpRequest) -> None:
    serving.call_next(at, now=clock.now())


def _recall(at: AtWindow, _request: HttpRequest) -> None:
    serving.recall(at, now=clock.now())


def _begin(at: AtWindow, _request: HttpRequest) -> None:
    serving.begin(at, now=clock.now())


def _done(at: AtWindow, request: HttpRequest) -> None:
    result = read_choice(request.POST, "result", Result)
    serving.finish(at, result=result, note=read_note(request.POST), now=clock.now())


def _missed(at: AtWindow, _request: HttpRequest) -> None:
    serving.miss(at, now=clock.now())


def _pass_on(at: AtWindow, request: HttpRequest) -> None:
    serving.pass_on(at, to=read_number(request.POST, "to"), now=clock.now())


def _pause(at: AtWindow, _request: HttpRequest) -> None:
    serving.pause(at, now=clock.now())


def _resume(at: AtWindow, _request: HttpRequest) -> None:
    serving.resume(at, now=clock.now())


def _urgent(at: AtWindow, request: HttpRequest) -> None:
    reason = read_words(request.POST, "reason", most=REASON_LONGEST)
    ticket = read_number(request.POST, "ticket")
    serving.move_forward(at.officer, ticket=ticket, reason=reason, now=clock.now())


def _arrived(at: AtWindow, request: HttpRequest) -> None:
    now, number = clock.now(), read_number(request.POST, "ticket")
    booked = today_of(at.officer.committee, today=now)
    found = next((one for one in booked if one.pk == number), None)
    if found is None:
        raise UnknownTicket
    found.service.committee = at.officer.committee
    tickets.arrive(found, now=now, by=name_in_ledger(at.officer.person))


def _paper(at: AtWindow, request: HttpRequest) -> HttpResponse:
    visited = Visited(at.officer.committee)
    found = access.service_at(visited, request.POST.get("letter", ""))
    made = tickets.draw_ticket(
        found.service,
        NewTicket(read_token(request.POST), new_token(), is_paper=True),
        address=address_of(request),
        now=clock.now(),
        by=name_in_ledger(at.officer.person),
    )
    return redirect("buildings:ticket_paper", access.ticket_link(made.code))


PRESSES: Mapping[str, Press] = {
    "next": _next,
    "recall": _recall,
    "begin": _begin,
    "done": _done,
    "missed": _missed,
    "pass_on": _pass_on,
    "pause": _pause,
    "resume": _resume,
    "urgent": _urgent,
    "arrived": _arrived,
    "paper": _paper,
}
"""What an officer may press."""
