"""Setting up second factors, and showing one after signing in."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from linli.kernel import clock
from linli.kernel.errors import LinliError
from linli.people import passkeys, queries
from linli.people.actions import factors
from linli.people.actions.pending import read_pending, seal_pending
from linli.people.errors import PageUnknown
from linli.people.rules.sessions import Standing
from linli.people.signing_in import half_signed_in, person_setting_up, session_key
from linli.portal.passkey_asking import asked_before, remember, site_of
from linli.portal.people_forms import read_answer, read_number, read_text
from linli.web import qr
from linli.web.pages import page
from linli.web.problems import on_refusal, person_of


@never_cache
@require_safe
def second_factors(request: HttpRequest) -> HttpResponse:
    """List one's second factors, and what may be added."""
    return _factors_page(request)


@never_cache
@require_POST
def begin_app(request: HttpRequest) -> HttpResponse:
    """Show a QR code for an authenticator app."""
    person = person_setting_up(request)
    return _app_page(request, seal_pending(person, factors.new_secret()))


@never_cache
@require_POST
def add_app(request: HttpRequest) -> HttpResponse:
    """Add the app if it shows the right code."""
    person, now = person_setting_up(request), clock.now()
    pending = request.POST.get("pending", "")
    secret = read_pending(person, pending)
    on_refusal(request, lambda problem: _app_page(request, pending, problem))
    codes = factors.add_app(
        person=person,
        secret=secret,
        typed=read_text(request.POST, "code"),
        session_key=session_key(request),
        now=now,
    )
    return _done(request, codes)


@require_POST
def ask_new_passkey(request: HttpRequest) -> HttpResponse:
    """Tell the browser what to ask for a new passkey."""
    person = person_setting_up(request)
    known = list(queries.passkeys_of(person).values())
    asked = passkeys.ask_to_add(
        site_of(request), person=person.pk, handle=person.handle, known=known
    )
    remember(request, asked)
    return JsonResponse(dict(asked.options))


@never_cache
@require_POST
def add_passkey(request: HttpRequest) -> HttpResponse:
    """Add the passkey that the browser made."""
    person, now = person_setting_up(request), clock.now()
    on_refusal(request, lambda problem: _factors_page(request, problem))
    state, answer = asked_before(request), read_answer(request.POST)
    codes = factors.add_passkey(
        person=person,
        credential=passkeys.read_added(site_of(request), state, answer),
        name=read_text(request.POST, "name"),
        session_key=session_key(request),
        now=now,
    )
    return _done(request, codes)


@never_cache
@require_POST
def new_recovery_codes(request: HttpRequest) -> HttpResponse:
    """Make new recovery codes and show them once."""
    person, now = person_of(request), clock.now()
    return _done(request, factors.renew_recovery_codes(person=person, now=now))


@require_POST
def remove_factor(request: HttpRequest) -> HttpResponse:
    """Remove one of one's second factors."""
    person, now = person_of(request), clock.now()
    on_refusal(request, lambda problem: _factors_page(request, problem))
    factors.remove_factor(
        person=person,
        number=read_number(request.POST, "factor"),
        is_needed=queries.needs_factor(person, now=now)
        or (settings.STAFF_SECOND_FACTOR and queries.is_staff(person, now=now)),
        now=now,
    )
    return redirect("portal:second_factors")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def prove(request: HttpRequest) -> HttpResponse:
    """Ask for the second factor, and take an app's code or a recovery code."""
    half = half_signed_in(request)
    if half is None or half.standing is not Standing.UNPROVEN:
        return redirect("portal:home")
    if request.method != "POST":
        return _prove_page(request)
    on_refusal(request, lambda problem: _prove_page(request, problem))
    factors.prove_with_code(
        person=half.person,
        typed=read_text(request.POST, "code"),
        session_key=session_key(request),
        now=clock.now(),
    )
    return redirect("portal:home")


@require_POST
def ask_proof(request: HttpRequest) -> HttpResponse:
    """Tell the browser which of one's passkeys to ask for."""
    half = half_signed_in(request)
    if half is None:
        raise PageUnknown
    asked = passkeys.ask_to_show(site_of(request), list(queries.passkeys_of(half.person).values()))
    remember(request, asked)
    return JsonResponse(dict(asked.options))


@require_POST
def prove_with_passkey(request: HttpRequest) -> HttpResponse:
    """Take a passkey as the second factor."""
    half = half_signed_in(request)
    if half is None:
        raise PageUnknown
    on_refusal(request, lambda problem: _prove_page(request, problem))
    state, answer = asked_before(request), read_answer(request.POST)
    credential = queries.passkeys_of(half.person).get(passkeys.hash_shown(answer), "")
    shown = passkeys.read_shown(site_of(request), state, answer, credential)
    factors.prove_with_passkey(
        person=half.person, shown=shown, session_key=session_key(request), now=clock.now()
    )
    return redirect("portal:home")


def _factors_page(request: HttpRequest, problem: LinliError | None = None) -> HttpResponse:
    person, now = person_setting_up(request), clock.now()
    context = {
        "factors": queries.factors_of(person),
        "codes_left": queries.recovery_codes_left(person),
        "must": half_signed_in(request) is not None,
        "named": read_text(request.POST, "name"),
        "problem": problem,
        "now": now,
        "here": reverse("portal:second_factors"),
    }
    return page(request, "portal/account_factors.html", context)


def _app_page(
    request: HttpRequest, pending: str, problem: LinliError | None = None
) -> HttpResponse:
    person = person_setting_up(request)
    secret = read_pending(person, pending)
    context = {
        "pending": pending,
        "secret": secret,
        "code": qr.svg(factors.address_for_app(secret, person.handle), title=person.handle),
        "problem": problem,
        "here": reverse("portal:second_factors"),
    }
    return page(request, "portal/account_app.html", context)


def _prove_page(request: HttpRequest, problem: LinliError | None = None) -> HttpResponse:
    half = half_signed_in(request)
    if half is None:
        raise PageUnknown
    context = {
        "has_passkey": bool(queries.passkeys_of(half.person)),
        "problem": problem,
        "here": reverse("portal:prove"),
    }
    return page(request, "portal/account_prove.html", context)


def _done(request: HttpRequest, codes: list[str]) -> HttpResponse:
    """Show recovery codes once, if there are any new ones."""
    if not codes:
        return redirect("portal:second_factors")
    context = {"codes": codes, "here": reverse("portal:second_factors")}
    return page(request, "portal/account_codes.html", context)
