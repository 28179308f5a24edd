"""Stand-ins for three makers' group robots on this machine, written from their documents."""

import base64
import hashlib
import hmac
import json
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs

from tests.notices.sms_stand_ins import Asked, Provider

SECRET = "SEC-of-the-tests"  # noqa: S105  # of nobody
Answering = Callable[[Asked], tuple[int, bytes]]


def _said(there: Provider, name: str, said: dict[str, Any], text: str, wrong: int) -> bytes:
    code = wrong or int(there.code or 0)
    if not code:
        there.sent.append({"text": text})
    return json.dumps({name: code, **said}).encode()


def wecom(there: Provider) -> Answering:
    def answer(asked: Asked) -> tuple[int, bytes]:
        body = json.loads(asked.body)
        assert body["msgtype"] == "text"
        wrong = 0 if parse_qs(asked.query).get("key") == ["k"] else 93000
        text = body["text"]["content"]
        return 200, _said(there, "errcode", {"errmsg": "…"}, text, wrong)

    return answer


def dingtalk(there: Provider) -> Answering:
    def answer(asked: Asked) -> tuple[int, bytes]:
        query, body = parse_qs(asked.query), json.loads(asked.body)
        assert body["msgtype"] == "text"
        text = f"{query['timestamp'][0]}\n{SECRET}"
        mac = hmac.new(SECRET.encode(), text.encode(), hashlib.sha256).digest()
        right = query["sign"] == [base64.b64encode(mac).decode()] and query["access_token"] == ["k"]
        wrong = 0 if right else 310000
        return 200, _said(there, "errcode", {"errmsg": "…"}, body["text"]["content"], wrong)

    return answer


def feishu(there: Provider) -> Answering:
    def answer(asked: Asked) -> tuple[int, bytes]:
        body = json.loads(asked.body)
        assert body["msg_type"] == "text"
        key = f"{body.get('timestamp')}\n{SECRET}".encode()
        right = base64.b64encode(hmac.new(key, digestmod=hashlib.sha256).digest()).decode()
        wrong = 0 if body.get("sign") == right else 19021
        return 200, _said(there, "code", {"msg": "…"}, body["content"]["text"], wrong)

    return answer


KINDS = {"wecom": wecom, "dingtalk": dingtalk, "feishu": feishu}
PATHS = {
    "wecom": "/cgi-bin/webhook/send?key=k",
    "dingtalk": "/robot/send?access_token=k",
    "feishu": "/open-apis/bot/v2/hook/k",
}
