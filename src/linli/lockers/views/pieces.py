"""The board in pieces: each is drawn when it changed, and sent to who shows another one.

A piece is one element with an id of its own. What a cabinet's journal said last, and the minute,
tell whether its pieces are as they were.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from linli.lockers.queries.board import BoardCabinet
from linli.lockers.views.shelf import Shelf
from linli.lockers.views.tiles import (
    counts_of,
    part_kind,
    part_words,
    tiles_by_id,
    tiles_of,
    together,
)

Pieces = Mapping[str, SafeString]
"""Elements by their ids."""

CABINETS_KEPT = 512
"""Drawn cabinets at hand: what twenty towers show, each in both languages."""

_OPENING = re.compile(r"<\w+")


@dataclass(frozen=True, slots=True)
class DrawnCabinet:
    """One cabinet as the board shows it in one language."""

    cabinet: BoardCabinet
    top: SafeString
    tiles: Pieces
    counts: SafeString

    def pieces(self) -> Iterator[tuple[str, SafeString]]:
        """Yield its elements by their ids."""
        yield f"{self.cabinet.code}-top", self.top
        yield from self.tiles.items()
        yield f"{self.cabinet.code}-counts", self.counts

    def tiles_together(self) -> SafeString:
        """Return its tiles with no white space between them: there are hundreds."""
        return together(self.tiles.values())


_CABINETS: Shelf[tuple[str | None, str], DrawnCabinet] = Shelf(CABINETS_KEPT)


def known(stamp: str) -> BoardCabinet | None:
    """Return a cabinet that was drawn in this language at a stamp, as it was read."""
    found = _CABINETS.get((get_language(), stamp))
    return None if found is None else found.cabinet


def drawn(cabinet: BoardCabinet, context: Mapping[str, object]) -> DrawnCabinet:
    """Return a cabinet as it was drawn, or draw it."""
    key = (get_language(), cabinet.stamp)
    found = _CABINETS.get(key)
    if found is None:
        found = _draw(cabinet, context)
        _CABINETS.put(key, found)
    return found


def _draw(cabinet: BoardCabinet, context: Mapping[str, object]) -> DrawnCabinet:
    tiles = tiles_of(cabinet)
    parts = [(part, part_words(part), part_kind(part)) for part in cabinet.parts]
    told = {**context, "cabinet": cabinet, "parts": parts, "counts": counts_of(tiles)}
    return DrawnCabinet(
        cabinet,
        render_to_string("lockers/_cabinet_top.html", told),
        tiles_by_id(reverse("lockers:board"), cabinet.code, tiles),
        render_to_string("lockers/_cabinet_counts.html", told),
    )


def changed(old: Pieces, new: Pieces) -> list[str] | None:
    """Return the pieces that are not as they were, to be put in their places by the page.

    None where there are others than there were: then the whole is shown anew.
    """
    if old.keys() != new.keys():
        return None
    return [in_its_place(piece) for name, piece in new.items() if old[name] != piece]


def in_its_place(piece: str) -> str:
    """Return an element that the page puts in the place of the one with its id."""
    return _OPENING.sub(lambda tag: tag[0] + ' hx-swap-oob="true"', piece, count=1)


def gathered(first: Pieces, cabinets: Sequence[DrawnCabinet]) -> Pieces:
    """Return all pieces of a page; what is empty is none."""
    found = {name: piece for name, piece in first.items() if piece.strip()}
    for one in cabinets:
        found |= dict(one.pieces())
    return found
