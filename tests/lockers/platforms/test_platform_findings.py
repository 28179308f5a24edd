"""A platform is told what the crew found, as long as that meal is its order's last."""

from datetime import datetime

import pytest
from tests.lockers.platforms.arriving import arrives
from tests.lockers.platforms.calling import Computer
from tests.lockers.tower import Tower

from linli.lockers.actions.asking import open_for
from linli.lockers.actions.beginning import Begun
from linli.lockers.actions.findings import say_found
from linli.lockers.actions.webhooks import set_webhook
from linli.lockers.enums import FindingKind, OrderState
from linli.lockers.models import PlatformEvent, PlatformOrder
from linli.lockers.queries.orders import whereabouts
from linli.wire.messages import Purpose


@pytest.fixture
def unseen(tower: Tower, platform: Computer, now: datetime) -> str:
    """Give a platform's meal whose going in nobody saw, and that the crew has looked for."""
    set_webhook(platform="fan-le", url="https://a.example/x", actor="installer", now=now)
    platform.announces(phone="13812343821")
    begun = arrives(tower)
    assert isinstance(begun, Begun)
    tower.a.jammed.add(1)
    tower.opened(begun)
    tower.wait(3)
    tower.a.jammed.clear()
    tower.exchange()
    open_for(
        begun,
        purpose=Purpose.RECALL,
        cid=tower.token(),
        now=tower.now,
        actor="person:1",
        comp=1,
        reason="检查",
    )
    tower.a.close(1)
    tower.exchange()
    assert last() == "order.not_stored"
    return begun.deposit


def last() -> str:
    return PlatformEvent.objects.latest("pk").kind


def found(tower: Tower, deposit: str) -> None:
    say_found(
        actor="person:1",
        buildings=[tower.place.pk],
        cabinet=tower.a.code,
        comp=1,
        deposit=deposit,
        found=FindingKind.MEAL,
        now=tower.now,
    )


def test_a_meal_that_was_found_is_recalled_and_ends_its_order(tower: Tower, unseen: str) -> None:
    found(tower, unseen)

    assert last() == "order.recalled"
    order = PlatformOrder.objects.get()
    assert order.ended_at == tower.now
    assert whereabouts(order.pk).state == OrderState.RECALLED


def test_what_is_found_of_an_order_that_came_again_ends_nothing(tower: Tower, unseen: str) -> None:
    assert isinstance(arrives(tower), Begun)

    found(tower, unseen)

    assert last() == "order.not_stored"
    order = PlatformOrder.objects.get()
    assert order.ended_at is None
    assert whereabouts(order.pk).state == OrderState.AT_DOOR
