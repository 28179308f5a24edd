"""The pages of places: the tree one looks after, and one place with all that is known of it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from linli.kernel import clock
from linli.kernel.errors import LinliError
from linli.people.actions import name_in_ledger
from linli.places.actions.changing import change_place
from linli.places.actions.moving import close_place, merge_place, move_place, open_again
from linli.places.actions.undoing import take_back
from linli.places.enums import Datum, PlaceLevel
from linli.places.queries.history import history_of
from linli.places.queries.known import facts_of, outline_of
from linli.places.rules.coordinates import gcj02_of, rounded
from linli.places.rules.outlines import write_outline
from linli.places.rules.reading import read_code
from linli.places.rules.undoing import MoveBack
from linli.portal import access, place_pages
from linli.portal.place_forms import Posted, read_facts, read_ring
from linli.web.pages import page
from linli.web.problems import on_refusal, person_of

FIELDS = ("name", "division", "address", "longitude", "latitude", "datum", "outline")

LONGEST_SEARCH = 40


@gzip_page
@never_cache
@require_safe
def places(request: HttpRequest) -> HttpResponse:
    """Show the places one looks after as a tree, or those that were searched for."""
    yours = access.places_to_steward(person_of(request), now=clock.now())
    everything = place_pages.branches(yours)
    typed = request.GET.get("q", "")[:LONGEST_SEARCH]
    found = place_pages.search(everything, typed) if typed.strip() else []
    context = {
        "typed": typed,
        "count": len(everything),
        "found": found[: place_pages.MOST_FOUND],
        "found_more": max(0, len(found) - place_pages.MOST_FOUND),
        "roots": [] if typed.strip() else place_pages.tree_of(everything),
    }
    return page(request, "portal/places.html", context)


@gzip_page
@never_cache
@require_safe
def place(request: HttpRequest, code: str) -> HttpResponse:
    """Show one place: what is known of it, what lies in it, and what happened to it."""
    return _one(request, code)


def _one(request: HttpRequest, code: str, error: LinliError | None = None) -> HttpResponse:
    person, now = person_of(request), clock.now()
    here = access.place_to_steward(person, code, now=now)
    yours = access.places_to_steward(person, now=now)
    inner = [one for one in place_pages.branches(yours) if one.path.startswith(f"{here.path}/")]
    ring, facts = outline_of(here), facts_of(here)
    happened = history_of(here)
    context = {
        "place": here,
        "facts": facts,
        "shown": rounded(gcj02_of(facts.point)) if facts.point else None,
        "drawing": place_pages.drawn(ring) if ring else None,
        "way": place_pages.way_to(here, yours),
        "roots": place_pages.tree_of(inner),
        "past": place_pages.past_of(happened),
        "undo": place_pages.offered(happened, actor=name_in_ledger(person), now=now),
        "may_take_away": access.may_take_away(person, here, now=now),
        "error": error,
        "now": now,
    }
    return page(request, "portal/place.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, code: str) -> HttpResponse:
    """Correct what is known of a place; refused, the form shows again what was typed."""
    person, now = person_of(request), clock.now()
    here = access.place_to_steward(person, code, now=now)

    def show(typed: Posted, error: LinliError | None = None) -> HttpResponse:
        context = {"place": here, "typed": typed, "datums": Datum, "error": error}
        return page(request, "portal/place_edit.html", context)

    if request.method != "POST":
        facts, ring = facts_of(here), outline_of(here)
        return show(
            {
                "name": facts.name,
                "division": facts.division,
                "address": facts.address,
                "longitude": f"{facts.point.longitude:.6f}" if facts.point else "",
                "latitude": f"{facts.point.latitude:.6f}" if facts.point else "",
                "datum": Datum.WGS84.value,
                "outline": write_outline(ring) if ring else "",
            }
        )
    typed = {name: request.POST.get(name, "") for name in FIELDS}
    on_refusal(request, lambda error: show(typed, error))
    change_place(
        here.code,
        facts=read_facts(typed, level=PlaceLevel(here.level)),
        outline=read_ring(typed),
        actor=name_in_ledger(person),
        now=now,
    )
    return redirect("portal:place", here.code)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def move(request: HttpRequest, code: str) -> HttpResponse:
    """Let a place lie in another one."""
    return _take_away(request, code, merging=False)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def merge(request: HttpRequest, code: str) -> HttpResponse:
    """Let a place become part of another one of its level."""
    return _take_away(request, code, merging=True)


def _take_away(request: HttpRequest, code: str, *, merging: bool) -> HttpResponse:
    person, now = person_of(request), clock.now()
    here = access.place_to_take_away(person, code, now=now)
    typed = request.POST.get("to", "")

    def show(error: LinliError | None = None) -> HttpResponse:
        everything = place_pages.branches(access.places_to_steward(person, now=now))
        targets = place_pages.targets_for(here, everything, merging=merging)
        context = {
            "place": here,
            "merging": merging,
            "typed": typed,
            "targets": targets[: place_pages.MOST_SHOWN],
            "error": error,
        }
        return page(request, "portal/place_move.html", context)

    if request.method != "POST":
        return show()
    on_refusal(request, show)
    target = access.place_to_steward(person, read_code(typed), now=now).code
    actor = name_in_ledger(person)
    if merging:
        merge_place(here.code, into=target, actor=actor, now=now)
    else:
        move_place(here.code, to=target, actor=actor, now=now)
    return redirect("portal:place", here.code)


@require_POST
def close(request: HttpRequest, code: str) -> HttpResponse:
    """Close a place; its page then offers to take that back."""
    person, now = person_of(request), clock.now()
    here = access.place_to_steward(person, code, now=now)
    on_refusal(request, lambda error: _one(request, here.code, error))
    close_place(here.code, actor=name_in_ledger(person), now=now)
    return redirect("portal:place", here.code)


@require_POST
def reopen(request: HttpRequest, code: str) -> HttpResponse:
    """Take the closing of a place back."""
    person, now = person_of(request), clock.now()
    here = access.place_to_steward(person, code, now=now)
    on_refusal(request, lambda error: _one(request, here.code, error))
    open_again(here.code, actor=name_in_ledger(person), now=now)
    return redirect("portal:place", here.code)


@require_POST
def undo(request: HttpRequest, code: str) -> HttpResponse:
    """Take back what one did last to a place, a moment ago."""
    person, now = person_of(request), clock.now()
    here = access.place_to_steward(person, code, now=now)
    actor = name_in_ledger(person)
    on_refusal(request, lambda error: _one(request, here.code, error))
    found = place_pages.offered(history_of(here), actor=actor, now=now)
    if found is not None and isinstance(found.undo, MoveBack):
        access.place_to_take_away(person, here.code, now=now)
        access.place_to_steward(person, found.undo.to, now=now)
    take_back(here.code, entry=request.POST.get("entry", ""), actor=actor, now=now)
    return redirect("portal:place", here.code)
