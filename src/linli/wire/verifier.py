"""How a cabinet that nobody can reach knows a right pickup code: by a keyed hash of it.

The key is agreed on by X25519 between the installation and one cabinet, so it never travels.
Without it nobody, not the courier who carries the verifier to the cabinet either, can find
the eight digits by trying them all.
"""

import hmac

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

VERIFIER_BYTES = 16
"""128 bits: nobody finds another code that fits."""

NO_VERIFIER = bytes(VERIFIER_BYTES)
"""Fits no code."""


def code_key(own: X25519PrivateKey, theirs: X25519PublicKey) -> bytes:
    """Return the 32 bytes on which these two agree, whichever of them asks."""
    derivation = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"linli pickup codes 1")
    return derivation.derive(own.exchange(theirs))


def verifier(key: bytes, deposit: str, code: str) -> bytes:
    """Return what is kept of a deposit's pickup code."""
    return hmac.digest(key, f"{deposit}|{code}".encode(), "sha256")[:VERIFIER_BYTES]


def fits(kept: bytes, key: bytes, deposit: str, code: str) -> bool:
    """Say whether this is the code; takes as long for a wrong one as for a right one."""
    is_right = hmac.compare_digest(kept, verifier(key, deposit, code))
    return is_right and kept != NO_VERIFIER
