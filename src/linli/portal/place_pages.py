"""What the pages of places show: the tree, what is found in it, and one place with its past."""

import math
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from linli.ledger.rules import is_fresh
from linli.people.models import Person
from linli.places.enums import PlaceLevel
from linli.places.models import Place
from linli.places.queries.history import Happening
from linli.places.rules.outlines import Ring
from linli.places.rules.tree import codes_of, is_narrower
from linli.places.rules.undoing import Undo, undo_of
from linli.portal.place_words import Told, say

MOST_SHOWN = 100
"""Places drawn on one page, the wide ones first; the others are counted where they lie."""

MOST_FOUND = 50


@dataclass(slots=True)
class Branch:
    """A place in the tree. ``more`` counts what lies in it and is not drawn."""

    code: str
    name: str
    level: PlaceLevel
    path: str
    is_open: bool
    is_merged: bool
    way: str = ""
    more: int = 0
    children: list["Branch"] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Step:
    """A place on the way down to another; ``is_yours``: its page may be opened."""

    code: str
    name: str
    is_yours: bool


def branches(yours: Collection[int]) -> list[Branch]:
    """Return the places with these numbers, from above to below; one query, whatever there is."""
    chosen = set(yours)
    rows = Place.objects.order_by("path").values_list(
        "pk", "code", "name", "level", "path", "closed_at", "merged_into"
    )
    names: dict[str, str] = {}
    found: list[Branch] = []
    for pk, code, name, level, path, closed_at, merged in rows.iterator():
        names[code] = name
        if pk in chosen:
            one = Branch(code, name, PlaceLevel(level), path, closed_at is None, merged is not None)
            found.append(one)
    for one in found:
        one.way = " / ".join(names[code] for code in codes_of(one.path)[:-1] if code in names)
    return found


def tree_of(places: Sequence[Branch]) -> list[Branch]:
    """Return the roots of a tree of places, drawn down to 100 of them, wide ones first."""
    by_path = {one.path: one for one in places}
    above = {one.path: by_path.get(one.path.rpartition("/")[0]) for one in places}
    order = list(PlaceLevel)
    inner = sorted(
        (path for path, parent in above.items() if parent is not None),
        key=lambda path: (len(codes_of(path)), order.index(by_path[path].level)),
    )
    roots = [one for one in places if above[one.path] is None]
    undrawn = set(inner[max(0, MOST_SHOWN - len(roots)) :])
    for path, parent in above.items():
        if parent is None:
            continue
        if path not in undrawn:
            parent.children.append(by_path[path])
            continue
        # What is undrawn lies deep: its root is drawn, so that going up ends.
        at: Branch | None = parent
        while at is not None and at.path in undrawn:
            at = above[at.path]
        assert at is not None
        at.more += 1
    return roots


def search(places: Sequence[Branch], typed: str) -> list[Branch]:
    """Return the places whose code begins with, or whose name holds, what was typed."""
    name, code = typed.strip(), typed.strip().upper()
    return [one for one in places if name in one.name or one.code.startswith(code)]


def targets_for(place: Place, places: Sequence[Branch], *, merging: bool) -> list[Branch]:
    """Return where a place could come to: open, of its level or wider, and not in itself."""
    inside = (place.path, place.path + "/")
    return [
        one
        for one in places
        if one.is_open
        and not (one.path == inside[0] or one.path.startswith(inside[1]))
        and (one.level == place.level if merging else is_narrower(place.level, one.level))
    ]


def way_to(place: Place, yours: Collection[int]) -> list[Step]:
    """Return the places above one, the district first."""
    found = {
        code: Step(code, name, pk in set(yours))
        for pk, code, name in Place.objects.filter(code__in=place.codes[:-1]).values_list(
            "pk", "code", "name"
        )
    }
    return [found[code] for code in place.codes[:-1]]


@dataclass(frozen=True, slots=True)
class Offered:
    """What somebody did to a place a moment ago and may take back: its entry, and in words."""

    entry: str
    undo: Undo
    says: str


def offered(happened: Sequence[Happening], *, actor: str, now: datetime) -> Offered | None:
    """Return what ``actor`` may take back: the last act, if it is theirs, fresh and undoable."""
    last = happened[0]
    undo = undo_of(last.verb, last.facts)
    if undo is None or last.other or last.actor != actor or not is_fresh(last.at, now=now):
        return None
    return Offered(last.entry, undo, say(last))


def past_of(happened: Sequence[Happening]) -> list[Told]:
    """Return what happened to a place, the newest first; people by their masked names."""
    numbers = {
        int(one.actor.removeprefix("person:"))
        for one in happened
        if one.actor.startswith("person:")
    }
    people = {f"person:{one.pk}": str(one) for one in Person.objects.filter(pk__in=numbers)}
    return [Told(one.at, people.get(one.actor, ""), say(one)) for one in happened]


def drawn(ring: Ring) -> str:
    """Return an outline as SVG's points within 0 0 1000 1000, north above.

    A degree east is as much shorter than one north as the cosine of the latitude.
    """
    west, east = min(one[0] for one in ring), max(one[0] for one in ring)
    south, north = min(one[1] for one in ring), max(one[1] for one in ring)
    shrink = math.cos(math.radians((south + north) / 2))
    scale = 1000 / max((east - west) * shrink, north - south)
    return " ".join(f"{(x - west) * shrink * scale:.0f},{(north - y) * scale:.0f}" for x, y in ring)
