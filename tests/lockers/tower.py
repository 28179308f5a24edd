"""A tower of real cabinets at the end of a line, and what must hold of it at any time."""

from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from random import Random

from django.db import transaction
from django.db.models import Model
from tests.lockers.cabinets import MOST_LINES, MachineLine, RealCabinet

from linli.ledger.models import Chain, Entry
from linli.ledger.queries import find_damage
from linli.lockers.actions import line as lines
from linli.lockers.actions.applying import apply_events
from linli.lockers.actions.asking import open_for
from linli.lockers.actions.beginning import Begun, DepositRequest, Outcome, begin_deposits
from linli.lockers.actions.hearing import hear
from linli.lockers.actions.line import Line
from linli.lockers.actions.standing import note_applied
from linli.lockers.actions.towers import Config, NewTower, put_up
from linli.lockers.enums import WAITING, DepositState, DoorState
from linli.lockers.models import (
    Cabinet,
    CabinetPart,
    Capacity,
    CodeTries,
    Compartment,
    Deposit,
    Directive,
    JournalLine,
)
from linli.lockers.queries.directives import pending
from linli.lockers.queries.verifying import find_journal_damage
from linli.lockers.rules.recipients import Recipient
from linli.notices.models import Notice
from linli.places.actions import NewPlace, ensure_place
from linli.places.enums import PlaceLevel, PlaceOrigin
from linli.places.models import Place
from linli.wire.messages import Ack, Configure, Events, Nak, Purpose, Reply, Size

TIMES = Configure(hold_ms=7_200_000, close_ms=60_000, sanitise_ms=60_000, idle_ms=0)

ROUNDS = 100
"""Exchanges after which a cabinet and its server must agree."""


def building(code: str, *, now: datetime) -> Place:
    """Put a building on the map."""
    steps = (
        NewPlace(PlaceLevel.DISTRICT, "HONGKOU", "虹口区"),
        NewPlace(PlaceLevel.BUILDING, code, "白玉兰广场"),
    )
    return ensure_place(steps, origin=PlaceOrigin.DEMO, actor="linli", now=now)


def in_one_zone(config: Config) -> Config:
    """Fit one heater and one thermometer to all compartments of a cabinet."""
    fittings = config["compartments"]
    assert isinstance(fittings, list)
    return config | {
        "zones": [{"number": 1}],
        "compartments": [{**one, "zone": 1} for one in fittings],
    }


def without_sensors(config: Config) -> Config:
    """Take the occupancy sensors out of a cabinet: it knows nothing but its doors."""
    fittings = config["compartments"]
    assert isinstance(fittings, list)
    return config | {"compartments": [{**one, "occupancy_sensor": False} for one in fittings]}


class Tower:
    """Cabinets T-A, T-B ... of one building, with one clock for everybody.

    ``a`` is the first of them; ``heated`` ones have one zone each, ``blind`` ones no occupancy
    sensors. Nothing reaches the server
    before ``exchange``.
    """

    def __init__(
        self,
        *,
        now: datetime,
        cabinets: int = 1,
        doors: int = 4,
        code: str = "TOWER",
        heated: bool = False,
        blind: bool = False,
    ) -> None:
        self.now = now
        self.chance = Random(code)  # noqa: S311  # names in a test
        self.place = building(code, now=now)
        new = NewTower(
            building=self.place, prefix=code[0], cabinets=cabinets, doors=doors, times=TIMES
        )
        self.cabinets = [
            RealCabinet(
                in_one_zone(config) if heated else config,
                now_ms=self._now_ms(),
                chance=self.chance,
            )
            for made in put_up(new, now=now)
            for config in [without_sensors(made) if blind else made]
        ]
        self.a = self.cabinets[0]
        self.line = MachineLine(self.cabinets)
        self._tokens = 0

    def _now_ms(self) -> int:
        return int(self.now.timestamp() * 1000)

    def wait(self, seconds: float) -> None:
        """Let time pass for everybody."""
        self.now += timedelta(seconds=seconds)
        for one in self.cabinets:
            one.wait(int(seconds * 1000))

    def token(self) -> str:
        """Return a form's token that was never used."""
        self._tokens += 1
        return f"form-{self.place.code}-{self._tokens:012d}"

    def request(
        self,
        *,
        cabinet: str = "",
        order_no: str = "",
        size: Size = Size.S,
        token: str = "",
        phone: str = "",
    ) -> DepositRequest:
        """Return a courier's form."""
        return DepositRequest(
            cabinet=cabinet or self.a.code,
            recipient=Recipient(tail="" if order_no else "3821", order_no=order_no, phone=phone),
            size=size,
            token=token or self.token(),
            now=self.now,
        )

    def begins(self, *requests: DepositRequest) -> list[Outcome]:
        """Hand in several forms in one batch."""
        return begin_deposits(requests, chance=self.chance)

    def begun(self, size: Size = Size.S, *, cabinet: str = "", order_no: str = "") -> Begun:
        """Hand in one form that is accepted."""
        outcome = self.begins(self.request(size=size, cabinet=cabinet, order_no=order_no))[0]
        assert isinstance(outcome, Begun), outcome
        return outcome

    def ask(
        self, begun: Begun, purpose: Purpose = Purpose.DEPOSIT, *, comp: int = 0
    ) -> Reply | None:
        """Ask for a door over the line that is plugged in."""
        return open_for(
            begun,
            purpose=purpose,
            cid=self.token(),
            now=self.now,
            actor="courier",
            comp=comp,
            reason="",
        )

    def opened(self, begun: Begun, purpose: Purpose = Purpose.DEPOSIT) -> int:
        """Ask for a door that is opened, and return its number."""
        reply = self.ask(begun, purpose)
        assert reply is not None
        assert reply.comp, reply
        return reply.comp

    def stored(self, size: Size = Size.S, *, cabinet: str = "", order_no: str = "") -> Begun:
        """Store a meal, and tell the server."""
        begun = self.begun(size, cabinet=cabinet, order_no=order_no)
        self.at(begun).fill(self.opened(begun))
        self.exchange()
        return begun

    def at(self, begun: Begun) -> RealCabinet:
        """Return the cabinet of a deposit."""
        return self.line.cabinets[begun.cabinet]

    def exchange(self) -> None:
        """Bring everything up and every directive down, until both sides know all."""
        for _ in range(ROUNDS):
            moved = [climb(one, now=self.now) for one in self.cabinets]
            if not any(moved) and not self.bring_down():
                return
        msg = "cabinets and server never agree"
        raise AssertionError(msg)

    def greet(self) -> None:
        """Let every cabinet say hello, and take the answer as its agent does."""
        for one, answer in zip(
            self.cabinets, hear([one.hello() for one in self.cabinets], now=self.now), strict=True
        ):
            if isinstance(answer, Nak):
                one.acked = answer.expect - 1

    def bring_down(self) -> bool:
        """Bring directives down as ingest does, and return whether there were any."""
        waiting = [one for one in pending() if not self.line.cabinets[one.cabinet].quiet]
        held_up = set[str]()
        for one in waiting:
            if one.cabinet not in held_up:
                said = self.line.cabinets[one.cabinet].direct(one)
                note_applied([said], now=self.now)
                if (said.dseq, said.mark) != (one.dseq, one.mark):
                    held_up.add(one.cabinet)
        return bool(waiting)

    def state(self, begun: Begun) -> DepositState:
        """Return what the server knows of a deposit."""
        return DepositState(Deposit.objects.get(code=begun.deposit).state)


def climb(cabinet: RealCabinet, *, now: datetime) -> bool:
    """Send what is not acknowledged, once, as the agent does; return whether there was any."""
    last = min(len(cabinet.lines), cabinet.acked + MOST_LINES)
    if cabinet.quiet or last == cabinet.acked:
        return False
    answer = apply_events([cabinet.batch(cabinet.acked + 1, last)], now=now)[0]
    if isinstance(answer, Nak):
        cabinet.acked = answer.expect - 1
        return True
    assert isinstance(answer, Ack), answer
    cabinet.acked = answer.upto
    return True


@contextmanager
def plugged_in(line: Line) -> Iterator[None]:
    """Let actions use this line for a while."""
    before = lines.current()
    lines.connect(line)
    try:
        yield
    finally:
        lines.connect(before)


@contextmanager
def rolled_back() -> Iterator[None]:
    """Undo whatever is written meanwhile."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


Rows = dict[str, list[tuple[object, ...]]]

CUSTODY = (
    Cabinet,
    CabinetPart,
    Capacity,
    CodeTries,
    Compartment,
    Deposit,
    Directive,
    JournalLine,
    Notice,
)
EVERYTHING = (*CUSTODY, Chain, Entry, Place)


def rows(models: Sequence[type[Model]] = EVERYTHING) -> Rows:
    """Return all that these tables hold, without the numbers that the database draws."""
    return {model.__name__: _rows(model) for model in models}


def _rows(model: type[Model]) -> list[tuple[object, ...]]:
    names = [one.attname for one in model._meta.concrete_fields if one.attname != "id"]  # noqa: SLF001  # Django's own way to a model's fields
    found = model._default_manager.order_by("pk").values_list(*names)  # noqa: SLF001  # as above
    plain = [
        tuple(bytes(one) if isinstance(one, memoryview) else one for one in row) for row in found
    ]
    return sorted(plain, key=repr)


def must_agree(tower: Tower) -> None:
    """Assert what holds of a tower once its cabinets and the server know the same.

    The server's doors are the cabinets', what is free is counted right, what is promised is
    who waits without a door, and the ledger is whole.
    """
    for cabinet in tower.cabinets:
        row = Cabinet.objects.get(code=cabinet.code)
        assert (row.applied_seq, row.head_hash) == (cabinet.memory.seq, cabinet.memory.head)
        assert _doors_here(row) == _doors_there(cabinet)
        _must_count(row)
    must_be_whole()


def must_be_whole() -> None:
    """Assert that the ledger is as it was written, and our copies of the journals too."""
    assert find_damage().damage == ()
    assert find_journal_damage().damage == ()


def _doors_here(cabinet: Cabinet) -> dict[int, tuple[str, str, int]]:
    return {
        one.number: (one.state, one.deposit, one.openings) for one in cabinet.compartments.all()
    }


def _doors_there(cabinet: RealCabinet) -> dict[int, tuple[str, str, int]]:
    now = Counter(one.comp for one in cabinet.lines if one.type.startswith("INTENT"))
    intents = cabinet.opened_before + now
    return {
        number: (one.state.value, one.deposit, intents[number])
        for number, one in cabinet.memory.compartments.items()
    }


def _must_count(cabinet: Cabinet) -> None:
    free = Counter(cabinet.compartments.filter(state=DoorState.FREE).values_list("size", flat=True))
    promised = Counter(
        cabinet.deposits.filter(state__in=WAITING, comp=0).values_list("size", flat=True)
    ) + Counter(cabinet.reservations.filter(ended_at=None).values_list("size", flat=True))
    queue = cabinet.queue.filter(ended_at=None)
    promised += Counter(queue.exclude(offered="").values_list("offered", flat=True))
    assert cabinet.queued == queue.count()
    for one in cabinet.capacities.all():
        assert (one.free, one.promised) == (free[one.size], promised[one.size]), one.size


def applied(cabinet: RealCabinet, *batches: Events, now: datetime) -> list[object]:
    """Take batches in at once and return the names of the answers."""
    assert cabinet.lines
    return [type(one).__name__ for one in apply_events(batches, now=now)]
