"""Who may do what where: people one looks after, giving and ending roles, and what roles are."""

import secrets

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from linli.kernel import clock
from linli.kernel.errors import LinliError
from linli.people import access
from linli.people.actions import accounts, granting, undoing
from linli.people.actions.ended import just_ended
from linli.people.actions.granting import Wish
from linli.people.errors import PageUnknown
from linli.people.roles import declared
from linli.portal.people_forms import read_number, read_role, read_text
from linli.web import qr
from linli.web.pages import page
from linli.web.problems import on_refusal, person_of

HANDLE_BYTES = 4
"""8 hex digits: who must type it can, and 4 billion are enough to tell people apart."""


@never_cache
@require_safe
def people(request: HttpRequest) -> HttpResponse:
    """List whom one looks after."""
    viewer, now = person_of(request), clock.now()
    found = access.people_page(viewer, after=read_number(request.GET, "after"), now=now)
    return page(request, "portal/people.html", {"page": found, "now": now})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def invite(request: HttpRequest) -> HttpResponse:
    """Let a new person in with a role; then show the link that is to be handed over."""
    viewer, now = person_of(request), clock.now()
    roles = access.roles_to_give(viewer, now=now)
    if not roles:
        raise PageUnknown

    def form(problem: LinliError | None = None) -> HttpResponse:
        context = {
            "roles": roles,
            "places": access.places_known(viewer, now=now),
            "posted": request.POST,
            "problem": problem,
        }
        return page(request, "portal/people_invite.html", context)

    if request.method != "POST":
        return form()
    on_refusal(request, form)
    said = read_role(request.POST)
    place = access.place_to_give(viewer, said.role, said.place, now=now)
    token = secrets.token_urlsafe(24)
    person = accounts.invite(
        Wish(said.role, place, said.until),
        handle=f"p-{secrets.token_hex(HANDLE_BYTES)}",
        name=read_text(request.POST, "name"),
        by=viewer,
        token=token,
        now=now,
    )
    return _link_page(request, person.pk, token)


@never_cache
@require_safe
def person(request: HttpRequest, number: int) -> HttpResponse:
    """Show one of those one looks after."""
    return _person_page(request, number)


@require_POST
def give(request: HttpRequest, number: int) -> HttpResponse:
    """Give somebody a further role."""
    viewer, now = person_of(request), clock.now()
    one = access.person_in_reach(viewer, number, now=now)
    on_refusal(request, lambda problem: _person_page(request, number, problem))
    said = read_role(request.POST)
    place = access.place_to_give(viewer, said.role, said.place, now=now)
    granting.give_role(Wish(said.role, place, said.until), person=one, by=viewer, now=now)
    return redirect("portal:person", number)


@require_POST
def end(request: HttpRequest, number: int) -> HttpResponse:
    """End one of somebody's roles at once."""
    viewer, now = person_of(request), clock.now()
    access.person_in_reach(viewer, number, now=now)
    granting.end_role(grant=read_number(request.POST, "grant"), by=viewer, now=now)
    return redirect("portal:person", number)


@require_POST
def undo_end(request: HttpRequest, number: int) -> HttpResponse:
    """Give a role again that one ended a moment ago."""
    viewer, now = person_of(request), clock.now()
    access.person_in_reach(viewer, number, now=now)
    on_refusal(request, lambda problem: _person_page(request, number, problem))
    undoing.give_back(grant=read_number(request.POST, "grant"), by=viewer, now=now)
    return redirect("portal:person", number)


@never_cache
@require_POST
def new_link(request: HttpRequest, number: int) -> HttpResponse:
    """Make somebody who cannot sign in a new link, and show it once."""
    viewer, now = person_of(request), clock.now()
    one = access.person_in_reach(viewer, number, now=now)
    token = secrets.token_urlsafe(24)
    accounts.renew_link(person=one, by=viewer, token=token, now=now)
    return _link_page(request, number, token)


@require_POST
def reset_factors(request: HttpRequest, number: int) -> HttpResponse:
    """Delete the second factors of somebody who lost them."""
    viewer, now = person_of(request), clock.now()
    one = access.person_in_reach(viewer, number, now=now)
    accounts.reset_factors(person=one, by=viewer, now=now)
    return redirect("portal:person", number)


@require_POST
def let_go(request: HttpRequest, number: int) -> HttpResponse:
    """End everything of somebody who leaves."""
    viewer, now = person_of(request), clock.now()
    one = access.person_in_reach(viewer, number, now=now)
    granting.leave(person=one, by=viewer, now=now)
    return redirect("portal:person", number)


@never_cache
@require_safe
def roles(request: HttpRequest) -> HttpResponse:
    """List every role with what it may do, and who may give it."""
    person_of(request)
    listed = [
        {"role": one, "given_by": sorted(role.label for role in one.given_by)}
        for one in declared.values()
    ]
    return page(request, "portal/people_roles.html", {"roles": listed})


def _person_page(
    request: HttpRequest, number: int, problem: LinliError | None = None
) -> HttpResponse:
    viewer, now = person_of(request), clock.now()
    one = access.person_in_reach(viewer, number, now=now)
    context = {
        "one": access.listed(viewer, one, now=now),
        "number": number,
        "just_ended": just_ended(viewer, of=one, now=now),
        "is_over": access.may_end_account(viewer, one, now=now),
        "is_oneself": one == viewer,
        "roles": access.roles_to_give(viewer, now=now),
        "places": access.places_known(viewer, now=now),
        "posted": request.POST,
        "problem": problem,
        "now": now,
        "here": reverse("portal:person", args=[number]),
    }
    return page(request, "portal/people_person.html", context)


def _link_page(request: HttpRequest, number: int, token: str) -> HttpResponse:
    """Show a link once: it is nowhere to be read again."""
    link = request.build_absolute_uri(reverse("portal:start", query={"k": token}))
    context = {
        "link": link,
        "code": qr.svg(link, title=str(number)),
        "number": number,
        "here": reverse("portal:person", args=[number]),
    }
    return page(request, "portal/people_link.html", context)
