"""The first minute: a courier's phone, the cabinet and the board on one page, all of them real."""

import secrets
from datetime import datetime
from hashlib import sha256
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_POST, require_safe

from linli.kernel import clock
from linli.kernel.errors import LinliError
from linli.lockers import access, begin_access
from linli.lockers.access import Seat
from linli.lockers.actions.breaking import break_door, mend_door
from linli.lockers.actions.demo_people import NAMES, play_part
from linli.lockers.actions.peak import begin_peak, is_playing
from linli.lockers.errors import NoDemo
from linli.lockers.forms import new_token
from linli.lockers.queries.home import tried_meals
from linli.lockers.queries.simulated import simulated_in
from linli.lockers.views.board import board_now, version_of
from linli.people.actions import name_in_ledger
from linli.people.enums import Role, SignInWay
from linli.people.signing_in import enter
from linli.web.pages import asks_for_a_part, page
from linli.web.problems import on_refusal, person_of

TOKEN_BYTES = 24
"""Of a sign-in link that is used up at once."""

PARTS = {
    Role.CREW: gettext_lazy("认领告警，清柜，召回"),
    Role.PROPERTY: gettext_lazy("看日报，签收，提整改"),
    Role.STEWARD: gettext_lazy("管人、管楼、管柜子"),
}
"""The role cards: what one does in each."""


@gzip_page
@never_cache
@require_safe
def demo(request: HttpRequest) -> HttpResponse:
    """Show the three panes; the cabinet and the board ask again each second."""
    now, person = clock.now(), person_of(request)
    return _show(request, access.demo_of(person, now=now), now=now)


@gzip_page
@never_cache
@require_safe
def live(request: HttpRequest) -> HttpResponse:
    """Only what moves, or 204 when it is as the page shows it."""
    now = clock.now()
    seat = access.demo_of(person_of(request), now=now)
    if request.GET.get("v") == _version(seat, now=now):
        return HttpResponse(status=204)
    return HttpResponse(_drawn(request, seat, now=now))


@never_cache
@require_POST
def press(request: HttpRequest) -> HttpResponse:
    """Break a door, mend what is broken, or let a noon begin."""
    now = clock.now()
    seat = access.demo_to_serve(person_of(request), now=now)
    on_refusal(request, lambda error: _again(request, seat, now=now, error=error))
    said = _press(request.POST.get("then", ""), seat, now=now)
    return _again(request, seat, now=now, said=said)


@never_cache
@require_POST
def play(request: HttpRequest) -> HttpResponse:
    """Sign in as somebody of the demo; whoever was signed in here is not any more."""
    now = clock.now()
    seat = access.demo_of(person_of(request), now=now)
    role = request.POST.get("role", "")
    if role not in NAMES:
        raise NoDemo
    token = secrets.token_urlsafe(TOKEN_BYTES)
    person = play_part(Role(role), seat.building, token=token, now=now)
    enter(request, person, SignInWay.LINK)
    return redirect("lockers:demo")


def _press(then: str, seat: Seat, *, now: datetime) -> str:
    """Do what a button says; return what came of it."""
    by = name_in_ledger(seat.person)
    match then:
        case "break":
            door = break_door(seat.building, by=by, now=now)
            return _("{cabinet} 柜 {comp} 号门被弄坏了，开着。看右边：告警自己会出现。").format(
                cabinet=door.cabinet, comp=door.comp
            )
        case "mend":
            mended = mend_door(seat.building, by=by, cid=new_token(), now=now)
            return _("门关上了，维护员正在开门确认。") if mended else _("没有坏的门。")
        case "peak":
            if not begin_peak():
                return _("午高峰正在进行。")
            return _("午高峰开始了：一分半钟里存 48 份餐，三分钟左右取完。")
        case _other:
            raise NoDemo


def _version(seat: Seat, *, now: datetime) -> str:
    """Return what changes when anything that moves here does."""
    told = [(one.deposit, one.state, one.stands) for one in tried_meals([seat.building.pk])]
    text = f"{version_of([seat.building.pk], now=now)}/{told}/{is_playing()}/{get_language()}"
    return sha256(text.encode()).hexdigest()[:32]


def _drawn(request: HttpRequest, seat: Seat, *, now: datetime) -> str:
    version = _version(seat, now=now)
    context: dict[str, Any] = board_now([seat.building.pk], version, after="", now=now)
    context |= {
        "meals": [
            (one, access.owner_link(one.deposit) if one.stands else "")
            for one in tried_meals([seat.building.pk])
        ],
        "is_playing": is_playing(),
    }
    return render_to_string("lockers/_demo_live.html", context, request)


def _again(
    request: HttpRequest,
    seat: Seat,
    *,
    now: datetime,
    error: LinliError | None = None,
    said: str = "",
) -> HttpResponse:
    if asks_for_a_part(request):
        told = {"error": error, "said": said, "out_of_band": True}
        heard = render_to_string("lockers/_demo_said.html", told)
        return HttpResponse(_drawn(request, seat, now=now) + heard)
    return _show(request, seat, now=now, error=error, said=said)


def _show(
    request: HttpRequest,
    seat: Seat,
    *,
    now: datetime,
    error: LinliError | None = None,
    said: str = "",
) -> HttpResponse:
    codes = simulated_in(seat.building)
    context = {
        "building": seat.building.name,
        "live": _drawn(request, seat, now=now),
        "error": error,
        "said": said,
        "cabinet": codes[0],
        "parts": [(role, role.label, does) for role, does in PARTS.items()],
        "may_serve": seat.may_serve,
        "may_begin": begin_access.begins_at(seat),
    }
    return page(request, "lockers/demo.html", context)
