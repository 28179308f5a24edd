"""What takes an act on a place back, from how the ledger tells of it."""

from collections.abc import Mapping
from dataclasses import dataclass

from linli.places.rules.coordinates import Point
from linli.places.rules.facts import Facts
from linli.places.rules.tree import codes_of


@dataclass(frozen=True, slots=True)
class MoveBack:
    """It lay in the place with this code before."""

    to: str


@dataclass(frozen=True, slots=True)
class Reopen:
    """It was open before."""


@dataclass(frozen=True, slots=True)
class ChangeBack:
    """This is what differed before, as the ledger names it."""

    was: Mapping[str, object]


Undo = MoveBack | Reopen | ChangeBack


def undo_of(verb: str, facts: Mapping[str, object]) -> Undo | None:
    """Return what takes an act back; None for what a press cannot undo.

    Not a merger, after which nobody knows what lay where; not a row of a table, which was one
    of many; not an outline, of which the ledger keeps a fingerprint alone.
    """
    match verb:
        case "place_moved":
            return MoveBack(codes_of(str(facts["from"]))[-2])
        case "place_closed":
            return Reopen()
        case "place_changed" if not {"outline", "row"} & set(facts):
            return ChangeBack({name: was for name, (was, _is) in _pairs(facts)})
        case _:
            return None


def changed_back(known: Facts, was: Mapping[str, object]) -> Facts:
    """Return facts with those that differed as they were."""
    return Facts(
        name=str(was.get("name", known.name)),
        division=str(was.get("division", known.division) or ""),
        address=str(was.get("address", known.address) or ""),
        point=_point(was["point"]) if "point" in was else known.point,
    )


def _pairs(facts: Mapping[str, object]) -> list[tuple[str, list[object]]]:
    return [(name, pair) for name, pair in facts.items() if isinstance(pair, list)]


def _point(told: object) -> Point | None:
    return Point(*told) if isinstance(told, list) else None
