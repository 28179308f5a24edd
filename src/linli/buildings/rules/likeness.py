"""Which matters are about the same thing, by the pairs of characters that their words share."""

from collections.abc import Collection, Iterable
from itertools import pairwise
from unicodedata import normalize

ALIKE = 0.35
"""Of all pairs, twice those shared. Below it, in the demo's matters, are only chance meetings."""

NEAR = 0.15
"""Added where two are at the same place: "漏水" twice on a floor is one leak rather than two."""

SHOWN = 3
"""A phone's screen; who must scroll through others' matters sends their own."""


def likeness(one: str, other: str) -> float:
    """Return how much two texts share, from 0 to 1: Dice's coefficient over character pairs."""
    left, right = _pairs(one), _pairs(other)
    if not left or not right:
        return 0.0
    return 2 * len(left & right) / (len(left) + len(right))


def most_alike(
    text: str, known: Iterable[tuple[int, str]], *, near: Collection[int] = ()
) -> list[int]:
    """Return the numbers of the matters most like a text, the likest first, then the newest.

    Those ``near`` are at the same place; what shares no word is not alike, wherever it is.
    """
    rated = ((_rated(likeness(text, says), number in near), number) for number, says in known)
    found = sorted(((much, number) for much, number in rated if much >= ALIKE), reverse=True)
    return [number for _much, number in found[:SHOWN]]


def _rated(much: float, is_near: bool) -> float:  # noqa: FBT001  # of one matter
    return much + NEAR if much and is_near else much


def _pairs(text: str) -> frozenset[str]:
    letters = [one for one in normalize("NFKC", text).casefold() if one.isalnum()]
    return frozenset(a + b for a, b in pairwise(letters))
