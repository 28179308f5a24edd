"""My shifts: what somebody has on every roster, on their phone; swaps, wishes, days away."""

from collections.abc import Callable, Mapping
from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from linli.buildings.access import roster as access
from linli.buildings.access.roster import Owned, Serving
from linli.buildings.actions import duties, members, swaps
from linli.buildings.enums.roster import Weekday
from linli.buildings.errors.matters import FormUnreadable
from linli.buildings.forms.matters import read_day, read_number
from linli.buildings.forms.roster import read_weekdays
from linli.buildings.queries.own_duties import own_page
from linli.kernel import clock
from linli.kernel.errors import LinliError
from linli.web.pages import page
from linli.web.problems import on_refusal, person_of

Press = Callable[[Serving, HttpRequest], object]


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def mine(request: HttpRequest) -> HttpResponse:
    """Show one's own duties and what is offered; sign on, give up, swap, wish."""
    person = person_of(request)
    who = access.serving(person, now=clock.now())
    if request.method != "POST":
        return _mine(request, who)
    on_refusal(request, lambda error: _mine(request, who, error=error))
    press = PRESSES.get(request.POST.get("then", ""))
    if press is None:
        raise FormUnreadable
    press(who, request)
    return redirect("buildings:own_duties")


def _own(who: Serving, request: HttpRequest) -> Owned:
    return access.own_duty(who, read_number(request.POST, "duty"))


def _offer(who: Serving, request: HttpRequest) -> None:
    owned = _own(who, request)
    to, in_return = access.colleague(owned, request.POST.get("to", ""))
    swaps.offer(owned, to=to, in_return=in_return, now=clock.now())


def _accept(who: Serving, request: HttpRequest) -> None:
    swaps.accept(access.offer_for(who, read_number(request.POST, "offer")), now=clock.now())


def _away(who: Serving, request: HttpRequest) -> None:
    member = access.own_member(who, read_number(request.POST, "member")).member
    first, last = read_day(request.POST, "first"), read_day(request.POST, "last")
    members.note_absence(member, first=first, last=last, by=who.person, now=clock.now())


def _back(who: Serving, request: HttpRequest) -> None:
    member = access.own_member(who, read_number(request.POST, "member")).member
    absence = read_number(request.POST, "absence")
    members.forget_absence(member, absence=absence, by=who.person, now=clock.now())


def _wish(who: Serving, request: HttpRequest) -> None:
    member = access.own_member(who, read_number(request.POST, "member")).member
    wants, avoids = (read_weekdays(request.POST.getlist(one)) for one in ("want", "avoid"))
    members.wish_weekdays(member, wants=wants, avoids=avoids, by=who.person, now=clock.now())


def _wish_shift(who: Serving, request: HttpRequest) -> None:
    member = access.own_member(who, read_number(request.POST, "member")).member
    wants = {"yes": True, "no": False}.get(request.POST.get("wants", ""))
    shift = read_number(request.POST, "shift")
    members.wish_shift(member, shift=shift, wants=wants, now=clock.now())


def _renew(who: Serving, request: HttpRequest) -> None:
    member = access.own_member(who, read_number(request.POST, "member")).member
    members.renew_feed(member, now=clock.now())


PRESSES: Mapping[str, Press] = {
    "sign_on": lambda who, request: duties.sign_on(_own(who, request), now=clock.now()),
    "give_up": lambda who, request: duties.give_up(_own(who, request), now=clock.now()),
    "offer": _offer,
    "withdraw": lambda who, request: swaps.withdraw(_own(who, request), now=clock.now()),
    "accept": _accept,
    "away": _away,
    "back": _back,
    "wish": _wish,
    "wish_shift": _wish_shift,
    "renew": _renew,
}
"""What each button does."""


def _mine(request: HttpRequest, who: Serving, *, error: LinliError | None = None) -> HttpResponse:
    now = clock.now()
    shown = own_page(who.members, who.person.pk, now=now)
    feeds = {
        one.pk: request.build_absolute_uri(
            reverse("buildings:duty_feed", args=[access.feed_link(one)])
        )
        for one in who.members
    }
    context = {
        "own": shown,
        "places": [(one, feeds[one.member.pk]) for one in shown.places],
        "kept": access.kept_rosters(who.person, now=now),
        "weekdays": Weekday.choices,
        "soon": now + timedelta(days=1),
        "typed": request.POST,
        "error": error,
        "now": now,
    }
    return page(request, "buildings/roster_mine.html", context)
