"""What people type at a cabinet and at the board, read into facts or refused with a sentence.

Not Django forms: their widgets and error lists would be a second way to refuse, beside the
errors that actions raise, and the hot page would pay for them.
"""

import re
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import TypeVar

from django.db.models import TextChoices
from django.utils import timezone

from linli.kernel.codes import PICKUP_CODE_DIGITS, decode_id
from linli.lockers.enums import Period
from linli.lockers.errors import (
    CodeUnreadable,
    DayUnreadable,
    ReasonNeeded,
    RecipientUnreadable,
    RemedyNeeded,
    TokenUnreadable,
    UnknownDeposit,
)
from linli.lockers.platform_errors import PlatformUnknown
from linli.lockers.property_errors import SpanUnreadable
from linli.lockers.rules.figures import span
from linli.lockers.rules.platforms import is_platform_code
from linli.lockers.rules.recipients import Recipient, read_recipient
from linli.people.errors import DateUnreadable
from linli.people.phones import without_mobiles
from linli.web.exports import TableFormat
from linli.wire.messages import Size

TOKEN_BYTES = 15
"""120 random bits, 20 characters: nobody meets another's form by chance, and it fits a cid."""

REASON_SHORTEST, REASON_LONGEST = 2, 100
"""Characters. Long enough to mean something, short enough for the cabinet's journal line."""

DIGITS_OF_A_ROW = 19
"""A row's number has fewer: 64 bits."""

DIGITS_OF_A_DOOR = 3
"""A door's number is one byte."""

SPOT_LONGEST = 40
"""Characters: where a cabinet stands fits on its label."""

DAYS_BACK = timedelta(days=7)
"""Over a weekend and a holiday; what nobody signed in a week nobody saw."""

YEARS_BACK = timedelta(days=1_096)
"""How far back figures go: as long as complaints may come to court (three years)."""

DOOR, MEAL = "door-", "meal-"
"""How the fields of an inventory begin, before a compartment's number and a meal's code."""

SAW = ("empty", "something")
"""What can be seen behind a door."""

PLATFORM_PRESSES = ("replay", "sandbox", "reset")
"""What can be done about a platform: send again what it did not take, rehearse, rehearse anew."""

BY_CODE = "_by_code"
"""How the board's form ends the name of what is to happen at the cabinet's scanner."""

_TOKEN = re.compile(r"[A-Za-z0-9_-]{16,39}")
_CODE = re.compile(r"[0-9０-９\s-]{8,20}")  # noqa: RUF001  # full-width digits are meant
_NOT_PRINTED = re.compile(r"[\x00-\x1f\x7f]")

Posted = Mapping[str, str]
Choice = TypeVar("Choice", bound=StrEnum | TextChoices)


def new_token() -> str:
    """Return what makes a form safe to send twice."""
    return secrets.token_urlsafe(TOKEN_BYTES)


@dataclass(frozen=True, slots=True)
class CabinetWished:
    """A cabinet that somebody wants to let in; what is no number of doors is 0, which none has."""

    cabinet: str
    building: str
    spot: str
    doors: int


def read_wish(posted: Posted) -> CabinetWished:
    """Return which cabinet is to be let in, and where it will stand."""
    return CabinetWished(
        cabinet=posted.get("cabinet", "").strip().upper(),
        building=posted.get("building", "").strip().upper(),
        spot=_NOT_PRINTED.sub("", posted.get("spot", "")).strip()[:SPOT_LONGEST],
        doors=_door_number(posted.get("doors", "")),
    )


def read_token(posted: Posted) -> str:
    """Return a form's token.

    Raises:
        TokenUnreadable: it has none, or one that we did not make.
    """
    token = posted.get("token", "")
    if not _TOKEN.fullmatch(token):
        raise TokenUnreadable
    return token


def read_count(posted: Posted) -> tuple[dict[int, bool], dict[str, bool]]:
    """Return whether something was behind each door, by its number, and each meal, by its code.

    What was not said, or is none of the two words, is left out: the action says how many are.
    """
    doors, meals = dict[int, bool](), dict[str, bool]()
    for name, word in posted.items():
        if word not in SAW:
            continue
        if name.startswith(DOOR):
            doors[_door_number(name.removeprefix(DOOR))] = word == SAW[1]
        elif name.startswith(MEAL):
            meals[name.removeprefix(MEAL)] = word == SAW[1]
    return doors, meals


def read_meal(posted: Posted) -> str:
    """Return the code of the meal that a form is about.

    Raises:
        UnknownDeposit: no meal is called so.
    """
    code = posted.get("deposit", "")
    try:
        decode_id(code)
    except ValueError as none:
        raise UnknownDeposit from none
    return code


def read_size(posted: Posted) -> Size:
    """Return the size that was chosen.

    Raises:
        TokenUnreadable: a size that there is not.
    """
    return read_choice(posted, "size", Size)


@dataclass(frozen=True, slots=True)
class DepositForm:
    """A courier's form."""

    recipient: Recipient
    size: Size
    token: str


def read_deposit(posted: Posted) -> DepositForm:
    """Read a courier's form.

    Raises:
        TokenUnreadable: it did not come from our page, or names a size that there is not.
        RecipientUnreadable, PhoneImpossible: nobody can be meant by what was typed.
    """
    token, size = read_token(posted), read_size(posted)
    return DepositForm(recipient=read_recipient_of(posted), size=size, token=token)


def read_recipient_of(posted: Posted) -> Recipient:
    """Read whose meal is meant.

    Raises:
        RecipientUnreadable, PhoneImpossible: nobody can be meant by what was typed.
    """
    typed = posted.get("recipient", "")
    if _NOT_PRINTED.search(typed.strip()):
        raise RecipientUnreadable
    return read_recipient(typed)


def read_choice(posted: Posted, name: str, among: type[Choice]) -> Choice:
    """Return which of a list was chosen.

    Raises:
        TokenUnreadable: none of it, so the form did not come from our page.
    """
    try:
        return among(posted.get(name, ""))
    except ValueError as unknown:
        raise TokenUnreadable from unknown


@dataclass(frozen=True, slots=True)
class CodeForm:
    """The 8 digits of a meal's owner."""

    code: str
    token: str


def read_code(posted: Posted) -> CodeForm:
    """Read the digits as they are written (4829 1307), or as a Chinese keyboard writes them.

    Raises:
        TokenUnreadable: it did not come from our page.
        CodeUnreadable: not 8 digits.
    """
    token = read_token(posted)
    typed = posted.get("code", "")
    digits = _CODE.fullmatch(typed) and "".join(str(int(one)) for one in typed if one.isdecimal())
    if not digits or len(digits) != PICKUP_CODE_DIGITS:
        raise CodeUnreadable
    return CodeForm(code=digits, token=token)


@dataclass(frozen=True, slots=True)
class OpeningForm:
    """Why a member of staff opens a door, and whether the meal is thrown away.

    ``reason`` stays in ledger and journal for good: a phone number in it is masked.

    ``by_code``: by a signed code at the cabinet's scanner, not over the line.
    """

    reason: str
    dispose: bool
    by_code: bool
    token: str


def read_opening(posted: Posted) -> OpeningForm:
    """Read the board's form.

    Raises:
        TokenUnreadable: it did not come from our page.
        ReasonNeeded: the reason is missing, shorter than 2 or longer than 100 characters.
    """
    reason = read_reason(posted)
    then = posted.get("then", "")
    return OpeningForm(
        reason=reason,
        dispose=then.removesuffix(BY_CODE) == "dispose",
        by_code=then.endswith(BY_CODE),
        token=read_token(posted),
    )


def read_reason(posted: Posted) -> str:
    """Return why a door is opened; kept for good, so a phone number in it is masked.

    Raises:
        ReasonNeeded: it is missing, shorter than 2 or longer than 100 characters.
    """
    reason = _kept_words(posted.get("reason", ""))
    if reason is None:
        raise ReasonNeeded
    return reason


def read_remedy(posted: Posted) -> str:
    """Return what was done about an alarm; kept for good, so a phone number in it is masked.

    Raises:
        RemedyNeeded: it is missing, shorter than 2 or longer than 100 characters.
    """
    remedy = _kept_words(posted.get("remedy", ""))
    if remedy is None:
        raise RemedyNeeded
    return remedy


def _kept_words(typed: str) -> str | None:
    """Return what somebody wrote as it may be kept for good, None where it is no sentence."""
    words = without_mobiles(_NOT_PRINTED.sub(" ", typed)).strip()
    return words if REASON_SHORTEST <= len(words) <= REASON_LONGEST else None


def read_number(posted: Posted, field: str) -> int | None:
    """Return a row's number that an address or a form of ours carries, None for anything else."""
    typed = posted.get(field, "")
    is_number = typed.isascii() and typed.isdigit() and len(typed) < DIGITS_OF_A_ROW
    return int(typed) if is_number else None


def read_doors(typed: Iterable[str]) -> set[int]:
    """Return the numbers of doors that were ticked; what is no number is 0, no cabinet's door."""
    return set(map(_door_number, typed))


def read_day(posted: Posted, *, today: date) -> date:
    """Return the day that an address names, or today.

    Raises:
        DayUnreadable: it is no day of the last week.
    """
    if "day" not in posted:
        return today
    try:
        day = date.fromisoformat(posted["day"])
    except ValueError as unreadable:
        raise DayUnreadable from unreadable
    if not timedelta() <= today - day <= DAYS_BACK:
        raise DayUnreadable
    return day


def read_day_end(posted: Posted, field: str) -> datetime | None:
    """Return the end of the day that was typed, None where none was.

    Raises:
        DateUnreadable: what was typed is no day.
    """
    typed = posted.get(field, "").strip()
    if not typed:
        return None
    try:
        day = date.fromisoformat(typed) + timedelta(days=1)
    except (ValueError, OverflowError) as bad:
        raise DateUnreadable from bad
    return timezone.make_aware(datetime.combine(day, time.min))


def read_span(posted: Posted, *, today: date) -> tuple[Period, date, date]:
    """Return for how long figures are wanted, a week unless said, with its first and last day.

    Raises:
        TokenUnreadable: for no length that there is.
        SpanUnreadable: no day of the last three years.
    """
    period = read_choice(posted, "period", Period) if "period" in posted else Period.WEEK
    return period, *span(period, _day_of_figures(posted.get("day", f"{today}"), today))


def read_month(posted: Posted, *, today: date) -> date:
    """Return the first day of the month that a form names as 2026-03.

    Raises:
        SpanUnreadable: it is no month of the last three years.
    """
    return _day_of_figures(f"{posted.get('month', '')}-01", today)


def read_format(posted: Posted) -> TableFormat:
    """Return what kind of file is wanted: a sheet, unless a plain one was asked for."""
    return TableFormat.CSV if posted.get("format") == "csv" else TableFormat.XLSX


def read_platform_press(posted: Posted) -> tuple[str, str]:
    """Return what is to be done about which platform.

    Raises:
        PlatformUnknown: it is none of these, or no platform can have such a code.
    """
    then, code = posted.get("then", ""), posted.get("platform", "")
    if then not in PLATFORM_PRESSES or not is_platform_code(code):
        raise PlatformUnknown(platform=code[:32])
    return then, code


def _door_number(typed: str) -> int:
    """Return a compartment's number as it was typed; 0, which none has, for anything else."""
    is_number = typed.isascii() and typed.isdigit() and len(typed) <= DIGITS_OF_A_DOOR
    return int(typed) if is_number else 0


def _day_of_figures(typed: str, today: date) -> date:
    try:
        day = date.fromisoformat(typed)
    except ValueError as unreadable:
        raise SpanUnreadable from unreadable
    if not timedelta() <= today - day <= YEARS_BACK:
        raise SpanUnreadable
    return day
