"""Couriers of platforms' orders, as the tests of them need them."""

from datetime import timedelta
from typing import Any

from tests.lockers.tower import Tower

from linli.lockers.access import Caller
from linli.lockers.actions.beginning import Begun, DepositRequest, begin_deposits
from linli.lockers.models import Capacity, PlatformOrder
from linli.lockers.rules.recipients import Recipient
from linli.wire.messages import Size

NO = "MT-10001"
FORM = "form-0000000000000001"
MINUTE = timedelta(minutes=1)


def caller() -> Caller:
    order = PlatformOrder.objects.select_related("platform").latest("pk")
    return Caller(order.platform_id, order.platform.code)


def number(order_no: str = NO) -> int:
    return PlatformOrder.objects.get(order_no=order_no).pk


def arrives(tower: Tower, *, cabinet: str = "", order_no: str = NO, token: str = "") -> Any:  # noqa: ANN401  # an outcome
    request = DepositRequest(
        cabinet=cabinet or tower.a.code,
        recipient=Recipient(order_no=order_no),
        size=Size.S,
        token=token or tower.token(),
        now=tower.now,
        order=number(order_no),
    )
    return begin_deposits([request], chance=tower.chance)[0]


def stores(tower: Tower, **where: str) -> Begun:
    begun = arrives(tower, **where)
    assert isinstance(begun, Begun), begun
    tower.at(begun).fill(tower.opened(begun))
    tower.exchange()
    return begun


def promised(code: str) -> int:
    return sum(Capacity.objects.filter(cabinet__code=code).values_list("promised", flat=True))
