"""One's own account: where one acts as what, who stands in, where one is signed in."""

from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from linli.kernel import clock
from linli.kernel.errors import LinliError
from linli.people import access, queries
from linli.people.actions import granting, screens, sign_ins, undoing
from linli.people.actions.ended import just_ended
from linli.people.errors import PersonUnknown
from linli.people.providers import offered
from linli.people.queries_of_accounts import linked_accounts_of
from linli.people.queries_of_screens import screens_of
from linli.people.signing_in import session_key
from linli.portal.outside_asking import in_wechat
from linli.portal.people_forms import read_number, read_text, read_until
from linli.web.pages import page
from linli.web.problems import on_refusal, person_of


@never_cache
@require_safe
def account(request: HttpRequest) -> HttpResponse:
    """Show one's account."""
    return account_page(request)


@require_POST
def delegate(request: HttpRequest) -> HttpResponse:
    """Let somebody stand in for a while."""
    person, now = person_of(request), clock.now()
    on_refusal(request, lambda problem: account_page(request, problem))
    to = queries.person_by_handle(read_text(request.POST, "to"))
    if to is None:
        raise PersonUnknown
    granting.delegate(
        grant=read_number(request.POST, "grant"),
        to=to,
        until=read_until(request.POST),
        by=person,
        now=now,
    )
    return redirect("portal:account")


@require_POST
def lay_down(request: HttpRequest) -> HttpResponse:
    """End a role of one's own, or one that one delegated."""
    granting.end_role(
        grant=read_number(request.POST, "grant"), by=person_of(request), now=clock.now()
    )
    return redirect("portal:account")


@require_POST
def undo_lay_down(request: HttpRequest) -> HttpResponse:
    """Let somebody stand in again for whom one ended it a moment ago."""
    person, now = person_of(request), clock.now()
    on_refusal(request, lambda problem: account_page(request, problem))
    undoing.give_back(grant=read_number(request.POST, "grant"), by=person, now=now)
    return redirect("portal:account")


@require_POST
def end_sign_in(request: HttpRequest) -> HttpResponse:
    """End one sign-in, in another browser or here."""
    number = read_number(request.POST, "sign_in")
    sign_ins.end_one(person=person_of(request), sign_in=number, now=clock.now())
    return redirect("portal:account")


@require_POST
def end_others(request: HttpRequest) -> HttpResponse:
    """End every sign-in but this browser's."""
    key = session_key(request)
    sign_ins.end_all_others(person=person_of(request), session_key=key, now=clock.now())
    return redirect("portal:account")


@require_POST
def end_screen(request: HttpRequest) -> HttpResponse:
    """End a screen that one let show the board."""
    number = read_number(request.POST, "screen")
    screens.end_screen(person=person_of(request), screen=number, now=clock.now())
    return redirect("portal:account")


@require_POST
def leave(request: HttpRequest) -> HttpResponse:
    """End one's own account."""
    person = person_of(request)
    granting.leave(person=person, by=person, now=clock.now())
    logout(request)
    answer = redirect("portal:home")
    answer.headers["Clear-Site-Data"] = '"storage"'
    return answer


def account_page(request: HttpRequest, problem: LinliError | None = None) -> HttpResponse:
    """Return the page of one's account, and what was refused of it."""
    person, now = person_of(request), clock.now()
    context = {
        "person": person,
        "acting": queries.acting_as(person, now=now),
        "just_ended": just_ended(person, now=now),
        "standing_in": queries.standing_in_for(person, now=now),
        "browsers": queries.browsers_of(person, session_key=session_key(request)),
        "screens": screens_of(person, now=now),
        "linked": linked_accounts_of(person),
        "providers": offered(in_wechat=in_wechat(request)),
        "looks_after": bool(access.roles_to_give(person, now=now)),
        "posted": request.POST,
        "problem": problem,
        "now": now,
        "here": reverse("portal:account"),
    }
    return page(request, "portal/account.html", context)
