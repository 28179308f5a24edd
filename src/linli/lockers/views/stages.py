"""What a page says of a meal's door: one word, from what is known and what was shown last.

Events arrive a moment after the cabinet's answer, and a page that asks again each second must
not fall back to what it knew before; so what was shown last is one of the facts.
"""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from linli.lockers.enums import LIVE, OUTCOMES, WAITING, DepositState, DoorState

ANSWER_AWAITED = timedelta(seconds=8)
"""Then a person is told that the cabinet did not answer. Source: SCREENS, screen 1."""

FOLLOWED_FOR = timedelta(minutes=30)
"""A page left open asks no more after this; a link on it still does."""


LOOKED_FOR = timedelta(minutes=2)
"""A door that stands open longer than this is the crew's to close."""


class Stage(StrEnum):
    """What is shown, to the courier or to the owner."""

    ASKING = "asking"
    UNANSWERED = "unanswered"
    CODE = "code"
    BACK = "back"
    PLACED = "placed"
    OPENING = "opening"
    OPEN = "open"
    JAMMED = "jammed"
    STAFF = "staff"
    WITHDRAWN = "withdrawn"
    NOT_PUT_IN = "not_put_in"
    STORED = "stored"
    REOPENING = "reopening"
    REOPENED = "reopened"
    TAKEN_BACK = "taken_back"
    ENDED = "ended"
    NOT_YET = "not_yet"
    READY = "ready"
    LEFT_INSIDE = "left_inside"
    HELD = "held"
    PICKED = "picked"
    LOOKING = "looking"
    RECALLED = "recalled"
    DISPOSED = "disposed"


SETTLED = {
    Stage.ASKING: "asked",
    Stage.UNANSWERED: "unknown",
    Stage.CODE: "offline",
    Stage.BACK: "unknown",
    Stage.PLACED: "offline",
}
"""The word for programs; in every other stage the cabinet has answered: "opened"."""

SAID = {"opened": Stage.OPENING, "busy": Stage.UNANSWERED}
"""What is shown right after the cabinet has answered so, until its events tell; else ASKING."""

FOLLOWED = frozenset(
    {
        Stage.ASKING,
        Stage.UNANSWERED,
        Stage.CODE,
        Stage.BACK,
        Stage.PLACED,
        Stage.OPENING,
        Stage.OPEN,
        Stage.JAMMED,
        Stage.STAFF,
        Stage.NOT_YET,
        Stage.REOPENING,
        Stage.REOPENED,
        Stage.LOOKING,
    }
)
"""Stages that something other than the reader will end, so that the page asks again."""

OPENED_BY_OWNER = frozenset(
    {Stage.READY, Stage.LEFT_INSIDE, Stage.UNANSWERED, Stage.JAMMED, Stage.PLACED}
)
"""Stages in which the owner may open the meal's door."""

_STAFF_HAS_IT = (DoorState.OPENING_S, DoorState.OPEN_S, DoorState.CHECK, DoorState.OOS)


@dataclass(frozen=True, slots=True)
class Meal:
    """What is known of a meal; ``door`` is None while no compartment is bound to it.

    ``by_code``: its courier was last given a signed code for the scanner, which is still
    good. ``heard_again``: its cabinet was heard since. ``placed``: the courier said that it
    is in. ``by_courier``: its courier has had the door opened once more, after it was stored.
    ``beside``: the state of its door where nothing is bound to it, after the meal was taken.
    """

    state: DepositState
    door: DoorState | None
    held: bool = False
    by_code: bool = False
    heard_again: bool = False
    placed: bool = False
    by_courier: bool = False
    beside: DoorState | None = None


def courier_stage(meal: Meal, *, seen: Stage, waited: timedelta) -> Stage:
    """Return what the courier is shown.

    Args:
        meal: as the events have it.
        seen: what the page shows; right after pressing, ASKING, or OPENING if the cabinet
            said that it opened.
        waited: since the door was last asked for.
    """
    if meal.state == DepositState.STORED:
        return _stored_for_courier(meal, seen, waited)
    if meal.state not in LIVE:
        return _ended_for_courier(meal)
    if meal.door is not None:
        return _DOOR_FOR_COURIER.get(meal.door, Stage.OPENING)
    if (alone := _without_line(meal)) is not None:
        return alone
    if seen in (Stage.ASKING, Stage.OPENING) and waited < ANSWER_AWAITED:
        return seen
    return Stage.NOT_PUT_IN if meal.state == DepositState.OFFERED else Stage.UNANSWERED


def _stored_for_courier(meal: Meal, seen: Stage, waited: timedelta) -> Stage:
    """Return what a courier is shown whose meal is in, and may just have been asked for again."""
    if meal.by_courier:
        return Stage.STAFF if meal.door == DoorState.CHECK else Stage.REOPENED
    return seen if seen == Stage.REOPENING and waited < ANSWER_AWAITED else Stage.STORED


def _ended_for_courier(meal: Meal) -> Stage:
    if meal.state == DepositState.RECALLED and meal.by_courier:
        return Stage.TAKEN_BACK
    return Stage.ENDED if meal.state in OUTCOMES else Stage.WITHDRAWN


def _without_line(meal: Meal) -> Stage | None:
    """Return what a courier is shown whose cabinet could not be asked; OFFERED: it has spoken."""
    if meal.placed and meal.state == DepositState.SENT:
        return Stage.PLACED
    if not meal.by_code or (meal.heard_again and meal.state == DepositState.OFFERED):
        return None
    return Stage.BACK if meal.heard_again else Stage.CODE


_DOOR_FOR_COURIER = {
    DoorState.OPENING_D: Stage.OPENING,
    DoorState.OPEN_D: Stage.OPEN,
    DoorState.UNSURE: Stage.JAMMED,
} | dict.fromkeys(_STAFF_HAS_IT, Stage.STAFF)


def owner_stage(meal: Meal, *, seen: Stage, waited: timedelta) -> Stage:
    """Return what the owner is shown; the arguments are as the courier's."""
    if meal.state in WAITING:
        is_placed = meal.placed and meal.state == DepositState.SENT and meal.door is None
        return Stage.PLACED if is_placed else Stage.NOT_YET
    if meal.state != DepositState.STORED:
        return _ended_for_owner(meal, seen, waited)
    if meal.by_courier and meal.door != DoorState.CHECK:
        return Stage.NOT_YET
    if meal.door in _DOOR_FOR_OWNER:
        return _DOOR_FOR_OWNER[meal.door]
    if seen in (Stage.ASKING, Stage.OPENING) and waited < ANSWER_AWAITED:
        return seen
    return Stage.HELD if meal.held else _behind_a_shut_door(meal, seen)


def _ended_for_owner(meal: Meal, seen: Stage, waited: timedelta) -> Stage:
    """Return what an owner is shown whose meal is out, and who may look for what was forgotten."""
    if meal.state == DepositState.RECALLED and meal.by_courier:
        return Stage.TAKEN_BACK
    if meal.state == DepositState.PICKED and seen == Stage.LOOKING and waited < LOOKED_FOR:
        is_asked = waited < ANSWER_AWAITED and meal.beside != DoorState.CHECK
        return Stage.LOOKING if is_asked or meal.beside in _LOOKED_INTO else Stage.PICKED
    return _ENDS.get(meal.state, Stage.WITHDRAWN)


def _behind_a_shut_door(meal: Meal, seen: Stage) -> Stage:
    return Stage.JAMMED if meal.door == DoorState.UNSURE else _SHUT_AGAIN.get(seen, Stage.READY)


_ENDS = {
    DepositState.PICKED: Stage.PICKED,
    DepositState.RECALLED: Stage.RECALLED,
    DepositState.DISPOSED: Stage.DISPOSED,
}
_DOOR_FOR_OWNER = {
    DoorState.OPENING_P: Stage.OPENING,
    DoorState.OPEN_P: Stage.OPEN,
} | dict.fromkeys(_STAFF_HAS_IT, Stage.STAFF)
_LOOKED_INTO = (DoorState.OPENING_S, DoorState.OPEN_S)
_SHUT_AGAIN = {
    Stage.OPEN: Stage.LEFT_INSIDE,
    Stage.LEFT_INSIDE: Stage.LEFT_INSIDE,
    Stage.ASKING: Stage.UNANSWERED,
    Stage.OPENING: Stage.UNANSWERED,
    Stage.UNANSWERED: Stage.UNANSWERED,
}
"""The meal stands behind a closed door: what that means, by what was shown before."""
