"""QR codes, drawn into the page."""

import io
from functools import lru_cache

import segno
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

KEPT = 64
"""Labels that a process remembers: five pages of them, 5 kB each."""

QUIET_ZONE = 2
"""Modules of white around a code on a white card: the card gives the other two."""


ANY_MASK = 2
"""One of the eight patterns that break up large areas. Which is best matters to a label of much
text; a signed code is as good as random under each."""


def words() -> str:
    """Return what a code that opens a door is called, to whoever cannot see it."""
    return _("开门二维码")


def svg(text: str, *, title: str) -> SafeString:
    """Return a QR code as an SVG element that scales to its box.

    Error correction M: a scratched or greasy label still reads.
    """
    return _drawn(segno.make(text, error="m", micro=False), title)


@lru_cache(KEPT)
def label(text: str, *, title: str) -> SafeString:
    """Return as ``svg`` does what anybody may read off a cabinet, drawn once: 12 ms each.

    For no link and no secret: what was drawn stays in memory.
    """
    return svg(text, title=title)


def svg_at_once(text: str, *, title: str) -> SafeString:
    """Return as ``svg`` does, in 2 instead of 12 ms, a code of random letters for a page."""
    return _drawn(segno.make(text, error="m", micro=False, mask=ANY_MASK), title)


@lru_cache(KEPT)
def label_on_screen(text: str, *, title: str) -> SafeString:
    """Return as ``label`` does, drawn in 2 ms: a page with twelve of them is not waited for.

    What is printed and scratched wants the best pattern, what shines on a screen does not.
    """
    return svg_at_once(text, title=title)


@lru_cache(KEPT)
def modules(text: str) -> tuple[tuple[bool, ...], ...]:
    """Return a code as rows of dark and light squares, without its white edge, for paper.

    For no link and no secret, as ``label``.
    """
    code = segno.make(text, error="m", micro=False)
    return tuple(tuple(bool(one) for one in row) for row in code.matrix)


def for_terminal(text: str) -> str:
    """Return a QR code as lines of half blocks, for a terminal of either colour."""
    drawn = io.StringIO()
    segno.make(text, error="m", micro=False).terminal(out=drawn, border=QUIET_ZONE, compact=True)
    return drawn.getvalue()


def _drawn(code: segno.QRCode, title: str) -> SafeString:
    drawn = code.svg_inline(
        border=QUIET_ZONE, omitsize=True, dark="#000", light="#fff", title=title, svgclass="qr"
    )
    return mark_safe(drawn)  # noqa: S308  # segno escapes the title, and the code is squares
