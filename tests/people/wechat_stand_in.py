"""A stand-in for WeChat's server on this machine, written from its documents."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

Json = dict[str, Any]


@dataclass
class WeChatThere:
    """Its applications and their secrets; who holds the telephone; and how it misbehaves."""

    applications: dict[str, str] = field(default_factory=lambda: {"wxsite": "s1", "wxacct": "s2"})
    person: str = "zhao"
    union: str = "o6_bmasdasdsad6_2sgVt7hMZOPfL"
    codes: dict[str, Json] = field(default_factory=dict)
    answer: bytes = b""
    """What is said instead of the truth."""
    extra: Json = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    address: str = ""

    def agree(self, address: str) -> str:
        """What a telephone does whose person agrees: the address the browser comes back to."""
        parts = urlsplit(address)
        question = dict(parse_qsl(parts.query))
        assert list(question) == ["appid", "redirect_uri", "response_type", "scope", "state"]
        assert parts.fragment == "wechat_redirect"
        assert question["response_type"] == "code"
        assert question["state"].isalnum()
        assert len(question["state"]) <= 128
        scopes = {
            "/connect/qrconnect": ("wxsite", {"snsapi_login"}),
            "/connect/oauth2/authorize": ("wxacct", {"snsapi_base", "snsapi_userinfo"}),
        }
        application, allowed = scopes[parts.path]
        assert question["appid"] == application
        assert question["scope"] in allowed
        code = f"0{len(self.codes)}1yzl000PfeLO1"
        self.codes[code] = question
        return f"{question['redirect_uri']}?{urlencode({'code': code, 'state': question['state']})}"

    def token(self, asked: Json) -> Json:
        """What a code is worth, once. Everything is said with status 200."""
        if asked.get("grant_type") != "authorization_code":
            return {"errcode": 40002, "errmsg": "invalid grant_type"}
        if asked.get("appid") not in self.applications:
            return {"errcode": 40013, "errmsg": "invalid appid"}
        if self.applications[asked["appid"]] != asked.get("secret"):
            return {"errcode": 40125, "errmsg": "invalid appsecret"}
        question = self.codes.get(asked.get("code", ""))
        if question is None or question["appid"] != asked["appid"]:
            return {"errcode": 40029, "errmsg": "invalid code"}
        if question.get("is_used"):
            return {"errcode": 40163, "errmsg": "code been used"}
        question["is_used"] = True
        said = {
            "access_token": "52_wechat-access-token",
            "expires_in": 7200,
            "refresh_token": "52_wechat-refresh-token",
            "openid": f"{asked['appid']}-{self.person}",
            "scope": question["scope"],
        }
        if question["scope"] != "snsapi_base" and self.union:
            said["unionid"] = self.union
        return said | self.extra


@contextmanager
def serving(there: WeChatThere) -> Iterator[WeChatThere]:
    """Serve it on a port of this machine."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            there.asked.append(parts.path)
            said = json.dumps(there.token(dict(parse_qsl(parts.query)))).encode()
            body = there.answer or said
            self.send_response(200)
            self.send_header("Content-Type", "text/plain")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_args: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        there.address = f"http://127.0.0.1:{server.server_port}"
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield there
        finally:
            server.shutdown()
            thread.join()
