"""What people type on pages of rooms and gatherings, read into facts or refused with a sentence."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.utils.timezone import make_aware

from linli.buildings.access.lounge import Let
from linli.buildings.actions.bookings import NewBooking, Visitor
from linli.buildings.actions.gatherings import NewGathering, Plan
from linli.buildings.actions.rooms import MOST_SEATS, NewRoom
from linli.buildings.enums.lounge import Audience, Repeats
from linli.buildings.errors.lounge import (
    SeatsImpossible,
    StarsNeeded,
    TimeUnreadable,
    VisitorNameless,
)
from linli.buildings.forms.matters import (
    Posted,
    read_choice,
    read_day,
    read_number,
    read_token,
    read_words,
)
from linli.people.phones import read_mobile

NAME_LONGEST, HOLDS_LONGEST, PURPOSE_LONGEST = 20, 100, 40
TITLE_LONGEST, WORDS_LONGEST, SAYS_LONGEST = 60, 500, 200
ROOM_NAME_LONGEST = 20
STARS = range(1, 6)

_TIME = re.compile(r"(?:[01][0-9]|2[0-3]):[0-5][0-9]")
_NOT_PRINTED = re.compile(r"[\x00-\x1f\x7f\u202a-\u202e\u2066-\u2069]+")
_DIGITS = re.compile(r"\d{7,}")


def read_time(posted: Posted, field: str) -> time:
    """Return a time of day.

    Raises:
        TimeUnreadable: it is none.
    """
    typed = posted.get(field, "").strip()
    if not _TIME.fullmatch(typed):
        raise TimeUnreadable
    return time.fromisoformat(typed)


def read_visitor(posted: Posted, *, phone_needed: bool) -> Visitor:
    """Return who books or comes.

    Raises:
        VisitorNameless: no name, or a number for one.
        MobileImpossible: no phone number of mainland China, where one was typed or is needed.
    """
    name = _NOT_PRINTED.sub(" ", posted.get("name", "")).strip()
    if not 0 < len(name) <= NAME_LONGEST or _DIGITS.search(name):
        raise VisitorNameless
    typed = posted.get("phone", "").strip()
    return Visitor(name, read_mobile(typed) if typed or phone_needed else "")


def read_booking(posted: Posted) -> NewBooking:
    """Read when somebody wants a room, and who they are; their phone, if its key is lost.

    Raises:
        FormUnreadable, DateUnreadable, TimeUnreadable, WordsNeeded: see there.
        VisitorNameless, MobileImpossible: see there.
    """
    begins = make_aware(datetime.combine(read_day(posted, "day"), read_time(posted, "at")))
    minutes = min(read_number(posted, "minutes"), 24 * 60)
    return NewBooking(
        code=read_token(posted),
        begins=begins,
        ends=begins + timedelta(minutes=minutes),
        purpose=read_words(posted, "purpose", most=PURPOSE_LONGEST),
        visitor=read_visitor(posted, phone_needed=True),
    )


def read_optional(posted: Posted, field: str, *, most: int) -> str:
    """Return words that may be missing; a phone number in them is masked.

    Raises:
        WordsNeeded: they are longer than ``most`` characters.
    """
    return read_words(posted, field, most=most) if posted.get(field, "").strip() else ""


def read_room(posted: Posted) -> NewRoom:
    """Read what a room is.

    Raises:
        WordsNeeded, TimeUnreadable, FormUnreadable, SeatsImpossible: see there.
    """
    return NewRoom(
        name=read_words(posted, "name", most=ROOM_NAME_LONGEST),
        seats=read_seats(posted),
        holds=read_optional(posted, "holds", most=HOLDS_LONGEST),
        opens=read_time(posted, "opens"),
        closes=read_time(posted, "closes"),
        weekends=posted.get("weekends") == "yes",
        audience=read_choice(posted, "audience", Audience),
        asks=posted.get("asks") == "yes",
    )


def read_seats(posted: Posted) -> int:
    """Return a number of seats.

    Raises:
        SeatsImpossible: it is none, or more than any room has.
    """
    seats = read_number(posted, "seats")
    if not 0 < seats <= MOST_SEATS:
        raise SeatsImpossible(most=MOST_SEATS)
    return seats


@dataclass(frozen=True, slots=True)
class Rating:
    """What somebody says of an occasion."""

    stars: int
    says: str


def read_rating(posted: Posted) -> Rating:
    """Read what somebody says of an occasion.

    Raises:
        StarsNeeded, WordsNeeded: see there.
    """
    stars = read_number(posted, "stars")
    if stars not in STARS:
        raise StarsNeeded
    return Rating(stars, read_optional(posted, "says", most=SAYS_LONGEST))


def monday_of(typed: str, *, today: date, among: Collection[int]) -> date:
    """Return the Monday of the week that is asked for, so many weeks on; this week's otherwise."""
    weeks = int(typed) if typed.isascii() and typed.isdigit() and len(typed) == 1 else 0
    monday = today - timedelta(days=today.weekday())
    return monday + timedelta(weeks=weeks if weeks in among else 0)


def read_plan(posted: Posted, let: Let) -> Plan:
    """Read when something is held in a room, and for how many.

    Raises:
        WordsNeeded, DateUnreadable, TimeUnreadable, SeatsImpossible: see there.
    """
    return Plan(
        title=read_words(posted, "title", most=TITLE_LONGEST),
        room=let.room,
        day=read_day(posted, "day"),
        begins=read_time(posted, "begins"),
        ends=read_time(posted, "ends"),
        seats=read_seats(posted),
    )


def read_gathering(posted: Posted, let: Let) -> NewGathering:
    """Read what is held, and how often.

    Raises:
        FormUnreadable, DateUnreadable, WordsNeeded: see there, and ``read_plan``.
    """
    plan, repeats = read_plan(posted, let), read_choice(posted, "repeats", Repeats)
    return NewGathering(
        plan=plan,
        words=read_optional(posted, "words", most=WORDS_LONGEST),
        repeats=repeats,
        until=plan.day if repeats is Repeats.ONCE else read_day(posted, "until"),
    )
