"""Platforms and their keys, as they are shown and checked."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Prefetch

from linli.lockers.enums import EventKind
from linli.lockers.models import Platform, PlatformEvent, PlatformKey
from linli.lockers.platform_errors import PlatformUnknown


@dataclass(frozen=True, slots=True)
class GoodKey:
    """A key that is good now, and whose it is."""

    name: str
    secret_hash: str
    platform: str
    platform_id: int


def good_key(name: str) -> GoodKey | None:
    """Return the key with this name, None where none is good."""
    row = (
        PlatformKey.objects.filter(name=name, revoked_at=None, platform__ended_at=None)
        .values_list("name", "secret_hash", "platform__code", "platform_id")
        .first()
    )
    return GoodKey(*row) if row else None


@dataclass(frozen=True, slots=True)
class PlatformShown:
    """A platform as the command line lists it: its good keys by name, oldest first."""

    code: str
    name: str
    keys: tuple[str, ...]
    ended_at: datetime | None


def platforms() -> list[PlatformShown]:
    """Return every platform, in the order of their codes."""
    good = Prefetch("keys", PlatformKey.objects.filter(revoked_at=None).order_by("made_at", "pk"))
    return [
        PlatformShown(one.code, one.name, tuple(key.name for key in one.keys.all()), one.ended_at)
        for one in Platform.objects.prefetch_related(good).order_by("code")
    ]


DEAD_SHOWN = 100
"""Messages; who has more sends these again first."""


@dataclass(frozen=True, slots=True)
class GivenUp:
    """A message that a platform did not take."""

    name: str
    kind: EventKind
    at: datetime
    tries: int
    said: str


def dead_events(platform: int) -> list[GivenUp]:
    """Return what a platform did not take, oldest first."""
    rows = PlatformEvent.objects.filter(platform=platform, dead_at__isnull=False).order_by("pk")
    return [
        GivenUp(name, EventKind(kind), at, tries, said)
        for name, kind, at, tries, said in rows.values_list("name", "kind", "at", "tries", "said")[
            :DEAD_SHOWN
        ]
    ]


def platform_number(code: str) -> int:
    """Return the number of a platform that was not shut out.

    Raises:
        PlatformUnknown: there is none.
    """
    found = Platform.objects.filter(code=code, ended_at=None).values_list("pk", flat=True).first()
    if found is None:
        raise PlatformUnknown(platform=code[:32])
    return found
