"""Signing in without a link: by a passkey, or by a code sent to one's phone."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from linli.kernel import clock
from linli.kernel.errors import LinliError
from linli.people import passkeys, queries
from linli.people.actions import factors, phone_codes
from linli.people.actions.guessing import count_try
from linli.people.enums import SignInWay
from linli.people.errors import PasskeyRefused
from linli.people.messengers import messenger
from linli.people.providers import offered
from linli.people.rules.guessing import PASSKEY_TRIES
from linli.people.signing_in import enter
from linli.portal.outside_asking import in_wechat
from linli.portal.passkey_asking import asked_before, remember, site_of
from linli.portal.people_forms import read_answer, read_text
from linli.web.addresses import address_of
from linli.web.pages import page
from linli.web.problems import known_person, on_refusal


@never_cache
@require_safe
def sign_in(request: HttpRequest) -> HttpResponse:
    """Show the ways to sign in."""
    return redirect("portal:home") if known_person(request) else sign_in_page(request)


@never_cache
@require_POST
def send_code(request: HttpRequest) -> HttpResponse:
    """Send a code to a phone, if it is somebody's, and ask for it."""
    on_refusal(request, lambda problem: sign_in_page(request, problem))
    phone_codes.send_code(
        mobile=read_text(request.POST, "mobile"), address=address_of(request), now=clock.now()
    )
    return sign_in_page(request, is_sent=True)


@never_cache
@require_POST
def take_code(request: HttpRequest) -> HttpResponse:
    """Sign in by the code that was sent."""
    on_refusal(request, lambda problem: sign_in_page(request, problem, is_sent=True))
    person = phone_codes.sign_in_with_code(
        mobile=read_text(request.POST, "mobile"),
        typed=read_text(request.POST, "code"),
        address=address_of(request),
        now=clock.now(),
    )
    enter(request, person, SignInWay.PHONE)
    return redirect("portal:home")


@require_POST
def ask_passkey(request: HttpRequest) -> HttpResponse:
    """Tell the browser to ask for any passkey of this site."""
    count_try(PASSKEY_TRIES, address_of(request), now=clock.now())
    asked = passkeys.ask_to_show(site_of(request))
    remember(request, asked)
    return JsonResponse(dict(asked.options))


@require_POST
def take_passkey(request: HttpRequest) -> HttpResponse:
    """Sign in by a passkey."""
    on_refusal(request, lambda problem: sign_in_page(request, problem))
    now = clock.now()
    count_try(PASSKEY_TRIES, address_of(request), now=now)
    state, answer = asked_before(request), read_answer(request.POST)
    credential = queries.passkey_by_hash(passkeys.hash_shown(answer))
    if credential is None:
        raise PasskeyRefused
    shown = passkeys.read_shown(site_of(request), state, answer, credential)
    enter(request, factors.sign_in_with_passkey(shown=shown, now=now), SignInWay.PASSKEY)
    return redirect("portal:home")


def sign_in_page(
    request: HttpRequest, problem: LinliError | None = None, *, is_sent: bool = False
) -> HttpResponse:
    """Return the page with the ways to sign in, and what went wrong with one."""
    context = {
        "providers": offered(in_wechat=in_wechat(request)),
        "offers_codes": messenger() is not None,
        "is_sent": is_sent,
        "mobile": read_text(request.POST, "mobile"),
        "problem": problem,
        "here": reverse("portal:sign_in"),
    }
    return page(request, "portal/account_sign_in.html", context)
