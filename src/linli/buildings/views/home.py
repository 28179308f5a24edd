"""The committees on the home page: what waits for whoever keeps them."""

from collections.abc import Sequence

from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import ngettext

from linli.buildings.access import matters as access
from linli.buildings.queries.committees import needs_hand
from linli.web.systems import Viewer, Waiting


def waiting(viewer: Viewer) -> Sequence[Waiting]:
    """Return the matters that nobody has read, and the promises that are broken."""
    if not access.may_keep(viewer.held):
        return ()
    found = needs_hand(access.kept_as(viewer.held), today=localdate(viewer.now))
    told = (
        (ngettext("{count} 件楼事逾期", "{count} 件楼事逾期", found.late), found.late),
        (ngettext("{count} 件楼事等初核", "{count} 件楼事等初核", found.unread), found.unread),
    )
    to = reverse("buildings:committees")
    return [Waiting(says.format(count=count), count, to) for says, count in told if count]
