"""What the platform brings to its own pages, whatever systems are switched on."""

from django.utils.translation import gettext_lazy as _

from linli.people.access import may_look_after, may_operate
from linli.portal import beginning
from linli.portal.access import may_begin, may_steward
from linli.portal.history_access import may_read_person
from linli.portal.office.role import OPERATOR
from linli.web.systems import HistoryKind, MenuEntry, System

SYSTEM = System(
    name=_("邻里 Linli"),
    roles=(OPERATOR,),
    menu=(
        MenuEntry(
            says=_("地点"),
            does=_("查看地点"),
            about=_("区、街道、社区和楼宇：资料、搬移、合并、导入。"),
            url="portal:places",
            may_see=may_steward,
        ),
        MenuEntry(
            says=_("人员"),
            does=_("查看人员"),
            about=_("谁在哪里是什么角色：邀请、授予、收回。"),
            url="portal:people",
            may_see=may_look_after,
        ),
        MenuEntry(
            says=_("后台"),
            does=_("打开后台"),
            about=_("所有数据表，只看不改。"),
            url="office:index",
            may_see=may_operate,
        ),
        MenuEntry(
            says=_("开头"),
            does=_("打开开头"),
            about=_("一开始要做的几件事：各做到哪里，可以随时再做。"),
            url="portal:begin",
            may_see=may_begin,
        ),
    ),
    beginning=beginning.cards,
    history={"person": HistoryKind(_("人员"), may_read_person)},
    actors={"linli": _("系统"), "clock": _("定时任务"), "installer": _("安装人员")},
)
