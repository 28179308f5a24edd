"""Names on the bus: NATS NKeys, an Ed25519 key pair written as text, and signing in with one.

The text is base 32 of prefix bytes, 32 bytes and a CRC-16, without padding. Source: NATS
documentation, NKeys. nats-py would take a seed by itself, but only through a package that
must be built on each machine; these lines stand on `cryptography`, which is here anyway.
"""

import base64
import binascii
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

_USER = bytes([20 << 3])
"""Stands before a public key, and makes its text begin with U."""

_USER_SEED = bytes([18 << 3 | 20 >> 2, (20 & 3) << 6])
"""Stands before a seed: the kind S, then the kind U, five bits each."""

_KEY_BYTES = 32
_CRC_BYTES = 2


class BadNkeyError(ValueError):
    """A text that is no NKey of this kind."""


class Client(Protocol):
    """What of a nats-py client must be told its name; there is no public way to do so."""

    _public_nkey: str | None


@dataclass(frozen=True, slots=True)
class Identity:
    """One name on the bus and the key that proves it."""

    private: Ed25519PrivateKey

    @property
    def public(self) -> str:
        """The name, 56 characters that begin with U."""
        return write_public(self.private.public_key().public_bytes_raw())

    def introduce(self, client: Client) -> Callable[[str], bytes]:
        """Tell a client of the bus its name; return its ``signature_cb``."""
        client._public_nkey = self.public  # noqa: SLF001  # nats-py sets it from a seed file only
        return self._sign

    def _sign(self, nonce: str) -> bytes:
        return base64.b64encode(self.private.sign(nonce.encode()))

    def __repr__(self) -> str:
        return f"Identity({self.public})"


def new_seed() -> str:
    """Return the seed of a new identity, 58 characters that begin with SU. A secret."""
    return _write(_USER_SEED, secrets.token_bytes(_KEY_BYTES))


def from_seed(text: str) -> Identity:
    """Return the identity of a seed.

    Raises:
        BadNkeyError: not a user's seed.
    """
    return Identity(Ed25519PrivateKey.from_private_bytes(_read(_USER_SEED, text)))


def write_public(raw: bytes) -> str:
    """Write 32 bytes of an Ed25519 public key as the name they are on the bus."""
    return _write(_USER, raw)


def read_public(text: str) -> bytes:
    """Return the 32 bytes of a name.

    Raises:
        BadNkeyError: not a user's name.
    """
    return _read(_USER, text)


def _write(prefix: bytes, raw: bytes) -> str:
    assert len(raw) == _KEY_BYTES
    return base64.b32encode(_with_crc(prefix + raw)).decode().rstrip("=")


def _read(prefix: bytes, text: str) -> bytes:
    try:
        whole = base64.b32decode(text + "=" * (-len(text) % 8))
    except ValueError as junk:
        raise BadNkeyError(text[:2]) from junk
    raw = whole[len(prefix) : -_CRC_BYTES]
    if len(raw) != _KEY_BYTES or _write(prefix, raw) != text:
        raise BadNkeyError(text[:2])
    return raw


def _with_crc(data: bytes) -> bytes:
    return data + binascii.crc_hqx(data, 0).to_bytes(_CRC_BYTES, "little")
