"""Finding things by their words, wherever in a text they stand, in one index on both databases."""

from collections.abc import Collection, Sequence
from functools import reduce
from operator import or_

from django.db import connection
from django.db.models import BooleanField, Func, Q, Value

from linli.places.models import Findable
from linli.places.rules.tree import SEPARATOR
from linli.places.rules.words import Phrase

_MATCHES = {
    "sqlite": "places_findable.id IN"
    " (SELECT rowid FROM places_findable_words WHERE words MATCH %(expressions)s)",
    "postgresql": "places_findable.found @@ to_tsquery('simple', %(expressions)s)",
}
"""What was typed is a bound value; in it, words hold letters and digits alone, each quoted."""


def references_with(
    phrases: Sequence[Phrase], *, kind: str, within: Collection[str], exact: str, at_most: int
) -> list[str]:
    """Return what is called so at or in some places: at most ``at_most``, in no order.

    Args:
        phrases: all of which must stand in a text; at least one.
        kind: of the things.
        within: the ways down to the places.
        exact: a reference that counts as found, and comes first.
        at_most: how many.
    """
    assert phrases
    if not within:
        return []
    there = reduce(
        or_,
        (Q(place__path=one) | Q(place__path__startswith=one + SEPARATOR) for one in within),
    )
    things = Findable.objects.filter(there, kind=kind)
    first = list(things.filter(reference=exact).values_list("reference", flat=True))
    matches = Func(
        Value(_asked(phrases)),
        template=_MATCHES[connection.vendor],
        output_field=BooleanField(),
    )
    others = things.filter(matches).exclude(reference=exact)
    return first + list(others.values_list("reference", flat=True)[: at_most - len(first)])


def _asked(phrases: Sequence[Phrase]) -> str:
    """Return phrases in the database's own language of searching."""
    if connection.vendor == "sqlite":
        return " AND ".join(
            f'"{" ".join(one.words)}"{" *" if one.is_open else ""}' for one in phrases
        )
    return " & ".join(
        "(" + " <-> ".join(f"'{word}'" for word in one.words) + (":*" if one.is_open else "") + ")"
        for one in phrases
    )
