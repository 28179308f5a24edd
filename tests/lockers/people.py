"""What couriers, owners and crews do at the first cabinet of a tower, and what is then known."""

from tests.lockers.tower import Tower

from linli.ledger.models import Entry
from linli.lockers.actions import doors
from linli.lockers.actions.doors import Door
from linli.lockers.enums import DepositState
from linli.lockers.models import Capacity, Deposit
from linli.lockers.rules.recipients import Recipient
from linli.wire.messages import Size

FORM = "form-of-one-courier"
"""A form that is sent more than once."""


def leaves(tower: Tower, *, token: str = "", size: Size = Size.S, order_no: str = "") -> Door:
    """Let a courier ask for a door."""
    return doors.deposit_at_door(
        cabinet=tower.a.code,
        recipient=Recipient(tail="" if order_no else "3821", order_no=order_no),
        size=size,
        token=token or tower.token(),
        now=tower.now,
    )


def stores(tower: Tower) -> Door:
    """Let a courier put a meal in, and the server know."""
    door = leaves(tower)
    assert door.comp is not None
    tower.a.fill(door.comp)
    tower.exchange()
    return door


def takes(tower: Tower, door: Door) -> Door:
    return doors.pick_up(deposit=door.deposit, cid=tower.token(), now=tower.now)


def again(tower: Tower, door: Door) -> Door:
    return doors.ask_again(deposit=door.deposit, cid=tower.token(), now=tower.now)


def fetches(tower: Tower, door: Door, *, dispose: bool = False) -> Door:
    """Let the crew ask for a meal's door."""
    return doors.recall(
        actor="person:1",
        buildings=[tower.place.pk],
        deposit=door.deposit,
        dispose=dispose,
        reason="超时",
        cid=tower.token(),
        now=tower.now,
    )


def state(door: Door) -> DepositState:
    return DepositState(Deposit.objects.get(code=door.deposit).state)


def promised() -> int:
    return sum(Capacity.objects.values_list("promised", flat=True))


def verbs(tower: Tower) -> list[str]:
    """Return what the ledger says was done at the first cabinet since it was put up."""
    entries = Entry.objects.filter(chain__name=f"cabinet/{tower.a.code}").order_by("seq")
    return list(entries.values_list("verb", flat=True))[1:]
