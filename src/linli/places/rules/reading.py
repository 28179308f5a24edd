"""What is typed about a place, on a page or in a table, read into facts or refused in words."""

import re
import unicodedata

from linli.places.enums import Datum, PlaceLevel
from linli.places.errors import (
    AddressUnreadable,
    DatumUnknown,
    DivisionUnreadable,
    LevelUnknown,
    PlaceCodeUnreadable,
    PlaceNameUnreadable,
    PointUnreadable,
)
from linli.places.rules import divisions
from linli.places.rules.coordinates import Point, rounded, wgs84_of
from linli.places.rules.tree import is_code

LONGEST_NAME, LONGEST_ADDRESS = 40, 120

_DEGREES = re.compile(r"[+-]?[0-9]{1,3}(\.[0-9]{1,15})?")

_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
"""Unicode's controls, marks that turn text around, halves of characters, separators of lines."""


def has_unseen(text: str) -> bool:
    """Tell whether a text holds characters that nobody sees and that change what is read."""
    return any(unicodedata.category(one) in _UNSEEN for one in text)


def read_code(text: str) -> str:
    """Return a place's code, small letters made large.

    Raises:
        PlaceCodeUnreadable: it cannot be one.
    """
    code = text.strip().upper()
    if not is_code(code):
        raise PlaceCodeUnreadable
    return code


def read_level(text: str) -> PlaceLevel:
    """Return a level by its word in Chinese or in English.

    Raises:
        LevelUnknown: it is none.
    """
    for level in PlaceLevel:
        if text.strip().lower() in {level.value, _WORDS[level]}:
            return level
    raise LevelUnknown


_WORDS = {
    PlaceLevel.DISTRICT: "区",
    PlaceLevel.SUBDISTRICT: "街道",
    PlaceLevel.COMMUNITY: "居民区",
    PlaceLevel.BUILDING: "楼宇",
    PlaceLevel.BLOCK: "楼组",
}
"""As tables write them, whatever language the pages are in."""


def level_word(level: str) -> str:
    """Return how a table writes a level, whoever reads it."""
    return _WORDS[PlaceLevel(level)]


def read_name(text: str) -> str:
    """Return a name.

    Raises:
        PlaceNameUnreadable: none, longer than 40 characters, or with controls.
    """
    name = text.strip()
    if not name or len(name) > LONGEST_NAME or has_unseen(name):
        raise PlaceNameUnreadable
    return name


def read_address(text: str) -> str:
    """Return an address, which may be empty.

    Raises:
        AddressUnreadable: longer than 120 characters, or with controls.
    """
    address = text.strip()
    if len(address) > LONGEST_ADDRESS or has_unseen(address):
        raise AddressUnreadable
    return address


def read_division(text: str, level: PlaceLevel) -> str:
    """Return a national code in the length of its level, which may be empty.

    Raises:
        DivisionUnreadable: it cannot be one of this level.
    """
    code = divisions.read_division(text.strip(), level)
    if code is None:
        raise DivisionUnreadable
    return code


def read_datum(text: str) -> Datum:
    """Return what coordinates refer to; WGS-84 where nothing is said.

    Raises:
        DatumUnknown: it is none of the two.
    """
    written = text.strip().upper().replace("-", "").replace(" ", "")
    for datum in Datum:
        if written in {"", datum.value.replace("-", "")}:
            return datum
    raise DatumUnknown


def read_point(longitude: str, latitude: str, datum: Datum) -> Point | None:
    """Return a point in WGS-84 to the sixth decimal; None where neither number is given.

    Raises:
        PointUnreadable: only one is given, or one is no number of degrees.
    """
    texts = longitude.strip(), latitude.strip()
    if texts == ("", ""):
        return None
    if not all(_DEGREES.fullmatch(one) for one in texts):
        raise PointUnreadable
    point = Point(*map(float, texts))
    if abs(point.longitude) > 180 or abs(point.latitude) > 90:  # noqa: PLR2004  # degrees
        raise PointUnreadable
    return rounded(wgs84_of(point) if datum == Datum.GCJ02 else point)
