"""Everything that was done to one thing, newest first."""

from dataclasses import dataclass
from datetime import datetime

import msgspec

from linli.ledger.models import Entry
from linli.ledger.sentences import in_words

PAGE = 50
"""Entries on one page."""


@dataclass(frozen=True, slots=True)
class Told:
    """One entry in words. ``actor`` is as the ledger names people: "person:7", "courier"."""

    at: datetime
    actor: str
    says: str


@dataclass(frozen=True, slots=True)
class History:
    """One page of entries; ``before`` asks for the next, None on the last."""

    entries: tuple[Told, ...]
    before: int | None


def history_of(subject: str, *, before: int | None = None) -> History:
    """Return what was done to a subject, fifty entries at a time.

    Always one query, by an index, however long the ledger is.

    Args:
        subject: as the ledger names it: "cabinet:HK-A", "person:7".
        before: what the page before said, None for the newest.
    """
    found = Entry.objects.filter(subject=subject)
    if before is not None:
        found = found.filter(pk__lt=before)
    rows = list(found.order_by("-pk").values_list("pk", "at", "actor", "verb", "facts")[: PAGE + 1])
    shown = rows[:PAGE]
    return History(
        tuple(
            Told(at, actor, in_words(verb, _facts(facts))) for _, at, actor, verb, facts in shown
        ),
        shown[-1][0] if len(rows) > PAGE else None,
    )


def _facts(text: str) -> dict[str, object]:
    """Read an entry's facts; what somebody has tampered with says nothing."""
    try:
        return msgspec.json.decode(text, type=dict[str, object])
    except msgspec.DecodeError:
        return {}
