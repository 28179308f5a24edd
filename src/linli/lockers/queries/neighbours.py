"""Where else a meal could go when a cabinet is full."""

from typing import NamedTuple

from django.db.models import F, Sum
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from linli.lockers.models import Capacity
from linli.lockers.rules.capacity import fitting
from linli.places.models import Place
from linli.places.rules.coordinates import Point
from linli.places.rules.distance import minutes_on_foot
from linli.wire.messages import Size

MINUTES_AT_MOST = 10
"""A courier who walks longer gives the meal from hand to hand sooner."""

_NORTH, _EAST = 0.01, 0.02
"""Degrees: farther than ten minutes' walk anywhere between 60° north and south."""


def where_else(cabinet_id: int, building_id: int, *, size: Size) -> str | Promise:
    """Return the sentence that names the nearest cabinet with room for a meal, or that none has.

    Nearest is the next one in the order of their codes: cabinets of a row are numbered as
    they stand. Where the whole building is full it is a cabinet of another building, with the
    minutes on foot, if places' coordinates are known. The sentence is in the language of
    whoever reads it, not of who asks here.
    """
    rooms = (
        Capacity.objects.filter(
            cabinet__building=building_id,
            cabinet__quarantined_at=None,
            cabinet__queued=0,
            size__in=fitting(size),
            free__gt=F("promised"),
        )
        .exclude(cabinet=cabinet_id)
        .values("cabinet_id", "cabinet__code", "cabinet__spot")
        .annotate(left=Sum(F("free") - F("promised")))
    )
    nearest = min(
        rooms,
        key=lambda room: (abs(room["cabinet_id"] - cabinet_id), room["cabinet__code"]),
        default=None,
    )
    if nearest is None:
        return _next_door(building_id, size)
    return format_lazy(
        _("最近的空格在 {cabinet}（{spot}），还有 {left} 个。"),
        cabinet=nearest["cabinet__code"],
        spot=nearest["cabinet__spot"],
        left=nearest["left"],
    )


class _Room(NamedTuple):
    """A cabinet of another building that has room, and the minutes on foot to it."""

    minutes: int
    cabinet: str
    spot: str
    building: str


def _next_door(building_id: int, size: Size) -> str | Promise:
    """Return the sentence that names a cabinet with room in the nearest building that has one."""
    here = Place.objects.filter(pk=building_id, longitude__isnull=False).first()
    room = _nearest_building(here, size=size) if here is not None else None
    if room is None:
        return _("整栋楼现在都满了，请几分钟后再试，或联系收餐人当面交接。")
    return format_lazy(
        _("这座楼都满了。最近的空格在{building}的 {cabinet}（{spot}），步行约 {minutes} 分钟。"),
        building=room.building,
        cabinet=room.cabinet,
        spot=room.spot,
        minutes=room.minutes,
    )


def _nearest_building(here: Place, *, size: Size) -> _Room | None:
    start = _point(here.longitude, here.latitude)
    rooms = Capacity.objects.filter(
        cabinet__building__longitude__range=(start.longitude - _EAST, start.longitude + _EAST),
        cabinet__building__latitude__range=(start.latitude - _NORTH, start.latitude + _NORTH),
        cabinet__quarantined_at=None,
        cabinet__revoked_at=None,
        cabinet__queued=0,
        size__in=fitting(size),
        free__gt=F("promised"),
    ).exclude(cabinet__building=here.pk)
    near = [
        _Room(minutes_on_foot(start, _point(longitude, latitude)), cabinet, spot, building)
        for longitude, latitude, cabinet, spot, building in rooms.values_list(
            "cabinet__building__longitude",
            "cabinet__building__latitude",
            "cabinet__code",
            "cabinet__spot",
            "cabinet__building__name",
        )
    ]
    return min((one for one in near if one.minutes <= MINUTES_AT_MOST), default=None)


def _point(longitude: float | None, latitude: float | None) -> Point:
    """Return where a building is; the database keeps both or neither, and was asked for both."""
    assert longitude is not None
    assert latitude is not None
    return Point(longitude, latitude)
