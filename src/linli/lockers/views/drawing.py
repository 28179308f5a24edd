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

DRAWN_FOR_S = 60
"""Seconds one drawing serves all who watch the same buildings; a new version is a new one."""

A_MOMENT_S = 0.2
"""Seconds for which a drawing is news enough for a board that asks by itself: of the second
that may pass from the event to the page a fifth. Source: bench/README.md, board."""

WHILE_DRAWN_S = 0.4
"""Seconds for which it is so while somebody is at drawing the next."""

_DRAWING = tuple(Lock() for _ in range(16))
"""Whoever draws holds one of them, by what is drawn."""


@dataclass(frozen=True, slots=True)
class Drawing:
    """What is shown at one version, compressed; nothing in it is anybody's alone."""

    version: str
    packed: bytes

    def html(self) -> SafeString:
        """Return what was drawn."""
        drawn = gzip.decompress(self.packed).decode()
        return mark_safe(drawn)  # noqa: S308  # our own template, which escaped all that was put in

    def answer(self, request: HttpRequest) -> HttpResponse:
        """Return it as the answer to a request, compressed for who can read that."""
        if "gzip" in request.headers.get("Accept-Encoding", ""):
            response = HttpResponse(self.packed, headers={"Content-Encoding": "gzip"})
        else:
            response = HttpResponse(self.html())
        patch_vary_headers(response, ("Accept-Encoding",))
        return response


def drawn_once(
    key: str,
    *,
    version: Callable[[], str],
    draw: Callable[[str], str],
    may_be_a_moment_old: bool,
) -> Drawing:
    """Return what is to be shown, drawn by one of all who ask for the same at once.

    Args:
        key: what is drawn, for whom and in which language; not its version.
        version: asks for the version that stands now.
        draw: draws it.
        may_be_a_moment_old: whether ``A_MOMENT_S`` does not matter to who asks.
    """
    lately = f"{key}/lately"
    if may_be_a_moment_old and isinstance(known := cache.get(lately), Drawing):
        return known
    drawing = _DRAWING[hash(key) % len(_DRAWING)]
    if not drawing.acquire(blocking=not may_be_a_moment_old):
        if isinstance(known := cache.get(f"{key}/before"), Drawing):
            return known
        drawing.acquire()
    try:
        stands = version()
        found = cache.get(f"{key}/{stands}")
        if not isinstance(found, Drawing):
            found = Drawing(stands, compress_string(draw(stands).encode()))
            cache.set(f"{key}/{stands}", found, DRAWN_FOR_S)
        cache.set(lately, found, A_MOMENT_S)
        cache.set(f"{key}/before", found, WHILE_DRAWN_S)
        return found
    finally:
        drawing.release()
