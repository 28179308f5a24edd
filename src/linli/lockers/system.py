"""What the lockers bring to the platform: roles, the board, what waits, histories, finds."""

from collections.abc import Collection, Mapping
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from linli.lockers import access
from linli.lockers.actions.letters import meal_stored, meal_waiting
from linli.lockers.queries.finding import CABINET, all_cabinets
from linli.lockers.views import beginning, home
from linli.notices.letters import Lettering
from linli.notices.models import NoticeKind
from linli.people.access import may_operate
from linli.people.enums import Role
from linli.people.models import Person
from linli.people.queries import paths_where
from linli.people.rules.roles import DeclaredRole
from linli.web.search import Found, Indexed, Page
from linli.web.systems import Guide, HistoryKind, MenuEntry, System

NAME = _("智能外卖柜")
_SERVES = (_("看运营看板和每个格口"), _("取回、处理滞留的餐，打开任何格口查看"))

SYSTEM = System(
    name=NAME,
    roles=(
        DeclaredRole(role=Role.CREW, system=NAME, may=_SERVES, given_by=frozenset({Role.STEWARD})),
        DeclaredRole(
            role=Role.PROPERTY,
            system=NAME,
            may=(_("看运营看板和每个格口，不能开门"),),
            given_by=frozenset({Role.STEWARD}),
        ),
    ),
    also_may={Role.STEWARD: _SERVES},
    menu=(
        MenuEntry(
            says=_("看板"),
            does=_("打开看板"),
            about=_("每个格口现在的样子，要处理的排在最前。"),
            url="lockers:board",
            may_see=access.may_watch,
        ),
        MenuEntry(
            says=_("告警"),
            does=_("看告警"),
            about=_("谁在处理、怎么处理的；日报和回收也从这里去。"),
            url="lockers:alarms",
            may_see=access.may_watch,
        ),
        MenuEntry(
            says=_("平台"),
            does=_("看外卖平台"),
            about=_("哪些平台接着这里、没有送到的事件，还有它们的演练。"),
            url="lockers:platform_list",
            may_see=may_operate,
        ),
    ),
    waiting=home.waiting,
    home=home.panel,
    beginning=beginning.cards,
    history={
        "cabinet": HistoryKind(_("柜子"), access.may_read_cabinet),
        "deposit": HistoryKind(_("存餐"), access.may_read_deposit),
    },
    actors={"courier": _("骑手"), "owner": _("收餐人"), "anyone": _("来者"), "demo": _("演示")},
    promise=_("邻里照看楼里的外卖柜：骑手扫码存餐，收餐人扫码取餐，每一份都有下落。"),
    guides=(
        Guide(_("骑手"), _("扫柜门上的二维码，输入手机尾号，开柜存餐。")),
        Guide(_("收餐人"), _("点消息里的链接；没有链接，扫柜上的码，输 8 位取餐码。")),
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
        for one in access.cabinets_to_watch(person, codes, now=now)
    }


def _watches(person: Person, now: datetime) -> bool:
    return bool(paths_where(person, access.WATCHING, now=now))


SOURCES = (
    Page(_("运营看板"), _("柜子 格口 外卖柜 告警 超时 滞留"), "lockers:board", _watches),
    Indexed(CABINET, _("柜子"), access.WATCHING, all_cabinets, _cabinets),
)

LETTERS: Mapping[NoticeKind, Lettering] = {
    NoticeKind.MEAL_STORED: meal_stored,
    NoticeKind.MEAL_WAITING: meal_waiting,
}
"""What its notices say where they are sent to somebody's phone."""
