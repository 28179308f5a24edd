"""By what a courier who waits in a queue is known again: a random name in their own phone.

What was typed before the cabinet was found full is kept there too, so that it need not be typed
again when a door is free.
"""

import json
from dataclasses import astuple, dataclass
from datetime import datetime

from django.http import HttpRequest, HttpResponse

from linli.lockers.actions.queueing import leave_all

COOKIE = "linli_queue"
KEPT_S = 2 * 3600
"""Seconds: a noon, as in ``recent``."""

TYPED_LONGEST = 64
"""Characters: as many as the form takes."""


@dataclass(frozen=True, slots=True)
class Holder:
    """A courier's phone. ``typed`` is whose meal it was that found no door."""

    name: str
    typed: str = ""


def holder_of(request: HttpRequest) -> Holder | None:
    """Return what the phone keeps; signed, so it is as we wrote it."""
    if COOKIE not in request.COOKIES:
        return None
    signed = request.get_signed_cookie(COOKIE, "", max_age=KEPT_S)
    return Holder(*json.loads(signed)) if signed else None


def keep_holder(request: HttpRequest, response: HttpResponse, holder: Holder) -> None:
    """Let the phone keep this."""
    response.set_signed_cookie(
        COOKIE,
        json.dumps(astuple(holder), separators=(",", ":")),
        max_age=KEPT_S,
        secure=request.is_secure(),
        httponly=True,
        samesite="Lax",
    )


def found_a_door(request: HttpRequest, *, now: datetime) -> None:
    """Give up every place in a queue: this courier has been given a door, here or elsewhere."""
    holder = holder_of(request)
    if holder is not None:
        leave_all(holder=holder.name, now=now)
