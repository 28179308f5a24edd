"""How matters are written and asked for by Open311 GeoReport v2.

Source: https://wiki.open311.org/GeoReport_v2, and the JSON Schemas of open311/schema-validation.
"""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from xml.etree import ElementTree as ET  # writes; what is read is looked at before

LONGEST_SPAN = timedelta(days=90)
MOST_REQUESTS = 1_000
"""Of one answer. Source of both: GeoReport v2, GET Service Requests."""

MOST_IDS = 100
"""Asked for by number at once."""

Cell = str | int | float | bool | None
Value = Cell | Sequence["Value"] | Mapping[str, "Value"]

_ID = re.compile(r"([A-Z0-9][A-Z0-9-]{0,15})-([1-9][0-9]{0,8})")
_MARK = re.compile(r"[A-Za-z0-9_-]{1,40}")
_NOT_XML = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_ONE_OF = {
    "attributes": "attribute",
    "endpoints": "endpoint",
    "errors": "error",
    "formats": "format",
    "service_requests": "request",
    "services": "service",
    "values": "value",
}
"""What each of a list is called in XML."""


@dataclass(frozen=True, slots=True)
class Numbered:
    """A matter as other programs call it: its building's code and its number there."""

    building: str
    number: int

    def __str__(self) -> str:
        return f"{self.building}-{self.number}"


def read_number(text: str) -> Numbered | None:
    """Return what a service_request_id names; None where it is none of ours."""
    found = _ID.fullmatch(text)
    return None if found is None else Numbered(found[1], int(found[2]))


def read_time(text: str) -> datetime | None:
    """Return a time with a zone as the standard has it; None where it is none."""
    try:
        found = datetime.fromisoformat(text)
        return found.astimezone(UTC) if found.tzinfo is not None else None
    except (ValueError, OverflowError):
        return None


def write_time(at: datetime) -> str:
    """Return a time as the standard has it, to the second, in UTC."""
    assert at.tzinfo is not None
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


@dataclass(frozen=True, slots=True)
class Span:
    """From when until when, both ends within."""

    since: datetime
    until: datetime


def span_of(since: datetime | None, until: datetime | None, *, now: datetime) -> Span | None:
    """Return the span that is asked for, 90 days at most; None where it cannot be had.

    Without a beginning it is the 90 days before its end, without an end the 90 days after its
    beginning, and without either the last 90 days.
    """
    try:
        if since is None:
            until = until or now
            return Span(until - LONGEST_SPAN, until)
        found = Span(since, until or since + LONGEST_SPAN)
    except OverflowError:
        return None
    return found if timedelta() <= found.until - found.since <= LONGEST_SPAN else None


def is_mark(text: str) -> bool:
    """Tell whether a text can be the mark of something that we handed on."""
    return _MARK.fullmatch(text) is not None


def token_of(mark: str) -> str:
    """Return the token of a matter that came with a mark, so that it is raised once.

    No form of a page can show such a token, since those hold no colon: who reads a mark, which
    stands in the words that are handed on, has no part in the matter by it.
    """
    return "o311:" + sha256(f"linli open311 {mark}".encode()).hexdigest()[:32]


def as_json(value: Value) -> str:
    """Write an answer as JSON."""
    return json.dumps(value, ensure_ascii=False)


def as_xml(root: str, value: Value) -> str:
    """Write an answer as XML; what a list holds is named after the list."""
    made = _element(root, value)
    return '<?xml version="1.0" encoding="utf-8"?>\n' + ET.tostring(made, encoding="unicode")


def _element(name: str, value: Value) -> ET.Element:
    made = ET.Element(name)
    if isinstance(value, Mapping):
        made.extend(_element(inner, one) for inner, one in value.items())
    elif isinstance(value, Sequence) and not isinstance(value, str):
        made.extend(_element(_ONE_OF[name], one) for one in value)
    elif isinstance(value, bool):
        made.text = "true" if value else "false"
    elif value is not None:
        made.text = _NOT_XML.sub(" ", str(value))
    return made
