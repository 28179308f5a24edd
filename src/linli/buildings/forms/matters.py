"""What people type on pages of a committee, read into facts or refused with a sentence."""

import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TypeVar

from django.db.models import TextChoices

from linli.buildings.access.matters import is_number
from linli.buildings.actions.committees import NewTerm
from linli.buildings.enums.matters import HowChosen
from linli.buildings.errors.matters import (
    CalendarUnreadable,
    DateUnreadable,
    FormUnreadable,
    NameNeeded,
    TitleNeeded,
    VotesNeeded,
    WordsNeeded,
    WordsTooMany,
    YearOutOfReach,
)
from linli.people.phones import without_mobiles

TOKEN_BYTES = 15
"""120 random bits, 20 characters: nobody meets another's form by chance."""

TITLE_SHORTEST, TITLE_LONGEST = 4, 60
SAYS_LONGEST, SPOT_LONGEST, WHO_LONGEST = 500, 40, 30
NAME_SHORTEST, NAME_LONGEST = 2, 20
WORDS_SHORTEST = 2
VOTES_DIGITS = 5
YEARS_BACK, YEARS_AHEAD = 1, 2
FAR_YEARS = range(1990, 2100)
"""Committees of towers are younger, and terms and deadlines end before."""

_TOKEN = re.compile(r"[A-Za-z0-9_-]{16,39}")
_NOT_PRINTED = re.compile(r"[\x00-\x1f\x7f\u202a-\u202e\u2066-\u2069]+")
_DIGITS = re.compile(r"\d{7,}")

Posted = Mapping[str, str]
Choice = TypeVar("Choice", bound=StrEnum | TextChoices)


def new_token() -> str:
    """Return what makes a form safe to send twice."""
    return secrets.token_urlsafe(TOKEN_BYTES)


def read_token(posted: Posted) -> str:
    """Return a form's token.

    Raises:
        FormUnreadable: it has none, or one that we did not make.
    """
    token = posted.get("token", "")
    if not _TOKEN.fullmatch(token):
        raise FormUnreadable
    return token


def read_choice(posted: Posted, name: str, among: type[Choice]) -> Choice:
    """Return which of a list was chosen.

    Raises:
        FormUnreadable: none of it.
    """
    try:
        return among(posted.get(name, ""))
    except ValueError as unknown:
        raise FormUnreadable from unknown


def read_number(posted: Posted, field: str) -> int:
    """Return a number that a form carries; 0, which no row has, for anything else."""
    typed = posted.get(field, "").strip()
    return int(typed) if is_number(typed) else 0


def read_day(posted: Posted, field: str) -> date:
    """Return a day.

    Raises:
        DateUnreadable: it is none, or far from ours.
    """
    typed = posted.get(field, "")
    try:
        day = date.fromisoformat(typed)
    except ValueError as unreadable:
        raise DateUnreadable from unreadable
    if day.year not in FAR_YEARS:
        raise DateUnreadable
    return day


@dataclass(frozen=True, slots=True)
class RaiseForm:
    """What somebody raises."""

    title: str
    says: str
    spot: str
    who: str
    is_hidden: bool
    token: str


def read_raising(posted: Posted) -> RaiseForm:
    """Read what somebody raises; phone numbers in it are masked, because neighbours read it.

    Raises:
        FormUnreadable: it did not come from our page.
        TitleNeeded, WordsTooMany: see there.
    """
    title = plain(posted.get("title", ""))
    if not TITLE_SHORTEST <= len(title) <= TITLE_LONGEST:
        raise TitleNeeded
    return RaiseForm(
        title=title,
        says=_at_most(posted, "says", SAYS_LONGEST),
        spot=_at_most(posted, "spot", SPOT_LONGEST),
        who=_at_most(posted, "who", WHO_LONGEST),
        is_hidden=posted.get("named") != "yes",
        token=read_token(posted),
    )


def read_words(posted: Posted, field: str, *, most: int) -> str:
    """Return what a secretary writes for all to read; a phone number in it is masked.

    Raises:
        WordsNeeded: it is missing, shorter than 2 or longer than ``most`` characters.
    """
    words = plain(posted.get(field, ""))
    if not WORDS_SHORTEST <= len(words) <= most:
        raise WordsNeeded(most=most)
    return words


def read_term(posted: Posted) -> NewTerm:
    """Read who takes a seat.

    Raises:
        NameNeeded: no name, or one with a number in it.
        FormUnreadable, DateUnreadable, VotesNeeded: see there.
    """
    holder = _NOT_PRINTED.sub(" ", posted.get("holder", "")).strip()
    if not NAME_SHORTEST <= len(holder) <= NAME_LONGEST or _DIGITS.search(holder):
        raise NameNeeded
    votes = posted.get("votes", "").strip()
    if votes and not (votes.isascii() and votes.isdigit() and len(votes) <= VOTES_DIGITS):
        raise VotesNeeded
    return NewTerm(
        holder=holder,
        how=read_choice(posted, "how", HowChosen),
        votes=int(votes) if votes else None,
        begins_on=read_day(posted, "begins"),
        ends_on=read_day(posted, "ends"),
    )


def years_to_write(today: date) -> range:
    """Return the years for which a calendar may be written: nobody knows the days of later ones."""
    return range(today.year - YEARS_BACK, today.year + YEARS_AHEAD + 1)


def read_year(year: int, *, today: date) -> int:
    """Return a year for which a calendar may be written.

    Raises:
        YearOutOfReach: it is long over, or nobody knows its days.
    """
    if year not in years_to_write(today):
        raise YearOutOfReach
    return year


def read_days(posted: Posted, field: str, *, year: int) -> set[date]:
    """Return the days of a year that were typed, one a line; empty lines do not count.

    Raises:
        CalendarUnreadable: a line is no day of this year.
    """
    found = set()
    for line, typed in enumerate(posted.get(field, "").splitlines(), start=1):
        if not typed.strip():
            continue
        try:
            day = date.fromisoformat(typed.strip())
        except ValueError as unreadable:
            raise CalendarUnreadable(line=line, year=year) from unreadable
        if day.year != year:
            raise CalendarUnreadable(line=line, year=year)
        found.add(day)
    return found


def plain(typed: str) -> str:
    """Return what was typed as text that others read: on one line, phone numbers masked."""
    return without_mobiles(_NOT_PRINTED.sub(" ", typed)).strip()


def _at_most(posted: Posted, field: str, most: int) -> str:
    words = plain(posted.get(field, ""))
    if len(words) > most:
        raise WordsTooMany(most=most)
    return words
