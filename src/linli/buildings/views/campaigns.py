"""Campaigns of a building: their lists and rounds, calls at doors, and what becomes of each."""

from collections.abc import Callable, Mapping

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from linli.buildings.access import campaigns as access
from linli.buildings.access.campaigns import Reached, Run
from linli.buildings.access.matters import Keeper, keeper_at
from linli.buildings.actions.campaigns import (
    MOST_LISTED,
    WHO_LONGEST,
    begin_visits,
    close_campaign,
    tell_more,
)
from linli.buildings.actions.outreach import (
    MOST_A_ROUND,
    note_call,
    plan_round,
    take_own_step,
    take_step,
)
from linli.buildings.enums.campaigns import CallResult, CampaignKind, OutreachState
from linli.buildings.enums.policies import Gain
from linli.buildings.errors.matters import FormUnreadable
from linli.buildings.forms.campaigns import (
    read_companies,
    read_day_or_none,
    read_line,
    read_note,
    read_people,
    read_visit_kind,
)
from linli.buildings.forms.matters import read_choice, read_day, read_number
from linli.buildings.queries.campaigns import calls_of, campaign_page, campaigns_of, name_of
from linli.buildings.queries.policies import companies_of, gainers, own_gainer, written
from linli.buildings.rules.outreach import OWN_STEPS, Step, after
from linli.kernel import clock
from linli.kernel.errors import LinliError
from linli.web.headers import behind_a_link
from linli.web.pages import page
from linli.web.problems import on_refusal, person_of

STEP_SAYS: Mapping[Step, Promise] = {
    Step.TELL: _("已当面告知"),
    Step.LOST: _("消息没收到，改为上门"),
    Step.APPLY: _("已申请"),
    Step.DECLINE: _("不需要"),
    Step.GRANT: _("批准了"),
    Step.REFUSE: _("没批准"),
}
"""What the secretary's buttons say; whether it was read, the company says itself."""

Press = Callable[[Keeper, Run, HttpRequest], object]


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def campaigns(request: HttpRequest, building: str) -> HttpResponse:
    """List the campaigns of a building; begin one of service or care."""
    now = clock.now()
    keeper = keeper_at(person_of(request), building, now=now)
    if request.method != "POST":
        return _list(request, keeper)
    on_refusal(request, lambda error: _list(request, keeper, error=error))
    made = begin_visits(
        keeper,
        kind=read_visit_kind(request.POST),
        title=read_line(request.POST, "title"),
        companies=read_companies(request.POST),
        people=read_people(request.POST),
        now=now,
    )
    return redirect("buildings:campaign", building, made.pk)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def campaign(request: HttpRequest, building: str, number: int) -> HttpResponse:
    """Show a campaign by rounds; plan a round, tell more, close it."""
    now = clock.now()
    keeper = keeper_at(person_of(request), building, now=now)
    found = access.campaign_of(keeper, number)
    if request.method != "POST":
        return _campaign(request, keeper, found)
    on_refusal(request, lambda error: _campaign(request, keeper, found, error=error))
    press = PRESSES.get(request.POST.get("then", ""))
    if press is None:
        raise FormUnreadable
    press(keeper, found, request)
    return redirect("buildings:campaign", building, number)


def _plan(keeper: Keeper, found: Run, request: HttpRequest) -> None:
    plan_round(
        keeper,
        found.campaign,
        on=read_day(request.POST, "on"),
        goes=read_line(request.POST, "goes"),
        most=read_number(request.POST, "most"),
        now=clock.now(),
    )


PRESSES: Mapping[str, Press] = {
    "round": _plan,
    "more": lambda keeper, found, _request: tell_more(keeper, found.campaign, now=clock.now()),
    "close": lambda keeper, found, _request: close_campaign(
        keeper, found.campaign, now=clock.now()
    ),
}
"""What each button does."""


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def called(request: HttpRequest, building: str, number: int, row: int) -> HttpResponse:
    """Show one of a campaign's list; note a call at the door, or how far it has come."""
    now = clock.now()
    keeper = keeper_at(person_of(request), building, now=now)
    at = access.campaign_of(keeper, number)
    found = access.outreach_of(at, row)
    if request.method != "POST":
        return _called(request, keeper, at, found)
    on_refusal(request, lambda error: _called(request, keeper, at, found, error=error))
    if request.POST.get("then") == "call":
        note_call(
            keeper,
            at.campaign,
            found.outreach,
            on=read_day(request.POST, "on"),
            result=read_choice(request.POST, "result", CallResult),
            says=read_note(request.POST, "says"),
            next_on=read_day_or_none(request.POST, "next_on"),
            now=now,
        )
    else:
        step = read_choice(request.POST, "then", Step)
        take_step(keeper, at.campaign, found.outreach, step=step, now=now)
    return redirect("buildings:campaign", building, number)


@never_cache
@behind_a_link
@require_http_methods(["GET", "HEAD", "POST"])
def outreach(request: HttpRequest, token: str) -> HttpResponse:
    """Show a company what it was told, and why; let it say: read, applied, not for us."""
    found = access.outreach_of_link(token)
    if request.method != "POST":
        return _own(request, found, token)
    on_refusal(
        request, lambda error: _own(request, access.outreach_of_link(token), token, error=error)
    )
    step = read_choice(request.POST, "then", Step)
    take_own_step(found.outreach, step=step, now=clock.now())
    return redirect("buildings:outreach", token)


def _list(request: HttpRequest, keeper: Keeper, *, error: LinliError | None = None) -> HttpResponse:
    kinds = [(one.value, one.label) for one in CampaignKind if one is not CampaignKind.POLICY]
    context = {
        "building": keeper.building,
        "campaigns": campaigns_of(keeper.committee),
        "companies": companies_of(keeper.committee),
        "kinds": kinds,
        "typed": request.POST,
        "ticked": request.POST.getlist("company"),
        "most": WHO_LONGEST,
        "lines": MOST_LISTED,
        "error": error,
    }
    return page(request, "buildings/campaigns.html", context)


def _campaign(
    request: HttpRequest, keeper: Keeper, found: Run, *, error: LinliError | None = None
) -> HttpResponse:
    one = found.campaign
    today = localdate(clock.now())
    shown = campaign_page(one)
    context = {
        "building": keeper.building,
        "campaign": one,
        "kind": CampaignKind(one.kind).label,
        "shown": shown,
        "figures": gainers(one.policy, keeper.committee, today=today).figures
        if one.policy
        else None,
        "most": min(MOST_A_ROUND, shown.waits),
        "today": today,
        "typed": request.POST,
        "error": error,
    }
    return page(request, "buildings/campaign.html", context)


def _called(
    request: HttpRequest,
    keeper: Keeper,
    at: Run,
    found: Reached,
    *,
    error: LinliError | None = None,
) -> HttpResponse:
    one = found.outreach
    state = OutreachState(one.state)
    steps = [
        (step.value, STEP_SAYS[step])
        for step in Step
        if step in STEP_SAYS and one.policy_id and after(state, step) is not None
    ]
    context = {
        "building": keeper.building,
        "campaign": at.campaign,
        "outreach": one,
        "who": name_of(one),
        "state": state.label,
        "waits": state is OutreachState.LISTED and at.campaign.closed_at is None,
        "calls": calls_of(one),
        "steps": steps if at.campaign.closed_at is None else [],
        "results": CallResult.choices,
        "link": _link(request, one.code) if one.policy_id else "",
        "today": localdate(clock.now()),
        "typed": request.POST,
        "error": error,
    }
    return page(request, "buildings/outreach_row.html", context)


def _own(
    request: HttpRequest, found: Reached, token: str, *, error: LinliError | None = None
) -> HttpResponse:
    one = found.outreach
    assert one.policy is not None, "there is a link for policies alone"
    gainer = own_gainer(one, today=localdate(clock.now()))
    state = OutreachState(one.state)
    context = {
        "building": one.campaign.committee.building,
        "policy": one.policy,
        "company": one.company,
        "gains": gainer.judged.gain is Gain.YES,
        "because": gainer.because if gainer.judged.gain is Gain.YES else written(one.policy),
        "state": state.label,
        "may": {step.value: after(state, step) is not None for step in OWN_STEPS},
        "here": reverse("buildings:outreach", args=[token]),
        "error": error,
    }
    return page(request, "buildings/outreach.html", context)


def _link(request: HttpRequest, code: str) -> str:
    return request.build_absolute_uri(
        reverse("buildings:outreach", args=[access.outreach_link(code)])
    )
