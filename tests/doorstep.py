"""A tower whose cabinets do what a test says: real rows, real signed journals, no bus."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from linli.kernel.chain import GENESIS
from linli.lockers.actions.applying import apply_events
from linli.lockers.actions.line import Opening
from linli.lockers.actions.towers import NewTower, put_up, steward
from linli.lockers.models import Cabinet, Compartment
from linli.places.actions import NewPlace, ensure_place
from linli.places.enums import PlaceLevel, PlaceOrigin
from linli.wire.journal import line_hash
from linli.wire.messages import (
    Ack,
    Configure,
    Event,
    Events,
    EventType,
    Fact,
    Purpose,
    Reply,
    Result,
    State,
    Why,
)

TIMES = Configure(hold_ms=7_200_000, close_ms=60_000, sanitise_ms=60_000, idle_ms=0)

_INTENTS = {
    Purpose.DEPOSIT: (EventType.INTENT_D, State.OPENING_D),
    Purpose.PICKUP: (EventType.INTENT_P, State.OPENING_P),
    Purpose.RECALL: (EventType.INTENT_S, State.OPENING_S),
    Purpose.DISPOSE: (EventType.INTENT_S, State.OPENING_S),
    Purpose.CLEAR: (EventType.INTENT_S, State.OPENING_S),
}


@dataclass(slots=True)
class Clock:
    """A clock that goes when it is told to."""

    at: datetime

    def __call__(self) -> datetime:
        """Say what time it is."""
        return self.at

    def go(self, seconds: float) -> None:
        """Let time pass."""
        self.at += timedelta(seconds=seconds)


@dataclass(slots=True)
class StagedCabinet:
    """One cabinet. ``mood`` is how it meets the next openings.

    "willing" opens and reports it; "slow to tell" opens, and its events come only when the
    test lets them; "silent" does nothing and says nothing.
    """

    code: str
    clock: Clock
    key: Ed25519PrivateKey
    mood: Literal["willing", "slow to tell", "silent"] = "willing"
    asked: list[Opening] = field(default_factory=list)
    _answers: dict[str, Reply] = field(default_factory=dict)
    _untold: list[tuple[EventType, int, State | None, str]] = field(default_factory=list)
    _seq: int = 0
    _head: str = GENESIS

    def open_door(self, opening: Opening) -> Reply | None:
        """Open, or not, as the mood has it; the same command twice is answered as before."""
        self.asked.append(opening)
        if self.mood == "silent":
            return None
        if opening.cid in self._answers:
            return self._answers[opening.cid]
        comp = opening.comp or self._bound(opening.deposit) or self._free(opening.size)
        if comp is None:
            return self._reply(opening, Result.STATE, 0, Why.FULL)
        event, state = _INTENTS[opening.purpose]
        if self.mood == "slow to tell":
            self._untold.append((event, comp, state, opening.deposit))
        else:
            self.says(event, comp, state, opening.deposit)
        return self._reply(opening, Result.OK, comp)

    def tells(self) -> None:
        """Let the events come that were held back."""
        for event, comp, state, deposit in self._untold:
            self.says(event, comp, state, deposit)
        self._untold.clear()

    def says(
        self,
        event: EventType,
        comp: int,
        state: State | None,
        deposit: str = "",
        **data: Fact,
    ) -> None:
        """Write one line into the journal and let the server take it in."""
        self._seq += 1
        wall = int(self.clock.at.timestamp() * 1000)
        line = Event(
            seq=self._seq,
            mono=self._seq,
            wall=wall,
            wq=2,
            type=event,
            comp=comp,
            state=state,
            deposit=deposit,
            grant="",
            data=data,
            hash=GENESIS,
        )
        previous, self._head = self._head, line_hash(self._head, self.code, 1, line)
        line = msgspec.structs.replace(line, hash=self._head)
        batch = Events(
            v=1,
            cab=self.code,
            epoch=1,
            prev=previous,
            events=[line],
            sig=self.key.sign(bytes.fromhex(self._head)).hex(),
        )
        (answer,) = apply_events([batch], now=self.clock.at)
        assert isinstance(answer, Ack), answer

    def opens(self, comp: int, state: State = State.OPEN_D) -> None:
        """The door moves."""
        self.says(EventType.OPENED, comp, state, self._deposit(comp))

    def stores(self, comp: int) -> None:
        """Somebody puts a meal in and closes the door."""
        self.opens(comp)
        self.says(EventType.DEPOSITED, comp, State.OCC, self._deposit(comp))

    def gives(self, comp: int) -> None:
        """Somebody takes the meal out and closes the door."""
        self.opens(comp, State.OPEN_P)
        self.says(EventType.PICKED, comp, State.DIRTY, self._deposit(comp))

    def jams(self, comp: int) -> None:
        """The lock was pulsed and the door did not move."""
        self.says(EventType.UNSURE, comp, State.UNSURE, self._deposit(comp))

    def _reply(self, opening: Opening, result: Result, comp: int, why: Why = Why.NONE) -> Reply:
        reply = Reply(v=1, cab=self.code, cid=opening.cid, result=result, comp=comp, why=why)
        self._answers[opening.cid] = reply
        return reply

    def _deposit(self, comp: int) -> str:
        return Compartment.objects.get(cabinet__code=self.code, number=comp).deposit

    def _bound(self, deposit: str) -> int | None:
        found = Compartment.objects.filter(cabinet__code=self.code, deposit=deposit).first()
        return found.number if deposit and found else None

    def _free(self, size: str) -> int | None:
        free = Compartment.objects.filter(cabinet__code=self.code, state="FREE", size=size)
        taken = {comp for _event, comp, _state, _deposit in self._untold}
        return next(
            (one.number for one in free.order_by("number") if one.number not in taken), None
        )


@dataclass(slots=True)
class Tower:
    """A building with its cabinets, and the line to them."""

    building: int
    clock: Clock
    cabinets: dict[str, StagedCabinet]
    quiet: set[str] = field(default_factory=set)

    def hears(self, cabinet: str) -> bool:
        """Whether the cabinet is there and not told to be quiet."""
        return cabinet in self.cabinets and cabinet not in self.quiet

    def open_door(self, opening: Opening) -> Reply | None:
        """Hand an opening to its cabinet."""
        return self.cabinets[opening.cabinet].open_door(opening)

    def __getitem__(self, cabinet: str) -> StagedCabinet:
        return self.cabinets[cabinet]


Raised = Callable[..., Tower]


def raise_tower(
    clock: Clock, *, cabinets: int = 1, doors: int = 12, origin: PlaceOrigin = PlaceOrigin.DEMO
) -> Tower:
    """Put up a tower at the clock's time, with cabinets HK-A, HK-B and so on that are online."""
    steps = (
        NewPlace(PlaceLevel.DISTRICT, "HONGKOU", "虹口区"),
        NewPlace(PlaceLevel.BUILDING, "BAIYULAN", "白玉兰广场"),
    )
    building = ensure_place(steps, origin=origin, actor="linli", now=clock.at)
    steward(building, now=clock.at)
    new = NewTower(
        building=building,
        prefix="HK",
        cabinets=cabinets,
        doors=doors,
        times=TIMES,
        spots=("东门", "西门", "大堂")[:cabinets],
    )
    staged = {}
    for config in put_up(new, now=clock.at):
        key = Ed25519PrivateKey.from_private_bytes(bytes.fromhex(str(config["private_key"])))
        code = str(config["cabinet"])
        staged[code] = StagedCabinet(code=code, clock=clock, key=key)
    Cabinet.objects.update(heard_at=clock.at + timedelta(hours=12))
    return Tower(building=building.pk, clock=clock, cabinets=staged)
