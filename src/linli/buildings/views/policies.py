"""Policies of a building: writing them down, who would gain by each, and what to ask whom."""

from collections.abc import Mapping

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.timezone import localdate
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from linli.buildings.access import campaigns as access
from linli.buildings.access.campaigns import Kept
from linli.buildings.access.matters import Keeper, keeper_at
from linli.buildings.actions.campaigns import tell_of_policy
from linli.buildings.actions.policies import change_policy, end_policy, keep_policy
from linli.buildings.enums.policies import Sort
from linli.buildings.errors.matters import FormUnreadable
from linli.buildings.forms.campaigns import LINES, read_changed, read_policy_form
from linli.buildings.queries.policies import (
    MOST_POLICIES,
    ask_list,
    gain_by_building,
    gainers,
    in_force,
    policies_for,
    written,
)
from linli.buildings.queries.policy_words import NAMES, vocabulary
from linli.buildings.rules.policy_text import forms
from linli.kernel import clock
from linli.kernel.errors import LinliError
from linli.web.pages import page
from linli.web.problems import on_refusal, person_of

EXAMPLE = """员工人数 不少于 20 人
依据：演示 2026-1 号|第三条|员工二十人以上
任一：
企业规模 属于 微型、小型
依据：演示 2026-1 号|第四条|小型微型企业
专精特新 是
依据：演示 2026-1 号|第四条|或者专精特新企业
完
都不：
上市 是
依据：演示 2026-1 号|第五条|上市企业除外
完"""
"""A policy as it is written; a test reads it."""


@never_cache
@require_safe
def policies(request: HttpRequest, building: str) -> HttpResponse:
    """List the policies that concern a building, those in force first."""
    now = clock.now()
    keeper = keeper_at(person_of(request), building, now=now)
    rows = policies_for(keeper.building)
    kept = list(in_force(rows, today=localdate(now)).order_by("name")[:MOST_POLICIES])
    others = rows.exclude(pk__in=[one.pk for one in kept]).order_by("ended_at", "name")
    context = {
        "building": keeper.building,
        "policies": kept,
        "others": list(others[:MOST_POLICIES]),
    }
    return page(request, "buildings/policies.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def write(request: HttpRequest, building: str) -> HttpResponse:
    """Write a policy down."""
    now = clock.now()
    keeper = keeper_at(person_of(request), building, now=now)
    if request.method != "POST":
        return _form(request, keeper, {})
    on_refusal(request, lambda error: _form(request, keeper, request.POST, error=error))
    place = access.place_to_write(keeper, request.POST.get("place", ""), now=now)
    made = keep_policy(keeper, place, read_policy_form(request.POST), now=now)
    return redirect("buildings:policy", building, made.pk)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, building: str, number: int) -> HttpResponse:
    """Write a policy anew, declare a change of it, or take it off."""
    now = clock.now()
    keeper = keeper_at(person_of(request), building, now=now)
    kept = access.policy_to_change(keeper, number, now=now)
    if request.method != "POST":
        return _form(request, keeper, _typed(kept), kept=kept)
    on_refusal(request, lambda error: _form(request, keeper, request.POST, kept=kept, error=error))
    if request.POST.get("then") == "end":
        end_policy(keeper, kept.policy, now=now)
        return redirect("buildings:policies", building)
    new, changed = read_policy_form(request.POST), read_changed(request.POST)
    change_policy(keeper, kept.policy, new, changed=changed, now=now)
    return redirect("buildings:policy", building, number)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def policy(request: HttpRequest, building: str, number: int) -> HttpResponse:
    """Show who would gain by a policy, and begin to tell them."""
    now = clock.now()
    keeper = keeper_at(person_of(request), building, now=now)
    kept = access.policy_of(keeper, number)
    if request.method != "POST":
        return _policy(request, keeper, kept)
    on_refusal(request, lambda error: _policy(request, keeper, kept, error=error))
    if request.POST.get("then") != "tell":
        raise FormUnreadable
    made = tell_of_policy(keeper, kept.policy, now=now)
    return redirect("buildings:campaign", building, made.pk)


@never_cache
@require_safe
def buildings(request: HttpRequest, building: str, number: int) -> HttpResponse:
    """Show what a policy comes to in each building that somebody keeps."""
    now = clock.now()
    keeper = keeper_at(person_of(request), building, now=now)
    kept = access.policy_of(keeper, number)
    committees = access.committees_kept(keeper, kept.policy.place, now=now)
    context = {
        "building": keeper.building,
        "policy": kept.policy,
        "rows": gain_by_building(kept.policy, committees, today=localdate(now)),
    }
    return page(request, "buildings/policy_buildings.html", context)


@never_cache
@require_safe
def asks(request: HttpRequest, building: str) -> HttpResponse:
    """List what to ask whom at the next visit, by how many policies an answer may settle."""
    now = clock.now()
    keeper = keeper_at(person_of(request), building, now=now)
    context = {
        "building": keeper.building,
        "list": ask_list(keeper.committee, today=localdate(now)),
        "today": localdate(now),
    }
    return page(request, "buildings/asks.html", context)


def _policy(
    request: HttpRequest, keeper: Keeper, kept: Kept, *, error: LinliError | None = None
) -> HttpResponse:
    now, found = clock.now(), kept.policy
    today = localdate(now)
    shown = gainers(found, keeper.committee, today=today)
    lasts = found.valid_until is None or today <= found.valid_until
    context = {
        "building": keeper.building,
        "policy": found,
        "conditions": written(found),
        "shown": shown,
        "may_change": access.may_change(keeper.person, found.place, now=now),
        "may_tell": found.ended_at is None and found.valid_from <= today and lasts,
        "error": error,
    }
    return page(request, "buildings/policy.html", context)


def _form(
    request: HttpRequest,
    keeper: Keeper,
    typed: Mapping[str, object],
    *,
    kept: Kept | None = None,
    error: LinliError | None = None,
) -> HttpResponse:
    now = clock.now()
    context = {
        "building": keeper.building,
        "policy": kept.policy if kept else None,
        "places": access.places_to_write(keeper, now=now),
        "typed": typed,
        "lines": {name: most for name, (_what, most) in LINES.items()},
        "facts": [
            (NAMES[key.code], Sort(key.sort).label, forms(key)) for key in vocabulary().values()
        ],
        "example": EXAMPLE,
        "error": error,
    }
    return page(request, "buildings/policy_form.html", context)


def _typed(kept: Kept) -> dict[str, object]:
    one = kept.policy
    return {
        "name": one.name,
        "issuer": one.issuer,
        "number": one.number,
        "valid_from": one.valid_from.isoformat(),
        "valid_until": one.valid_until.isoformat() if one.valid_until else "",
        "conditions": one.conditions,
        "gives": one.gives,
        "how": one.how,
        "source": one.source,
    }
