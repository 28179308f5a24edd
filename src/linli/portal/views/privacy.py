"""One's own data: to see, set right, take along, agree, be forgotten; and what is behind a mask."""

import msgspec
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from linli.kernel import clock
from linli.kernel.errors import LinliError
from linli.people import access, privacy, privacy_queries
from linli.people.consent import give_consent, withdraw_consent
from linli.people.privacy_errors import NotTheirGuardian
from linli.people.retention_page import length
from linli.people.retention_rules import PURGE_SAYS
from linli.people.retention_table import TABLE
from linli.web.pages import page
from linli.web.problems import on_refusal, person_of
from linli.web.reveal import reveal_page

LONGEST_NUMBER = 18
"""Digits of a 64-bit number."""


@never_cache
@require_safe
def my_data(request: HttpRequest) -> HttpResponse:
    """Show what is kept about whoever is signed in, what for and how long."""
    return _my_data(request)


@require_POST
def correct(request: HttpRequest) -> HttpResponse:
    """Set one's own name right."""
    person = person_of(request)
    on_refusal(request, lambda problem: _my_data(request, problem))
    privacy.correct_name(person, request.POST.get("name", ""), now=clock.now())
    return redirect("portal:my_data")


@require_POST
def consent(request: HttpRequest) -> HttpResponse:
    """Agree to something or withdraw it, for oneself or for one's child."""
    person, now = person_of(request), clock.now()
    on_refusal(request, lambda problem: _my_data(request, problem))
    number = request.POST.get("person", "")
    whose = person
    if number != str(person.pk):
        is_number = number.isdecimal() and len(number) <= LONGEST_NUMBER
        child = privacy_queries.child_of(person, int(number), now=now) if is_number else None
        if child is None:
            raise NotTheirGuardian
        whose = child
    act = withdraw_consent if request.POST.get("then") == "withdraw" else give_consent
    act(whose, request.POST.get("purpose", ""), by=person, now=now)
    return redirect("portal:my_data")


@require_POST
def download(request: HttpRequest) -> HttpResponse:
    """Give everything that is kept about whoever is signed in, as one file of JSON."""
    person, now = person_of(request), clock.now()
    privacy.note_download(person, now=now)
    told = msgspec.json.encode(privacy_queries.everything_about(person, now=now))
    response = HttpResponse(msgspec.json.format(told), content_type="application/json")
    response.headers["Content-Disposition"] = 'attachment; filename="linli-my-data.json"'
    response.headers["Cache-Control"] = "no-store"
    return response


@require_POST
def deletion(request: HttpRequest) -> HttpResponse:
    """Ask to be forgotten, or take that back."""
    person, now = person_of(request), clock.now()
    on_refusal(request, lambda problem: _my_data(request, problem))
    if request.POST.get("then") == "keep":
        privacy.take_deletion_back(person, now=now)
    else:
        privacy.ask_deletion(person, now=now)
    return redirect("portal:my_data")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def person_name(request: HttpRequest, number: int) -> HttpResponse:
    """Show the whole name of somebody one looks after, once, for a reason that is written down."""
    person, now = person_of(request), clock.now()
    found = access.person_in_reach(person, number, now=now)
    masked, back = str(found.name), reverse("portal:person", args=[number])
    if request.method != "POST":
        return reveal_page(request, masked, back=back)
    on_refusal(request, lambda problem: reveal_page(request, masked, back=back, problem=problem))
    name = privacy.reveal(
        found.name,
        by=person,
        reason=request.POST.get("reason", ""),
        subject=f"person:{found.pk}",
        now=now,
    )
    return reveal_page(request, name, back=back, is_whole=True)


def _my_data(request: HttpRequest, problem: LinliError | None = None) -> HttpResponse:
    person, now = person_of(request), clock.now()
    context = {
        "own": privacy_queries.own_data(person, now=now),
        "table": [(one, length(one.limit), PURGE_SAYS[one.purge]) for one in TABLE],
        "grace": privacy.GRACE.days,
        "posted": request.POST,
        "problem": problem,
        "now": now,
        "here": reverse("portal:my_data"),
    }
    return page(request, "portal/my_data.html", context)
