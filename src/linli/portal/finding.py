"""What of the portal can be found: places, people by what is exactly theirs, and its pages."""

from collections.abc import Collection, Mapping
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from linli.people.access import people_called, roles_to_give
from linli.people.enums import Role
from linli.people.models import Person
from linli.people.queries import paths_where
from linli.places.actions.indexing import PLACE, all_places
from linli.places.enums import PlaceLevel
from linli.portal.access import BEGINS, places_stewarded
from linli.web.search import Asked, Found, Indexed, Page, everybody


def _places(person: Person, codes: Collection[str], now: datetime) -> Mapping[str, Found]:
    return {
        one.code: Found(
            title=one.name,
            beside=" · ".join(
                part for part in (str(PlaceLevel(one.level).label), one.code, one.address) if part
            ),
            to=reverse("portal:place", args=[one.code]),
        )
        for one in places_stewarded(person, codes, now=now)
    }


def _people(person: Person, typed: str, now: datetime) -> list[Found]:
    return [
        Found(str(one.name), one.handle, reverse("portal:person", args=[one.pk]))
        for one in people_called(person, typed, now=now)
    ]


def _gives_roles(person: Person, now: datetime) -> bool:
    return bool(roles_to_give(person, now=now))


def _is_steward(person: Person, now: datetime) -> bool:
    return bool(paths_where(person, (Role.STEWARD,), now=now))


def _begins(person: Person, now: datetime) -> bool:
    return bool(paths_where(person, BEGINS, now=now))


SOURCES = (
    Page(_("我的账号"), _("角色 代理 委托 退出 登录 离开"), "portal:account", everybody),
    Page(_("验证方式"), _("通行密钥 动态口令 备用码 二次验证"), "portal:second_factors", everybody),
    Page(_("我的信息"), _("隐私 个人信息 下载 删除 同意 姓名"), "portal:my_data", everybody),
    Page(_("每个角色能做什么"), _("权限 角色"), "portal:roles", everybody),
    Page(_("人员"), _("授予 收回 角色 权限 离开"), "portal:people", _gives_roles),
    Page(_("邀请新人"), _("添加 人员 登录链接"), "portal:invite", _gives_roles),
    Page(_("地点"), _("区 街道 居民区 楼宇 楼组 地址 坐标"), "portal:places", _is_steward),
    Page(_("开头"), _("真柜子 领取码 通知渠道 演示 清空 安装"), "portal:begin", _begins),
    Page(_("用表格导入"), _("地点 导出 xlsx csv"), "portal:places_import", _is_steward),
    Asked("person", _("人员"), _people),
    Indexed(PLACE, _("地点"), (Role.STEWARD,), all_places, _places),
)
"""In this order on the page of what was found."""
