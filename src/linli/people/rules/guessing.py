"""How often somebody may guess, from one place and at one thing."""

from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True, slots=True)
class Limit:
    """At most ``most`` tries within one window; ``name`` tells its counts from another's."""

    name: str
    most: int
    window: timedelta


def window_of(limit: Limit, now: datetime) -> datetime:
    """Return when the window that ``now`` lies in began; windows follow one another."""
    seconds = int(limit.window.total_seconds())
    into = int(now.timestamp()) % seconds
    return now.replace(microsecond=0) - timedelta(seconds=into)


CODES_PER_PHONE = Limit("codes-phone", 5, timedelta(hours=1))
"""Messages one phone is sent: each costs money and wakes somebody."""

CODES_PER_ADDRESS = Limit("codes-address", 30, timedelta(hours=1))
"""Messages one network asks for: an office shares one address."""

TRIES_PER_PHONE = Limit("tries-phone", 10, timedelta(hours=1))
"""6 digits, 5 tries a code: a guess succeeds once in 11 years at this pace."""

TRIES_PER_ADDRESS = Limit("tries-address", 60, timedelta(hours=1))

FACTOR_TRIES = Limit("factor", 5, timedelta(minutes=15))
"""Whoever mistypes five times looks at the clock of the phone first."""

FACTOR_TRIES_A_DAY = Limit("factor-day", 30, timedelta(days=1))
"""6 digits of which two count at a time: one hit in 45 years at this pace."""

SCREENS_PER_ADDRESS = Limit("screens-address", 20, timedelta(hours=1))
"""Screens that ask to be signed in from one network: a control room has a few."""

SCREEN_TRIES = Limit("screen-codes", 10, timedelta(hours=1))
"""Codes of screens that one person confirms, or mistypes. Source: RFC 8628, 5.1."""

MAILS_PER_PERSON = Limit("mail-person", 5, timedelta(hours=1))
"""Letters that somebody may have sent to an address that they name: it may be another's."""

OUTSIDE_TRIES = Limit("outside-address", 120, timedelta(hours=1))
"""Ways to another server and back: two for each sign-in, and an office shares one address."""

PASSKEY_TRIES = Limit("passkey-address", 60, timedelta(hours=1))
"""Nothing can be guessed; this keeps the processor free."""
