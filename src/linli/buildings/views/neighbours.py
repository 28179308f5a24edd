"""Pages for everybody of a building: what was raised, raising, supporting, judging the answer."""

import hashlib

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.timezone import localdate
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from linli.buildings.access import matters as access
from linli.buildings.access.matters import Handled, Speaker, Visited
from linli.buildings.actions.evidence import RAISERS_MOST, add_photo
from linli.buildings.actions.raising import (
    SAID_PER_ADDRESS,
    NewMatter,
    NewVoice,
    raise_matter,
    say_solved,
    say_unsolved,
    support_matter,
)
from linli.buildings.actions.telling import follow, tells_here, unfollow
from linli.buildings.enums.kinds import MatterKind
from linli.buildings.enums.matters import MatterState, VoiceKind
from linli.buildings.forms.evidence import read_photo
from linli.buildings.forms.matters import RaiseForm, new_token, read_raising, read_token
from linli.buildings.forms.plan import read_spot
from linli.buildings.queries.matters import (
    figures,
    matter_page,
    shown_matters,
    similar_matters,
    unread,
)
from linli.buildings.queries.plan import choices_of
from linli.buildings.rules.plan import floor_label
from linli.kernel import clock
from linli.kernel.errors import LinliError
from linli.people.actions.guessing import count_try
from linli.people.phones import read_mobile
from linli.web.addresses import address_of
from linli.web.headers import behind_a_link
from linli.web.pages import page
from linli.web.problems import known_person, on_refusal

COOKIE = "linli_neighbour"
KEPT_S = 400 * 86_400
"""Seconds. The longest that browsers keep a cookie. Source: RFC 6265bis, section 5.5."""


@never_cache
@require_safe
def matters(request: HttpRequest, building: str) -> HttpResponse:
    """List what was raised in a building, with figures, overdue in public."""
    now, at = clock.now(), access.committee_of(building)
    committee = at.committee
    context = {
        "building": committee.building,
        "matters": shown_matters(committee, today=localdate(now)),
        "unread": unread(committee),
        "figures": figures(committee, now=now),
        "keeps": access.keeps(known_person(request), committee, now=now),
        "now": now,
    }
    return page(request, "buildings/matters.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def raised(request: HttpRequest, building: str) -> HttpResponse:
    """Take what somebody raises; where others raised the like, show that first."""
    at = access.committee_of(building)
    if request.method != "POST":
        return _raising(request, at)
    on_refusal(request, lambda error: _raising(request, at, error=error))
    form, now, choices = read_raising(request.POST), clock.now(), choices_of(at.committee)
    codes = [code for code, _name in choices.blocks]
    floor, block = read_spot(request.POST, floors=choices.floors, blocks=codes)
    if request.POST.get("then") != "send":
        similar = similar_matters(
            at.committee, form.title, today=localdate(now), at=(floor, block), spot=form.spot
        )
        if similar:
            return _raising(request, at, similar=similar)
    made = raise_matter(
        at.committee,
        NewMatter(form.token, form.title, form.says, form.spot, form.kind, floor, block),
        _voice(request, new_token(), form),
        address=address_of(request),
        now=now,
    )
    return _to_voice(request, made.code)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def matter(request: HttpRequest, building: str, number: int) -> HttpResponse:
    """Show one matter to everybody; support it."""
    at = access.committee_of(building)
    found = access.shown_matter(at, number)
    if request.method != "POST":
        return _matter(request, at, found)
    on_refusal(request, lambda error: _matter(request, at, found, error=error))
    made = support_matter(
        at.committee,
        found.matter,
        _voice(request, read_token(request.POST)),
        address=address_of(request),
        now=clock.now(),
    )
    return _to_voice(request, made.code)


@behind_a_link
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def voice(request: HttpRequest, token: str) -> HttpResponse:
    """Show whoever raised or supports a matter how it goes; let them say whether it is solved."""
    found = access.voice_of_link(token)
    if request.method != "POST":
        return _own(request, found, token)
    on_refusal(request, lambda error: _own(request, found, token, error=error))
    now = clock.now()
    if request.POST.get("then") == "photo":
        image = read_photo(request.FILES)
        add_photo(found.voice, image, address=address_of(request), now=now)
        return redirect("buildings:voice", token)
    if request.POST.get("then") == "follow":
        mobile = read_mobile(request.POST.get("phone", ""))
        follow(found.voice, mobile, address=address_of(request), now=now)
        return redirect("buildings:voice", token)
    if request.POST.get("then") == "unfollow":
        unfollow(found.voice, now=now)
        return redirect("buildings:voice", token)
    count_try(SAID_PER_ADDRESS, address_of(request), now=now)
    if request.POST.get("then") == "solved":
        say_solved(found.voice, now=now)
    else:
        say_unsolved(found.voice, now=now)
    return redirect("buildings:voice", token)


def _raising(
    request: HttpRequest,
    at: Visited,
    *,
    similar: object = (),
    error: LinliError | None = None,
) -> HttpResponse:
    choices = choices_of(at.committee)
    context = {
        "building": at.building,
        "floors": [(f"{one}", floor_label(one)) for one in choices.floors],
        "blocks": choices.blocks,
        "token": request.POST.get("token") or new_token(),
        "typed": request.POST,
        "kinds_of_matter": MatterKind.choices,
        "similar": similar,
        "error": error,
        "now": clock.now(),
    }
    return page(request, "buildings/raise.html", context)


def _matter(
    request: HttpRequest, at: Visited, found: Handled, *, error: LinliError | None = None
) -> HttpResponse:
    now = clock.now()
    context = {
        "building": at.building,
        "matter": matter_page(found.matter, today=localdate(now), to_all=True),
        "token": new_token(),
        "keeps": access.keeps(known_person(request), at.committee, now=now),
        "error": error,
        "now": now,
    }
    return page(request, "buildings/matter.html", context)


def _own(
    request: HttpRequest, found: Speaker, token: str, *, error: LinliError | None = None
) -> HttpResponse:
    now, own = clock.now(), found.voice.matter
    target = own.merged_into or own
    is_raiser = found.voice.kind == VoiceKind.RAISER and target == own
    shown = matter_page(target, today=localdate(now), to_all=True, to_raiser=is_raiser)
    context = {
        "building": own.committee.building,
        "own": own,
        "matter": shown,
        "is_raiser": is_raiser,
        "most_photos": RAISERS_MOST,
        "may_add": is_raiser and len(shown.photos) < RAISERS_MOST,
        "token_of_voice": token,
        "told_by": found.voice.phone,
        "may_follow": tells_here(),
        "typed": request.POST,
        "waits": target.state == MatterState.RAISED,
        "link": request.build_absolute_uri(reverse("buildings:voice", args=[token])),
        "error": error,
        "now": now,
    }
    return page(request, "buildings/voice.html", context)


def _voice(request: HttpRequest, code: str, form: RaiseForm | None = None) -> NewVoice:
    browser = hashlib.sha256(_browser(request).encode()).hexdigest()
    if form is None:
        return NewVoice(code, browser)
    return NewVoice(code, browser, form.who, form.is_hidden)


def _browser(request: HttpRequest) -> str:
    """Return what this browser was given, or give it something: the same within one request."""
    given = request.get_signed_cookie(COOKIE, "", max_age=KEPT_S) or request.META.get(COOKIE)
    request.META[COOKIE] = given or new_token()
    return str(request.META[COOKIE])


def _to_voice(request: HttpRequest, code: str) -> HttpResponseRedirect:
    response = HttpResponseRedirect(reverse("buildings:voice", args=[access.voice_link(code)]))
    response.set_signed_cookie(
        COOKIE,
        _browser(request),
        max_age=KEPT_S,
        secure=request.is_secure(),
        httponly=True,
        samesite="Lax",
    )
    return response
