"""Whether what a signed token claims is what was asked for: its issuer, for whom, of now."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeGuard

LEEWAY = timedelta(seconds=60)
"""How far two clocks may be apart. Source: OpenID Connect Core 1.0, 3.1.3.7, 9: a few minutes."""

LONGEST_SUBJECT = 255
"""Characters of ASCII. Source: OpenID Connect Core 1.0, 2, sub."""


@dataclass(frozen=True, slots=True)
class Expected:
    """What a token must claim: who issued it, for which client, for which question."""

    issuer: str
    client_id: str
    nonce: str


def fault_in(claims: Mapping[str, object], expected: Expected, *, now: datetime) -> str:
    """Return the name of the first claim that is not as it must be, or nothing.

    Source: OpenID Connect Core 1.0, 3.1.3.7.

    Args:
        claims: of a token whose signature is the issuer's.
        expected: what was asked for.
        now: the instant, aware.
    """
    if claims.get("iss") != expected.issuer:
        return "iss"
    if not _is_for(expected.client_id, claims):
        return "aud"
    if claims.get("azp", expected.client_id) != expected.client_id:
        return "azp"
    if claims.get("nonce") != expected.nonce:
        return "nonce"
    return _fault_in_time(claims, now.timestamp()) or _fault_in_subject(claims)


def _is_for(client_id: str, claims: Mapping[str, object]) -> bool:
    """Whether a client is the audience; among several only if the token was made for it."""
    audience = claims.get("aud")
    if isinstance(audience, list):
        is_alone = len(audience) == 1 or "azp" in claims
        return client_id in audience and is_alone
    return audience == client_id


def _fault_in_time(claims: Mapping[str, object], now: float) -> str:
    leeway = LEEWAY.total_seconds()
    ends, began, not_before = (claims.get(name) for name in ("exp", "iat", "nbf"))
    if not _is_number(ends) or now >= ends + leeway:
        return "exp"
    if not _is_number(began) or began > now + leeway:
        return "iat"
    if not_before is not None and (not _is_number(not_before) or not_before > now + leeway):
        return "nbf"
    return ""


def _is_number(value: object) -> TypeGuard[float]:
    """Whether a claim is seconds since 1970; JSON's true is a number to Python alone."""
    return isinstance(value, int | float) and not isinstance(value, bool)


def _fault_in_subject(claims: Mapping[str, object]) -> str:
    subject = claims.get("sub")
    is_one = isinstance(subject, str) and 0 < len(subject) <= LONGEST_SUBJECT
    return "" if is_one else "sub"
