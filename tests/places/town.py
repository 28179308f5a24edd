"""A small district to move about in."""

from datetime import datetime, timedelta

from linli.ledger.models import Entry
from linli.places.actions import NewPlace, ensure_place
from linli.places.enums import PlaceLevel, PlaceOrigin
from linli.places.models import Place

D, S, C, B, K = PlaceLevel
HK = NewPlace(D, "HK", "虹口区", "310109")
OYL = NewPlace(S, "OYL", "欧阳路街道", "310109009")
TLQ = NewPlace(S, "TLQ", "提篮桥街道")
BWT = NewPlace(S, "BWT", "北外滩街道", "310109018")
XD = NewPlace(C, "XD", "祥德居民区", "310109009001")
BYL = NewPlace(B, "BYL", "白玉兰广场")
TOP = NewPlace(K, "TOP", "高区")
JA = NewPlace(D, "JA", "静安区", "310106")


def plant(*ways: tuple[NewPlace, ...], now: datetime) -> None:
    """Put places on the map."""
    for way in ways:
        ensure_place(way, origin=PlaceOrigin.DEMO, actor="linli", now=now)


def town(now: datetime) -> None:
    """Two districts, three subdistricts, one community, one building with a block."""
    plant((HK, OYL, XD), (HK, BWT), (HK, TLQ, BYL, TOP), (JA,), now=now)


def paths() -> dict[str, str]:
    """Return the way down to each place."""
    return dict(Place.objects.values_list("code", "path"))


def must_be_a_tree() -> None:
    """Every path is its parent's with the own code, and every merged place is closed there."""
    for one in Place.objects.select_related("parent"):
        above = f"{one.parent.path}/" if one.parent else ""
        assert one.path == above + one.code
        assert one.merged_into_id in {None, one.parent_id}
        assert one.merged_into_id is None or one.closed_at is not None


def told(verb: str) -> list[tuple[str, str, str]]:
    """Return what the ledger tells of one kind of act: who, on what, with which facts."""
    entries = Entry.objects.filter(chain__name="places", verb=verb).order_by("seq")
    return [(one.actor, one.subject, one.facts) for one in entries]


def later(now: datetime, minutes: int = 1) -> datetime:
    """Return an instant some minutes later."""
    return now + timedelta(minutes=minutes)
