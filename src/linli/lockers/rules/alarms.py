"""What needs a hand, by what cabinets reported: when an alarm is raised, lifted, and over."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import NamedTuple

from linli.lockers.enums import AlarmKind, DoorState
from linli.lockers.rules.holds import is_nobodys
from linli.wire.messages import Event, EventType

RETURNS_WITHIN = timedelta(hours=2)
"""What returns so soon after somebody said that it is mended was not: the same alarm is open
again. As long as a repair may take. Source: SCREENS, screen 5."""

SILENT_AFTER = timedelta(seconds=40)
"""A cabinet says hello each 15 s; two were lost, and ten seconds. Source: wire.messages.Hello."""

GUESSING_LASTS = timedelta(hours=1)
"""Nobody says when guessing is over: long enough to go and look who stands at the keypad."""


class Cause(NamedTuple):
    """What an alarm is about; two alarms about the same are never open in one cabinet.

    ``comp`` is a door, ``part`` a zone's number or a board's name; neither: the whole cabinet.
    """

    kind: AlarmKind
    comp: int = 0
    part: str = ""


@dataclass(frozen=True, slots=True)
class AlarmNow:
    """One alarm. ``began_at`` is the first time, ``since`` this time, by the cabinet's clock.

    ``lifted_at`` is when the cause went away by the cabinet's word; ``claimed_by`` is a
    person's number; ``remedied_at`` is when somebody said what was done; ``returned`` counts
    how often it came back.
    """

    began_at: datetime
    since: datetime
    lifted_at: datetime | None = None
    claimed_by: int | None = None
    claimed_at: datetime | None = None
    remedied_at: datetime | None = None
    closed_at: datetime | None = None
    returned: int = 0

    @property
    def stands(self) -> bool:
        """Whether its cause is there now."""
        return self.lifted_at is None


def raised(*, at: datetime) -> AlarmNow:
    """Return a new alarm."""
    return AlarmNow(began_at=at, since=at)


def lifted(alarm: AlarmNow, *, at: datetime) -> AlarmNow:
    """Return an alarm whose cause is gone.

    It is over by itself where nobody has claimed it, or who has said what was done. Otherwise
    it waits for that word.
    """
    gone = replace(alarm, lifted_at=max(at, alarm.since))
    waits = alarm.claimed_by is not None and alarm.remedied_at is None
    return gone if waits else replace(gone, closed_at=gone.lifted_at)


def returned(alarm: AlarmNow, *, at: datetime) -> AlarmNow:
    """Return an alarm whose cause is back: whoever is at it still is, a remedy was none."""
    again = replace(
        alarm,
        since=max(at, alarm.since),
        lifted_at=None,
        closed_at=None,
        returned=alarm.returned + 1,
    )
    if alarm.remedied_at is None:
        return again
    return replace(again, claimed_by=None, claimed_at=None, remedied_at=None)


def claimed(alarm: AlarmNow, *, by: int, at: datetime) -> AlarmNow:
    """Return an alarm that somebody sees to."""
    assert alarm.claimed_by is None
    return replace(alarm, claimed_by=by, claimed_at=at)


def remedied(alarm: AlarmNow, *, at: datetime) -> AlarmNow:
    """Return an alarm of which somebody said what was done: over, if its cause is gone.

    While the cause stands it stays open: that it is gone is the cabinet's to say.
    """
    done = replace(alarm, remedied_at=at)
    return done if alarm.stands else replace(done, closed_at=at)


_STANDS_IN = {
    AlarmKind.FORCED: (DoorState.CHECK, DoorState.OOS),
    AlarmKind.CHECK: (DoorState.CHECK,),
    AlarmKind.UNSURE: (DoorState.UNSURE,),
    AlarmKind.OUT_OF_SERVICE: (DoorState.OOS,),
}
_OF_STATE = {
    DoorState.CHECK: AlarmKind.CHECK,
    DoorState.UNSURE: AlarmKind.UNSURE,
    DoorState.OOS: AlarmKind.OUT_OF_SERVICE,
}
_MEAL_GONE = (
    EventType.EMPTY,
    EventType.PICKED,
    EventType.RECALLED,
    EventType.DISPOSED,
    EventType.CLEARED,
    EventType.CANCELLED,
)


def tells_of_alarms(line: Event) -> bool:
    """Whether a line about a door can raise an alarm; any may lift one."""
    return line.type in (EventType.LEFT_OPEN, EventType.FORCED, EventType.HOLD_EXPIRED) or (
        line.state is not None and DoorState(line.state) in _OF_STATE
    )


def door_alarms_after(standing: Collection[AlarmKind], line: Event) -> frozenset[AlarmKind]:
    """Return what stands at a door after one line about it.

    A state that has ended takes its alarm along. A door that was forced says so rather than
    that it is to be looked into. A door is left open until anything but a meal's age is said
    of it; a meal is overdue until it is gone. A spare door is out of service and nobody's care.
    """
    kinds = set(standing)
    if line.type is EventType.FORCED:
        kinds.add(AlarmKind.FORCED)
    if line.state is not None:
        kinds = _in_state(kinds, DoorState(line.state))
    if is_nobodys(line):
        kinds.discard(AlarmKind.OUT_OF_SERVICE)
    if line.type is EventType.LEFT_OPEN:
        kinds.add(AlarmKind.LEFT_OPEN)
    elif line.type is not EventType.HOLD_EXPIRED:
        kinds.discard(AlarmKind.LEFT_OPEN)
    if line.type is EventType.HOLD_EXPIRED:
        kinds.add(AlarmKind.OVERDUE)
    elif line.type in _MEAL_GONE:
        kinds -= {AlarmKind.OVERDUE, AlarmKind.RECALL_WANTED}
    return frozenset(kinds)


def _in_state(kinds: Iterable[AlarmKind], state: DoorState) -> set[AlarmKind]:
    """Return what still stands in a state, and what the state itself says."""
    still = {kind for kind in kinds if kind not in _STANDS_IN or state in _STANDS_IN[kind]}
    said = _OF_STATE.get(state)
    if said is AlarmKind.CHECK and AlarmKind.FORCED in still:
        return still - {said}
    return still | {said} if said else still


@dataclass(frozen=True, slots=True)
class DoorSeen:
    """One door of which something may be wrong.

    ``is_overdue``: its meal stands too long. ``is_wanted``: the meal's platform wants it back.
    ``is_spare``: people keep it out of use, and nobody has to see to it.
    """

    number: int
    state: DoorState
    left_open: bool = False
    is_overdue: bool = False
    is_wanted: bool = False
    is_spare: bool = False


@dataclass(frozen=True, slots=True)
class PartSeen:
    """One part of which something is wrong, by its cabinet's word ``told_at``."""

    name: str
    alarm: AlarmKind
    told_at: datetime


@dataclass(frozen=True, slots=True)
class CabinetSeen:
    """What stands of one cabinet. One that was shut out for good wants nobody's hand."""

    heard_at: datetime | None
    quarantined: bool = False
    revoked: bool = False
    doors: tuple[DoorSeen, ...] = ()
    parts: tuple[PartSeen, ...] = ()


def causes_of(cabinet: CabinetSeen, *, now: datetime) -> frozenset[Cause]:
    """Return all that needs a hand at a cabinet now, from what is known of it and the time."""
    if cabinet.revoked:
        return frozenset()
    causes = {Cause(one.alarm, part=one.name) for one in cabinet.parts if _lasts(one, now)}
    if cabinet.quarantined:
        causes.add(Cause(AlarmKind.QUARANTINED))
    if is_silent(cabinet.heard_at, now=now):
        causes.add(Cause(AlarmKind.CABINET_SILENT))
    for door in cabinet.doors:
        causes |= {Cause(kind, door.number) for kind in _kinds_at(door)}
    return frozenset(causes)


def _kinds_at(door: DoorSeen) -> set[AlarmKind]:
    kinds = _in_state((), door.state)
    if door.is_spare:
        kinds.discard(AlarmKind.OUT_OF_SERVICE)
    if door.left_open:
        kinds.add(AlarmKind.LEFT_OPEN)
    if door.is_overdue:
        kinds.add(AlarmKind.OVERDUE)
    if door.is_wanted:
        kinds.add(AlarmKind.RECALL_WANTED)
    return kinds


def is_silent(heard_at: datetime | None, *, now: datetime) -> bool:
    """Whether a cabinet was heard and is not any more; one that never was is being put up."""
    return heard_at is not None and now - heard_at > SILENT_AFTER


def _lasts(part: PartSeen, now: datetime) -> bool:
    return part.alarm is not AlarmKind.WRONG_CODES or now - part.told_at < GUESSING_LASTS


def changes(
    standing: Collection[Cause], causes: Collection[Cause], *, out_of_service: Collection[int] = ()
) -> tuple[list[Cause], list[Cause]]:
    """Return which causes are new and which are gone, in one order.

    What is seen of a door does not say that it was forced: that stands while it is to be looked
    into, or lies ``out_of_service``.
    """
    there = set(causes)
    for one in standing:
        if one.kind is not AlarmKind.FORCED:
            continue
        looked_into = Cause(AlarmKind.CHECK, one.comp)
        if looked_into in there or one.comp in out_of_service:
            there = (there - {looked_into}) | {one}
    return sorted(there - set(standing)), sorted(set(standing) - there)
