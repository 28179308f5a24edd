"""What a JPEG costs to unpack, told from its first bytes, before any of it is unpacked.

One that comes in several scans (a progressive one) is held whole by its decoder, 2 bytes for each
pixel and colour however small it is then drawn, and is gone through once for each of its scans:
5 MB can take 6 GB, or minutes.
"""

MOST_PIXELS_WHOLE = 16_000_000
"""Of one in several scans: 128 MB of four colours. What a camera writes comes in one scan."""

MOST_SCANS = 64
"""Encoders make 10 of a picture. Source: libjpeg, jpeg_simple_progression."""

_MARKER = 0xFF
_START_OF_SCAN = 0xDA
_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_FRAMES_OF_ONE_SCAN = frozenset({0xC0, 0xC1})
_ALONE = frozenset({0x01, *range(0xD0, 0xDA)})
"""Markers that nothing follows. Source: ITU-T T.81, table B.1."""


def costs_too_much(content: bytes, pixels: int) -> bool:
    """Tell whether a picture is a JPEG whose decoder would take too much memory, or too long."""
    if not content.startswith(b"\xff\xd8") or _is_of_one_scan(content):
        return False
    return pixels > MOST_PIXELS_WHOLE or content.count(b"\xff\xda") > MOST_SCANS


def _is_of_one_scan(content: bytes) -> bool:
    """Tell whether a JPEG's first scan has all its colours; what is odd is taken to have not."""
    at, colours = 2, 0
    while at + 10 <= len(content) and content[at] == _MARKER and content[at + 1] not in _ALONE:
        kind, length = content[at + 1], int.from_bytes(content[at + 2 : at + 4])
        if kind == _START_OF_SCAN:
            return 0 < colours == content[at + 4]
        if kind in _FRAMES:
            if kind not in _FRAMES_OF_ONE_SCAN:
                return False
            colours = content[at + 9]
        at += 2 + length
    return False
