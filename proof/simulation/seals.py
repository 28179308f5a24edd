"""Signatures for a simulated world: as long as real ones, as hard to guess, a hundred times faster.

What is signed and when it is checked is the product's own code; only the curve is left out,
as a run signs and checks thousands of times.
"""

from hashlib import blake2b
from typing import cast

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey


class _Seal:
    def __init__(self, secret: bytes) -> None:
        self._secret = secret

    def sign(self, data: bytes) -> bytes:
        return blake2b(data, key=self._secret, digest_size=64).digest()

    def verify(self, signature: bytes, data: bytes) -> None:
        if signature != self.sign(data):
            raise InvalidSignature


def private_seal(secret_hex: str) -> Ed25519PrivateKey:
    """Return what signs in place of an Ed25519 key."""
    return cast("Ed25519PrivateKey", _Seal(bytes.fromhex(secret_hex)))


def public_seal(secret_hex: str) -> Ed25519PublicKey:
    """Return what checks in place of an Ed25519 key."""
    return cast("Ed25519PublicKey", _Seal(bytes.fromhex(secret_hex)))
