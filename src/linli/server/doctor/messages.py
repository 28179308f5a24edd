"""The channels of notices: whether they are wholly set up, and whether they take messages."""

from collections.abc import Iterator
from datetime import datetime

from django.conf import settings

from linli.notices.channels.chosen import bots, lacking
from linli.notices.queries import REMEMBERED, last_trouble, last_trouble_of_bot
from linli.server.findings import Finding, bad, good
from linli.server.words import gettext as _


def look_at_channels(*, now: datetime) -> Iterator[Finding]:
    """Yield what is found of each channel that the settings name; nothing where they name none."""
    for name in dict.fromkeys((*settings.MESSAGES["channels"], *settings.MESSAGES["staff"])):
        if lacks := lacking(name):
            says = _("通知渠道 {channel} 的设置不全，缺 {settings}。")
            yield bad(
                says.format(channel=name, settings="、".join(lacks)),
                _("请补上，见 docs/SETTINGS.md"),
            )
        else:
            yield _said_of(name, last_trouble(name, since=now - REMEMBERED))
    for bot in bots():
        yield _said_of(bot.name, last_trouble_of_bot(bot.name, since=now - REMEMBERED))


def _said_of(channel: str, said: str) -> Finding:
    if not said:
        return good(_("通知渠道 {channel} 没有出错").format(channel=channel))
    says = _("通知渠道 {channel} 最近一次没有发成（{said}）。")
    remedy = _("请到服务商的控制台核对密钥、签名、模板和余额，见 docs/INSTALL.md")
    return bad(says.format(channel=channel, said=said), remedy)
