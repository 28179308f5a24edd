"""Robots of group chats, by which staff learn of alarms: WeCom, DingTalk, Feishu.

Sources: "消息推送" (developer.work.weixin.qq.com/document/path/91770), "自定义机器人安全设置"
(open.dingtalk.com, signature), "自定义机器人使用指南" (open.feishu.cn, signature).
"""

import hashlib
import hmac
from base64 import b64encode
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

import msgspec

from linli.kernel.outgoing import Outgoing
from linli.notices.channels.port import NotSentError, asked
from linli.notices.rules.retrying import Answer

LONGEST_BYTES = 2048
"""Of a text at WeCom; the others take more."""

_LATER = (-1, 45009, 130101, 9499, 11232)
"""Busy, or too many in a minute, by each one's own number."""

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Bot:
    """One robot: its address, in which there is a key, and what it signs with if it does."""

    name: str
    url: str = field(repr=False)
    secret: str = field(repr=False)
    through: Outgoing = field(repr=False)

    def send(self, text: str, *, now: datetime) -> None:
        """Say something once.

        Raises:
            NotSentError: it was not taken, or nobody knows whether it was.
        """
        query, said = _SPOKEN[self.name](text, self.secret, now)
        joint = "&" if "?" in self.url else "?"
        url = f"{self.url}{joint}{query}" if query else self.url
        headers = {"Content-Type": "application/json; charset=utf-8"}
        body = msgspec.json.encode(said)
        heard = asked(self.through, url, what=self.name, headers=headers, body=body, method="POST")
        _judge(heard.body)


def _plain(text: str) -> Json:
    return {"msgtype": "text", "text": {"content": text}}


def _wecom(text: str, _secret: str, _now: datetime) -> tuple[str, Json]:
    return "", _plain(text)


def _dingtalk(text: str, secret: str, now: datetime) -> tuple[str, Json]:
    if not secret:
        return "", _plain(text)
    stamp = str(int(now.timestamp() * 1000))
    mac = hmac.digest(secret.encode(), f"{stamp}\n{secret}".encode(), hashlib.sha256)
    query = urlencode({"timestamp": stamp, "sign": b64encode(mac).decode()})
    return query, _plain(text)


def _feishu(text: str, secret: str, now: datetime) -> tuple[str, Json]:
    said: Json = {"msg_type": "text", "content": {"text": text}}
    if not secret:
        return "", said
    stamp = str(int(now.timestamp()))
    mac = hmac.digest(f"{stamp}\n{secret}".encode(), b"", hashlib.sha256)  # nothing is hashed
    return "", {**said, "timestamp": stamp, "sign": b64encode(mac).decode()}


_SPOKEN: Mapping[str, Callable[[str, str, datetime], tuple[str, Json]]] = {
    "wecom": _wecom,
    "dingtalk": _dingtalk,
    "feishu": _feishu,
}

NAMES = tuple(_SPOKEN)


def _judge(body: bytes) -> None:
    """Let an answer pass that says 0, as ``errcode`` or as ``code``.

    Raises:
        NotSentError: it says anything else.
    """
    try:
        said = msgspec.json.decode(body, type=Json)
    except (msgspec.DecodeError, RecursionError) as garbage:
        raise NotSentError(Answer.AWAY, "no JSON") from garbage
    code = said.get("errcode", said.get("code"))
    if code == 0:
        return
    raise NotSentError(Answer.LATER if code in _LATER else Answer.BROKEN, f"code {code}")
