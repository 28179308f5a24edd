"""Authenticator apps: which six digits count, and for which half minute (RFC 6238)."""

import hmac
from collections.abc import Callable
from datetime import datetime

STEP_S = 30
"""Seconds that a code is shown. Source: RFC 6238, 5.2; no app shows it for another time."""

DIGITS = 6

STEPS_BACK = 1
"""A code just turned over while it was typed still counts. Source: RFC 6238, 5.2."""


def step_of(
    typed: str, *, code_at: Callable[[int], str], last_step: int, now: datetime
) -> int | None:
    """Return the time step that typed digits are the code of, or None.

    Args:
        typed: what was typed, spaces and all.
        code_at: the app's code of a step.
        last_step: the newest step whose code was taken: neither it nor an earlier one counts.
        now: the instant, aware.
    """
    digits = "".join(typed.split())
    current = int(now.timestamp()) // STEP_S
    found = None
    for step in range(current - STEPS_BACK, current + 1):
        # Every step is compared, so that the time taken tells nothing.
        is_it = hmac.compare_digest(code_at(step).encode(), digits.encode())
        if is_it and step > last_step:
            found = step
    return found
