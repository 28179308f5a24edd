"""A platform's rehearsal: the real actions, on a cabinet whose journal is written here.

What it does is what any order does, but for who writes the lines: they are numbered, hashed and
signed as a cabinet's, and taken in by ``apply_events``, so that a rehearsed meal meets the rules
that a real one meets.
"""

from collections.abc import Sequence
from datetime import UTC, datetime
from random import Random

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.db import transaction
from msgspec.structs import replace

from linli.kernel.chain import GENESIS
from linli.kernel.codes import deposit_code
from linli.ledger.actions import append
from linli.lockers.access import Caller
from linli.lockers.actions.applying import apply_events
from linli.lockers.actions.beginning import Begun, DepositRequest, begin_deposits
from linli.lockers.actions.orders import cancel
from linli.lockers.actions.platforms import NewKey, add_platform, platform_entry
from linli.lockers.actions.towers import USUAL_TIMES, NewTower, next_prefix, put_up
from linli.lockers.enums import WAITING, CancelReason, DepositState, DoorState
from linli.lockers.models import (
    Cabinet,
    Compartment,
    Deposit,
    KeptAnswer,
    Platform,
    PlatformOrder,
    Sandbox,
)
from linli.lockers.platform_errors import NoSandbox, NotInTheSandbox, PlatformUnknown, SandboxThere
from linli.lockers.rules.recipients import Recipient
from linli.lockers.rules.sandbox import BEGINS, GONE, LINES, OPEN_AGAIN, SHUT, Doors, Line, Step
from linli.places.actions import NewPlace, ensure_place
from linli.places.enums import PlaceLevel, PlaceOrigin
from linli.wire.journal import line_hash
from linli.wire.messages import VERSION, Event, Events, EventType, Fact, Size

DOORS = 12
ENDING = "-sb"
CODE_LONGEST = 16

ALWAYS_THERE = datetime(9999, 1, 1, tzinfo=UTC)
"""When the mock cabinet was heard last: it is never silent, and nobody is told that it is."""

AT_ONCE = 50
"""Lines of one message. Source: wire.messages.Events."""

Written = tuple[Line, int, str]
"""A line, its compartment, and its deposit."""


@transaction.atomic
def make_sandbox(*, platform: str, actor: str, now: datetime) -> NewKey:
    """Give a platform a mock cabinet, and a key that is good for nothing else.

    Raises:
        PlatformUnknown: there is none, it was shut out, or it is a sandbox itself.
        SandboxThere: it has one.
    """
    found = Platform.objects.select_for_update().filter(code=platform, ended_at=None).first()
    if found is None or Sandbox.objects.filter(platform=found).exists():
        raise PlatformUnknown(platform=platform[:32])
    if Sandbox.objects.filter(rehearses=found).exists():
        raise SandboxThere(platform=platform)
    code = platform[: CODE_LONGEST - len(ENDING)] + ENDING
    key = add_platform(code=code, name=found.name, actor=actor, now=now)
    prefix = next_prefix("SB")
    building = ensure_place(
        (
            NewPlace(PlaceLevel.DISTRICT, "SANDBOX", "演练区"),
            NewPlace(PlaceLevel.BUILDING, f"SANDBOX-{prefix}", found.name),
        ),
        origin=PlaceOrigin.REPLAY,
        actor=actor,
        now=now,
    )
    tower = NewTower(building=building, prefix=prefix, cabinets=1, doors=DOORS, times=USUAL_TIMES)
    [config] = put_up(tower, now=now)
    cabinet = Cabinet.objects.get(code=config["cabinet"])
    Cabinet.objects.filter(pk=cabinet.pk).update(heard_at=ALWAYS_THERE)
    own = Platform.objects.get(code=code)
    Sandbox.objects.create(
        platform=own,
        rehearses=found,
        building=building,
        cabinet=cabinet,
        private_key=str(config["private_key"]),
        made_at=now,
    )
    append([platform_entry(platform, "sandbox_made", actor, now, {"sandbox": code})])
    return key


@transaction.atomic
def rehearse(caller: Caller, order: int, step: Step, *, chance: Random, now: datetime) -> None:
    """Let one thing happen to an order of a sandbox.

    Raises:
        NoSandbox: who asks has none. NotInTheSandbox: no meal of this order is in.
        NoCompartmentFree, OrderEnded, OrderAlreadyHere: as at any cabinet.
    """
    held = _held(caller)
    if step in BEGINS:
        deposit, comp = _begun(held, order, chance, now)
    else:
        meals = Deposit.objects.filter(platform_order=order, state=DepositState.STORED)
        found = meals.values_list("code", "comp").first()
        if found is None:
            raise NotInTheSandbox
        deposit, comp = found
    _write(held, [(line, comp, deposit) for line in LINES[step]], now)


@transaction.atomic
def shut_doors(caller: Caller, doors: Doors, *, now: datetime) -> None:
    """Take every free door out of use, so that the cabinet is full; or give them all back.

    Raises:
        NoSandbox: who asks has none.
    """
    held = _held(caller)
    _set_doors(held, doors, now)


@transaction.atomic
def reset_sandbox(*, platform: str, actor: str, now: datetime) -> None:
    """End every rehearsal of a platform: doors are free, order numbers and keys may come again.

    Raises:
        NoSandbox: it has none.
    """
    found = Sandbox.objects.filter(rehearses__code=platform).first()
    if found is None:
        raise NoSandbox
    caller = Caller(found.platform_id, found.platform.code)
    held = _held(caller)
    meals = Deposit.objects.filter(cabinet=held.cabinet, state=DepositState.STORED)
    lines = [
        (line, comp, code)
        for code, comp in meals.order_by("pk").values_list("code", "comp")
        for line in LINES[Step.RECALL]
    ]
    waiting = Deposit.objects.filter(cabinet=held.cabinet, state__in=WAITING)
    lines += [(GONE, 0, code) for code in waiting.order_by("pk").values_list("code", flat=True)]
    _write(held, lines, now)
    _set_doors(held, Doors.EMPTY, now)
    orders = PlatformOrder.objects.filter(platform=found.platform)
    for one in orders.filter(ended_at=None).order_by("pk").values_list("pk", flat=True):
        cancel(caller, one, reason=CancelReason.OTHER, now=now)
    orders.exclude(order_no="").update(order_no="")
    KeptAnswer.objects.filter(platform=found.platform).delete()
    Sandbox.objects.filter(pk=found.pk).update(reset_at=now)
    append([platform_entry(platform, "sandbox_reset", actor, now, {"sandbox": caller.code})])


def _held(caller: Caller) -> Sandbox:
    rows = Sandbox.objects.select_for_update(of=("self",)).select_related("cabinet", "platform")
    held = rows.filter(platform=caller.id).first()
    if held is None:
        raise NoSandbox
    return held


def _begun(held: Sandbox, order: int, chance: Random, now: datetime) -> tuple[str, int]:
    """Let the courier come as any courier does, and return the deposit and its compartment."""
    announced = PlatformOrder.objects.get(pk=order)
    request = DepositRequest(
        cabinet=held.cabinet.code,
        recipient=Recipient(order_no=announced.order_no),
        size=Size(announced.size),
        token=f"sandbox-{deposit_code(chance)}",
        now=now,
        order=order,
    )
    [outcome] = begin_deposits([request], chance=chance)
    if not isinstance(outcome, Begun):
        raise outcome
    doors = Compartment.objects.filter(cabinet=held.cabinet, state=DoorState.FREE)
    comp = doors.filter(size=outcome.size.value).order_by("number").values_list("number", flat=True)
    return outcome.deposit, comp[0]


def _set_doors(held: Sandbox, doors: Doors, now: datetime) -> None:
    states = (DoorState.FREE,) if doors is Doors.FILL else (DoorState.OOS, DoorState.CHECK)
    line = SHUT if doors is Doors.FILL else OPEN_AGAIN
    rows = Compartment.objects.filter(cabinet=held.cabinet, state__in=states)
    numbers = rows.order_by("number").values_list("number", flat=True)
    _write(held, [(line, number, "") for number in numbers], now)


def _write(held: Sandbox, lines: Sequence[Written], now: datetime) -> None:
    """Write lines as the cabinet would, and take them in as those of any."""
    key = Ed25519PrivateKey.from_private_bytes(bytes.fromhex(held.private_key.opened()))
    for start in range(0, len(lines), AT_ONCE):
        row = Cabinet.objects.filter(pk=held.cabinet_id)
        seq, prev = row.values_list("applied_seq", "head_hash").get()
        events = _chained(held, lines[start : start + AT_ONCE], seq, prev or GENESIS, now)
        signed = key.sign(bytes.fromhex(events[-1].hash)).hex()
        cabinet = held.cabinet
        message = Events(
            v=VERSION, cab=cabinet.code, epoch=cabinet.epoch, prev=prev, events=events, sig=signed
        )
        apply_events([message], now=now)


def _chained(
    held: Sandbox, lines: Sequence[Written], seq: int, prev: str, now: datetime
) -> list[Event]:
    """Number lines after the last that is held, and hash each after the one before."""
    written: list[Event] = []
    at_ms = int(now.timestamp() * 1000)
    for line, comp, deposit in lines:
        seq += 1
        named = "why" if line.kind is EventType.CANCELLED else "reason"
        facts: dict[str, Fact] = {named: line.why} if line.why else {}
        event = Event(
            seq=seq,
            mono=at_ms,
            wall=at_ms,
            wq=2,
            type=line.kind,
            comp=comp if line.names_door else 0,
            state=line.state,
            deposit=deposit if line.names_meal else "",
            grant="",
            data=facts,
            hash=GENESIS,
        )
        event = replace(event, hash=line_hash(prev, held.cabinet.code, held.cabinet.epoch, event))
        written.append(event)
        prev = event.hash
    return written
