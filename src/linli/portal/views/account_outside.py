"""Signing in through another server, and linking accounts there with one's own here."""

from datetime import datetime

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from linli.kernel import clock
from linli.people.actions import linked_accounts
from linli.people.actions.accounts import hash_of_link
from linli.people.actions.guessing import count_try
from linli.people.enums import SignInWay
from linli.people.outside import Arrived, Asking, Provider
from linli.people.outside_errors import AskedTooLongAgo
from linli.people.providers import provider_named, way_out
from linli.people.queries_of_accounts import linked_with
from linli.people.rules.guessing import OUTSIDE_TRIES
from linli.people.signing_in import enter
from linli.people.wechat import NAME as WECHAT
from linli.portal.outside_asking import (
    ask,
    asked_before,
    in_wechat,
    is_for_oneself,
    know_follower,
    new_handle,
    read_came_back,
)
from linli.portal.people_forms import read_number
from linli.portal.views.account import account_page
from linli.portal.views.account_sign_in import sign_in_page
from linli.web.addresses import address_of
from linli.web.pages import page
from linli.web.problems import on_refusal, person_of


@never_cache
@require_POST
def go_through(request: HttpRequest, provider: str) -> HttpResponse:
    """Send a browser to another server to sign in, or to accept an invitation."""
    found, now = provider_named(provider), clock.now()
    on_refusal(request, lambda problem: sign_in_page(request, problem))
    count_try(OUTSIDE_TRIES, address_of(request), now=now)
    key = request.POST.get("k", "")
    link_hash = hash_of_link(key) if key else ""
    is_silent = found.name == WECHAT and in_wechat(request) and not key
    asking = ask(request, found, now=now, link_hash=link_hash, is_silent=is_silent)
    return _onward(request, found, asking)


@never_cache
@require_POST
def link_through(request: HttpRequest, provider: str) -> HttpResponse:
    """Send somebody who is signed in to another server, to link their account there."""
    person, found, now = person_of(request), provider_named(provider), clock.now()
    on_refusal(request, lambda problem: account_page(request, problem))
    count_try(OUTSIDE_TRIES, address_of(request), now=now)
    return _onward(request, found, ask(request, found, now=now, person=person.pk))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def came_back(request: HttpRequest, provider: str) -> HttpResponse:
    """Take who comes back from another server. Looking at the page writes nothing.

    A script presses its button at once; without one the person does.
    """
    found = provider_named(provider)
    if request.method != "POST":
        context = {"back": read_came_back(request.GET), "provider": found}
        return page(request, "portal/account_came_back.html", context)
    show = account_page if is_for_oneself(request) else sign_in_page
    on_refusal(request, lambda problem: show(request, problem))
    now = clock.now()
    count_try(OUTSIDE_TRIES, address_of(request), now=now)
    back = read_came_back(request.POST)
    asking = asked_before(request, provider, back, now=now)
    if asking.person and person_of(request).pk != asking.person:
        raise AskedTooLongAgo
    arrived = found.arrive(asking, back, through=way_out(), now=now)
    if asking.person:
        linked_accounts.link_account(arrived, person=person_of(request), now=now)
        know_follower(asking, arrived, person_of(request), now)
        return redirect("portal:account")
    if asking.is_silent and linked_with(arrived) is None:
        return _onward(request, found, ask(request, found, now=now))
    _let_in(request, asking, arrived, now)
    return redirect("portal:home")


@require_POST
def unlink(request: HttpRequest) -> HttpResponse:
    """End a link of one's own."""
    person, now = person_of(request), clock.now()
    on_refusal(request, lambda problem: account_page(request, problem))
    number = read_number(request.POST, "linked")
    linked_accounts.unlink_account(person=person, number=number, now=now)
    return redirect("portal:account")


_WAYS = {WECHAT: SignInWay.WECHAT}


def _let_in(request: HttpRequest, asking: Asking, arrived: Arrived, now: datetime) -> None:
    if asking.link_hash:
        person = linked_accounts.accept_through(arrived, link_hash=asking.link_hash, now=now)
    else:
        person = linked_accounts.enter_through(
            arrived,
            may_join=settings.STRANGERS_JOIN,
            handle=new_handle(arrived.provider),
            now=now,
        )
    know_follower(asking, arrived, person, now)
    enter(request, person, _WAYS.get(arrived.provider, SignInWay.OPENID))


def _onward(request: HttpRequest, provider: Provider, asking: Asking) -> HttpResponse:
    """Show a page that leads on by itself.

    A redirect would not do: to a form's answer the browser applies our policy for forms, by
    which nothing is sent elsewhere.
    """
    to = provider.address(asking, through=way_out(), now=clock.now())
    context = {"to": to, "provider": provider, "here": reverse("portal:sign_in")}
    return page(request, "portal/account_onward.html", context)
