"""What people type about other people and about themselves, read into facts or refused."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

import msgspec
from django.utils import timezone

from linli.people.enums import Role
from linli.people.errors import DateUnreadable, PasskeyRefused, RoleNotDeclared

LONGEST_ANSWER = 20_000
"""Characters of a browser's answer about a passkey; real ones have one to three thousand."""

LONGEST_FIELD = 80

Posted = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class RoleForm:
    """Which role where, and until when; ``until`` None is for good."""

    role: Role
    place: str
    until: datetime | None


def read_text(posted: Posted, field: str) -> str:
    """Return what was typed in one line, without anything that cannot be printed."""
    typed = "".join(one for one in posted.get(field, "")[:LONGEST_FIELD] if one.isprintable())
    return typed.strip()


def read_number(posted: Posted, field: str) -> int:
    """Return a number that a form of ours carries; 0, which nothing has, for anything else."""
    typed = posted.get(field, "")
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 19 else 0  # noqa: PLR2004  # digits of a row's number


def read_role(posted: Posted) -> RoleForm:
    """Read the form that gives a role.

    Raises:
        RoleNotDeclared: there is no such role.
        DateUnreadable: the end is no day.
    """
    role = posted.get("role", "")
    if role not in Role.values:
        raise RoleNotDeclared
    return RoleForm(Role(role), read_text(posted, "place").upper(), read_until(posted))


def read_until(posted: Posted) -> datetime | None:
    """Return the end of the day that was typed, or None where none was.

    Raises:
        DateUnreadable: what was typed is no day.
    """
    typed = read_text(posted, "until")
    if not typed:
        return None
    try:
        day = date.fromisoformat(typed) + timedelta(days=1)
    except (ValueError, OverflowError) as bad:
        raise DateUnreadable from bad
    return timezone.make_aware(datetime.combine(day, time.min))


def read_answer(posted: Posted) -> object:
    """Return a browser's answer about a passkey.

    Raises:
        PasskeyRefused: it is too long, or not JSON.
    """
    answer = posted.get("answer", "")
    if len(answer) > LONGEST_ANSWER:
        raise PasskeyRefused
    try:
        found: object = msgspec.json.decode(answer)
    except (msgspec.DecodeError, UnicodeEncodeError, RecursionError) as junk:
        raise PasskeyRefused from junk
    return found
