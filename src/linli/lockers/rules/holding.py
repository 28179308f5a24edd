"""How long a meal may stand before nobody may eat it."""

from datetime import datetime, timedelta

HOLD_MS = 7_200_000
"""Two hours: edible time for what is not proved to be kept above 60 °C. Source: LOCKERS, part d."""


def hold_ms_of(*, usual_ms: int, hot_ms: int | None) -> int:
    """Return how long a meal may stand: longer while its cabinet says that it is kept hot."""
    return usual_ms if hot_ms is None else hot_ms


def hold_until(*, stored_at: datetime, hold_ms: int) -> datetime:
    """Return the instant from which a meal is no longer handed out."""
    return stored_at + timedelta(milliseconds=hold_ms)


def is_too_old(*, stored_at: datetime, hold_ms: int, now: datetime) -> bool:
    """Whether a meal has stood its time; the cabinet decides the same by its own clock."""
    return now >= hold_until(stored_at=stored_at, hold_ms=hold_ms)
