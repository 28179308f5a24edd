"""Whether a token was signed by one of a provider's keys.

The only module that speaks with the library for it; loading it takes a tenth of a second, so it
is imported where somebody has come back from a provider, and not at every start.
"""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Any

from joserfc import jws
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, OKPKey, RSAKey, import_key

ALGORITHMS = ("RS256", "PS256", "ES256", "ES384", "EdDSA")
"""Signatures with a key that only the provider has. ``none`` and shared secrets are none."""

SHORTEST_RSA = 2048
"""Bits. Source: RFC 7518, 3.3."""

SHORTEST_RSA_TEXT = 342
"""Characters of base 64 that such a key has at least: the library warns of shorter ones."""


class UnknownKeyError(ValueError):
    """None of these keys has signed it: the list may be an old one."""


class BadTokenError(ValueError):
    """It is no token, or not signed in a way that is taken."""


def read_token(token: str, keys: Sequence[Mapping[str, Any]]) -> bytes:
    """Return what a token says, once its signature is found true.

    Args:
        token: three parts with dots between.
        keys: as the provider publishes them; what is no key for signing is passed over.

    Raises:
        UnknownKeyError: by another key; the provider may have changed its keys.
        BadTokenError: it is no token that any key could have signed.
    """
    registry = jws.JWSRegistry(algorithms=ALGORITHMS, strict_check_header=False)
    try:
        head = jws.extract_compact(token.encode(), registry=registry).headers()
    except (JoseError, ValueError, TypeError) as torn:
        raise BadTokenError from torn
    if head.get("alg") not in ALGORITHMS:
        raise BadTokenError
    for one in keys:
        key = _read(one, head.get("kid"))
        if key is not None:
            with suppress(JoseError, ValueError, TypeError):  # not by this key, or not of its kind
                return jws.deserialize_compact(token, key, registry=registry).payload
    raise UnknownKeyError


def _read(given: Mapping[str, Any], named: object) -> RSAKey | ECKey | OKPKey | None:
    """Return a key that could have signed a token which names this one."""
    if named is not None and given.get("kid") != named:
        return None
    if given.get("kty") == "RSA" and len(str(given.get("n"))) < SHORTEST_RSA_TEXT:
        return None
    if given.get("use", "sig") != "sig" or given.get("kty") not in {"RSA", "EC", "OKP"}:
        return None
    try:
        key = import_key(dict(given))
    except (JoseError, ValueError, TypeError):
        return None
    if isinstance(key, RSAKey) and key.public_key.key_size < SHORTEST_RSA:
        return None
    return key if isinstance(key, RSAKey | ECKey | OKPKey) else None
