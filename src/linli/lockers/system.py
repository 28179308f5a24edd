"""What the lockers bring to the platform: their roles, and what of theirs can be found."""

from collections.abc import Collection, Mapping
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from linli.lockers.access import WATCH, cabinets_to_watch
from linli.lockers.queries.finding import CABINET, all_cabinets
from linli.people.enums import Role
from linli.people.models import Person
from linli.people.queries import paths_where
from linli.people.rules.roles import DeclaredRole
from linli.web.search import Found, Indexed, Page

NAME = _("智能外卖柜")

ROLES = (
    DeclaredRole(
        role=Role.STEWARD,
        system=NAME,
        may=(
            _("看运营看板和每个格口"),
            _("取回、处理滞留的餐，打开任何格口查看"),
            _("授予和收回这里的角色，邀请新人"),
        ),
        given_by=frozenset({Role.STEWARD}),
    ),
    DeclaredRole(
        role=Role.CREW,
        system=NAME,
        may=(_("看运营看板和每个格口"), _("取回、处理滞留的餐，打开任何格口查看")),
        given_by=frozenset({Role.STEWARD}),
    ),
    DeclaredRole(
        role=Role.PROPERTY,
        system=NAME,
        may=(_("看运营看板和每个格口，不能开门"),),
        given_by=frozenset({Role.STEWARD}),
    ),
)


def _cabinets(person: Person, codes: Collection[str], now: datetime) -> Mapping[str, Found]:
    board = reverse("lockers:board")
    return {
        one.code: Found(
            title=_("{code} 柜 · {spot}").format(code=one.code, spot=one.spot),
            beside=one.building,
            to=f"{board}#{one.code}-1",
        )
        for one in cabinets_to_watch(person, codes, now=now)
    }


def _watches(person: Person, now: datetime) -> bool:
    return bool(paths_where(person, WATCH, now=now))


SOURCES = (
    Page(_("运营看板"), _("柜子 格口 外卖柜 告警 超时 滞留"), "lockers:board", _watches),
    Indexed(CABINET, _("柜子"), WATCH, all_cabinets, _cabinets),
)
