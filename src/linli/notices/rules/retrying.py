"""When a message that was not taken is sent again, and what is done where it never is."""

from datetime import timedelta
from enum import StrEnum

TRIES_AT_MOST = 6
FIRST_PAUSE_S = 10.0
EACH_TIMES = 3.0
"""10 s, 30 s, 90 s, 4.5 min, 13.5 min: given up after 10 to 20 minutes. A meal is warm for two
hours, but who comes for it wants to know at once: rather the next channel than a long pause."""


class Answer(StrEnum):
    """What became of one sending."""

    SENT = "sent"
    LATER = "later"
    """This number has had too many, or the channel is busy: the same may go well later."""
    AWAY = "away"
    """Nobody answered, or not what we understand. It may have been sent all the same."""
    REFUSED = "refused"
    """This message to this number never goes this way."""
    BROKEN = "broken"
    """The channel takes nothing from us: signature, template, balance. Somebody must see to it."""
    STRANGER = "stranger"
    """The channel does not know the person, who never asked to be told by it."""
    MOOT = "moot"
    """Nobody need be told any more: the meal is gone, or its owner's number is."""


class Next(StrEnum):
    """What is done after one sending."""

    DONE = "done"
    AGAIN = "again"
    OTHERWISE = "otherwise"
    """By the next channel, if there is one."""


def next_after(answer: Answer, *, tries: int, has_other: bool) -> Next:
    """Return what to do after so many sendings by one channel.

    A channel that is broken is left at once for another; without another it is tried again as
    long as any, because somebody may mend it meanwhile.
    """
    assert tries > 0
    if answer in (Answer.SENT, Answer.MOOT):
        return Next.DONE
    if answer in (Answer.REFUSED, Answer.STRANGER) or tries >= TRIES_AT_MOST:
        return Next.OTHERWISE
    return Next.OTHERWISE if answer is Answer.BROKEN and has_other else Next.AGAIN


def pause_after(tries: int, *, jitter: float) -> timedelta:
    """Return how long to wait after so many sendings in vain.

    ``jitter`` is chance from 0 to 1: it takes up to half of the pause away, so that what
    failed together is not sent again together.
    """
    assert 0 < tries < TRIES_AT_MOST
    assert 0 <= jitter <= 1
    return timedelta(seconds=FIRST_PAUSE_S * EACH_TIMES ** (tries - 1) * (1 - jitter / 2))
