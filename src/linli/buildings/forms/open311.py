"""What other programs send, read into facts or refused with a sentence."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from linli.buildings.access.open311 import Where
from linli.buildings.actions.receiving import Received
from linli.buildings.enums.kinds import MatterKind
from linli.buildings.errors.open311 import (
    DescriptionTooLong,
    JurisdictionMissing,
    LocationMissing,
    PointUnreadable,
    RequestUnknown,
    ServiceMissing,
    ServiceUnknown,
    SpanUnreadable,
    StatusUnknown,
    TimeUnreadable,
)
from linli.buildings.forms.matters import (
    SAYS_LONGEST,
    SPOT_LONGEST,
    TITLE_LONGEST,
    TITLE_SHORTEST,
    WHO_LONGEST,
    new_token,
    plain,
)
from linli.buildings.queries.open311 import Asked
from linli.buildings.rules.open311 import (
    LONGEST_SPAN,
    MOST_IDS,
    Numbered,
    read_number,
    read_time,
    span_of,
)
from linli.places.rules.coordinates import Point

MARK_LONGEST = 200
"""Characters of a device_id: no program has longer ones."""

NORTH, EAST = 90.0, 180.0
STATUSES = frozenset({"open", "closed"})

Sent = Mapping[str, str]


def read_jurisdiction(sent: Sent) -> str:
    """Return the place that a call is about.

    Raises:
        JurisdictionMissing: it names none.
    """
    code = sent.get("jurisdiction_id", "").strip()
    if not code:
        raise JurisdictionMissing
    return code


def read_kind(code: str) -> MatterKind:
    """Return the kind of matter that a service code names.

    Raises:
        ServiceUnknown: none.
    """
    try:
        return MatterKind(code)
    except ValueError as unknown:
        raise ServiceUnknown(service=code[:40]) from unknown


def read_asked(sent: Sent, *, now: datetime) -> Asked:
    """Return which matters a program asks for.

    Raises:
        RequestUnknown, ServiceUnknown, StatusUnknown, TimeUnreadable, SpanUnreadable: see there.
    """
    since, until = (_time(sent, field) for field in ("start_date", "end_date"))
    span = span_of(since, until, now=now)
    if span is None:
        raise SpanUnreadable(days=LONGEST_SPAN.days)
    status = frozenset(_listed(sent, "status"))
    if not status <= STATUSES:
        raise StatusUnknown
    return Asked(
        span=span,
        numbers=[_number(one) for one in _listed(sent, "service_request_id")[:MOST_IDS]],
        kinds=[read_kind(one) for one in _listed(sent, "service_code")],
        is_open=None if status in (frozenset(), STATUSES) else "open" in status,
    )


@dataclass(frozen=True, slots=True)
class Posted:
    """What a program raises, and where."""

    where: Where
    new: Received


def read_posted(sent: Sent) -> Posted:
    """Return what a program raises. Mail, phone and accounts are left where they are.

    Raises:
        ServiceMissing, ServiceUnknown, LocationMissing, PointUnreadable, DescriptionTooLong:
            see there.
    """
    code = sent.get("service_code", "").strip()
    if not code:
        raise ServiceMissing
    kind = read_kind(code)
    address = plain(sent.get("address_string", ""))
    where = Where(sent.get("address_id", "").strip(), _point(sent))
    if not (address or where.address_id or where.point):
        raise LocationMissing
    title, says = _words(plain_lines(sent.get("description", "")), kind)
    spot = plain(sent.get("attribute[spot]", "")) or address
    if len(spot) > SPOT_LONGEST:
        says, spot = f"{says}\n{spot}".strip(), ""
    if len(says) > SAYS_LONGEST:
        raise DescriptionTooLong(most=SAYS_LONGEST)
    who = plain(f"{sent.get('last_name', '')}{sent.get('first_name', '')}")[:WHO_LONGEST]
    mark = sent.get("device_id", "")[:MARK_LONGEST] or new_token()
    return Posted(where, Received(mark, new_token(), kind, title, says, spot, who))


def plain_lines(typed: str) -> str:
    """Return what was typed without phone numbers and what is not printed; its lines stay."""
    return "\n".join(line for one in typed.splitlines() if (line := plain(one)))


def _words(description: str, kind: MatterKind) -> tuple[str, str]:
    """Return a title of one line, and the rest where there is more than fits into that."""
    if len(description) < TITLE_SHORTEST:
        return f"{kind.label} (Open311)", description
    if len(description) <= TITLE_LONGEST and "\n" not in description:
        return description, ""
    first = description.split("\n", maxsplit=1)[0]
    cut = first if len(first) <= TITLE_LONGEST else first[: TITLE_LONGEST - 1] + "…"
    return cut if len(cut) >= TITLE_SHORTEST else f"{kind.label}: {cut}", description


def _listed(sent: Sent, field: str) -> list[str]:
    return [one.strip() for one in sent.get(field, "").split(",") if one.strip()]


def _number(text: str) -> Numbered:
    found = read_number(text)
    if found is None:
        raise RequestUnknown(number=text[:40])
    return found


def _time(sent: Sent, field: str) -> datetime | None:
    typed = sent.get(field, "").strip()
    if not typed:
        return None
    found = read_time(typed)
    if found is None:
        raise TimeUnreadable(field=field)
    return found


def _point(sent: Sent) -> Point | None:
    north, east = sent.get("lat", "").strip(), sent.get("long", "").strip()
    if not north and not east:
        return None
    try:
        point = Point(longitude=float(east), latitude=float(north))
    except ValueError as unreadable:
        raise PointUnreadable from unreadable
    if not (abs(point.latitude) <= NORTH and abs(point.longitude) <= EAST):
        raise PointUnreadable
    return point
