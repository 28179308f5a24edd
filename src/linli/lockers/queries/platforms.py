"""Platforms and their keys, as they are shown and checked."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, OuterRef, Prefetch, QuerySet, Subquery
from django.db.models.functions import Coalesce

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


@dataclass(frozen=True, slots=True)
class PlatformRun:
    """A platform as its page shows it: ``waiting`` messages go out yet, ``dead`` ones do not.

    ``sandbox`` is the code of what rehearses for it, ``rehearses`` for whom it does, either
    empty where there is none.
    """

    code: str
    name: str
    keys: int
    hook: str
    waiting: int
    dead: int
    last_dead_said: str
    sandbox: str
    building: str
    reset_at: datetime | None
    rehearses: str


def platforms_run() -> list[PlatformRun]:
    """Return every platform that was not shut out, with what became of its messages."""
    dead = PlatformEvent.objects.filter(platform=OuterRef("pk"), dead_at__isnull=False)
    waiting = PlatformEvent.objects.filter(platform=OuterRef("pk"), next_at__isnull=False)
    keys = PlatformKey.objects.filter(platform=OuterRef("pk"), revoked_at=None)
    rows = Platform.objects.filter(ended_at=None).annotate(
        keys_good=_count(keys),
        waiting=_count(waiting),
        dead=_count(dead),
        said=Subquery(dead.order_by("-dead_at", "-pk").values("said")[:1]),
    )
    related = rows.select_related(
        "webhook", "sandbox__rehearses", "rehearsal__platform", "rehearsal__building"
    )
    return [_run(one) for one in related.order_by("code")]


def _run(one: Platform) -> PlatformRun:
    rehearsal = getattr(one, "rehearsal", None)
    own = getattr(one, "sandbox", None)
    hook = getattr(one, "webhook", None)
    counted = vars(one)
    return PlatformRun(
        code=one.code,
        name=one.name,
        keys=counted["keys_good"],
        hook=hook.url if hook else "",
        waiting=counted["waiting"],
        dead=counted["dead"],
        last_dead_said=counted["said"] or "",
        sandbox=rehearsal.platform.code if rehearsal else "",
        building=rehearsal.building.code if rehearsal else "",
        reset_at=rehearsal.reset_at if rehearsal else None,
        rehearses=own.rehearses.code if own else "",
    )


def _count(rows: QuerySet[PlatformEvent] | QuerySet[PlatformKey]) -> Coalesce:
    counted = rows.order_by().values("platform").annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counted), 0)
