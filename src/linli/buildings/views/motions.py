"""What a committee deliberates and decides, for everybody; putting motions, for who keeps it."""

from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.timezone import localdate
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from linli.buildings.access import ballots as ballot_access
from linli.buildings.access import matters as access
from linli.buildings.access.matters import Handled, Visited
from linli.buildings.actions.motions import call_election, contribute, move
from linli.buildings.enums.matters import MatterState
from linli.buildings.errors.matters import FormUnreadable
from linli.buildings.forms.ballots import read_export, read_motion, read_names
from linli.buildings.forms.matters import read_number, read_words
from linli.buildings.queries.ballots import as_json, export_of, labels_of
from linli.buildings.queries.committees import seats_of
from linli.buildings.queries.motions import (
    ballots_of,
    choice_of_receipt,
    motions_of,
    outcome_label,
    result_kept,
    said_of,
)
from linli.buildings.rules.recount import Recount, recount
from linli.kernel import clock
from linli.kernel.errors import LinliError
from linli.people.actions.guessing import count_try
from linli.people.rules.guessing import Limit
from linli.web.addresses import address_of
from linli.web.pages import page
from linli.web.problems import known_person, on_refusal, person_of

RECOUNTED_PER_ADDRESS = Limit("recounts-address", 60, timedelta(hours=1))
"""A recount of a large roll takes some 20 ms; nobody needs one a minute."""

SAID_LONGEST = 300
"""Characters: what is minuted of one who spoke."""


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def listed(request: HttpRequest, building: str) -> HttpResponse:
    """List the motions of a building with what came of them; put one, or call an election."""
    if request.method != "POST":
        return _listed(request, access.committee_of(building))
    now = clock.now()
    keeper = access.keeper_at(person_of(request), building, now=now)
    on_refusal(request, lambda error: _listed(request, Visited(keeper.committee), error=error))
    then = request.POST.get("then")
    if then == "move":
        form = read_motion(request.POST)
        made = move(keeper, title=form.title, says=form.says, matter=None, now=now)
    elif then == "elect":
        seat, names = read_number(request.POST, "seat"), read_names(request.POST)
        made = call_election(keeper, seat=seat, names=names, now=now)
    else:
        raise FormUnreadable
    return redirect("buildings:ballot", building, made.number)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def talk(request: HttpRequest, building: str, number: int) -> HttpResponse:
    """Show what was said on a matter and moved of it; minute a word, put a motion of it."""
    if request.method != "POST":
        at = access.committee_of(building)
        return _talk(request, at, access.shown_matter(at, number))
    now = clock.now()
    keeper = access.keeper_at(person_of(request), building, now=now)
    at, found = Visited(keeper.committee), access.matter_of(keeper, number)
    on_refusal(request, lambda error: _talk(request, at, found, error=error))
    then = request.POST.get("then")
    if then == "say":
        seat = read_number(request.POST, "seat") or None
        says = read_words(request.POST, "word", most=SAID_LONGEST)
        contribute(keeper, found.matter, seat=seat, says=says, now=now)
        return redirect("buildings:talk", building, number)
    if then != "move":
        raise FormUnreadable
    form = read_motion(request.POST)
    made = move(keeper, title=form.title, says=form.says, matter=found.matter, now=now)
    return redirect("buildings:ballot", building, made.number)


@never_cache
@require_safe
def motion(request: HttpRequest, building: str, number: int) -> HttpResponse:
    """Show what a motion says and what was decided, by which rule, with which counts.

    Whoever has a receipt sees for what their vote counts.
    """
    now, at = clock.now(), access.committee_of(building)
    found = ballot_access.motion_of(at, number).motion
    keeps = access.keeps(known_person(request), at.committee, now=now)
    receipt = request.GET.get("receipt", "").strip()
    context = {
        "building": at.building,
        "motion": found,
        "candidates": _candidates(labels_of(found)) if found.seat_id else (),
        "ballots": ballots_of(found, keeps=keeps),
        "receipt": receipt,
        "counts_for": choice_of_receipt(found, receipt) if receipt else "",
        "keeps": keeps,
        "now": now,
    }
    return page(request, "buildings/motion.html", context)


@never_cache
@require_safe
def export(request: HttpRequest, building: str, number: int, ballot: int) -> HttpResponse:
    """Hand out a ballot that is over, so that anybody can count it again."""
    at = access.committee_of(building)
    moved = ballot_access.motion_of(at, number)
    person = known_person(request)
    found = ballot_access.counted_ballot(moved, ballot, person, now=clock.now())
    name = f"{building}-{number}-{ballot}.json"
    return HttpResponse(
        as_json(export_of(found.ballot, result_kept(found.ballot))),
        content_type="application/json; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def recounted(request: HttpRequest) -> HttpResponse:
    """Count again whatever export is pasted; and say how to do so without us."""
    if request.method != "POST":
        return _recounted(request)
    on_refusal(request, lambda error: _recounted(request, error=error))
    count_try(RECOUNTED_PER_ADDRESS, address_of(request), now=clock.now())
    return _recounted(request, recount(read_export(request.POST)))


def _recounted(
    request: HttpRequest, found: Recount | None = None, *, error: LinliError | None = None
) -> HttpResponse:
    context = {
        "found": found,
        "outcome": "" if found is None else outcome_label(found.result),
        "result": "" if found is None else as_json(found.result),
        "typed": request.POST,
        "error": error,
    }
    return page(request, "buildings/recount.html", context)


def _candidates(labels: dict[str, str]) -> list[str]:
    return [label for choice, label in labels.items() if choice.isdigit()]


def _listed(request: HttpRequest, at: Visited, *, error: LinliError | None = None) -> HttpResponse:
    now = clock.now()
    keeps = access.keeps(known_person(request), at.committee, now=now)
    context = {
        "building": at.building,
        "motions": motions_of(at.committee),
        "seats": seats_of(at.committee, today=localdate(now)) if keeps else (),
        "keeps": keeps,
        "typed": request.POST,
        "error": error,
        "now": now,
    }
    return page(request, "buildings/motions.html", context)


def _talk(
    request: HttpRequest, at: Visited, found: Handled, *, error: LinliError | None = None
) -> HttpResponse:
    now, matter = clock.now(), found.matter
    keeps = access.keeps(known_person(request), at.committee, now=now)
    context = {
        "building": at.building,
        "matter": matter,
        "said": said_of(matter),
        "motions": motions_of(at.committee, matter),
        "may_speak": keeps and matter.state == MatterState.DELIBERATING,
        "seats": seats_of(at.committee, today=localdate(now)) if keeps else (),
        "keeps": keeps,
        "typed": request.POST,
        "error": error,
        "now": now,
    }
    return page(request, "buildings/talk.html", context)
