"""Phone numbers: how one is read, shown, found and kept without being readable in the database.

Kept are AES-256-GCM ciphertext under the installation's key and, where equal numbers must be
found, a keyed hash of it (a blind index). What leaves this part is masked.
"""

import hashlib
import hmac
import os
import re
import unicodedata
from dataclasses import dataclass
from functools import cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

from linli.people.errors import MobileImpossible

LONGEST_TEXT = 32
"""Characters of the longest way to write a mobile number that is read here."""

KEY_ID = 1
"""Names the key in each ciphertext, so that a later key can stand beside it."""

_NONCE_BYTES = 12
_KEY_BYTES = 32
_MOBILE = re.compile(r"1[3-9][0-9]{9}")
_PREFIX = re.compile(r"(\+|00)?86(?=1[0-9]{10}$)")
_BETWEEN = re.compile(r"[\s\-]")


class UnreadablePhoneError(ValueError):
    """A ciphertext that was torn, tampered with, or made under another key."""


@dataclass(frozen=True, slots=True)
class PhoneKeys:
    """The keys of one installation: one to encrypt, one to find."""

    encrypting: AESGCM
    finding: bytes

    @classmethod
    def from_secret(cls, secret: bytes) -> "PhoneKeys":
        """Derive both from the installation's 32 secret bytes."""
        assert len(secret) == _KEY_BYTES
        return cls(AESGCM(_derive(secret, b"encrypt")), _derive(secret, b"find"))


def read_mobile(text: str) -> str:
    """Return the eleven digits of a mobile number, however it is written.

    Full-width digits, spaces, hyphens and a leading +86, 0086 or 86 are forgiven.

    Raises:
        MobileImpossible: it is none of mainland China.
    """
    if len(text) <= LONGEST_TEXT:
        plain = _BETWEEN.sub("", unicodedata.normalize("NFKC", text))
        digits = _PREFIX.sub("", plain, count=1)
        if _MOBILE.fullmatch(digits):
            return digits
    raise MobileImpossible


def is_mobile(text: str) -> bool:
    """Tell whether a text is a mobile number of mainland China, however it is written."""
    try:
        read_mobile(text)
    except MobileImpossible:
        return False
    return True


def mask(mobile: str) -> str:
    """Return eleven digits as people may see them: 138****3821."""
    return f"{mobile[:3]}****{mobile[-4:]}"


def encrypt(mobile: str, keys: PhoneKeys | None = None) -> bytes:
    """Return a number encrypted, 40 bytes for eleven digits; never the same bytes twice."""
    head = bytes([KEY_ID])
    nonce = os.urandom(_NONCE_BYTES)
    return head + nonce + (keys or _own()).encrypting.encrypt(nonce, mobile.encode(), head)


def decrypt(kept: bytes, keys: PhoneKeys | None = None) -> str:
    """Return the number that was encrypted.

    Raises:
        UnreadablePhoneError: it was torn, tampered with, or made under another key.
    """
    head, nonce, rest = kept[:1], kept[1 : 1 + _NONCE_BYTES], kept[1 + _NONCE_BYTES :]
    if head != bytes([KEY_ID]) or not rest:
        msg = "torn, or made under another key"
        raise UnreadablePhoneError(msg)
    try:
        return (keys or _own()).encrypting.decrypt(nonce, rest, head).decode()
    except InvalidTag as tampered:
        msg = "tampered with, or made under another key"
        raise UnreadablePhoneError(msg) from tampered


def blind_index(mobile: str, keys: PhoneKeys | None = None) -> str:
    """Return 32 hex digits that are equal for equal numbers and tell nothing without the key."""
    return hmac.digest((keys or _own()).finding, mobile.encode(), hashlib.sha256).hex()[:32]


@cache
def _own() -> PhoneKeys:
    return PhoneKeys.from_secret(settings.PHONE_KEY)


def _derive(secret: bytes, purpose: bytes) -> bytes:
    info = b"linli phones " + purpose
    return HKDF(algorithm=SHA256(), length=_KEY_BYTES, salt=None, info=info).derive(secret)
