"""Doing once what a platform asks twice: the same key gets the same answer."""

from collections.abc import Callable
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.crypto import salted_hmac

from linli.lockers.models import KeptAnswer
from linli.lockers.platform_errors import KeyReused


def once(  # who, under which key, asked what: each decides
    *, platform: int, key: str, asked: bytes, act: Callable[[], str], now: datetime
) -> str:
    """Act and keep the answer with what was done, or return the answer that was given before.

    Of two at once one acts; the other waits for it and is answered the same. A refusal undoes
    everything, the key too, so that the same may be tried again.

    Args:
        platform: whose key it is.
        key: as it was sent.
        asked: method, address and body, as they were sent.
        act: what to do; returns the answer.
        now: the instant of asking.

    Raises:
        KeyReused: something else was asked with this key within 24 h.
    """
    fingerprint = salted_hmac("linli.lockers.once", asked, algorithm="sha256").hexdigest()
    with transaction.atomic():
        try:
            with transaction.atomic():
                kept = KeptAnswer.objects.create(
                    platform_id=platform, key=key, fingerprint=fingerprint, made_at=now
                )
        except IntegrityError as known:
            before = KeptAnswer.objects.get(platform=platform, key=key)
            if before.fingerprint != fingerprint:
                raise KeyReused from known
            return before.body
        kept.body = act()
        kept.save(update_fields=["body"])
        return kept.body
