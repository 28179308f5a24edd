"""What happened to one place, as the ledger tells it."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from linli.ledger.models import Entry
from linli.places.models import ImportedPlace, Place
from linli.places.rules.tree import CHAIN

MOST_HAPPENINGS = 50
"""Shown of one place, the newest: whoever needs all of them reads the ledger itself."""


@dataclass(frozen=True, slots=True)
class Happening:
    """One act on a place. ``other`` is the place that was merged into this one, or empty.

    ``entry`` is the hash of its entry in the ledger.
    """

    at: datetime
    actor: str
    verb: str
    facts: dict[str, object]
    other: str = ""
    entry: str = ""


def history_of(place: Place) -> list[Happening]:
    """Return the newest 50 acts on a place, the newest first; three queries."""
    imported = ImportedPlace.objects.filter(place=place).order_by("-pk")[:MOST_HAPPENINGS]
    rows = {one.entry: one.facts for one in imported}
    own = f"place:{place.code}"
    into = Q(verb="place_merged", facts__contains=f'"into":"{place.code}"')
    entries = (
        Entry.objects.filter(chain__name=CHAIN)
        .filter(Q(subject=own) | into | Q(hash__in=list(rows)))
        .order_by("-seq")[:MOST_HAPPENINGS]
    )
    return list(_happenings(entries, own=own, rows=rows))


def _happenings(entries: Iterable[Entry], *, own: str, rows: dict[str, str]) -> Iterable[Happening]:
    for one in entries:
        if one.hash in rows:
            facts = json.loads(rows[one.hash])
            verb = "place_planted" if "planted" in facts else "place_changed"
            known = facts.get("planted") or facts.get("changed")
            yield Happening(one.at, one.actor, verb, {**known, "row": facts["row"]}, "", one.hash)
        else:
            other = "" if one.subject == own else one.subject.removeprefix("place:")
            yield Happening(one.at, one.actor, one.verb, json.loads(one.facts), other, one.hash)
