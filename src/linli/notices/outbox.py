"""What every way out does alike: claim a row, send it once, note what came of it."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from linli.notices.channels.port import NotSentError
from linli.notices.models import Bulletin, Forwarding, Sending
from linli.notices.rules.retrying import Answer, Next, next_after, pause_after

log = logging.getLogger(__name__)

CHAIN = "notices"

CLAIMED_FOR = timedelta(minutes=2)
"""Longer than any round takes. Who sends dies at most once with a letter in hand."""

Row = Sending | Bulletin | Forwarding


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one sending; ``said`` is the provider's own code."""

    answer: Answer
    said: str = ""


def claim(model: type[Row], row: int, *, now: datetime) -> bool:
    """Take a row out for a while, so that no other process sends it at the same time."""
    due = model.objects.filter(pk=row, next_at__lte=now)
    return due.update(next_at=now + CLAIMED_FOR) > 0


def outcome_of(send: Callable[[], None], *, channel: str) -> Outcome:
    """Send once and return what became of it; the log says why it was not taken."""
    try:
        send()
    except NotSentError as lost:
        level = logging.ERROR if lost.answer is Answer.BROKEN else logging.WARNING
        log.log(level, "a message was not sent by %s: %s", channel, lost.said)
        return Outcome(lost.answer, lost.said)
    return Outcome(Answer.SENT)


def note(row: Row, outcome: Outcome, *, has_other: bool, jitter: float, now: datetime) -> Next:
    """Note what came of one sending, and return what is next; the caller holds the row."""
    row.tries, row.tried_at = row.tries + 1, now
    row.answer, row.said = outcome.answer.value, outcome.said
    then = next_after(outcome.answer, tries=row.tries, has_other=has_other)
    if then is Next.AGAIN:
        row.next_at = now + pause_after(row.tries, jitter=jitter)
    else:
        row.next_at, row.ended_at = None, now
    row.save(update_fields=["tries", "tried_at", "answer", "said", "next_at", "ended_at"])
    return then
