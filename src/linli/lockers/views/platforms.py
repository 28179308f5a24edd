"""The food platforms, for who runs the installation: what was not taken, and the rehearsal."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from linli.kernel import clock
from linli.kernel.errors import LinliError
from linli.lockers.actions.platforms import NewKey
from linli.lockers.actions.sandbox import make_sandbox, reset_sandbox
from linli.lockers.actions.webhooks import send_again
from linli.lockers.forms import read_platform_press
from linli.lockers.queries.platforms import platform_number, platforms_run
from linli.people.access import must_operate
from linli.people.actions import name_in_ledger
from linli.web.pages import page
from linli.web.problems import on_refusal, person_of


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def platforms(request: HttpRequest) -> HttpResponse:
    """Show every platform; send again what one did not take, make or reset its rehearsal."""
    person = person_of(request)
    must_operate(person, now=clock.now())
    if request.method != "POST":
        return _page(request)
    on_refusal(request, lambda problem: _page(request, problem=problem))
    made = _do(request, name_in_ledger(person))
    return redirect("lockers:platform_list") if made is None else _page(request, made=made)


def _do(request: HttpRequest, actor: str) -> NewKey | None:
    then, code = read_platform_press(request.POST)
    now = clock.now()
    if then == "replay":
        send_again(platform=platform_number(code), code=code, actor=actor, now=now)
    elif then == "reset":
        reset_sandbox(platform=code, actor=actor, now=now)
    else:
        return make_sandbox(platform=code, actor=actor, now=now)
    return None


def _page(
    request: HttpRequest, *, made: NewKey | None = None, problem: LinliError | None = None
) -> HttpResponse:
    context = {
        "platforms": platforms_run(),
        "made": made,
        "error": problem,
        "now": clock.now(),
        "here": reverse("lockers:platform_list"),
    }
    return page(request, "lockers/platform_list.html", context)
