"""One company: what is known of it, and what its keepers do about it."""

from collections.abc import Callable, Mapping

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.timezone import localdate
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from linli.buildings.access import companies as access
from linli.buildings.access.companies import Known, Reached, Reader
from linli.buildings.access.matters import Keeper
from linli.buildings.actions import companies, company_life, company_words
from linli.buildings.actions.company_facts import note_fact
from linli.buildings.enums.companies import (
    CompanyState,
    ContactRole,
    FactKey,
    FactLevel,
    FactPurpose,
    FactSource,
)
from linli.buildings.enums.industries import SECTIONS
from linli.buildings.errors.matters import FormUnreadable
from linli.buildings.forms.companies import (
    ANSWER_LONGEST,
    NEED_LONGEST,
    REASON_LONGEST,
    read_company,
    read_contact,
    read_fact,
    read_tenancy,
    read_visit,
)
from linli.buildings.forms.matters import new_token, read_day, read_number, read_words
from linli.buildings.queries.companies import past_facts
from linli.buildings.queries.company_pages import (
    facts_shown,
    floors_of,
    industry_name,
    life_of,
    tenancies_shown,
)
from linli.buildings.rules.facts import SPECS, form_of
from linli.buildings.rules.floors import floor_name
from linli.kernel import clock
from linli.kernel.errors import LinliError
from linli.web import qr
from linli.web.pages import page
from linli.web.problems import on_refusal, person_of
from linli.web.reveal import reveal_page

Press = Callable[[Keeper, Known, HttpRequest], object]


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def one(request: HttpRequest, building: str, number: int) -> HttpResponse:
    """Show a company; note a visit, a need, an answer, or decide what it says of itself."""
    return _page(request, building, number, LIFE, _one)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, building: str, number: int) -> HttpResponse:
    """Set right what is known of a company: its facts, where it sits, who speaks for it."""
    reader = access.reader_at(person_of(request), building, now=clock.now())
    access.company_at(reader.keeper.committee, number)
    return _page(request, building, number, EDITS, _edit)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def contact(request: HttpRequest, building: str, number: int, what: str) -> HttpResponse:
    """Show the name, phone or mail of a contact: masked, and whole for who says why."""
    now = clock.now()
    keeper = access.keeper_of_companies(person_of(request), building, now=now)
    found = access.contact_at(keeper, number).contact
    masked = str(company_life.part_of(found, what) or "")
    back = reverse("buildings:company", args=[building, found.company_id])
    if request.method != "POST":
        return reveal_page(request, masked, back=back)
    on_refusal(request, lambda problem: reveal_page(request, masked, back=back, problem=problem))
    reason = request.POST.get("reason", "")
    whole = company_life.show_contact(keeper, found, what=what, reason=reason, now=now)
    return reveal_page(request, whole, back=back, is_whole=True)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def link(request: HttpRequest, building: str, number: int) -> HttpResponse:
    """Give a contact a link to their company's page, or take it back."""
    now = clock.now()
    keeper = access.keeper_of_companies(person_of(request), building, now=now)
    at = access.contact_at(keeper, number)
    found = at.contact
    if request.method != "POST":
        return _link(request, keeper, at)
    on_refusal(request, lambda error: _link(request, keeper, at, error=error))
    then = request.POST.get("then")
    if then == "revoke":
        company_life.revoke_links(keeper, found, now=now)
        return redirect("buildings:company", building, found.company_id)
    if then not in ("once", "lasting"):
        raise FormUnreadable
    made = company_life.make_link(keeper, found, code=new_token(), is_once=then == "once", now=now)
    to = reverse("buildings:company_own", args=[access.company_link(made.code)])
    return _link(request, keeper, at, to=request.build_absolute_uri(to))


def _link(
    request: HttpRequest,
    keeper: Keeper,
    at: Reached,
    *,
    to: str = "",
    error: LinliError | None = None,
) -> HttpResponse:
    context = {
        "building": keeper.building,
        "company": at.contact.company,
        "contact": at.contact,
        "to": to,
        "code": qr.svg(to, title=at.contact.company.name) if to else "",
        "error": error,
    }
    return page(request, "buildings/company_link.html", context)


Show = Callable[..., HttpResponse]


def _page(
    request: HttpRequest, building: str, number: int, presses: Mapping[str, Press], show: Show
) -> HttpResponse:
    reader = access.reader_at(person_of(request), building, now=clock.now())
    found = access.company_at(reader.committee, number)
    if request.method != "POST":
        return show(request, reader, found)
    keeper = reader.keeper
    on_refusal(request, lambda error: show(request, reader, found, error=error))
    press = presses.get(request.POST.get("then", ""))
    if press is None:
        raise FormUnreadable
    press(keeper, found, request)
    return redirect(request.path)


def _visit(keeper: Keeper, at: Known, request: HttpRequest) -> None:
    company_life.note_visit(keeper, at.company, read_visit(request.POST), now=clock.now())


def _need(keeper: Keeper, at: Known, request: HttpRequest) -> None:
    says = read_words(request.POST, "need", most=NEED_LONGEST)
    company_life.note_need(at.company, says=says, by=keeper.person, now=clock.now())


def _answer(keeper: Keeper, at: Known, request: HttpRequest) -> None:
    says = read_words(request.POST, "answer", most=ANSWER_LONGEST)
    need = read_number(request.POST, "number")
    company_life.answer_need(keeper, at.company, need=need, says=says, now=clock.now())


def _accept(keeper: Keeper, at: Known, request: HttpRequest) -> None:
    number = read_number(request.POST, "number")
    company_words.accept_correction(keeper, at.company, number=number, now=clock.now())


def _refuse(keeper: Keeper, at: Known, request: HttpRequest) -> None:
    reason = read_words(request.POST, "reason", most=REASON_LONGEST)
    number = read_number(request.POST, "number")
    company_words.refuse_correction(
        keeper, at.company, number=number, reason=reason, now=clock.now()
    )


LIFE: Mapping[str, Press] = {
    "visit": _visit,
    "need": _need,
    "answer": _answer,
    "accept": _accept,
    "refuse": _refuse,
}
"""What each button of a company's page does."""


def _note(keeper: Keeper, at: Known, request: HttpRequest) -> None:
    note_fact(at.company, read_fact(request.POST), by=keeper.person, now=clock.now())


def _change(keeper: Keeper, at: Known, request: HttpRequest) -> None:
    companies.change_company(keeper, at.company, read_company(request.POST), now=clock.now())


def _move_in(keeper: Keeper, at: Known, request: HttpRequest) -> None:
    companies.move_in(keeper, at.company, read_tenancy(request.POST), now=clock.now())


def _move_out(keeper: Keeper, at: Known, request: HttpRequest) -> None:
    tenancy, on = read_number(request.POST, "number"), read_day(request.POST, "on")
    companies.move_out(keeper, at.company, tenancy=tenancy, on=on, now=clock.now())


def _contact(keeper: Keeper, at: Known, request: HttpRequest) -> None:
    company_life.add_contact(keeper, at.company, read_contact(request.POST), now=clock.now())


def _let_go(keeper: Keeper, _at: Known, request: HttpRequest) -> None:
    found = access.contact_at(keeper, read_number(request.POST, "number")).contact
    company_life.let_contact_go(keeper, found, now=clock.now())


def _agreed(keeper: Keeper, at: Known, request: HttpRequest) -> None:
    agreed = request.POST.get("agreed") == "yes"
    companies.list_in_public(at.company, agreed=agreed, by=keeper.person, now=clock.now())


EDITS: Mapping[str, Press] = {
    "fact": _note,
    "change": _change,
    "move_in": _move_in,
    "move_out": _move_out,
    "contact": _contact,
    "let_go": _let_go,
    "agreed": _agreed,
}
"""What each button of the page for corrections does."""


def _one(
    request: HttpRequest, reader: Reader, at: Known, *, error: LinliError | None = None
) -> HttpResponse:
    now = clock.now()
    today, company = localdate(now), at.company
    context = _about(reader, at) | {
        "facts": facts_shown(company, today=today, levels=reader.levels),
        "past": past_facts(company, levels=reader.levels) if reader.keeps else [],
        "life": life_of(company, now=now) if reader.keeps else None,
        "today": today,
        "typed": request.POST,
        "error": error,
        "now": now,
    }
    return page(request, "buildings/company.html", context)


def _edit(
    request: HttpRequest, reader: Reader, at: Known, *, error: LinliError | None = None
) -> HttpResponse:
    now = clock.now()
    context = _about(reader, at) | {
        "keys": [(key.value, key.label, form_of(key), SPECS[key].level.value) for key in FactKey],
        "sources": FactSource.choices,
        "purposes": FactPurpose.choices,
        "levels": FactLevel.choices,
        "states": CompanyState.choices,
        "roles": ContactRole.choices,
        "sections": SECTIONS,
        "floors": [(floor_name(number), area) for number, area in floors_of(reader.committee)],
        "life": life_of(at.company, now=now),
        "today": localdate(now),
        "typed": request.POST,
        "error": error,
    }
    return page(request, "buildings/company_edit.html", context)


def _about(reader: Reader, at: Known) -> dict[str, object]:
    return {
        "reader": reader,
        "building": reader.building,
        "company": at.company,
        "industry": industry_name(at.company.industry),
        "tenancies": tenancies_shown(at.company) if reader.sees_tenancies else [],
    }
