"""Where else a meal could go when a cabinet is full."""

from django.db.models import F, Sum
from django.utils.translation import gettext as _

from linli.lockers.models import Capacity


def where_else(cabinet_id: int, building_id: int) -> str:
    """Return the sentence that names the nearest cabinet with a free door, or says there is none.

    Nearest is the next one in the order of their codes: cabinets of a row are numbered as
    they stand.
    """
    rooms = (
        Capacity.objects.filter(
            cabinet__building=building_id,
            cabinet__quarantined_at=None,
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
    return _("最近的空格在 {cabinet}（{spot}），还有 {left} 个。").format(
        cabinet=nearest["cabinet__code"], spot=nearest["cabinet__spot"], left=nearest["left"]
    )
