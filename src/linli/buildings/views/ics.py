"""Calendars for other programs, by RFC 5545: whole, and not sent again while nothing changed."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import cast

from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response
from icalendar import Calendar
from icalendar import Event as Entry


@dataclass(frozen=True, slots=True)
class Event:
    """One event; ``uid`` stays the same for good, ``sequence`` grows with each change."""

    uid: str
    title: str
    begins: datetime
    ends: datetime
    changed: datetime
    sequence: int
    is_cancelled: bool
    where: str
    words: str = ""


def calendar_file(
    request: HttpRequest, events: Iterable[Event], *, name: str, code: str
) -> HttpResponse:
    """Return a building's calendar, or 304 to a program that has it as it is.

    Times are in UTC: no program needs to know our zone, and they are the same moments. What was
    cancelled is told, so that it goes from calendars that had it.
    """
    whole = Calendar()
    whole.add("prodid", "-//Linli//linli//ZH")
    whole.add("version", "2.0")
    whole.add("x-wr-calname", name)
    for one in events:
        whole.add_component(_entry(one, code))
    body = whole.to_ical()
    etag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    response = HttpResponse(body, content_type="text/calendar; charset=utf-8")
    response.headers["ETag"] = etag
    response.headers["Cache-Control"] = "no-cache"
    return cast("HttpResponse", get_conditional_response(request, etag, None, response))


def _entry(event: Event, code: str) -> Entry:
    entry = Entry()
    entry.add("uid", f"{event.uid}.{code.lower()}@linli")
    entry.add("summary", event.title)
    entry.add("dtstart", event.begins.astimezone(UTC))
    entry.add("dtend", event.ends.astimezone(UTC))
    entry.add("dtstamp", event.changed.astimezone(UTC))
    entry.add("sequence", event.sequence)
    entry.add("location", event.where)
    entry.add("status", "CANCELLED" if event.is_cancelled else "CONFIRMED")
    if event.words:
        entry.add("description", event.words)
    return entry
