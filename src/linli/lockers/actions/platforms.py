"""Letting platforms in: who they are, the keys they show, and shutting them out."""

import hashlib
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction

from linli.kernel.codes import encode_id
from linli.ledger.actions import NewEntry, append
from linli.lockers.models import Platform, PlatformKey
from linli.lockers.platform_errors import (
    PlatformKeyUnknown,
    PlatformKnown,
    PlatformUnknown,
    PlatformUnreadable,
    TwoKeysAlready,
)
from linli.lockers.rules.platforms import (
    SECRET_BEGINS,
    free_slot,
    is_platform_code,
    is_platform_name,
)

SECRET_BYTES = 32
"""256 random bits: nobody guesses them, so that a plain hash keeps them as well as a slow one."""


@dataclass(frozen=True, slots=True)
class NewKey:
    """A key as it is shown, once."""

    platform: str
    name: str
    secret: str


def secret_hash(secret: str) -> str:
    """Return what is kept of a secret."""
    return hashlib.sha256(secret.encode()).hexdigest()


def add_platform(*, code: str, name: str, actor: str, now: datetime) -> NewKey:
    """Let a platform in and return its first key.

    Raises:
        PlatformUnreadable: its code or name cannot be one.
        PlatformKnown: there is one with this code.
    """
    if not is_platform_code(code) or not is_platform_name(name):
        raise PlatformUnreadable
    try:
        with transaction.atomic():
            platform = Platform.objects.create(code=code, name=name, made_at=now)
            key = _make_key(platform, slot=1, now=now)
            append([platform_entry(code, "platform_added", actor, now, {"key": key.name})])
    except IntegrityError as known:
        raise PlatformKnown(platform=code) from known
    return key


@transaction.atomic
def add_key(*, platform: str, actor: str, now: datetime) -> NewKey:
    """Return another key of a platform; the one it has stays good until it is revoked.

    Raises:
        PlatformUnknown: there is none, or it was shut out.
        TwoKeysAlready: two are good.
    """
    found = _held(platform)
    good = {one.slot: one.name for one in found.keys.filter(revoked_at=None)}
    slot = free_slot(set(good))
    if slot is None:
        raise TwoKeysAlready(platform=platform, keys="、".join(sorted(good.values())))
    key = _make_key(found, slot=slot, now=now)
    append([platform_entry(platform, "platform_key_added", actor, now, {"key": key.name})])
    return key


@transaction.atomic
def revoke_key(*, platform: str, key: str, actor: str, now: datetime) -> None:
    """End a key at once, and with it every access token that was had for it.

    Raises:
        PlatformUnknown: there is no such platform. PlatformKeyUnknown: no such key is good.
    """
    found = _held(platform)
    if not found.keys.filter(name=key, revoked_at=None).update(revoked_at=now):
        raise PlatformKeyUnknown(platform=platform, key=key[:32])
    append([platform_entry(platform, "platform_key_revoked", actor, now, {"key": key})])


@transaction.atomic
def end_platform(*, platform: str, actor: str, now: datetime) -> None:
    """Shut a platform out: its keys and tokens are good no more. What stands in a cabinet stays.

    Raises:
        PlatformUnknown: there is none, or it was shut out before.
    """
    found = _held(platform)
    ended = found.keys.filter(revoked_at=None).update(revoked_at=now)
    Platform.objects.filter(pk=found.pk).update(ended_at=now)
    append([platform_entry(platform, "platform_ended", actor, now, {"keys": ended})])


def platform_entry(  # the facts of a ledger entry
    code: str,
    verb: str,
    actor: str,
    now: datetime,
    facts: Mapping[str, object],
    *,
    subject: str = "",
) -> NewEntry:
    """Return an entry of a platform's own chain; about the platform, or one of its orders."""
    return NewEntry(
        chain=f"platform/{code}",
        at=now,
        actor=actor,
        verb=verb,
        subject=subject or f"platform:{code}",
        facts=facts,
    )


def _held(code: str) -> Platform:
    """Return a platform's row, held until the transaction ends."""
    found = Platform.objects.select_for_update().filter(code=code, ended_at=None).first()
    if found is None:
        raise PlatformUnknown(platform=code[:32])
    return found


def _make_key(platform: Platform, *, slot: int, now: datetime) -> NewKey:
    name = encode_id(secrets.randbits(64))
    secret = SECRET_BEGINS + secrets.token_urlsafe(SECRET_BYTES)
    PlatformKey.objects.create(
        platform=platform, slot=slot, name=name, secret_hash=secret_hash(secret), made_at=now
    )
    return NewKey(platform.code, name, secret)
