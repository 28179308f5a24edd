"""When the windows of a service desk are open: while somebody is on duty there."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from linli.buildings.models import Shift

Hours = tuple[datetime, datetime]


def hours_of(
    windows: Collection[int], begins: datetime, ends: datetime
) -> Mapping[int, Sequence[Hours]]:
    """Return when each of some windows is open between two moments: one query.

    Times are whole shifts, in their order; one that goes on where another ends is one time with
    it. A window that is closed all the time is not named.
    """
    rows = (
        Shift.objects.filter(
            window__in=windows,
            window__closed_at=None,
            duties__left_at=None,
            duties__isnull=False,
            begins_at__lt=ends,
            ends_at__gt=begins,
        )
        .order_by("window", "begins_at")
        .values_list("window", "begins_at", "ends_at")
    )
    found = defaultdict[int, list[Hours]](list)
    for window, opens, closes in rows:
        hours = found[window]
        if hours and opens <= hours[-1][1]:
            hours[-1] = (hours[-1][0], max(hours[-1][1], closes))
        else:
            hours.append((opens, closes))
    return found
