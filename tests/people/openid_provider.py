"""A small OpenID provider on this machine, written from the standard, that can misbehave.

It signs by hand with real keys, so that nothing of the library that checks is trusted twice.
"""

import base64
import hashlib
import json
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, unquote_plus, urlencode, urlsplit

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature

CLIENT, SECRET = "linli", "s:cret /+"

Json = dict[str, Any]


def b64(raw: bytes) -> str:
    """Base 64 as tokens have it."""
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def number(value: int) -> str:
    """A number as a key has it."""
    return b64(value.to_bytes((value.bit_length() + 7) // 8))


@cache
def made(bits: int) -> rsa.RSAPrivateKey:
    """A key of this many bits: one is enough, and making one takes a second."""
    return rsa.generate_private_key(65_537, bits)


class RsaKey:
    """Signs RS256."""

    alg = "RS256"

    def __init__(self, kid: str, bits: int = 2048) -> None:
        self.kid = kid
        self.own = made(bits)

    def sign(self, text: bytes) -> bytes:
        """Return the signature."""
        return self.own.sign(text, padding.PKCS1v15(), hashes.SHA256())

    def public(self) -> Json:
        """Return what the provider publishes."""
        numbers = self.own.public_key().public_numbers()
        return {"kty": "RSA", "kid": self.kid, "n": number(numbers.n), "e": number(numbers.e)}


class EcKey:
    """Signs ES256."""

    alg = "ES256"

    def __init__(self, kid: str) -> None:
        self.kid = kid
        self.own = ec.generate_private_key(ec.SECP256R1())

    def sign(self, text: bytes) -> bytes:
        """Return the signature: its two numbers one after the other."""
        r, s = decode_dss_signature(self.own.sign(text, ec.ECDSA(hashes.SHA256())))
        return r.to_bytes(32) + s.to_bytes(32)

    def public(self) -> Json:
        """Return what the provider publishes."""
        at = self.own.public_key().public_numbers()
        x, y = b64(at.x.to_bytes(32)), b64(at.y.to_bytes(32))
        return {"kty": "EC", "crv": "P-256", "kid": self.kid, "x": x, "y": y}


def signed(claims: Mapping[str, Any], key: RsaKey | EcKey, **head: object) -> str:
    """A token."""
    header = {"alg": key.alg, "kid": key.kid, "typ": "JWT", **head}
    said = {name: value for name, value in header.items() if value is not None}
    text = ".".join(b64(json.dumps(part).encode()) for part in (said, claims))
    return f"{text}.{b64(key.sign(text.encode()))}"


@dataclass
class Provider:
    """What it publishes, whom it knows, and how it misbehaves."""

    now: Callable[[], datetime]
    subject: str = "248289761001"
    key: RsaKey | EcKey = field(default_factory=lambda: EcKey("first"))
    others: list[Json] = field(default_factory=list)
    published: Json = field(default_factory=dict)
    claims: Json = field(default_factory=dict)
    answers: dict[str, tuple[int, bytes]] = field(default_factory=dict)
    """By path, what is said instead of the truth."""
    make_token: Callable[[Json], str] | None = None
    issuer: str = ""
    asked: list[str] = field(default_factory=list)
    codes: dict[str, Json] = field(default_factory=dict)
    hangs: threading.Event = field(default_factory=threading.Event)
    is_slow: bool = False

    def configuration(self) -> Json:
        """Return what it publishes of itself."""
        return {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/keys",
            "authorization_response_iss_parameter_supported": True,
            **self.published,
        }

    def keys(self) -> Json:
        """Return its keys, the one that signs last."""
        return {"keys": [*self.others, {**self.key.public(), "use": "sig", "alg": self.key.alg}]}

    def agree(self, address: str) -> str:
        """What a browser does whose person agrees: the address it comes back to."""
        parts = urlsplit(address)
        question = dict(parse_qsl(parts.query))
        assert question["client_id"] == CLIENT
        assert question["response_type"] == "code"
        assert question["code_challenge_method"] == "S256"
        code = f"code-{len(self.codes)}"
        self.codes[code] = question
        back = {"code": code, "state": question["state"], "iss": self.issuer}
        return f"{question['redirect_uri']}?{urlencode(back)}"

    def token(self, form: Json, authorization: str) -> tuple[int, Json]:
        """What the code is worth, once."""
        pair = base64.b64decode(authorization.removeprefix("Basic ")).decode()
        who = [unquote_plus(one) for one in pair.split(":")]
        who = who if authorization else [form.get("client_id", ""), form.get("client_secret", "")]
        if who != [CLIENT, SECRET]:
            return 401, {"error": "invalid_client"}
        question = self.codes.pop(form["code"], None)
        if question is None or form["redirect_uri"] != question["redirect_uri"]:
            return 400, {"error": "invalid_grant"}
        if (
            b64(hashlib.sha256(form["code_verifier"].encode()).digest())
            != question["code_challenge"]
        ):
            return 400, {"error": "invalid_grant"}
        at = int(self.now().timestamp())
        claims = {
            "iss": self.issuer,
            "sub": self.subject,
            "aud": CLIENT,
            "exp": at + 300,
            "iat": at,
            "nonce": question["nonce"],
            "name": "赵远\x00航",
            **self.claims,
        }
        claims = {name: value for name, value in claims.items() if value is not None}
        token = self.make_token(claims) if self.make_token else signed(claims, self.key)
        return 200, {"access_token": "at-4711", "token_type": "Bearer", "id_token": token}


class _Handler(BaseHTTPRequestHandler):
    provider: Provider
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        path = self._path()
        if path == "/authorize":
            back = self.provider.agree(self.path)
            state = dict(parse_qsl(urlsplit(back).query))["state"]
            away = f"{back.partition('?')[0]}?error=access_denied&state={state}"
            html = f'<a id="yes" href="{escape(back)}">Y</a> <a id="no" href="{escape(away)}">N</a>'
            self._say(200, html.encode(), "text/html")
        elif path == "/keys":
            self._json(200, self.provider.keys())
        else:
            self._json(200, self.provider.configuration())

    def do_POST(self) -> None:
        self._path()
        raw = self.rfile.read(int(self.headers["Content-Length"]))
        form = dict(parse_qsl(raw.decode()))
        self._json(*self.provider.token(form, self.headers.get("Authorization", "")))

    def _path(self) -> str:
        path = urlsplit(self.path).path
        self.provider.asked.append(path)
        if self.provider.is_slow:
            self.provider.hangs.wait(5)
        return path

    def _json(self, status: int, said: Json) -> None:
        self._say(status, json.dumps(said).encode(), "application/json")

    def _say(self, status: int, body: bytes, kind: str) -> None:
        status, body = self.provider.answers.get(urlsplit(self.path).path, (status, body))
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Connection", "close")
        if status in {301, 302}:
            self.send_header("Location", "http://169.254.169.254/")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_args: object) -> None:
        """Say nothing."""


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, *_args: object) -> None:
        """Whoever asked did not wait for the answer."""


@contextmanager
def serving(provider: Provider) -> Iterator[Provider]:
    """Serve it on a port of this machine."""
    handler = type("Handler", (_Handler,), {"provider": provider})
    with _Server(("127.0.0.1", 0), handler) as server:
        provider.issuer = f"http://127.0.0.1:{server.server_port}"
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield provider
        finally:
            provider.hangs.set()
            server.shutdown()
            thread.join()
