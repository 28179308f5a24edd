"""The committees on the home page: what waits for whoever keeps them."""

from collections.abc import Sequence

from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import ngettext

from linli.buildings.access import matters as access
from linli.buildings.access.companies import kept_buildings
from linli.buildings.queries.committees import needs_hand
from linli.buildings.queries.company_figures import said_by_companies
from linli.web.systems import Viewer, Waiting


def waiting(viewer: Viewer) -> Sequence[Waiting]:
    """Return matters that nobody has read, broken promises, and what companies wait for."""
    if not access.may_keep(viewer.held):
        return ()
    return [*_matters(viewer), *_companies(viewer)]


def _companies(viewer: Viewer) -> Sequence[Waiting]:
    said = said_by_companies(*kept_buildings(viewer.held))
    told = (
        (
            ngettext("{count} 条企业更正等核对", "{count} 条企业更正等核对", said.corrections),
            said.corrections,
        ),
        (ngettext("{count} 项企业需求等答复", "{count} 项企业需求等答复", said.needs), said.needs),
    )
    to = reverse("buildings:company_buildings")
    return [Waiting(says.format(count=count), count, to) for says, count in told if count]


def _matters(viewer: Viewer) -> Sequence[Waiting]:
    found = needs_hand(access.kept_as(viewer.held), today=localdate(viewer.now))
    told = (
        (ngettext("{count} 件楼事逾期", "{count} 件楼事逾期", found.late), found.late),
        (ngettext("{count} 件楼事等初核", "{count} 件楼事等初核", found.unread), found.unread),
    )
    to = reverse("buildings:committees")
    return [Waiting(says.format(count=count), count, to) for says, count in told if count]
