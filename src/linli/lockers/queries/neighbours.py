"""Where else a meal could go when a cabinet is full."""

from django.db.models import F, Sum
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from linli.lockers.models import Capacity
from linli.lockers.rules.capacity import fitting
from linli.wire.messages import Size


def where_else(cabinet_id: int, building_id: int, *, size: Size) -> str | Promise:
    """Return the sentence that names the nearest cabinet with room for a meal, or that none has.

    Nearest is the next one in the order of their codes: cabinets of a row are numbered as
    they stand. The sentence is in the language of whoever reads it, not of who asks here.
    """
    rooms = (
        Capacity.objects.filter(
            cabinet__building=building_id,
            cabinet__quarantined_at=None,
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
        return _("整栋楼现在都满了，请几分钟后再试，或联系收餐人当面交接。")
    return format_lazy(
        _("最近的空格在 {cabinet}（{spot}），还有 {left} 个。"),
        cabinet=nearest["cabinet__code"],
        spot=nearest["cabinet__spot"],
        left=nearest["left"],
    )
