"""Writing times as a calendar that other programs subscribe to. Source: RFC 5545."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

MAKER = "-//Linli//roster//ZH"

ASK_AGAIN = "PT1H"
"""How often a program is asked to look again. A shift that is dropped is told otherwise, too."""


@dataclass(frozen=True, slots=True)
class Event:
    """A time in a calendar. ``uid`` never changes; ``sequence`` grows with each change.

    ``changed_at`` is when it last did, so that the same calendar is always the same bytes.
    """

    uid: str
    begins: datetime
    ends: datetime
    says: str
    where: str
    changed_at: datetime
    sequence: int = 0
    is_cancelled: bool = False


def calendar_file(name: str, events: Iterable[Event], zone: ZoneInfo) -> bytes:
    """Return a calendar; times are local, and the zone's rules are in it."""
    import icalendar  # noqa: PLC0415  # 10 MB, for feeds alone

    found = icalendar.Calendar()
    found.add("prodid", MAKER)
    found.add("version", "2.0")
    found.add("x-wr-calname", name)
    found.add("x-published-ttl", ASK_AGAIN)
    for one in events:
        written = icalendar.Event()
        written.add("uid", one.uid)
        written.add("dtstamp", one.changed_at)
        written.add("dtstart", one.begins.astimezone(zone))
        written.add("dtend", one.ends.astimezone(zone))
        written.add("summary", one.says)
        written.add("location", one.where)
        written.add("sequence", one.sequence)
        written.add("status", "CANCELLED" if one.is_cancelled else "CONFIRMED")
        found.add_component(written)
    found.add_missing_timezones()
    return bytes(found.to_ical())
