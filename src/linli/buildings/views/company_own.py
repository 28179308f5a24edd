"""A company's own page, by its link: what is kept of it, what it says to that, what it needs."""

from collections.abc import Callable, Mapping

from django.http import HttpRequest, HttpResponse
from django.utils.timezone import localdate
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from linli.buildings.access import companies as access
from linli.buildings.access.companies import EVERY_LEVEL, Spokesperson
from linli.buildings.actions import company_words
from linli.buildings.actions.raising import SAID_PER_ADDRESS
from linli.buildings.enums.companies import FactKey
from linli.buildings.errors.matters import FormUnreadable
from linli.buildings.forms.companies import NEED_LONGEST, read_company_name
from linli.buildings.forms.matters import read_choice, read_words
from linli.buildings.queries.company_pages import (
    corrections_shown,
    facts_shown,
    industry_name,
    needs_shown,
    tenancies_shown,
)
from linli.buildings.rules.facts import form_of, read_value
from linli.kernel import clock
from linli.kernel.errors import LinliError
from linli.people.actions.guessing import count_try
from linli.web.addresses import address_of
from linli.web.headers import behind_a_link
from linli.web.pages import page
from linli.web.problems import on_refusal

Press = Callable[[Spokesperson, HttpRequest], object]


@behind_a_link
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def own(request: HttpRequest, token: str) -> HttpResponse:
    """Show a company what is kept of it; take what it says."""
    now = clock.now()
    speaker = access.spokesperson_of(token, now=now)
    if request.method != "POST":
        return _own(request, speaker)
    on_refusal(request, lambda error: _own(request, speaker, error=error))
    count_try(SAID_PER_ADDRESS, address_of(request), now=now)
    press = PRESSES.get(request.POST.get("then", ""))
    if press is None:
        raise FormUnreadable
    press(speaker, request)
    return _own(request, speaker, is_done=True)


def _fact(speaker: Spokesperson, request: HttpRequest) -> None:
    key = read_choice(request.POST, "key", FactKey)
    value = read_value(key, request.POST.get("value", ""))
    company_words.correct_fact(speaker, key=key, value=value, now=clock.now())


def _name(speaker: Spokesperson, request: HttpRequest) -> None:
    name = read_company_name(request.POST.get("name", ""))
    company_words.correct_name(speaker, name=name, now=clock.now())


def _need(speaker: Spokesperson, request: HttpRequest) -> None:
    says = read_words(request.POST, "need", most=NEED_LONGEST)
    company_words.ask_for(speaker, says=says, now=clock.now())


PRESSES: Mapping[str, Press] = {
    "fact": _fact,
    "name": _name,
    "need": _need,
    "agree": lambda one, _: company_words.agree(one, agreed=True, now=clock.now()),
    "disagree": lambda one, _: company_words.agree(one, agreed=False, now=clock.now()),
}
"""What each button does."""


def _own(
    request: HttpRequest,
    speaker: Spokesperson,
    *,
    is_done: bool = False,
    error: LinliError | None = None,
) -> HttpResponse:
    now = clock.now()
    company = speaker.company
    company.refresh_from_db(fields=["agreed_at", "name"])
    context = {
        "building": company.committee.building,
        "company": company,
        "contact": speaker.contact,
        "industry": industry_name(company.industry),
        "facts": facts_shown(company, today=localdate(now), levels=EVERY_LEVEL),
        "tenancies": tenancies_shown(company),
        "needs": needs_shown(company),
        "corrections": corrections_shown(company),
        "keys": [(key.value, key.label, form_of(key)) for key in FactKey],
        "is_over": is_done and speaker.link.is_once,
        "is_done": is_done,
        "is_once": speaker.link.is_once,
        "typed": {} if is_done else request.POST,
        "here": request.path,
        "error": error,
        "now": now,
    }
    return page(request, "buildings/company_own.html", context)
