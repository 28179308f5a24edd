"""The ways in through other servers that the settings name."""

from collections.abc import Sequence

from django.conf import settings
from django.utils.translation import gettext

from linli.kernel.outgoing import Outgoing, door
from linli.people.openid import OpenIdProvider
from linli.people.outside import Provider
from linli.people.outside_errors import WayUnknown
from linli.people.wechat import NAME, Application, WeChat


def offered(*, in_wechat: bool) -> Sequence[Provider]:
    """Return the ways in that this browser can take, in the order of the settings."""
    wechat = _wechat()
    is_offered = wechat is not None and wechat.serves(in_wechat=in_wechat)
    return [*_openid(), *([wechat] if wechat is not None and is_offered else [])]


def provider_named(name: str) -> Provider:
    """Return a way in by its name.

    Raises:
        WayUnknown: the settings name no such one.
    """
    found = _wechat() if name == NAME else next((p for p in _openid() if p.name == name), None)
    if found is None:
        raise WayUnknown
    return found


def labels() -> dict[str, str]:
    """Return what each way in that is set up is called."""
    wechat = _wechat()
    named = {one.name: one.label for one in _openid()}
    return named if wechat is None else {**named, wechat.name: wechat.label}


def way_out() -> Outgoing:
    """Return the door by which this installation asks other servers."""
    return door(settings.OUTGOING_INSIDE)


def _openid() -> list[OpenIdProvider]:
    return [
        OpenIdProvider(
            name=one.name,
            label=one.label,
            issuer=one.issuer,
            client_id=one.client_id,
            client_secret=one.client_secret,
            asks_name=settings.STRANGERS_JOIN,
        )
        for one in settings.OIDC
    ]


def _wechat() -> WeChat | None:
    site, account = (
        Application(*pair) if all(pair) else None
        for pair in (settings.WECHAT_SITE, settings.WECHAT_ACCOUNT)
    )
    if site is None and account is None:
        return None
    return WeChat(gettext("微信"), site, account)
