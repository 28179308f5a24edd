"""When a meal may still be brought to a cabinet that nobody hears, and for how long one is let."""

from datetime import datetime, timedelta

DEPOSITS_FOR = timedelta(hours=4)
"""A cabinet takes no new meals after so long alone. Source: CUSTODY, section 5."""

COURIER_CODE_LIVES = timedelta(minutes=10)
"""For a queue before the cabinet and a phone that went to sleep. Too short costs a press for a
new one, too long keeps a promise that nobody wants. Source: docs/decisions/0011."""

STAFF_CODE_LIVES = timedelta(minutes=30)
"""A technician walks to the cabinet with it. Source: docs/decisions/0011."""

OWNER_CODE_LIVES = timedelta(days=7)
"""The right to a meal ends with its custody, which the cabinet knows; no clock is asked."""


def courier_code_until(heard_at: datetime | None, *, now: datetime) -> datetime | None:
    """Return when a courier's code would end, or None where the cabinet takes no more meals.

    Args:
        heard_at: when the cabinet was last heard, None for never: then nothing is known of it.
        now: the instant of the press.
    """
    if heard_at is None or now - heard_at > DEPOSITS_FOR:
        return None
    return now + COURIER_CODE_LIVES


def is_heard_again(heard_at: datetime | None, *, asked_at: datetime) -> bool:
    """Whether a cabinet was heard after a courier was given a code because it was not."""
    return heard_at is not None and heard_at > asked_at
