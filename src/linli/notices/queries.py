"""Reading the feed of what people are to be told, and how the telling goes."""

from collections.abc import Sequence
from datetime import datetime

from linli.notices.models import Bulletin, Notice, NoticeKind, Sending
from linli.notices.rules.retrying import Answer

MOST_AT_ONCE = 1_000
"""Notices one answer holds; whoever wants more asks again after the last."""


def after(
    *, place_id: int, last_id: int, kind: NoticeKind | None = None, limit: int = MOST_AT_ONCE
) -> Sequence[Notice]:
    """Return a place's notices that came after one, oldest first, at most ``limit``.

    One place a call, because numbers are in order within a place only: see ``tell``. Of one
    ``kind``, or of all.
    """
    assert 0 < limit <= MOST_AT_ONCE
    found = Notice.objects.filter(place=place_id, pk__gt=last_id)
    if kind is not None:
        found = found.filter(kind=kind)
    return list(found.order_by("pk")[:limit])


TROUBLES = (Answer.AWAY, Answer.BROKEN)
"""What is the channel's own fault; that a number is refused is not."""


def last_trouble(channel: str, *, since: datetime) -> str:
    """Return the provider's code if the last sending by a channel failed, empty if it did not."""
    tried = Sending.objects.filter(channel=channel, tried_at__gt=since).exclude(answer=Answer.MOOT)
    last = tried.order_by("-tried_at", "-pk").first()
    return last.said if last is not None and last.answer in TROUBLES else ""


def last_trouble_of_bot(bot: str, *, since: datetime) -> str:
    """Return what the last message by a robot failed for, empty if it did not."""
    last = Bulletin.objects.filter(bot=bot, tried_at__gt=since).order_by("-tried_at", "-pk").first()
    return last.said if last is not None and last.answer in TROUBLES else ""
