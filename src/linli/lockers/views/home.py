"""The lockers on the home page: what waits for whoever serves them, and what can be tried."""

from collections.abc import Sequence

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import ngettext_lazy

from linli.lockers import access
from linli.lockers.queries.home import Need, labels, needs_hand, tried_meals
from linli.web import qr
from linli.web.systems import Panel, Viewer, Waiting

SAYS = {
    Need.WANTED: ngettext_lazy("平台要召回 {count} 份餐", "平台要召回 {count} 份餐", "count"),
    Need.OVERDUE: ngettext_lazy(
        "{count} 份餐超过了保存时限", "{count} 份餐超过了保存时限", "count"
    ),
    Need.AJAR: ngettext_lazy("{count} 扇门没有关好", "{count} 扇门没有关好", "count"),
    Need.DOUBTFUL: ngettext_lazy("{count} 个格口要去确认", "{count} 个格口要去确认", "count"),
    Need.QUARANTINED: ngettext_lazy("{count} 台柜子待盘点", "{count} 台柜子待盘点", "count"),
    Need.SILENT: ngettext_lazy("{count} 台柜子断线", "{count} 台柜子断线", "count"),
    Need.ALARMS: ngettext_lazy("{count} 处柜内告警", "{count} 处柜内告警", "count"),
    Need.INVITED: ngettext_lazy("{count} 台柜子等着登记", "{count} 台柜子等着登记", "count"),
}
"""One sentence for each need."""


def waiting(viewer: Viewer) -> Sequence[Waiting]:
    """Return what needs the hand of somebody who serves cabinets, the most urgent first."""
    buildings = access.served_as(viewer.held)
    if not buildings:
        return ()
    board = reverse("lockers:board") + "#alarms"
    found = needs_hand(buildings, now=viewer.now)
    return [
        Waiting(SAYS[need].format(count=count), count, board)
        for need, count in found.items()
        if count
    ]


def panel(request: HttpRequest, viewer: Viewer) -> Panel | None:
    """Return the cabinets with their codes, and messages of towers that are there to be tried."""
    if not access.may_watch(viewer.held):
        return None
    buildings = access.watched_as(viewer.held)
    cabinets, more = labels(buildings, now=viewer.now)
    context = {
        "cabinets": [
            (one, qr.label_on_screen(_address(request, one.code), title=one.code))
            for one in cabinets
        ],
        "cabinets_more": more,
        "meals": [
            {
                "meal": one,
                "link": access.owner_link(one.deposit) if one.stands else "",
                "code": access.pickup_code_of(one.deposit) if one.is_placed else "",
            }
            for one in tried_meals(buildings)
        ],
        "has_demo": access.has_demo(viewer.person, now=viewer.now),
        "now": viewer.now,
    }
    return Panel("lockers/_home.html", context)


def _address(request: HttpRequest, cabinet: str) -> str:
    return request.build_absolute_uri(reverse("lockers:courier", args=[cabinet]))
