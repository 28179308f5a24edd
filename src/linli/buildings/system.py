"""What the committees bring to the platform: the secretary, their pages, what waits, histories."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from linli.buildings.access import campaigns as of_campaigns
from linli.buildings.access import frontdesk, open311, roster
from linli.buildings.access import matters as access
from linli.buildings.access.companies import may_read_company
from linli.buildings.actions.letters import matter_moved
from linli.buildings.actions.outreach_letters import policy_to_tell
from linli.buildings.views import home
from linli.notices.letters import Lettering
from linli.notices.models import NoticeKind
from linli.people.enums import Role
from linli.people.rules.roles import DeclaredRole
from linli.web.systems import HistoryKind, MenuEntry, System

LETTERS: Mapping[NoticeKind, Lettering] = {
    NoticeKind.MATTER: matter_moved,
    NoticeKind.POLICY: policy_to_tell,
}
"""What its notices say where they are sent to somebody's phone."""

NAME = _("楼委会")
_KEEPS = (
    _("登记楼委会的席位和任期"),
    _("受理、答应、暂停、答复楼事，布置任务"),
    _("编服务前台的目录和窗口，看办理的数字"),
    _("登记本楼的企业、走访、导入和导出"),
)
_SERVES = (_("在服务前台开窗口、叫号、登记办理结果"),)

SYSTEM = System(
    name=NAME,
    roles=(
        DeclaredRole(
            role=Role.SECRETARY, system=NAME, may=_KEEPS, given_by=frozenset({Role.STEWARD})
        ),
        DeclaredRole(
            role=Role.OFFICER,
            system=NAME,
            may=_SERVES,
            given_by=frozenset({Role.STEWARD, Role.SECRETARY}),
        ),
    ),
    also_may={Role.STEWARD: (_("成立楼委会，编工作日历"), *_KEEPS)},
    menu=(
        MenuEntry(
            says=_("楼事"),
            does=_("办楼事"),
            about=_("各楼的楼委会：谁在席位上，楼事办到哪一步。"),
            url="buildings:committees",
            may_see=access.may_keep,
        ),
        MenuEntry(
            says=_("窗口"),
            does=_("到窗口叫号"),
            about=_("各楼服务前台的窗口：谁在等，叫下一位。"),
            url="buildings:windows",
            may_see=frontdesk.may_serve,
        ),
        MenuEntry(
            says=_("值班"),
            does=_("看我的班"),
            about=_("哪天在哪个窗口值班，打卡、换班、请假。"),
            url="buildings:own_duties",
            may_see=roster.may_serve,
        ),
    ),
    waiting=home.waiting,
    history={
        "matter": HistoryKind(_("楼事"), access.may_read_matter),
        "frontdesk": HistoryKind(_("服务前台"), frontdesk.may_read_desk),
        "policy": HistoryKind(_("惠企政策"), of_campaigns.may_read_policy),
        "campaign": HistoryKind(_("送政策送服务送关怀"), of_campaigns.may_read_campaign),
        "committee": HistoryKind(_("楼委会"), access.may_read_committee),
        "open311": HistoryKind(_("Open311 对接"), open311.may_read_endpoints),
        "company": HistoryKind(_("企业"), may_read_company),
    },
    promise=_("楼里的事有人提、有人议、有人办，办没办好由提的人说。"),
)
