"""The platform's own cards of the beginning: buildings, ways out for messages, people."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from linli.notices.channels import chosen
from linli.notices.queries import REMEMBERED, last_trouble, last_trouble_of_bot
from linli.people.access import count_people, may_look_after
from linli.people.enums import Role
from linli.people.queries import places_of
from linli.places.enums import PlaceLevel, PlaceOrigin
from linli.places.models import Place
from linli.portal.access import may_begin, may_steward
from linli.web.systems import Beginning, Viewer

PLACES_RANK, WAYS_RANK, PEOPLE_RANK = 20, 30, 40


@dataclass(frozen=True, slots=True)
class WayOut:
    """A channel or a robot, by the settings' name for it, and what is known of it.

    ``lacks`` names settings that are still to be set, never what another is set to; ``trouble``
    is what the provider said last, empty where nothing went wrong within a day.
    """

    name: str
    is_used: bool
    lacks: tuple[str, ...]
    trouble: str = ""

    @property
    def is_good(self) -> bool:
        """Whether messages can go by it."""
        return self.is_used and not self.lacks


def cards(viewer: Viewer) -> Sequence[Beginning]:
    """Return the cards of those things that somebody may do, acting as they do."""
    found = []
    if may_steward(viewer.held):
        found.append(_places_card(places_of(viewer.held, (Role.STEWARD,))))
    if may_begin(viewer.held):
        found.append(_ways_card())
    if may_look_after(viewer.held):
        found.append(_people_card(count_people(viewer.person, now=viewer.now)))
    return found


def ways_out(*, now: datetime | None = None) -> list[WayOut]:
    """Return every way that a message can take; with ``now`` also how the last one went."""
    since = None if now is None else now - REMEMBERED
    used = {*settings.MESSAGES["channels"], *settings.MESSAGES["staff"]}
    channels = [
        WayOut(
            name,
            name in used,
            tuple(chosen.lacking(name)),
            "" if since is None else last_trouble(name, since=since),
        )
        for name in chosen.ACCOUNT
    ]
    addressed = {one.name for one in chosen.bots()}
    robots = [
        WayOut(
            f"{name}_bot",
            name in addressed,
            () if name in addressed else (f"{name}_bot",),
            "" if since is None else last_trouble_of_bot(name, since=since),
        )
        for name in settings.MESSAGES["bots"]
    ]
    return channels + robots


def _places_card(places: Sequence[int]) -> Beginning:
    buildings = Place.objects.filter(pk__in=places, level=PlaceLevel.BUILDING, closed_at=None)
    count = buildings.exclude(origin=PlaceOrigin.DEMO).count()
    says = ngettext("{count} 座真实的楼", "{count} 座真实的楼", count)
    return Beginning(
        rank=PLACES_RANK,
        says=_("楼宇资料"),
        stands=says.format(count=count) if count else _("还没有真实的楼"),
        is_done=count > 0,
        about=_("用表格导入楼宇，或改一座楼的名称、地址和上级。"),
        does=_("查看地点"),
        address=reverse("portal:places"),
    )


def _ways_card() -> Beginning:
    good = [one.name for one in ways_out() if one.is_good]
    return Beginning(
        rank=WAYS_RANK,
        says=_("通知渠道"),
        stands=_("已设好：{names}").format(names="、".join(good)) if good else _("还没有"),
        is_done=bool(good),
        about=_("短信、邮件、微信或群机器人：缺哪些设置，最近一次发得怎样。"),
        does=_("看要设什么"),
        address=reverse("portal:begin_ways"),
    )


def _people_card(count: int) -> Beginning:
    says = ngettext("除了您，{count} 个人有角色", "除了您，{count} 个人有角色", count)
    return Beginning(
        rank=PEOPLE_RANK,
        says=_("人员"),
        stands=says.format(count=count) if count else _("除了您，还没有人有角色"),
        is_done=count > 0,
        about=_("邀请维护员、物业和别的管理员，给各人一个角色。"),
        does=_("邀请新人"),
        address=reverse("portal:invite"),
    )
