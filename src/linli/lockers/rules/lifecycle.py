"""How a deposit moves by what its cabinet reports; nothing else moves it past SENT."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from linli.lockers.enums import WAITING, DepositState
from linli.wire.messages import Event, EventType

ZONES_AT_MOST = 255
LONGEST_HOLD_S = 86_400
"""A cabinet's own bounds. Source: wire.messages.Configure, cabinet.config."""


@dataclass(frozen=True, slots=True)
class DepositNow:
    """What is known of a deposit. ``comp`` is 0 while it has a promise but no compartment.

    Times are milliseconds since 1970 by the cabinet's wall clock; 0 means not yet. ``hot_ms``
    is how long the meal may stand if ``hot_zone`` stays as warm as it was when it was stored.
    """

    state: DepositState
    comp: int = 0
    stored_ms: int = 0
    ended_ms: int = 0
    held: bool = False
    hot_zone: int | None = None
    hot_ms: int | None = None

    @property
    def is_promised(self) -> bool:
        """Whether it counts against its cabinet's free compartments without having one."""
        return self.state in WAITING and self.comp == 0


_ENDS = {
    EventType.PICKED: DepositState.PICKED,
    EventType.RECALLED: DepositState.RECALLED,
    EventType.DISPOSED: DepositState.DISPOSED,
}
_WITHDRAWN = {
    "expired": DepositState.EXPIRED,
    "cancelled": DepositState.CANCELLED,
    "full": DepositState.CANCELLED,
    "never_arrived": DepositState.NEVER_ARRIVED,
}
_ONLY_WHILE_WAITING = (
    EventType.INTENT_D,
    EventType.DEPOSITED,
    EventType.EMPTY,
    EventType.CANCELLED,
)


def contradicts(deposit: DepositNow, event: Event) -> bool:
    """Whether an event says something that cannot follow from what is known.

    The first outcome stands: an ended deposit never moves again, and one that was never
    stored cannot be picked up. A contradiction is written down, not obeyed.
    """
    if event.type in _ENDS:
        return deposit.state != DepositState.STORED
    return event.type in _ONLY_WHILE_WAITING and deposit.state not in WAITING


def after(deposit: DepositNow, event: Event) -> DepositNow:
    """Return what is known of a deposit after one line of its cabinet's journal."""
    move = _MOVES.get(event.type)
    return deposit if move is None or contradicts(deposit, event) else move(deposit, event)


def _bound(deposit: DepositNow, event: Event) -> DepositNow:
    return replace(deposit, state=DepositState.SENT, comp=event.comp)


def _stored(deposit: DepositNow, event: Event) -> DepositNow:
    hot_zone, hot_ms = _kept_hot(event)
    return replace(
        deposit,
        state=DepositState.STORED,
        comp=event.comp,
        stored_ms=event.wall,
        hot_zone=hot_zone,
        hot_ms=hot_ms,
    )


def _kept_hot(event: Event) -> tuple[int, int] | tuple[None, None]:
    """Return the zone that keeps a stored meal hot, and for how many ms it then may stand."""
    zone, hold_s = event.data.get("zone"), event.data.get("hold_s")
    if not isinstance(zone, int) or not isinstance(hold_s, int):
        return None, None
    if not (0 < zone <= ZONES_AT_MOST and 0 < hold_s <= LONGEST_HOLD_S):
        return None, None
    return zone, hold_s * 1_000


def _not_put_in(deposit: DepositNow, _event: Event) -> DepositNow:
    return replace(deposit, state=DepositState.OFFERED, comp=0)


def _too_old(deposit: DepositNow, _event: Event) -> DepositNow:
    return replace(deposit, held=True)


def _ended(deposit: DepositNow, event: Event) -> DepositNow:
    return replace(deposit, state=_ENDS[event.type], ended_ms=event.wall)


def _withdrawn(deposit: DepositNow, event: Event) -> DepositNow:
    state = _WITHDRAWN.get(str(event.data.get("why")), DepositState.CANCELLED)
    return replace(deposit, state=state, ended_ms=event.wall)


_MOVES: dict[EventType, Callable[[DepositNow, Event], DepositNow]] = {
    EventType.INTENT_D: _bound,
    EventType.DEPOSITED: _stored,
    EventType.EMPTY: _not_put_in,
    EventType.HOLD_EXPIRED: _too_old,
    EventType.PICKED: _ended,
    EventType.RECALLED: _ended,
    EventType.DISPOSED: _ended,
    EventType.CANCELLED: _withdrawn,
}
