"""Stand-ins for two providers of text messages on this machine, written from their documents.

They check the signature anew by themselves, from what came over the line, and share nothing with
the drivers but the documents.
"""

import hashlib
import hmac
import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import quote, unquote

Json = dict[str, Any]

KEY, SECRET = "LTAI5tExample", "of-the-tests"  # of nobody
CODE_OF_STATUS = {"SignatureDoesNotMatch": 400, "Throttling.User": 429, "busy": 503}


@dataclass
class Asked:
    """One request as it came."""

    method: str
    path: str
    query: str
    headers: dict[str, str]
    body: bytes


@dataclass
class Provider:
    """What it was asked to send, and how it misbehaves."""

    answer: Callable[[Asked], tuple[int, bytes]]
    code: str = ""
    """What it says instead of having sent."""
    garbage: bytes = b""
    sent: list[Json] = field(default_factory=list)
    asked: list[Asked] = field(default_factory=list)
    address: str = ""


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def signed_headers(asked: Asked, names: str) -> str:
    return "".join(f"{name}:{asked.headers[name].strip()}\n" for name in names.split(";"))


def read_query(query: str) -> Json:
    pairs = [one.split("=") for one in query.split("&")]
    assert all(quote(unquote(part), safe="-_.~") == part for pair in pairs for part in pair)
    return {unquote(name): unquote(value) for name, value in pairs}


def aliyun(there: Provider) -> Callable[[Asked], tuple[int, bytes]]:
    """Dysmsapi: what it says of a request."""

    def wrong_with(asked: Asked) -> str:
        scheme, _, rest = asked.headers["authorization"].partition(" ")
        parts = dict(part.split("=", 1) for part in rest.split(","))
        canonical = "&".join(sorted(asked.query.split("&")))
        names = parts["SignedHeaders"]
        request = (
            f"{asked.method}\n{asked.path}\n{canonical}\n{signed_headers(asked, names)}\n"
            f"{names}\n{asked.headers['x-acs-content-sha256']}"
        )
        text = f"ACS3-HMAC-SHA256\n{sha256(request.encode())}"
        right = hmac.new(SECRET.encode(), text.encode(), hashlib.sha256).hexdigest()
        if parts["Credential"] != KEY:
            return "InvalidAccessKeyId.NotFound"
        needed = {"host", "x-acs-action", "x-acs-date", "x-acs-signature-nonce", "x-acs-version"}
        is_whole = scheme == "ACS3-HMAC-SHA256" and needed <= set(names.split(";"))
        is_right = is_whole and sha256(asked.body) == asked.headers["x-acs-content-sha256"]
        return "" if is_right and parts["Signature"] == right else "SignatureDoesNotMatch"

    def answer(asked: Asked) -> tuple[int, bytes]:
        code = wrong_with(asked) or there.code
        if not code:
            assert asked.headers["x-acs-action"] == "SendSms"
            assert asked.headers["x-acs-version"] == "2017-05-25"
            said = read_query(asked.query)
            there.sent.append({**said, "TemplateParam": json.loads(said["TemplateParam"])})
        body = {"Code": code or "OK", "Message": "…", "RequestId": "F655A8D5"}
        return CODE_OF_STATUS.get(code, 200), json.dumps(body).encode()

    return answer


def tencent(there: Provider) -> Callable[[Asked], tuple[int, bytes]]:
    """Tencent Cloud's SMS: what it says of a request."""

    def wrong_with(asked: Asked) -> str:
        scheme, _, rest = asked.headers["authorization"].partition(" ")
        parts = dict(part.split("=", 1) for part in rest.split(", "))
        key, day, service, end = parts["Credential"].split("/")
        names = parts["SignedHeaders"]
        lines = signed_headers(asked, names).lower()
        request = f"POST\n/\n\n{lines}\n{names}\n{sha256(asked.body)}"
        stamp = asked.headers["x-tc-timestamp"]
        text = f"TC3-HMAC-SHA256\n{stamp}\n{day}/{service}/{end}\n{sha256(request.encode())}"
        signing = f"TC3{SECRET}".encode()
        for part in (day, service, end):
            signing = hmac.new(signing, part.encode(), hashlib.sha256).digest()
        right = hmac.new(signing, text.encode(), hashlib.sha256).hexdigest()
        if key != KEY:
            return "AuthFailure.SecretIdNotFound"
        is_whole = (scheme, service, end) == ("TC3-HMAC-SHA256", "sms", "tc3_request")
        is_right = is_whole and {"content-type", "host"} <= set(names.split(";"))
        return "" if is_right and parts["Signature"] == right else "AuthFailure.SignatureFailure"

    def answer(asked: Asked) -> tuple[int, bytes]:
        if code := wrong_with(asked):
            said: Json = {"Error": {"Code": code, "Message": "…"}}
        elif there.code.startswith(("Failed", "Limit")):  # of the one number
            said = {"SendStatusSet": [{"Code": there.code, "PhoneNumber": "+86…"}]}
        elif there.code and there.code != "busy":
            said = {"Error": {"Code": there.code, "Message": "…"}}
        else:
            assert asked.headers["x-tc-action"] == "SendSms"
            assert asked.headers["x-tc-version"] == "2021-01-11"
            assert asked.headers["x-tc-region"] == "ap-guangzhou"
            there.sent.append(json.loads(asked.body))
            said = {"SendStatusSet": [{"Code": "Ok", "Fee": 1, "PhoneNumber": "+86…"}]}
        body = json.dumps({"Response": {**said, "RequestId": "a0aabda6"}}).encode()
        return CODE_OF_STATUS.get(there.code, 200), body

    return answer


@contextmanager
def serving(kind: Callable[[Provider], Callable[[Asked], tuple[int, bytes]]]) -> Iterator[Provider]:
    """Serve one of them on a port of this machine."""
    there = Provider(answer=lambda _asked: (500, b""))
    there.answer = kind(there)

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            path, _, query = self.path.partition("?")
            headers = {name.lower(): value for name, value in self.headers.items()}
            body = self.rfile.read(int(headers.get("content-length", 0)))
            asked = Asked("POST", path, query, headers, body)
            there.asked.append(asked)
            status, said = there.answer(asked)
            said = there.garbage or said
            self.send_response(status)
            self.send_header("Content-Length", str(len(said)))
            self.end_headers()
            self.wfile.write(said)

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
