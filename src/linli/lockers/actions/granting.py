"""The server's signed word for one door: whose it is, for how long, and what opens it later."""

from dataclasses import dataclass
from datetime import datetime
from functools import cache, lru_cache

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from django.conf import settings

from linli.lockers.queries.codes import code_of
from linli.wire import verifier as verifiers
from linli.wire.grant import Grant, sign
from linli.wire.messages import Purpose, Size
from linli.wire.verifier import NO_VERIFIER

KEY_ID = 1
"""The number under which cabinets pin this installation's grant key."""

CABINETS_KEPT = 1_000
"""Cabinets' keys for codes kept ready; a district's. Agreeing on one takes about 100 µs."""


@dataclass(frozen=True, slots=True)
class Subject:
    """What a grant is about. ``deposit`` is empty where a compartment without a meal is meant.

    ``cabinet_id`` is its number at the server; ``codes_public`` is its half of the key for
    pickup codes, empty where it checks none by itself.
    """

    cabinet_id: int
    deposit: str
    size: Size
    codes_public: str


@cache
def grant_key() -> Ed25519PrivateKey:
    """Return this installation's key for grants."""
    return Ed25519PrivateKey.from_private_bytes(settings.GRANT_KEY)


@lru_cache(maxsize=CABINETS_KEPT)
def code_key(codes_public: str) -> bytes:
    """Return the key on which we and the cabinet with this public half agree."""
    theirs = X25519PublicKey.from_public_bytes(bytes.fromhex(codes_public))
    return verifiers.code_key(_own_half(), theirs)


def signed_grant(subject: Subject, *, purpose: Purpose, until: datetime) -> str:
    """Return a grant for a deposit's door, or for a compartment's, as base 32.

    The same facts give the same text, so a grant that ends in the same second is the same
    grant. One for a deposit brings what its pickup code is checked against at the cabinet.
    """
    return sign(
        Grant(
            purpose=purpose,
            kid=KEY_ID,
            cabinet=subject.cabinet_id,
            deposit=subject.deposit,
            expires_s=int(until.timestamp()),
            size=subject.size,
            verifier=_verifier(subject) if purpose is Purpose.DEPOSIT else NO_VERIFIER,
        ),
        grant_key(),
    )


def _verifier(subject: Subject) -> bytes:
    if not subject.codes_public:
        return NO_VERIFIER
    key = code_key(subject.codes_public)
    return verifiers.verifier(key, subject.deposit, code_of(subject.deposit))


@cache
def _own_half() -> X25519PrivateKey:
    return X25519PrivateKey.from_private_bytes(settings.CODES_KEY)
