"""Signing in through an OpenID provider: code flow with PKCE, state and nonce.

Tokens live as long as the request that got them; nothing of them is stored or logged.
"""

import base64
import hashlib
import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import quote_plus, urlencode, urlsplit

import msgspec

from linli.kernel.outgoing import Outgoing, read_origin
from linli.people.outside import Arrived, Asking, CameBack, asked
from linli.people.outside_errors import (
    CodeUsedUp,
    ConsentWithheld,
    ProviderAway,
    ProviderKnowsUsNot,
    ProviderNotBelieved,
)
from linli.people.rules.openid import Expected, fault_in

log = logging.getLogger(__name__)

KEPT_FOR = timedelta(hours=1)
"""What a provider publishes of itself changes rarely; a key that is not there is asked for anew."""

ASKED_AGAIN_AFTER = timedelta(seconds=30)
"""So that tokens with made-up keys make us ask no more often than this."""

LONGEST_NAME = 40
OK = 200

Json = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class OpenIdProvider:
    """One provider. ``asks_name``: whether strangers may join, who then want a name."""

    name: str
    label: str
    issuer: str
    client_id: str
    client_secret: str = field(repr=False)
    asks_name: bool = False

    def address(self, asking: Asking, *, through: Outgoing, now: datetime) -> str:
        """Return where to send the browser; see ``outside.Provider``."""
        about = self._about(through, now)
        start = str(about["authorization_endpoint"])
        origin = read_origin(start)
        if origin is None or not through.may_be_named(origin):
            raise self._not_believed(what="authorization_endpoint")
        question = {
            "response_type": "code",
            "client_id": self.client_id,
            "redirect_uri": asking.came_from,
            "scope": "openid profile" if self.asks_name else "openid",
            "state": asking.state,
            "nonce": asking.nonce,
            "code_challenge": _challenge(asking.verifier),
            "code_challenge_method": "S256",
        }
        return f"{start}{'&' if urlsplit(start).query else '?'}{urlencode(question)}"

    def arrive(
        self, asking: Asking, back: CameBack, *, through: Outgoing, now: datetime
    ) -> Arrived:
        """Return who came back; see ``outside.Provider``."""
        if back.error == "access_denied":
            raise ConsentWithheld(provider=self.label)
        if back.error == "temporarily_unavailable":
            raise ProviderAway(provider=self.label)
        if back.error or not back.code:
            log.warning("%s sent somebody back: %r", self.name, back.error[:60] or "no code")
            raise ProviderKnowsUsNot(provider=self.label)
        about = self._about(through, now)
        must_name_itself = about.get("authorization_response_iss_parameter_supported") is True
        if (back.issuer or must_name_itself) and back.issuer != self.issuer:
            raise self._not_believed(what="iss of the answer")
        token = self._exchanged(about, asking, back.code, through)
        claims = self._claims(token, str(about["jwks_uri"]), through, now)
        fault = fault_in(claims, Expected(self.issuer, self.client_id, asking.nonce), now=now)
        if fault:
            raise self._not_believed(what=fault)
        return Arrived(
            self.name, self.label, self.issuer, str(claims["sub"]), name=_name_in(claims)
        )

    def _about(self, through: Outgoing, now: datetime) -> Json:
        """Return what the provider publishes of itself. Source: OpenID Connect Discovery 1.0."""
        url = self.issuer.rstrip("/") + "/.well-known/openid-configuration"
        about = _published.get(url, now, KEPT_FOR)
        if about is None:
            about = self._json(url, through)
            needed = ("authorization_endpoint", "token_endpoint", "jwks_uri")
            if about.get("issuer") != self.issuer:
                raise self._not_believed(what="issuer")
            if not all(isinstance(about.get(name), str) for name in needed):
                raise self._not_believed(what="endpoints")
            _published.put(url, about, now)
        return about

    def _exchanged(self, about: Json, asking: Asking, code: str, through: Outgoing) -> str:
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": asking.came_from,
            "code_verifier": asking.verifier,
        }
        headers = {
            "Content-Type": "application/x-www-form-urlencoded",
            "Accept": "application/json",
        }
        ways = about.get("token_endpoint_auth_methods_supported")
        takes_basic = not isinstance(ways, list) or "client_secret_basic" in ways
        if takes_basic and self.client_secret:
            pair = f"{quote_plus(self.client_id)}:{quote_plus(self.client_secret)}"
            headers["Authorization"] = f"Basic {base64.b64encode(pair.encode()).decode()}"
        else:
            form |= {"client_id": self.client_id}
            form |= {"client_secret": self.client_secret} if self.client_secret else {}
        answer = asked(
            through,
            str(about["token_endpoint"]),
            label=self.label,
            headers=headers,
            body=urlencode(form).encode(),
        )
        said = self._read(answer.body)
        if answer.status != OK:
            self._refused(said.get("error"))
        token = said.get("id_token")
        if not isinstance(token, str):
            raise self._not_believed(what="id_token")
        return token

    def _refused(self, error: object) -> None:
        """Say why the provider gave no token. Source: RFC 6749, 5.2."""
        if error == "invalid_grant":
            raise CodeUsedUp(provider=self.label)
        log.warning("%s gave no token: %r", self.name, str(error)[:60])
        raise ProviderKnowsUsNot(provider=self.label)

    def _claims(self, token: str, keys_at: str, through: Outgoing, now: datetime) -> Json:
        from linli.people.openid_tokens import (  # noqa: PLC0415  # slow to load, see there
            BadTokenError,
            UnknownKeyError,
            read_token,
        )

        try:
            try:
                said = read_token(token, self._keys(keys_at, through, now, KEPT_FOR))
            except UnknownKeyError:  # it may have changed its keys since we looked
                said = read_token(token, self._keys(keys_at, through, now, ASKED_AGAIN_AFTER))
        except (BadTokenError, UnknownKeyError) as wrong:
            raise self._not_believed(what="signature") from wrong
        return self._read(said)

    def _keys(self, url: str, through: Outgoing, now: datetime, at_most: timedelta) -> list[Json]:
        published = _published.get(url, now, at_most)
        if published is None:
            published = self._json(url, through)
            _published.put(url, published, now)
        keys = published.get("keys")
        if not isinstance(keys, list):
            raise self._not_believed(what="keys")
        return [one for one in keys if isinstance(one, dict)]

    def _json(self, url: str, through: Outgoing) -> Json:
        answer = asked(through, url, label=self.label, headers={"Accept": "application/json"})
        if answer.status != OK:
            raise self._not_believed(what=f"status {answer.status}")
        return self._read(answer.body)

    def _read(self, said: bytes) -> Json:
        try:
            return msgspec.json.decode(said, type=dict[str, Any])
        except (msgspec.DecodeError, RecursionError) as garbage:
            raise self._not_believed(what="JSON") from garbage

    def _not_believed(self, *, what: str) -> ProviderNotBelieved:
        log.warning("%s is not believed: %s", self.name, what)
        return ProviderNotBelieved(provider=self.label)


class _Published:
    """What providers publish, and when it was read: few addresses, all from the settings."""

    def __init__(self) -> None:
        self._kept: dict[str, tuple[datetime, Json]] = {}

    def get(self, url: str, now: datetime, at_most: timedelta) -> Json | None:
        """Return what was read there, unless it is older; a clock that was set back ends it."""
        read_at, said = self._kept.get(url, (now, None))
        return said if timedelta() <= now - read_at < at_most else None

    def put(self, url: str, said: Json, now: datetime) -> None:
        """Keep what was read there."""
        self._kept[url] = (now, said)

    def forget(self) -> None:
        """Read everything anew."""
        self._kept.clear()


_published = _Published()


def forget_published() -> None:
    """Read anew what providers publish of themselves."""
    _published.forget()


def _challenge(verifier: str) -> str:
    """Return what the provider is told of a verifier. Source: RFC 7636, 4.2, S256."""
    digest = hashlib.sha256(verifier.encode()).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


def _name_in(claims: Json) -> str:
    said = claims.get("name")
    plain = said if isinstance(said, str) else ""
    return "".join(one for one in plain if one.isprintable()).strip()[:LONGEST_NAME]
