"""Template messages of a WeChat official account.

Sources: "获取稳定版接口调用凭据" (stable_token), "发送模板消息" (template/send), "全局返回码",
and, for what a field may hold, "参数值内容限制说明" (developers.weixin.qq.com).
"""

import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import Any
from urllib.parse import urlencode

import msgspec

from linli.kernel.outgoing import Outgoing
from linli.notices.channels.port import NotSentError, asked
from linli.notices.letters import Letter
from linli.notices.rules.lengths import shortened
from linli.notices.rules.retrying import Answer

NAME = "wechat"
API = "https://api.weixin.qq.com"

LONGEST: Mapping[str, int] = {
    "thing": 20,
    "character_string": 32,
    "number": 32,
    "letter": 32,
    "symbol": 5,
    "phrase": 5,
    "name": 10,
    "phone_number": 17,
    "car_number": 8,
}
"""Characters of a value, by the kind of its field: what stands before the field's number."""

EARLY = timedelta(minutes=5)
"""A token is not used in its last minutes: WeChat's clock is another."""

_TOKEN_OVER = (40001, 40014, 42001)
"""The token is none, not ours, or over: somebody had another one made."""

_LATER = (-1, 45009, 45011, 43116, 50002)
"""WeChat's own trouble, or too many."""

_REFUSED = (40003, 43004, 43019, 43101, 40132)
"""No such follower, no follower any more, or one who refuses messages."""

Json = dict[str, Any]


@dataclass(slots=True)
class _Token:
    """The account's access token, and until when it is used. One at a time asks for another."""

    text: str = field(default="", repr=False)
    until: datetime | None = None
    lock: threading.Lock = field(default_factory=threading.Lock)


@dataclass(frozen=True, slots=True)
class WeChatAccount:
    """An official account and its templates: each ``ID:field,field``, in our values' order."""

    app: str
    secret: str = field(repr=False)
    templates: Mapping[str, str]
    through: Outgoing = field(repr=False)
    api: str = API
    name: str = NAME
    token: _Token = field(default_factory=_Token, repr=False)

    def send(self, mobile: str, letter: Letter, *, chance: Random, now: datetime) -> None:
        """Send one letter to one follower once; see ``port.Channel``.

        A token that another machine's made void is asked for anew, once.
        """
        template = self.templates.get(letter.template)
        if not template:
            raise NotSentError(Answer.BROKEN, f"no template: {letter.template}")
        number, _colon, fields = template.partition(":")
        said = {
            "touser": mobile,
            "template_id": number,
            "url": letter.link,
            "data": data_of(fields, letter.values),
            "client_msg_id": f"{chance.getrandbits(128):032x}",
        }
        code = self._told(said, self._token(now))
        if code in _TOKEN_OVER:
            code = self._told(said, self._token(now, anew=True))
        _judge(code)

    def _told(self, said: Json, token: str) -> int:
        address = f"{self.api}/cgi-bin/message/template/send?{urlencode({'access_token': token})}"
        return _code_in(self._asked(address, said))

    def _token(self, now: datetime, *, anew: bool = False) -> str:
        """Return a token that is good; ``anew`` where the one that was had is not."""
        with self.token.lock:
            if not anew and self.token.until is not None and now < self.token.until:
                return self.token.text
            question = {
                "grant_type": "client_credential",
                "appid": self.app,
                "secret": self.secret,
                "force_refresh": anew,
            }
            given = self._asked(f"{self.api}/cgi-bin/stable_token", question)
            text, seconds = given.get("access_token"), given.get("expires_in")
            if not isinstance(text, str) or not isinstance(seconds, int):
                raise _fault(_code_in(given) or _NO_TOKEN)
            self.token.text, self.token.until = text, now + timedelta(seconds=seconds) - EARLY
            return text

    def _asked(self, url: str, said: Json) -> Json:
        body = msgspec.json.encode(said)
        headers = {"Content-Type": "application/json; charset=utf-8"}
        heard = asked(self.through, url, what=NAME, headers=headers, body=body, method="POST")
        try:
            return msgspec.json.decode(heard.body, type=Json)
        except (msgspec.DecodeError, RecursionError) as garbage:
            raise NotSentError(Answer.AWAY, "no JSON") from garbage


_NO_TOKEN = 40013
"""As if the account were unknown: an answer with neither a token nor a reason."""


def data_of(fields: str, values: Mapping[str, str]) -> Json:
    """Return what fills a template, each value as long as its field may be.

    Args:
        fields: their names in our values' order, with commas between: ``thing1,number2``.
        values: of the letter; what no field is named for is left out.
    """
    named = zip(fields.split(","), values.values(), strict=False)
    return {name: {"value": shortened(value, most(name))} for name, value in named if name}


def most(name: str) -> int:
    """Return how many characters a field takes: as the kind that its name begins with."""
    return LONGEST.get(name.rstrip("0123456789"), LONGEST["thing"])


def _code_in(said: Json) -> int:
    code = said.get("errcode", 0)
    if not isinstance(code, int):
        raise NotSentError(Answer.AWAY, "not understood")
    return code


def _judge(code: int) -> None:
    """Let 0 pass.

    Raises:
        NotSentError: it is anything else.
    """
    if code != 0:
        raise _fault(code)


def _fault(code: int) -> NotSentError:
    if code in _LATER:
        return NotSentError(Answer.LATER, f"errcode {code}")
    return NotSentError(Answer.REFUSED if code in _REFUSED else Answer.BROKEN, f"errcode {code}")
