"""The channels that the settings name and describe."""

from collections.abc import Callable, Mapping
from typing import Any

from django.conf import settings

from linli.notices.channels import aliyun, tencent
from linli.notices.channels.bots import Bot
from linli.notices.channels.port import Channel
from linli.people.providers import way_out

Said = Mapping[str, Any]

ACCOUNT = {
    aliyun.NAME: ("key_id", "key_secret", "sign"),
    tencent.NAME: ("secret_id", "secret_key", "app", "sign"),
}
"""What of an account must be set before anything can be sent."""

TEMPLATES = ("stored", "waiting")
"""What must be set besides, before notices of meals can be."""


def set_up() -> list[Channel]:
    """Return the channels that notices go by, in their order; one half described is left out."""
    return [channel_named(name) for name in settings.MESSAGES["channels"] if not missing(name)]


def bots() -> list[Bot]:
    """Return the robots that have an address."""
    return [
        Bot(name, said["url"], said["secret"], way_out())
        for name, said in settings.MESSAGES["bots"].items()
        if said["url"]
    ]


def missing(name: str) -> list[str]:
    """Return the settings that a channel for notices still lacks, by their names."""
    said: Said = settings.MESSAGES[name]
    found = [f"{name}_{part}" for part in ACCOUNT[name] if not said[part]]
    return found + [f"{name}_template_{one}" for one in TEMPLATES if not templates(said, one)]


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


_MADE: Mapping[str, Callable[[Said], Channel]] = {aliyun.NAME: _aliyun, tencent.NAME: _tencent}
