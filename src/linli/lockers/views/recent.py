"""What a courier has just stored, kept by the courier's own phone."""

import json
from collections.abc import Sequence
from dataclasses import astuple, dataclass
from datetime import UTC, datetime

from django.http import HttpRequest, HttpResponse

COOKIE = "linli_recent"
KEPT = 5
"""Meals listed below the form. Source: SCREENS, screen 1."""

KEPT_S = 2 * 3600
"""Seconds: a noon."""


@dataclass(frozen=True, slots=True)
class Recent:
    """One meal that was stored. ``label`` is its owner, masked."""

    deposit: str
    cabinet: str
    comp: int
    label: str
    stored_s: int

    @property
    def stored_at(self) -> datetime:
        """The instant it was stored."""
        return datetime.fromtimestamp(self.stored_s, UTC)


def recent_of(request: HttpRequest) -> list[Recent]:
    """Return what this phone has stored lately, the last first; signed, so it is as we wrote it."""
    if COOKIE not in request.COOKIES:
        return []
    signed = request.get_signed_cookie(COOKIE, "", max_age=KEPT_S)
    return [Recent(*one) for one in json.loads(signed or "[]")]


def remember(request: HttpRequest, response: HttpResponse, meal: Recent) -> None:
    """Put a meal before the others, once."""
    others = [one for one in recent_of(request) if one.deposit != meal.deposit]
    _keep(request, response, [meal, *others][:KEPT])


def forget(request: HttpRequest, response: HttpResponse, deposit: str) -> None:
    """List a meal no more that its courier has taken out again."""
    _keep(request, response, [one for one in recent_of(request) if one.deposit != deposit])


def _keep(request: HttpRequest, response: HttpResponse, meals: Sequence[Recent]) -> None:
    response.set_signed_cookie(
        COOKIE,
        json.dumps([astuple(one) for one in meals], separators=(",", ":")),
        max_age=KEPT_S,
        secure=request.is_secure(),
        httponly=True,
        samesite="Lax",
    )
