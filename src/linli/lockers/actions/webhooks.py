"""Telling platforms what the outbox holds: signed, and again until they say that they know."""

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from django.db import transaction

from linli.ledger.actions import append
from linli.lockers.actions.platforms import platform_entry
from linli.lockers.models import Platform, PlatformEvent, Webhook
from linli.lockers.platform_errors import HookUnreadable, PlatformUnknown
from linli.lockers.rules.webhooks import (
    GONE,
    OLD_SECRET_LASTS,
    is_hook_url,
    pause_after,
    signature,
    write_secret,
)

KEY_BYTES = 32
AT_ONCE = 20
"""Messages of one round."""

CLAIMED_FOR = timedelta(minutes=2)
"""Longer than any sending takes. Who sends dies at most once with a message in hand."""

SUCCESS = range(200, 300)


class NotDeliveredError(Exception):
    """Nobody answered: what stood in the way, in a word or two."""


class Sender(Protocol):
    """The way out of the house. It decides which addresses may be asked."""

    def post(self, url: str, *, headers: Mapping[str, str], body: bytes) -> int:
        """Send a message once and return the status of the answer; a redirect is one.

        Raises:
            NotDeliveredError: nobody answered in time, or the address may not be asked.
        """


@dataclass(frozen=True, slots=True)
class _Letter:
    """One message, claimed, signed by every secret that is good."""

    event: int
    url: str
    headers: Mapping[str, str]
    body: bytes


@transaction.atomic
def set_webhook(*, platform: str, url: str, actor: str, now: datetime) -> str:
    """Say where a platform is told of its orders, and return a new secret for its messages.

    The secret before it signs along for 24 h.

    Raises:
        PlatformUnknown: there is none, or it was shut out.
        HookUnreadable: no https address.
    """
    if not is_hook_url(url):
        raise HookUnreadable
    found = Platform.objects.select_for_update().filter(code=platform, ended_at=None).first()
    if found is None:
        raise PlatformUnknown(platform=platform[:32])
    secret = write_secret(secrets.token_bytes(KEY_BYTES))
    hook = Webhook.objects.filter(platform=found).first()
    if hook is None:
        hook = Webhook(platform=found)
    else:
        hook.old_secret, hook.old_until = hook.secret.opened(), now + OLD_SECRET_LASTS
    hook.url, hook.secret, hook.changed_at = url, secret, now
    hook.save()
    append([platform_entry(platform, "webhook_set", actor, now, {"url": url})])
    return secret


@transaction.atomic
def send_again(*, platform: int, code: str, actor: str, now: datetime) -> int:
    """Put every message that was given up back into the outbox; return how many."""
    dead = PlatformEvent.objects.filter(platform=platform, dead_at__isnull=False)
    count = dead.update(dead_at=None, next_at=now, tries=0)
    if count:
        append([platform_entry(code, "events_sent_again", actor, now, {"count": count})])
    return count


def deliver_due(sender: Sender, *, jitter: Callable[[], float], now: datetime) -> int:
    """Send what is due, each message once; return how many were sent.

    No transaction is open while anybody is waited for. Where a platform did not take one
    message, its others wait for the next round, so that nobody waits long behind it.
    """
    due = PlatformEvent.objects.filter(next_at__lte=now).order_by("next_at", "pk")
    deaf = set[int]()
    sent = 0
    for event, platform in due.values_list("pk", "platform_id")[:AT_ONCE]:
        letter = None if platform in deaf else _claim(event, now)
        if letter is None:
            continue
        sent += 1
        if not _settle(letter.event, _send(sender, letter), jitter=jitter(), now=now):
            deaf.add(platform)
    return sent


@transaction.atomic
def _claim(event: int, now: datetime) -> _Letter | None:
    """Take one message out for a while, so that no other process sends it at the same time."""
    mine = PlatformEvent.objects.filter(pk=event, next_at__lte=now)
    if not mine.update(next_at=now + CLAIMED_FOR):
        return None
    found = PlatformEvent.objects.select_related("platform__webhook").get(pk=event)
    hook = found.platform.webhook
    names = [hook.secret.opened()]
    if hook.old_secret is not None and hook.old_until is not None and now < hook.old_until:
        names.append(hook.old_secret.opened())
    at_s = int(now.timestamp())
    signed = (signature(one, name=found.name, at_s=at_s, body=found.body) for one in names)
    headers = {
        "content-type": "application/json",
        "user-agent": "linli-webhooks/1",
        "webhook-id": found.name,
        "webhook-timestamp": str(at_s),
        "webhook-signature": " ".join(signed),
    }
    return _Letter(event, hook.url, headers, found.body.encode())


def _send(sender: Sender, letter: _Letter) -> int | str:
    """Return the status that was answered, or why there was none."""
    try:
        return sender.post(letter.url, headers=letter.headers, body=letter.body)
    except NotDeliveredError as lost:
        return str(lost)[:40]


@transaction.atomic
def _settle(event: int, answer: int | str, *, jitter: float, now: datetime) -> bool:
    """Note what came of one sending and return whether it was taken."""
    found = PlatformEvent.objects.select_for_update().select_related("platform").get(pk=event)
    found.tries, found.said = found.tries + 1, str(answer)
    pause = None if answer == GONE else pause_after(found.tries, jitter=jitter)
    if answer in SUCCESS:
        found.next_at, found.delivered_at = None, now
    elif pause is not None:
        found.next_at = now + pause
    else:
        found.next_at, found.dead_at = None, now
        facts = {"event": found.name, "said": found.said}
        append([platform_entry(found.platform.code, "event_given_up", "clock", now, facts)])
    found.save(update_fields=["tries", "said", "next_at", "delivered_at", "dead_at"])
    return found.delivered_at is not None
