"""The front door: what Linli is, signing in by a link, and home."""

from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from linli.kernel import clock
from linli.people.actions import sign_in_with_link
from linli.people.enums import SignInWay
from linli.people.rules.sessions import Standing
from linli.people.signing_in import enter, half_signed_in
from linli.portal.queries import home_of
from linli.web import qr
from linli.web.pages import page
from linli.web.problems import known_person


@never_cache
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Say what this is; or, to someone we know, what there is to do."""
    person, now = known_person(request), clock.now()
    if person is None:
        half = half_signed_in(request)
        if half is not None:
            must = "prove" if half.standing is Standing.UNPROVEN else "second_factors"
            return redirect(f"portal:{must}")
        return page(request, "portal/welcome.html", {})
    found = home_of(person, now=now)
    cabinets = [
        (one, qr.label(_address(request, one.code), title=one.code)) for one in found.cabinets
    ]
    context = {"home": found, "cabinets": cabinets, "person": person, "now": now}
    return page(request, "portal/home.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def start(request: HttpRequest) -> HttpResponse:
    """Sign in by a link that works once. Looking at it writes nothing: only the press does.

    So a program that looks at links before people do cannot use it up.
    """
    if request.method != "POST":
        return page(request, "portal/start.html", {"key": request.GET.get("k", "")})
    person = sign_in_with_link(token=request.POST.get("k", ""), now=clock.now())
    enter(request, person, SignInWay.LINK)
    return redirect("portal:home")


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """End this browser's session."""
    logout(request)
    return redirect("portal:home")


def _address(request: HttpRequest, cabinet: str) -> str:
    return request.build_absolute_uri(reverse("lockers:courier", args=[cabinet]))
