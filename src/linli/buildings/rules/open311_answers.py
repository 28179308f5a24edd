"""What another server answers by Open311, read into facts; whatever it sends, nothing is believed.

Servers in use differ from the standard in small ways: numbers where texts belong, one object
where a list belongs, no root element of the right name. What can be understood is.
"""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from xml.etree import ElementTree as ET  # see _from_xml

Row = Mapping[str, str]

LONGEST_FIELD = 4_000
"""Characters. Source: GeoReport v2, description."""

MOST_ROWS = 1_000
"""Source: GeoReport v2, GET Service Requests."""

_DECLARES = re.compile(r"<!(DOCTYPE|ENTITY)", re.IGNORECASE)
_NOT_PRINTED = re.compile(r"[\x00-\x1f\x7f\u202a-\u202e\u2066-\u2069]+")


class UnreadableAnswerError(ValueError):
    """What was answered is not what the standard has."""


@dataclass(frozen=True, slots=True)
class Told:
    """What another server says of a matter."""

    reference: str
    is_closed: bool
    notes: str
    agency: str


def read_rows(body: bytes, *, is_xml: bool) -> list[Row]:
    """Return what was answered as rows of texts, at most a thousand.

    Raises:
        UnreadableAnswerError: it is not that.
    """
    try:
        text = body.decode("utf-8-sig")
        return _from_xml(text) if is_xml else _from_json(text)
    except (ValueError, RecursionError) as unreadable:
        raise UnreadableAnswerError(type(unreadable).__name__) from unreadable


def read_number(rows: Iterable[Row]) -> str:
    """Return the first number of a request; empty where there is none yet."""
    return next((one["service_request_id"] for one in rows if one.get("service_request_id")), "")


def read_token(rows: Iterable[Row]) -> str:
    """Return the token by which the number is asked for later; empty where there is none."""
    return next((one["token"] for one in rows if one.get("token")), "")


def read_refusal(body: bytes, *, is_xml: bool) -> str:
    """Return why something was refused, as far as it was said; empty where it was not."""
    try:
        rows = read_rows(body, is_xml=is_xml)
    except UnreadableAnswerError:
        return ""
    return next((one["description"] for one in rows if one.get("description")), "")


def read_told(rows: Iterable[Row], reference: str) -> Told | None:
    """Return what is said of one request; None where nothing is."""
    for one in rows:
        if one.get("service_request_id", reference) == reference and one.get("status"):
            return Told(
                reference,
                one["status"].lower() == "closed",
                one.get("status_notes", ""),
                one.get("agency_responsible", ""),
            )
    return None


def read_marked(rows: Iterable[Row], mark: str) -> str:
    """Return the number of the request whose words carry a mark; empty where none does."""
    return read_number(one for one in rows if mark in one.get("description", ""))


def _from_json(text: str) -> list[Row]:
    found = json.loads(text)
    listed = found if isinstance(found, list) else [found]
    if not all(isinstance(one, dict) for one in listed):
        msg = "no objects"
        raise ValueError(msg)
    return [
        {name: _plain(value) for name, value in one.items() if isinstance(value, str | int | float)}
        for one in listed[:MOST_ROWS]
    ]


def _from_xml(text: str) -> list[Row]:
    """Read XML that declares nothing of its own: no entity, so none that grows or leads away."""
    if _DECLARES.search(text):
        msg = "declares entities"
        raise ValueError(msg)
    try:
        root = ET.fromstring(text)  # noqa: S314  # nothing is declared, and 256 kB at most come
    except ET.ParseError as torn:
        msg = "torn"
        raise ValueError(msg) from torn
    return [{field.tag: _plain(field.text or "") for field in one} for one in root[:MOST_ROWS]]


def _plain(value: str | float) -> str:
    return _NOT_PRINTED.sub(" ", str(value)).strip()[:LONGEST_FIELD]
