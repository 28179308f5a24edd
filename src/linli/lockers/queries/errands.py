"""Whom a meal's owner has asked to fetch it."""

from dataclasses import dataclass
from datetime import datetime

from linli.lockers.models import Errand


@dataclass(frozen=True, slots=True)
class ErrandNow:
    """A link that was given away; times are None until they are, ``ended_at`` the meal's."""

    code: str
    deposit: str
    used_at: datetime | None
    revoked_at: datetime | None
    ended_at: datetime | None


def errand_of(deposit: str) -> ErrandNow | None:
    """Return the link that is good for a meal now, used or not."""
    return _first(deposit__code=deposit, revoked_at=None)


def errand_named(code: str) -> ErrandNow | None:
    """Return the link of this name, None where there is none."""
    return _first(code=code)


def _first(**which: object) -> ErrandNow | None:
    rows = Errand.objects.filter(**which)
    found = rows.values_list(
        "code", "deposit__code", "used_at", "revoked_at", "deposit__ended_at"
    ).first()
    return None if found is None else ErrandNow(*found)
