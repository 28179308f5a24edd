"""Taking notices out of the feed and to the people they are for, by one channel or another.

At least once, as close to once as can be: a row is claimed before its letter is sent, so that
of two processes one sends; who dies between sending and noting it has it sent again.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from django.db import transaction
from django.db.models import Exists, OuterRef

from linli.ledger.actions import NewEntry, append
from linli.notices.channels.port import Channel
from linli.notices.letters import letter_of
from linli.notices.models import Notice, NoticeKind, Sending
from linli.notices.outbox import CHAIN, Outcome, claim, note, outcome_of
from linli.notices.reaching import address_for_mobile
from linli.notices.rules.retrying import Answer, Next
from linli.people.sealing import Sealed, UnreadableError

FRESH = timedelta(hours=1)
"""What is older is not begun to be sent: where a channel is first switched on, or everything
stood still, nobody is told of yesterday's meal."""

TAKEN_UP_AT_ONCE = 200
SENT_AT_ONCE = 6
"""By one channel in one round: 6 of 8 s each, and the process still counts as going round."""


@dataclass(frozen=True, slots=True)
class _Claimed:
    """One sending that nobody else has now."""

    id: int
    kind: NoticeKind
    deposit: str
    phone: Sealed | None


def deliver_due(channels: Sequence[Channel], *, chance: Random, now: datetime) -> int:
    """Send what is due, each letter once; return how many were tried.

    No transaction is open while anybody is waited for. A channel that does not answer is left
    alone until the next round, so that the others' letters do not wait behind it.

    Args:
        channels: in the order in which they are tried; at least one.
        chance: for pauses, and for what providers want to be different each time.
        now: the instant, aware.
    """
    names = [one.name for one in channels]
    _take_up(names[0], now)
    due = Sending.objects.filter(next_at__lte=now).order_by("next_at", "pk")
    tried = 0
    for channel in channels:
        rows = due.filter(channel=channel.name).values_list("pk", flat=True)
        for row in list(rows[:SENT_AT_ONCE]):
            claimed = _claim(row, now)
            if claimed is None:
                continue
            tried += 1
            outcome = _send(channel, claimed, chance, now)
            _settle(claimed.id, outcome, names=names, jitter=chance.random(), now=now)
            if outcome.answer is Answer.AWAY:
                break
    for row in due.exclude(channel__in=names).values_list("pk", flat=True)[:TAKEN_UP_AT_ONCE]:
        gone = Outcome(Answer.REFUSED, "not set up")
        _settle(row, gone, names=names, jitter=chance.random(), now=now)
    return tried


def _take_up(channel: str, now: datetime) -> None:
    """Put notices that nobody has begun to send into the outbox. Two that do so at once agree."""
    begun = Sending.objects.filter(notice=OuterRef("pk"))
    fresh = Notice.objects.filter(created_at__gt=now - FRESH, phone__isnull=False)
    found = fresh.filter(~Exists(begun), delivered_at=None).order_by("created_at", "pk")
    rows = [
        Sending(notice_id=notice, channel=channel, next_at=now)
        for notice in found.values_list("pk", flat=True)[:TAKEN_UP_AT_ONCE]
    ]
    if rows:
        Sending.objects.bulk_create(rows, ignore_conflicts=True)


@transaction.atomic
def _claim(sending: int, now: datetime) -> _Claimed | None:
    if not claim(Sending, sending, now=now):
        return None
    notice = Notice.objects.get(sendings=sending)
    return _Claimed(sending, NoticeKind(notice.kind), notice.deposit, notice.phone)


def _send(channel: Channel, claimed: _Claimed, chance: Random, now: datetime) -> Outcome:
    """Open the number, send the letter, forget both, and return what became of it."""
    letter = letter_of(claimed.kind, claimed.deposit)
    if letter is None or claimed.phone is None:
        return Outcome(Answer.MOOT)
    try:
        address = address_for_mobile(channel.name, claimed.phone.opened())
    except UnreadableError:
        return Outcome(Answer.REFUSED, "the number does not open")
    if address is None:
        return Outcome(Answer.STRANGER)
    return outcome_of(
        lambda: channel.send(address, letter, chance=chance, now=now), channel=channel.name
    )


@transaction.atomic
def _settle(
    sending: int, outcome: Outcome, *, names: Sequence[str], jitter: float, now: datetime
) -> None:
    """Note what came of one sending, and let the next channel have its turn where it must."""
    found = (
        Sending.objects.select_for_update(of=("self",))
        .select_related("notice")
        .filter(pk=sending)
        .first()
    )
    if found is None:  # told anew meanwhile: that is another notice
        return
    begun = set(found.notice.sendings.values_list("channel", flat=True))
    other = next((name for name in names if name not in begun), None)
    then = note(found, outcome, has_other=other is not None, jitter=jitter, now=now)
    if outcome.answer is Answer.SENT:
        _mark(found.notice, now)
    if then is Next.OTHERWISE:
        _give_up(found, other, now)


def _mark(notice: Notice, now: datetime) -> None:
    """Note that it reached its person; another machine's clock may be ahead of ours."""
    notice.delivered_at = max(now, notice.created_at)
    notice.save(update_fields=["delivered_at"])


def _give_up(sending: Sending, other: str | None, now: datetime) -> None:
    """Leave a channel for the next; write down that it was left, and whether there is a next."""
    if other is not None:
        Sending.objects.create(notice=sending.notice, channel=other, next_at=now)
        if sending.answer == Answer.STRANGER:  # nothing went wrong: most people asked for no mail
            return
    facts = {"channel": sending.channel, "said": sending.said, "then": other or ""}
    verb = "notice_passed_on" if other is not None else "notice_given_up"
    subject = f"deposit:{sending.notice.deposit}"
    append([NewEntry(CHAIN, now, "clock", verb, subject, facts)])
