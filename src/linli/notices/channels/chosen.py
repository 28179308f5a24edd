"""The channels that the settings name and describe."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.conf import settings

from linli.notices.channels import aliyun, mail, tencent, wechat
from linli.notices.channels.bots import Bot
from linli.notices.channels.port import Channel
from linli.notices.rules.alarm_words import TEMPLATE
from linli.people.providers import way_out

Said = Mapping[str, Any]

ACCOUNT = {
    aliyun.NAME: ("key_id", "key_secret", "sign"),
    tencent.NAME: ("secret_id", "secret_key", "app", "sign"),
    mail.NAME: ("host", "sender"),
    wechat.NAME: ("account_id", "account_secret"),
}
"""What of an account must be set before anything can be sent."""

TEMPLATES = ("stored", "waiting")
"""What must be set besides, before notices of meals can be."""

ALARMS = (TEMPLATE,)
"""The same before staff can be told of alarms."""


def set_up() -> list[Channel]:
    """Return the channels that notices go by, in their order; one half described is left out."""
    return [channel_named(name) for name in settings.MESSAGES["channels"] if not missing(name)]


def carries(template: str) -> bool:
    """Whether any channel that notices go by has this template too."""
    named = settings.MESSAGES["channels"]
    return any(not missing(name, (*TEMPLATES, template)) for name in named)


def of_staff() -> list[Channel]:
    """Return the channels that staff are told by, in their order, without those half described."""
    names = settings.MESSAGES["staff"]
    return [channel_named(name) for name in names if not missing(name, ALARMS)]


def sends_mail() -> bool:
    """Whether the settings name a server of mail."""
    return not missing(mail.NAME)


def tells_by_wechat() -> bool:
    """Whether anything is told by the official account here."""
    named = {*settings.MESSAGES["channels"], *settings.MESSAGES["staff"]}
    return wechat.NAME in named and not missing(wechat.NAME, ())


def bots() -> list[Bot]:
    """Return the robots that have an address."""
    return [
        Bot(name, said["url"], said["secret"], way_out())
        for name, said in settings.MESSAGES["bots"].items()
        if said["url"]
    ]


def missing(name: str, needed: Sequence[str] = TEMPLATES) -> list[str]:
    """Return the settings that a channel still lacks for these letters, by their names."""
    said: Said = settings.MESSAGES[name]
    found = [f"{name}_{part}" for part in ACCOUNT[name] if not said[part]]
    if name == mail.NAME:  # whole sentences are sent
        return found
    return found + [f"{name}_template_{one}" for one in needed if not templates(said, one)]


def lacking(name: str) -> list[str]:
    """Return the same for what a channel is used for here; unused, for notices of meals."""
    is_for_staff = name in settings.MESSAGES["staff"]
    is_for_meals = name in settings.MESSAGES["channels"] or not is_for_staff
    return missing(name, (*TEMPLATES * is_for_meals, *ALARMS * is_for_staff))


def templates(said: Said, one: str) -> str:
    """Return the provider's name for one template, empty where it has none."""
    return str(said["templates"][one])


def channel_named(name: str) -> Channel:
    """Return a channel as the settings describe it, whether or not that is enough."""
    return _MADE[name](settings.MESSAGES[name])


def _aliyun(said: Said) -> Channel:
    return aliyun.Aliyun(
        key_id=said["key_id"],
        key_secret=said["key_secret"],
        sign=said["sign"],
        templates=said["templates"],
        through=way_out(),
    )


def _tencent(said: Said) -> Channel:
    return tencent.Tencent(
        account=tencent.Account(
            secret_id=said["secret_id"],
            secret_key=said["secret_key"],
            app=said["app"],
            region=said["region"],
        ),
        sign=said["sign"],
        templates=said["templates"],
        through=way_out(),
    )


def _mail(said: Said) -> Channel:
    return mail.Mail(
        host=said["host"],
        port=said["port"],
        security=said["security"],
        sender=said["sender"],
        user=said["user"],
        password=said["password"],
    )


def _wechat(said: Said) -> Channel:
    return wechat.WeChatAccount(
        app=said["account_id"],
        secret=said["account_secret"],
        templates=said["templates"],
        through=way_out(),
    )


_MADE: Mapping[str, Callable[[Said], Channel]] = {
    aliyun.NAME: _aliyun,
    tencent.NAME: _tencent,
    mail.NAME: _mail,
    wechat.NAME: _wechat,
}
