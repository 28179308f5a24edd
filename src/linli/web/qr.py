"""QR codes, drawn into the page."""

import segno
from django.utils.safestring import SafeString, mark_safe

QUIET_ZONE = 2
"""Modules of white around a code on a white card: the card gives the other two."""


def svg(text: str, *, title: str) -> SafeString:
    """Return a QR code as an SVG element that scales to its box.

    Error correction M: a scratched or greasy label still reads.
    """
    code = segno.make(text, error="m", micro=False)
    drawn = code.svg_inline(
        border=QUIET_ZONE, omitsize=True, dark="#000", light="#fff", title=title, svgclass="qr"
    )
    return mark_safe(drawn)  # noqa: S308  # segno escapes the title, and the code is squares
