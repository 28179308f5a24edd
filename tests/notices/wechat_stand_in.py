"""A stand-in for WeChat's official accounts on this machine, written from its documents."""

import json
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs

from tests.notices.sms_stand_ins import Asked, Provider

APP, SECRET = "wxacct", "of-the-tests"  # of nobody


class _Account:
    """One official account: the token that is good now, and what it answers."""

    def __init__(self, there: Provider) -> None:
        self.there, self.good = there, ""

    def token(self, said: dict[str, Any]) -> dict[str, object]:
        """Give a token to who shows the secret."""
        if (said["appid"], said["secret"]) != (APP, SECRET):
            return {"errcode": 40125, "errmsg": "invalid appsecret"}
        assert said["grant_type"] == "client_credential"
        self.good += "t" if said["force_refresh"] or not self.good else ""
        return {"access_token": self.good, "expires_in": 7200}

    def send(self, asked: Asked, said: dict[str, Any]) -> dict[str, object]:
        """Take a message from who shows the token."""
        if self.there.code == "void":
            self.there.code, self.good = "", "another's"
        if parse_qs(asked.query)["access_token"] != [self.good]:
            return {"errcode": 42001, "errmsg": "access_token expired"}
        if self.there.code:
            return {"errcode": int(self.there.code), "errmsg": "…"}
        self.there.sent.append(said)
        return {"errcode": 0, "errmsg": "ok", "msgid": 200228332}


def official_account(there: Provider) -> Callable[[Asked], tuple[int, bytes]]:
    """Give tokens and take messages; ``there.code`` is the errcode it says instead."""
    account = _Account(there)

    def answer(asked: Asked) -> tuple[int, bytes]:
        said = json.loads(asked.body)
        if asked.path == "/cgi-bin/stable_token":
            return 200, json.dumps(account.token(said)).encode()
        assert asked.path == "/cgi-bin/message/template/send"
        return 200, json.dumps(account.send(asked, said)).encode()

    return answer
