"""Reading the feed of what people are to be told, and how the telling goes."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef

from linli.notices.models import Bulletin, Forwarding, Notice, NoticeKind, Sending, Told
from linli.notices.rules.retrying import Answer
from linli.people.models import Person

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


def given_up(codes: Collection[str], kind: NoticeKind) -> set[str]:
    """Return those of these codes whose notice of a kind was given up by every channel."""
    notices = Notice.objects.filter(kind=kind, deposit__in=codes, delivered_at=None)
    waits = Sending.objects.filter(notice=OuterRef("pk"), next_at__isnull=False)
    over = notices.filter(~Exists(waits), sendings__isnull=False)
    return set(over.values_list("deposit", flat=True))


REMEMBERED = timedelta(days=1)
"""A channel that went wrong at noon is still to be seen to in the evening."""

TROUBLES = (Answer.AWAY, Answer.BROKEN)
"""What is the channel's own fault; that a number is refused is not."""


def last_trouble(channel: str, *, since: datetime) -> str:
    """Return the provider's code if the last sending by a channel failed, empty if it did not."""
    said = [
        (row.tried_at, row.answer, row.said)
        for model in (Sending, Forwarding)
        if (row := _last_tried(model, channel, since)) is not None
    ]
    if not said:
        return ""
    _at, answer, words = max(said)
    return words if answer in TROUBLES else ""


def _last_tried(
    model: type[Sending] | type[Forwarding], channel: str, since: datetime
) -> Sending | Forwarding | None:
    tried = model.objects.filter(channel=channel, tried_at__gt=since)
    said = tried.exclude(answer__in=(Answer.MOOT, Answer.STRANGER))
    return said.order_by("-tried_at", "-pk").first()


def last_trouble_of_bot(bot: str, *, since: datetime) -> str:
    """Return what the last message by a robot failed for, empty if it did not."""
    last = Bulletin.objects.filter(bot=bot, tried_at__gt=since).order_by("-tried_at", "-pk").first()
    return last.said if last is not None and last.answer in TROUBLES else ""


INBOX_SHOWN = 50
"""Lines of one page."""


def inbox_of(person: Person, *, before: int | None = None) -> Sequence[Told]:
    """Return what a person was told, the newest first; ``before`` is the last line of a page.

    One more than a page holds, so that whoever asks sees whether there is another.
    """
    lines = Told.objects.filter(person=person)
    if before is not None:
        lines = lines.filter(pk__lt=before)
    return list(lines.select_related("place").order_by("-pk")[: INBOX_SHOWN + 1])


def unread_of(person: Person) -> int:
    """Return how many lines a person has not read."""
    return Told.objects.filter(person=person, read_at=None).count()
