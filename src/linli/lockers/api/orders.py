"""Orders of a platform: room before they come, where they are, and calling them back."""

import random
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from typing import Annotated

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_noop as _
from ninja import Path, Query, Router

from linli.kernel import clock
from linli.lockers import access
from linli.lockers.access import ORDER_LINK_LIVES, Caller
from linli.lockers.actions import orders
from linli.lockers.api.asking import READING, WRITING, Key, caller_of, done_once
from linli.lockers.api.schemas import (
    ORDER_NO,
    Announcement,
    Availability,
    BuildingCode,
    CabinetRoom,
    Cancellation,
    CourierLink,
    FreeDoors,
    Recall,
    Redirection,
    ReservationRequest,
    Step,
    Whereabouts,
)
from linli.lockers.queries.orders import rooms_of, whereabouts
from linli.lockers.queries.sandbox import building_for

router = Router()

Named = Annotated[str, Path(pattern=ORDER_NO, description=_("平台自己的订单号。"))]

AT_ORDER = "/orders/{order_no}"


@router.get(
    "/cabinets",
    response={200: Availability} | READING,
    operation_id="availability",
    summary=_("查一座楼的空格"),
    description=_("到达之前，按大小看每个柜子还能许诺几个格口。"),
)
def availability(
    request: HttpRequest,
    building: Annotated[BuildingCode, Query()],
) -> Availability:
    """Say what every cabinet of a building can still promise."""
    rooms = rooms_of(building_for(caller_of(request).id, building), now=clock.now())
    return Availability(
        building=building,
        cabinets=[
            CabinetRoom(
                code=one.code,
                spot=one.spot,
                usable=one.heard and one.in_use,
                free=FreeDoors(**{size.value: left for size, left in one.free.items()}),
            )
            for one in rooms
        ],
    )


@router.post(
    "/orders",
    response={201: Whereabouts} | WRITING,
    operation_id="announce",
    summary=_("登记一个订单"),
    description=_("餐上路时登记。登记以后才能预留、给骑手链接、查下落。"),
)
def announce(request: HttpRequest, body: Announcement, key: Key) -> HttpResponse:
    """Write an order down."""
    minutes = body.expected_in_minutes
    new = orders.NewOrder(
        order_no=body.order_no,
        building=body.building,
        size=body.size,
        phone=body.phone or "",
        expected_in=timedelta(minutes=minutes) if minutes is not None else None,
    )
    chance = random.SystemRandom()
    return _done(
        request,
        key,
        lambda caller, at: orders.announce(caller, new, chance=chance, now=at),
        status=201,
    )


@router.get(
    AT_ORDER,
    response={200: Whereabouts} | READING,
    operation_id="whereabouts",
    summary=_("查一个订单的下落"),
    description=_("现在的状态，和到现在为止发生的事。"),
)
def where(request: HttpRequest, order_no: Named) -> HttpResponse:
    """Say what became of an order."""
    return _told(access.order_of(caller_of(request), order_no))


@router.post(
    AT_ORDER + "/reservation",
    response={200: Whereabouts} | WRITING,
    operation_id="reserve",
    summary=_("预留一个格口"),
    description=_("到时间没有人来，格口自动放回。一个平台在一个柜子最多预留一半的格口。"),
)
def reserve(
    request: HttpRequest, order_no: Named, body: ReservationRequest, key: Key
) -> HttpResponse:
    """Keep room for an order's meal."""
    lasting = timedelta(minutes=body.minutes)
    act = partial(orders.reserve, cabinet=body.cabinet or "", lasting=lasting)
    return done_to(order_no, request, key, act)


@router.post(
    AT_ORDER + "/redirect",
    response={200: Whereabouts} | WRITING,
    operation_id="redirect",
    summary=_("把预留改到另一个柜子"),
    description=_("那里没有空格时，原来的预留不变。改了以后至少还有 5 分钟。"),
)
def redirect(request: HttpRequest, order_no: Named, body: Redirection, key: Key) -> HttpResponse:
    """Keep an order's room in another cabinet instead."""
    act = partial(orders.redirect, cabinet=body.cabinet)
    return done_to(order_no, request, key, act)


@router.post(
    AT_ORDER + "/cancel",
    response={200: Whereabouts} | WRITING,
    operation_id="cancel",
    summary=_("取消一个订单"),
    description=_("餐还没有存入时可以取消；预留的格口立刻放回。已经存入的请用召回。"),
)
def cancel(request: HttpRequest, order_no: Named, body: Cancellation, key: Key) -> HttpResponse:
    """End an order whose meal is not in."""
    act = partial(orders.cancel, reason=body.reason)
    return done_to(order_no, request, key, act)


@router.post(
    AT_ORDER + "/recall",
    response={200: Whereabouts} | WRITING,
    operation_id="recall",
    summary=_("请求召回一份餐"),
    description=_("请运维人员把已经存入的餐取出来。不会自动开门。"),
)
def recall(request: HttpRequest, order_no: Named, body: Recall, key: Key) -> HttpResponse:
    """Ask the crew to take a meal out."""
    act = partial(orders.ask_recall, reason=body.reason)
    return done_to(order_no, request, key, act)


@router.get(
    AT_ORDER + "/courier-link",
    response={200: CourierLink} | READING,
    operation_id="courier_link",
    summary=_("取给骑手的链接"),
    description=_("骑手打开它，订单已经填好，按一下就开门。2 小时有效；谁拿到都能用，只给骑手。"),
)
def courier_link(request: HttpRequest, order_no: Named) -> CourierLink:
    """Give the link by which an order's courier comes to the page that opens a door."""
    order = access.order_of(caller_of(request), order_no)
    path = reverse("lockers:order", args=[access.order_link(order, now=clock.now())])
    return CourierLink(path=path, expires_in=int(ORDER_LINK_LIVES.total_seconds()))


def _done(
    request: HttpRequest, key: str, act: Callable[[Caller, datetime], int], *, status: int = 200
) -> HttpResponse:
    """Do something once, and tell what is known of its order then."""
    return done_once(request, key, lambda caller, at: _as_json(act(caller, at)), status=status)


def done_to(
    order_no: str, request: HttpRequest, key: str, act: Callable[..., None]
) -> HttpResponse:
    """Do something once to an order of the caller's own."""

    def found_and_done(caller: Caller, at: datetime) -> int:
        order = access.order_of(caller, order_no)
        act(caller, order, now=at)
        return order

    return _done(request, key, found_and_done)


def _told(order: int) -> HttpResponse:
    return HttpResponse(_as_json(order), content_type="application/json")


def _as_json(order: int) -> str:
    known = whereabouts(order)
    return Whereabouts(
        order_no=known.order_no,
        building=known.building,
        size=known.size,
        state=known.state,
        says=str(known.state.label),
        cabinet=known.cabinet or None,
        reserved_until=known.reserved_until,
        history=[
            Step(at=one.at, what=one.what, says=str(one.what.label), cabinet=one.cabinet or None)
            for one in known.history
        ],
    ).model_dump_json()
