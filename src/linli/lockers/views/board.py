"""The board: every compartment of the buildings one looks after, live, and what to do now."""

from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256

from django.http import Http404, HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_http_methods, require_safe

from linli.kernel import clock
from linli.kernel.errors import LinliError, Unavailable
from linli.lockers import access
from linli.lockers.actions import doors
from linli.lockers.actions.onsite import OnSiteCode
from linli.lockers.errors import CabinetQuiet
from linli.lockers.forms import OpeningForm, new_token, read_opening
from linli.lockers.queries.alarms import AlarmShown, open_alarms
from linli.lockers.queries.board import (
    Board,
    BoardCabinet,
    BoardDoor,
    board,
    board_version,
    doors_of,
)
from linli.lockers.queries.findings import question_at
from linli.lockers.queries.history import building_of_cabinet
from linli.lockers.queries.reports import open_reports, reports_version
from linli.lockers.views.drawing import Drawing, Drawn, drawn_once
from linli.lockers.views.pieces import drawn, gathered, known
from linli.lockers.views.tiles import (
    ALARMS_SHOWN,
    Alarm,
    Help,
    alarms_of,
    counts_of,
    doors_by_number,
    help_for,
    part_kind,
    part_words,
    tile_of,
    tiles_drawn,
    tiles_of,
)
from linli.people.actions import name_in_ledger
from linli.places.rules import is_code
from linli.web import qr
from linli.web.pages import page
from linli.web.problems import on_refusal, person_of

SHOWN = 26
"""Cabinets drawn on one page: a whole tower. Source: lockers.actions.towers."""

INTO_THE_DRAWER = {
    "HX-Retarget": "#drawer",
    "HX-Reselect": "#drawer",
    "HX-Reswap": "outerHTML",
    "HX-Push-Url": "false",
}


@gzip_page
@never_cache
@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """Show the board, which then asks for its doors by itself."""
    now = clock.now()
    buildings = access.buildings_to_watch(person_of(request), now=now)
    now_drawn = _drawn(buildings, after=_after(request), now=now)
    doors_now = now_drawn.html()
    return page(request, "lockers/board.html", {"doors": doors_now, "now": now})


@never_cache
@require_safe
def overview_doors(request: HttpRequest) -> HttpResponse:
    """What moved since the page asked last, or 204; at most a moment old.

    A page that shows what this process has not drawn lately is sent all of it.
    """
    now = clock.now()
    buildings = access.buildings_to_watch(person_of(request), now=now)
    drawing = _drawn(buildings, after=_after(request), now=now, may_be_a_moment_old=True)
    seen = request.GET.get("v", "")
    if seen == drawing.version:
        return HttpResponse(status=204)
    return drawing.answer(request, seen=seen)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def one_door(request: HttpRequest, cabinet: str, number: int) -> HttpResponse:
    """One compartment, and what staff can do about it; each opening needs a reason."""
    now = clock.now()
    person = person_of(request)
    at, door = _find(access.buildings_to_watch(person, now=now), cabinet, number, now=now)
    if request.method != "POST":
        return _drawer(request, at, door, now=now)
    on_refusal(request, lambda error: _drawer(request, at, door, now=now, error=error))
    buildings = access.buildings_for_crew(person, now=now)
    given = read_opening(request.POST)
    if given.by_code:
        code = doors.recall_on_site(
            actor=name_in_ledger(person),
            buildings=buildings,
            deposit=door.deposit,
            dispose=given.dispose,
            reason=given.reason,
            cid=given.token,
            now=now,
        )
        return _drawer(request, at, door, now=now, got=code)
    asked = _open(name_in_ledger(person), buildings, at.code, door, given, now)
    return _drawer(request, at, door, now=now, got=asked)


def version_of(buildings: Sequence[int], *, now: datetime) -> str:
    """Return the board's version; a new one each minute, because meals grow old by themselves."""
    where = ",".join(str(one) for one in sorted(buildings))
    version = f"{where}/{board_version(buildings, now=now)}/{now:%H%M}"
    version += f"/{reports_version(buildings)}"
    return sha256(version.encode()).hexdigest()[:32]


def _after(request: HttpRequest) -> str:
    """Read after which cabinet the page begins; what is no code begins at the first."""
    code = request.GET.get("after", "")
    return code if is_code(code) else ""


def _drawn(
    buildings: Sequence[int], *, after: str, now: datetime, may_be_a_moment_old: bool = False
) -> Drawing:
    """Return the doors, drawn once for all who watch the same buildings."""
    where = ",".join(str(one) for one in sorted(buildings))
    return drawn_once(
        f"board/{sha256(where.encode()).hexdigest()}/{after}/{get_language()}",
        version=lambda: version_of(buildings, now=now),
        draw=lambda version: _draw(buildings, version, after=after, now=now),
        may_be_a_moment_old=may_be_a_moment_old,
    )


def _draw(buildings: Sequence[int], version: str, *, after: str, now: datetime) -> Drawn:
    """Draw one page of cabinets, of those that are not as they were drawn before."""
    context = _page_now(buildings, after=after, now=now)
    everything: Board = context["board"]  # type: ignore[assignment]  # see there
    cabinets = [drawn(one, {"now": now}) for one in everything.cabinets]
    first = {
        "figures": render_to_string("lockers/_board_figures.html", context),
        "alarms": render_to_string("lockers/_board_alarms.html", context),
        "reports": render_to_string("lockers/_reports.html", context),
    }
    context |= first
    context["cabinets"] = [(one.top, one.tiles_together(), one.counts) for one in cabinets]
    return Drawn(
        ask=render_to_string("lockers/_board_ask.html", context | {"version": version}),
        whole=render_to_string("lockers/_board_doors.html", context),
        pieces=gathered(first, cabinets),
    )


def board_now(
    buildings: Sequence[int], version: str, *, after: str, now: datetime
) -> dict[str, object]:
    """Return one page of cabinets as a template draws it; what needs a hand is listed of all."""
    context = _page_now(buildings, after=after, now=now)
    everything: Board = context["board"]  # type: ignore[assignment]  # see there
    base = reverse("lockers:board")
    context["version"] = version
    context["cabinets"] = [
        (
            one,
            tiles_drawn(base, one.code, tiles),
            counts_of(tiles),
            [(part, part_words(part), part_kind(part)) for part in one.parts],
        )
        for one in everything.cabinets
        for tiles in [tiles_of(one)]
    ]
    return context


def _page_now(buildings: Sequence[int], *, after: str, now: datetime) -> dict[str, object]:
    """Return what one page of the board says; its ``board`` has that page's cabinets."""
    everything = board(buildings, now=now, after=after, most=SHOWN, known=known)
    alarms = open_alarms(buildings)
    codes = everything.codes
    first = codes.index(after) + 1 if after in codes else 0
    return {
        "after": after if first else "",
        "board": everything,
        "last": codes[first + SHOWN - 1] if codes[first + SHOWN :] else "",
        "more": len(codes[first + SHOWN :]),
        "reports": open_reports(buildings),
        "alarms": alarms_with_doors(everything.cabinets, alarms[:ALARMS_SHOWN], now=now),
        "alarms_more": max(0, len(alarms) - ALARMS_SHOWN),
        "now": now,
    }


def alarms_with_doors(
    cabinets: Sequence[BoardCabinet], alarms: Sequence[AlarmShown], *, now: datetime
) -> list[Alarm]:
    """Return alarms as the board shows them, with their doors of cabinets on other pages too."""
    doors, here = doors_by_number(cabinets), {one.code for one in cabinets}
    if elsewhere := {one.cabinet for one in alarms} - here:
        doors |= doors_of(elsewhere, now=now)
    return alarms_of(doors, alarms)


def _find(
    buildings: Sequence[int], cabinet: str, number: int, *, now: datetime
) -> tuple[BoardCabinet, BoardDoor]:
    there = building_of_cabinet(cabinet)
    if there is None or there not in buildings:
        raise Http404
    for one in board([there], now=now).cabinets:
        for door in one.doors:
            if (one.code, door.number) == (cabinet, number):
                return one, door
    raise Http404


def _open(
    actor: str,
    buildings: Sequence[int],
    cabinet: str,
    door: BoardDoor,
    given: OpeningForm,
    now: datetime,
) -> doors.Door:
    if help_for(door) == Help.CLEAR:
        return doors.clear(
            actor=actor,
            buildings=buildings,
            cabinet=cabinet,
            comp=door.number,
            reason=given.reason,
            cid=given.token,
            now=now,
        )
    return doors.recall(
        actor=actor,
        buildings=buildings,
        deposit=door.deposit,
        dispose=given.dispose,
        reason=given.reason,
        cid=given.token,
        now=now,
    )


def _may_open(request: HttpRequest, now: datetime) -> bool:
    """Whether to offer the buttons at all; whether they work is access's to say."""
    return access.may_serve(person_of(request), now=now)


def _drawer(
    request: HttpRequest,
    at: BoardCabinet,
    door: BoardDoor,
    *,
    now: datetime,
    error: LinliError | None = None,
    got: doors.Door | OnSiteCode | None = None,
) -> HttpResponse:
    """Show one compartment, with what a press has got: a door, or a code to show there."""
    may_open = _may_open(request, now)
    code = got if isinstance(got, OnSiteCode) else None
    keeps_token = isinstance(error, Unavailable) and request.POST.get("token")
    context = {
        "action": reverse("lockers:board_door", args=[at.code, door.number]),
        "cabinet": at,
        "door": door,
        "tile": tile_of(door),
        "help": help_for(door) if may_open else Help.NOTHING,
        "typed": request.POST.get("reason", ""),
        "token": request.POST["token"] if keeps_token else new_token(),
        "error": error,
        "asked": got if isinstance(got, doors.Door) else None,
        "question": question_at(at.code, door.number, now=now) if may_open else None,
        "is_alone": not at.online or isinstance(error, CabinetQuiet),
        "code": qr.svg_at_once(code.text, title=qr.words()) if code else "",
        "until": code.until if code else None,
        "now": now,
    }
    response = page(request, "lockers/board_door.html", context)
    # The tile that asked may have been drawn anew by now, and could not say where this goes.
    for name, value in INTO_THE_DRAWER.items():
        response.headers[name] = value
    return response
