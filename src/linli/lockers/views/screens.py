"""A screen on a wall: its code while it waits, then the board of the places that were named.

The screen itself is nobody. It holds a cookie that these two pages alone look at, and nothing on
them can be pressed but to ask anew.
"""

from collections.abc import Sequence
from datetime import datetime

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_http_methods, require_safe

from linli.kernel import clock
from linli.kernel.errors import LinliError
from linli.lockers import access
from linli.lockers.forms import read_day_end
from linli.lockers.queries.alarms import open_alarms
from linli.lockers.queries.board import board
from linli.lockers.views.board import SHOWN, alarms_with_doors, version_of
from linli.lockers.views.tiles import (
    ALARMS_SHOWN,
    counts_of,
    part_kind,
    part_words,
    tiles_of,
    tiles_standing,
)
from linli.people.actions.screens import ask_in, code_of, confirm
from linli.people.queries_of_screens import places_to_show, screen_with, shown_on
from linli.people.rules.screens import AT_MOST, CODE_LIVES, written
from linli.web import qr
from linli.web.addresses import address_of
from linli.web.pages import page
from linli.web.problems import on_refusal, person_of

DRAWN_FOR_S = 60
"""Seconds one drawing serves all screens of the same places; a new version is a new one."""

COOKIE: str = settings.SCREEN_COOKIE_NAME

WAITING = "waiting"
"""What a page that shows a code says it shows."""


@gzip_page
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def screen(request: HttpRequest) -> HttpResponse:
    """Show what this screen shows; a press lets it ask to be signed in."""
    now = clock.now()
    if request.method == "POST":
        return _ask(request, now)
    token = request.COOKIES.get(COOKIE, "")
    found = screen_with(token, now=now)
    context: dict[str, object] = {"stage": "asks", "now": now}
    if found is not None and found.person is None:
        confirms = request.build_absolute_uri(reverse("lockers:screen_confirm"))
        picture = qr.label(confirms, title=_("确认这块屏幕的网页"))
        context |= {"stage": WAITING, "code": written(code_of(token)), "confirms": confirms}
        context["picture"] = picture
    elif found is not None:
        buildings = shown_on(found, access.WATCHING, now=now)
        shown = _drawn(buildings, version_of(buildings, now=now), now)
        context |= {"stage": "shows", "screen": found, "shown": shown}
    return page(request, "lockers/screen.html", context)


@gzip_page
@never_cache
@require_safe
def live(request: HttpRequest) -> HttpResponse:
    """Only what is shown, or 204 while it is as the page has it; or that the page be read anew."""
    now = clock.now()
    found = screen_with(request.COOKIES.get(COOKIE, ""), now=now)
    seen = request.GET.get("v", "")
    if found is None or found.person is None:
        is_over = seen != (WAITING if found else "")
        return HttpResponse(status=204, headers={"HX-Refresh": "true"} if is_over else {})
    buildings = shown_on(found, access.WATCHING, now=now)
    version = version_of(buildings, now=now)
    if seen == version:
        return HttpResponse(status=204)
    if seen == WAITING:
        return HttpResponse(status=204, headers={"HX-Refresh": "true"})
    return HttpResponse(_drawn(buildings, version, now))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def confirmed(request: HttpRequest) -> HttpResponse:
    """Let a screen show the board, by its code, for who may watch it."""
    person, now = person_of(request), clock.now()
    access.buildings_to_watch(person, now=now)
    if request.method != "POST":
        return _form(request, now)
    on_refusal(request, lambda error: _form(request, now, error))
    offered = places_to_show(person, access.WATCHING, now=now)
    chosen = set(request.POST.getlist("place"))
    confirm(
        person=person,
        typed=request.POST.get("code", "")[:40],
        name="".join(one for one in request.POST.get("name", "") if one.isprintable()).strip(),
        places=[one for one in offered if one.code in chosen],
        until=read_day_end(request.POST, "until"),
        now=now,
    )
    return redirect("portal:account")


def _ask(request: HttpRequest, now: datetime) -> HttpResponse:
    token = ask_in(address=address_of(request), now=now)
    answer = redirect("lockers:screen")
    answer.set_cookie(
        COOKIE,
        token,
        max_age=AT_MOST + CODE_LIVES,
        secure=request.is_secure(),
        httponly=True,
        samesite="Strict",
    )
    return answer


def _drawn(buildings: Sequence[int], version: str, now: datetime) -> str:
    """Return the board as HTML, drawn once for all screens of the same places."""
    key = f"screen/{version}/{get_language()}"
    drawn: str | None = cache.get(key)
    if drawn is None:
        drawn = render_to_string("lockers/_screen_board.html", _board(buildings, version, now))
        cache.set(key, drawn, DRAWN_FOR_S)
    return drawn


def _board(buildings: Sequence[int], version: str, now: datetime) -> dict[str, object]:
    """Return what a screen shows: doors and what needs a hand, and nobody's name."""
    everything = board(buildings, now=now, most=SHOWN)
    alarms = open_alarms(buildings)
    return {
        "version": version,
        "cabinets": [
            (
                one,
                tiles_standing(tiles),
                counts_of(tiles),
                [(part, part_words(part), part_kind(part)) for part in one.parts],
            )
            for one in everything.cabinets
            for tiles in [tiles_of(one)]
        ],
        "more": max(0, len(everything.codes) - SHOWN),
        "alarms": alarms_with_doors(everything.cabinets, alarms[:ALARMS_SHOWN], now=now),
        "alarms_more": max(0, len(alarms) - ALARMS_SHOWN),
        "now": now,
    }


def _form(request: HttpRequest, now: datetime, error: LinliError | None = None) -> HttpResponse:
    context = {
        "offered": places_to_show(person_of(request), access.WATCHING, now=now),
        "chosen": request.POST.getlist("place"),
        "posted": request.POST,
        "most_days": AT_MOST.days,
        "error": error,
        "now": now,
    }
    return page(request, "lockers/screen_confirm.html", context)
