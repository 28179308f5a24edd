"""What can be known of a place, and how the ledger tells that it changed."""

from dataclasses import dataclass

from linli.places.rules.coordinates import Point


@dataclass(frozen=True, slots=True)
class Facts:
    """What can be changed about a place without moving it; ``division`` is its national code."""

    name: str
    division: str = ""
    address: str = ""
    point: Point | None = None


def told(facts: Facts) -> dict[str, object]:
    """Return facts as the ledger keeps them, those that are known."""
    point = facts.point and [facts.point.longitude, facts.point.latitude]
    all_ = {
        "name": facts.name,
        "division": facts.division,
        "address": facts.address,
        "point": point,
    }
    return {name: value for name, value in all_.items() if value}


def changes_between(before: Facts, after: Facts) -> dict[str, object]:
    """Return what differs, each with what it was and what it is: {"name": ["甲", "乙"]}."""
    was, is_ = told(before), told(after)
    return {
        name: [was.get(name), is_.get(name)]
        for name in ("name", "division", "address", "point")
        if was.get(name) != is_.get(name)
    }
