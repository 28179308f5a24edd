"""Counting tries, for all processes at once, so that nobody guesses for long.

Django's database cache reads a count and writes it back, so that two at once count as one. Here
the database adds, and one of two is always the later.
"""

from datetime import datetime
from math import ceil

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.crypto import salted_hmac

from linli.people.errors import TooManyGuesses
from linli.people.models import Attempts
from linli.people.rules.guessing import Limit, window_of


def count_try(limit: Limit, who: str, *, now: datetime) -> None:
    """Count one try by, or at, ``who``; let it pass if it is within the limit.

    Called before and outside the transaction of what is tried, so that a refusal counts.

    Raises:
        TooManyGuesses: the limit is reached; the try was counted all the same.
    """
    began = window_of(limit, now)
    key = salted_hmac("linli.people.attempts", f"{limit.name}\0{who}", algorithm="sha256")
    counts = Attempts.objects.filter(key=key.hexdigest(), window_began_at=began)
    with transaction.atomic():
        if not counts.update(count=F("count") + 1):
            _begin(key.hexdigest(), began, limit)
            counts.update(count=F("count") + 1)
        count = counts.values_list("count", flat=True).get()
    if count > limit.most:
        left = (began + limit.window - now).total_seconds()
        raise TooManyGuesses(minutes=max(1, ceil(left / 60)))


def _begin(key: str, began: datetime, limit: Limit) -> None:
    try:
        with transaction.atomic():
            Attempts.objects.create(key=key, window_began_at=began, ends_at=began + limit.window)
    except IntegrityError:
        return  # another one began it a moment ago, and both count in it
