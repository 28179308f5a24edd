"""What is typed about a place on its pages, read into facts or refused with a sentence."""

from collections.abc import Mapping

from linli.places.enums import PlaceLevel
from linli.places.rules import reading
from linli.places.rules.facts import Facts
from linli.places.rules.outlines import Ring, read_outline

Posted = Mapping[str, str]


def read_facts(posted: Posted, *, level: PlaceLevel) -> Facts:
    """Return what a place is to be known by.

    Raises:
        PlaceNameUnreadable, DivisionUnreadable, AddressUnreadable, DatumUnknown,
        PointUnreadable: a field that cannot be read, the first one of them.
    """
    return Facts(
        name=reading.read_name(posted.get("name", "")),
        division=reading.read_division(posted.get("division", ""), level),
        address=reading.read_address(posted.get("address", "")),
        point=reading.read_point(
            posted.get("longitude", ""),
            posted.get("latitude", ""),
            reading.read_datum(posted.get("datum", "")),
        ),
    )


def read_ring(posted: Posted) -> Ring | None:
    """Return the outline that was typed or left, None for none.

    Raises:
        OutlineUnreadable, OutlineOpen, OutlineCrossesItself: it is no outline.
    """
    text = posted.get("outline", "").strip()
    return read_outline(text) if text else None
