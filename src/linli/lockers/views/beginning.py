"""Beginning with cabinets: letting a real one in, and clearing the demo away."""

from collections.abc import Sequence
from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from linli.kernel import clock
from linli.kernel.errors import LinliError
from linli.lockers import begin_access
from linli.lockers.access import demos
from linli.lockers.actions.clearing import clear_demo, tell_next_start
from linli.lockers.actions.inviting import CLAIM_LIVES, Wish, invite_into
from linli.lockers.forms import read_wish
from linli.lockers.queries.beginning import RealCabinets, real_cabinets, was_cleared
from linli.lockers.rules.layout import DOORS_AT_MOST
from linli.people.actions import name_in_ledger
from linli.web.pages import page
from linli.web.problems import on_refusal, person_of
from linli.web.systems import Beginning, Viewer

CABINET_RANK, DEMO_RANK = 10, 50
"""The first card, and the last: what was tried is cleared away when what is real is there."""


def cards(viewer: Viewer) -> Sequence[Beginning]:
    """Return the cards of real cabinets and of the demo, for whoever may press them."""
    places = begin_access.begun_as(viewer.person, viewer.held)
    if not places:
        return ()
    cabinet = _cabinet_card(real_cabinets(places, now=viewer.now))
    demo = next(iter(demos()), None)
    if demo is None:
        return (cabinet, _no_demo_card(is_cleared=was_cleared(places)))
    return (cabinet, _demo_card(demo.name)) if demo.pk in places else (cabinet,)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def begin_cabinet(request: HttpRequest) -> HttpResponse:
    """Ask where a real cabinet will stand; then show its claim code, once."""
    now, person = clock.now(), person_of(request)
    if request.method != "POST":
        return _form(request, now=now)
    on_refusal(request, lambda error: _form(request, now=now, error=error))
    wish = read_wish(request.POST)
    building = begin_access.building_to_equip(person, wish.building, now=now)
    asked = Wish(wish.cabinet, spot=wish.spot, doors=wish.doors)
    claim = invite_into(building, asked, actor=name_in_ledger(person), now=now)
    return _claim(request, wish.cabinet, claim, until=now + CLAIM_LIVES, now=now)


@never_cache
@require_POST
def begin_without_demo(request: HttpRequest) -> HttpResponse:
    """Clear the demo away, as the word ``linli demo clear`` does."""
    now, person = clock.now(), person_of(request)
    begin_access.demo_to_clear(person, now=now)
    clear_demo(actor=name_in_ledger(person), now=now)
    tell_next_start(())
    return redirect("portal:begin")


def _form(request: HttpRequest, *, now: datetime, error: LinliError | None = None) -> HttpResponse:
    context = {
        "buildings": begin_access.buildings_to_equip(person_of(request), now=now),
        "posted": request.POST,
        "error": error,
        "most": DOORS_AT_MOST,
        "usual": Wish("").doors,
        "here": reverse("lockers:begin_cabinet"),
    }
    return page(request, "lockers/begin_cabinet.html", context)


def _claim(
    request: HttpRequest, cabinet: str, claim: str, *, until: datetime, now: datetime
) -> HttpResponse:
    context = {
        "cabinet": cabinet,
        "claim": claim,
        "until": until,
        "now": now,
        "server": request.build_absolute_uri("/").rstrip("/"),
        "here": reverse("lockers:begin_cabinet"),
    }
    return page(request, "lockers/begin_claim.html", context)


def _cabinet_card(found: RealCabinets) -> Beginning:
    if not found.known:
        stands = _("还没有")
    elif not found.online:
        says = ngettext(
            "登记了 {count} 台，还没有在线的", "登记了 {count} 台，还没有在线的", found.known
        )
        stands = says.format(count=found.known)
    else:
        says = ngettext("{count} 台真柜子在线", "{count} 台真柜子在线", found.online)
        stands = says.format(count=found.online)
    return Beginning(
        rank=CABINET_RANK,
        says=_("真实的柜子"),
        stands=stands,
        is_done=found.online > 0,
        about=_("写下柜子放在哪里，取一个领取码交给安装的人。同一台柜子可以再取，旧的码就作废。"),
        does=_("取领取码"),
        address=reverse("lockers:begin_cabinet"),
    )


def _demo_card(name: str) -> Beginning:
    return Beginning(
        rank=DEMO_RANK,
        says=_("去掉演示数据"),
        stands=_("“{name}”和模拟的柜子还在").format(name=name),
        is_done=False,
        about=_("收起后谁也看不到它，真实的数据不动。要放回来，在服务器上运行 linli demo reset。"),
        does=_("收起演示"),
        address=reverse("lockers:begin_without_demo"),
        is_press=True,
    )


def _no_demo_card(*, is_cleared: bool) -> Beginning:
    again = _("要放回来，在服务器上运行 linli demo reset，再重新启动邻里。")
    return Beginning(
        rank=DEMO_RANK,
        says=_("去掉演示数据"),
        stands=_("演示收起来了") if is_cleared else _("没有演示数据"),
        is_done=True,
        about=again if is_cleared else _("这里只有真实的数据，不用做什么。"),
        does=_("打开看板"),
        address=reverse("lockers:board"),
    )
