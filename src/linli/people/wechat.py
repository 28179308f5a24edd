"""Signing in with WeChat: by a QR code on a computer, and on pages opened within WeChat.

Sources: WeChat's own documents, "网站应用微信登录开发指南" (open.weixin.qq.com) and "网页授权"
(developers.weixin.qq.com, service account). Its token for asking more about a person is never
used, stored or logged: the answer that brings it names the person already.
"""

import logging
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

import msgspec

from linli.kernel.errors import LinliError
from linli.kernel.outgoing import Outgoing
from linli.people.outside import Arrived, Asking, CameBack, asked
from linli.people.outside_errors import (
    AccountHeldThere,
    CodeUsedUp,
    ConsentWithheld,
    ProviderAway,
    ProviderKnowsUsNot,
    ProviderNotBelieved,
    SnapshotOnly,
)

log = logging.getLogger(__name__)

NAME = "wechat"
PAGES = "https://open.weixin.qq.com"
API = "https://api.weixin.qq.com"

UNION = "wechat:union"
"""As whose subject a union id counts; an open id is of one application alone."""

_USED_UP = (40029, 40163, 41008, 42003)
"""The code is none, was used, is missing, or has expired."""

_BUSY = (-1, 45009, 45011, 50001)
"""WeChat's own trouble, or too many questions."""

_HELD = (40226, 50002)
"""The person is at risk, or limited."""

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Application:
    """One application at WeChat, and its secret."""

    id: str
    secret: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class WeChat:
    """``site`` signs in by QR code, ``account`` within WeChat; either may be missing."""

    label: str
    site: Application | None
    account: Application | None
    pages: str = PAGES
    api: str = API
    name: str = NAME

    def serves(self, *, in_wechat: bool) -> bool:
        """Whether it can be offered in this browser."""
        return (self.account if in_wechat else self.site) is not None

    def address(self, asking: Asking, *, through: Outgoing, now: datetime) -> str:  # noqa: ARG002  # WeChat publishes nothing to ask for
        """Return where to send the browser; see ``outside.Provider``."""
        page = "oauth2/authorize" if asking.in_wechat else "qrconnect"
        scope = "snsapi_base" if asking.is_silent else "snsapi_userinfo"
        question = {
            "appid": self._application(asking).id,
            "redirect_uri": asking.came_from,
            "response_type": "code",
            "scope": scope if asking.in_wechat else "snsapi_login",
            "state": asking.state,
        }
        # In this order, and with this end: WeChat compares the text.
        return f"{self.pages}/connect/{page}?{urlencode(question)}#wechat_redirect"

    def arrive(
        self,
        asking: Asking,
        back: CameBack,
        *,
        through: Outgoing,
        now: datetime,  # noqa: ARG002  # WeChat says no time
    ) -> Arrived:
        """Return who came back; see ``outside.Provider``."""
        if not back.code:  # whoever refuses comes back with the state alone
            raise ConsentWithheld(provider=self.label)
        application = self._application(asking)
        question = {
            "appid": application.id,
            "secret": application.secret,
            "code": back.code,
            "grant_type": "authorization_code",
        }
        url = f"{self.api}/sns/oauth2/access_token?{urlencode(question)}"
        said = self._read(asked(through, url, label=self.label).body)
        if said.get("errcode"):
            raise self._refusal(said["errcode"])
        if said.get("is_snapshotuser") == 1:
            raise SnapshotOnly
        subject, union = said.get("openid"), said.get("unionid", "")
        if not isinstance(subject, str) or not subject or not isinstance(union, str):
            raise self._not_believed(what="openid")
        return Arrived(self.name, self.label, f"wechat:{application.id}", subject, union=union)

    def _application(self, asking: Asking) -> Application:
        found = self.account if asking.in_wechat else self.site
        if found is None:  # it was taken out of the settings a moment ago
            raise ProviderKnowsUsNot(provider=self.label)
        return found

    def _refusal(self, errcode: object) -> LinliError:
        log.warning("wechat gave no token: errcode %r", str(errcode)[:12])
        if errcode in _USED_UP:
            return CodeUsedUp(provider=self.label)
        if errcode in _BUSY:
            return ProviderAway(provider=self.label)
        if errcode in _HELD:
            return AccountHeldThere(provider=self.label)
        return ProviderKnowsUsNot(provider=self.label)

    def _read(self, said: bytes) -> Json:
        try:
            return msgspec.json.decode(said, type=Json)
        except (msgspec.DecodeError, RecursionError) as garbage:
            raise self._not_believed(what="JSON") from garbage

    def _not_believed(self, *, what: str) -> ProviderNotBelieved:
        log.warning("wechat is not believed: %s", what)
        return ProviderNotBelieved(provider=self.label)


def is_within_wechat(user_agent: str) -> bool:
    """Whether a page is shown within WeChat; the one for work looks alike and is another."""
    return "MicroMessenger" in user_agent and "wxwork" not in user_agent
