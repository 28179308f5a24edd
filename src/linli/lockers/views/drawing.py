"""One drawing for all who watch the same: drawn by one of them at a time, kept compressed.

With doors moving twenty times a second each of fifty boards would find a version of its own; so
those that ask by themselves are content with a drawing of a moment ago. Nor do they wait for one
who draws: all who waited would be answered at once, and from then on come at once.
"""

import gzip
from collections.abc import Callable
from dataclasses import dataclass
from threading import Lock

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import compress_string

from linli.lockers.views.pieces import Pieces, changed, in_its_place
from linli.lockers.views.shelf import Shelf

DRAWINGS_KEPT = 64
"""Of the last seconds: a page says which it shows, and is sent what is new since."""

A_MOMENT_S = 0.2
"""Seconds for which a drawing is news enough for a board that asks by itself: of the second
that may pass from the event to the page a fifth. Source: bench/README.md, board."""

WHILE_DRAWN_S = 0.4
"""Seconds for which it is so while somebody is at drawing the next."""

_DRAWING = tuple(Lock() for _ in range(16))
"""Whoever draws holds one of them, by what is drawn."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """What was drawn: what asks for the next, the whole, and the pieces of it by their ids."""

    ask: str
    whole: str
    pieces: Pieces


@dataclass(frozen=True, slots=True)
class Drawing:
    """What is shown at one version, of ``key``; nothing in it is anybody's alone.

    ``ask`` is what asks for the next, ``packed`` the whole, compressed.
    """

    key: str
    version: str
    ask: str
    pieces: Pieces
    packed: bytes

    def html(self) -> SafeString:
        """Return what was drawn, for a page that is opened."""
        return mark_safe(self.ask + self._whole())  # noqa: S308  # our own templates, which escaped all that was put in

    def answer(self, request: HttpRequest, *, seen: str) -> HttpResponse:
        """Return it to a page that shows a version of before: what is new of it, or the whole.

        Compressed for who can read that.
        """
        before = _DRAWINGS.get((self.key, seen))
        new = changed(before.pieces, self.pieces) if before else None
        if new is None:
            new = [in_its_place(self._whole())]
        body = "".join((self.ask, *new)).encode()
        if "gzip" in request.headers.get("Accept-Encoding", ""):
            response = HttpResponse(compress_string(body), headers={"Content-Encoding": "gzip"})
        else:
            response = HttpResponse(body)
        patch_vary_headers(response, ("Accept-Encoding",))
        return response

    def _whole(self) -> str:
        return gzip.decompress(self.packed).decode()


_DRAWINGS: Shelf[tuple[str, str], Drawing] = Shelf(DRAWINGS_KEPT)


def drawn_once(
    key: str,
    *,
    version: Callable[[], str],
    draw: Callable[[str], Drawn],
    may_be_a_moment_old: bool,
) -> Drawing:
    """Return what is to be shown, drawn by one of all who ask for the same at once.

    Args:
        key: what is drawn, for whom and in which language; not its version.
        version: asks for the version that stands now.
        draw: draws it.
        may_be_a_moment_old: whether ``A_MOMENT_S`` does not matter to who asks.
    """
    if may_be_a_moment_old and (known := _kept(key, "lately")):
        return known
    drawing = _DRAWING[hash(key) % len(_DRAWING)]
    if not drawing.acquire(blocking=not may_be_a_moment_old):
        if known := _kept(key, "before"):
            return known
        drawing.acquire()
    try:
        stands = version()
        found = _DRAWINGS.get((key, stands))
        if found is None:
            drawn = draw(stands)
            packed = compress_string(drawn.whole.encode())
            found = Drawing(key, stands, drawn.ask, drawn.pieces, packed)
            _DRAWINGS.put((key, stands), found)
        cache.set(f"{key}/lately", stands, A_MOMENT_S)
        cache.set(f"{key}/before", stands, WHILE_DRAWN_S)
        return found
    finally:
        drawing.release()


def _kept(key: str, when: str) -> Drawing | None:
    """Return the drawing of a moment ago, or of a little longer ago."""
    version = cache.get(f"{key}/{when}")
    return _DRAWINGS.get((key, version)) if isinstance(version, str) else None
