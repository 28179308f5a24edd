"""The front door: what Linli is, signing in by a link, and home."""

from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from linli.kernel import clock
from linli.people.actions import sign_in_with_link
from linli.people.enums import SignInWay
from linli.people.errors import GrantUnknown
from linli.people.providers import offered
from linli.people.rules.sessions import Standing
from linli.people.signing_in import enter, half_signed_in
from linli.portal.access import may_begin
from linli.portal.outside_asking import in_wechat
from linli.portal.people_forms import read_number
from linli.web.frame import choose, frame_of
from linli.web.pages import page
from linli.web.problems import person_of
from linli.web.systems import beginning_for, systems


@never_cache
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Say what this is; or, to someone we know, what there is to do."""
    frame = frame_of(request)
    if frame is None:
        half = half_signed_in(request)
        if half is not None:
            must = "prove" if half.standing is Standing.UNPROVEN else "second_factors"
            return redirect(f"portal:{must}")
        return page(request, "portal/welcome.html", {"systems": systems()})
    viewer = frame.viewer
    panels = (one.home(request, viewer) for one in systems())
    cards = beginning_for(viewer) if may_begin(viewer.held) else ()
    context = {
        "left_to_begin": [card for card in cards if not card.is_done],
        "person": viewer.person,
        "roles": dict.fromkeys(one.role.label for one in viewer.held),
        "waiting": [what for one in systems() for what in one.waiting(viewer)],
        "panels": [
            render_to_string(one.template, dict(one.context), request)
            for one in panels
            if one is not None
        ],
    }
    return page(request, "portal/home.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def start(request: HttpRequest) -> HttpResponse:
    """Sign in by a link that works once. Looking at it writes nothing: only the press does.

    So a program that looks at links before people do cannot use it up.
    """
    if request.method != "POST":
        return page(request, "portal/start.html", _start(request))
    person = sign_in_with_link(token=request.POST.get("k", ""), now=clock.now())
    enter(request, person, SignInWay.LINK)
    return redirect("portal:home")


def _start(request: HttpRequest) -> dict[str, object]:
    providers = offered(in_wechat=in_wechat(request))
    return {"key": request.GET.get("k", ""), "providers": providers}


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """End this browser's session, and what it keeps of what was typed."""
    logout(request)
    answer = redirect("portal:home")
    answer.headers["Clear-Site-Data"] = '"storage"'  # drafts are for nobody who sits down next
    return answer


@require_POST
def act_as(request: HttpRequest) -> HttpResponse:
    """Show home and menu by one of the roles that one holds, or by all of them."""
    person_of(request)
    if not choose(request, read_number(request.POST, "grant")):
        raise GrantUnknown
    return redirect("portal:home")
