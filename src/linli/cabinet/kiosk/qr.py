"""QR codes, drawn into the cabinet's own page."""

import segno

QUIET_ZONE = 2
"""Modules of white around a code on a white card: the card gives the other two."""


def svg(text: str) -> str:
    """Return a QR code as an SVG element that scales to its box; M: scratched glass still reads."""
    code = segno.make(text, error="m", micro=False)
    return str(
        code.svg_inline(border=QUIET_ZONE, omitsize=True, dark="#000", light="#fff", svgclass="qr")
    )
