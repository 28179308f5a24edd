"""The keys that seal, as the installation's file of secrets holds them."""

import msgspec

KEY_BYTES = 32

HIGHEST_KEY = 0xFFFF
"""The number of a key is two bytes of everything that it seals."""


class SealingKey(msgspec.Struct, frozen=True):
    """One key as the file of secrets holds it: a number, 32 bytes in hex, when it was made.

    ``made_at`` is empty for the first: it is as old as the installation.
    """

    id: int
    key: str
    made_at: str = ""


class KeptKeys(msgspec.Struct, frozen=True):
    """What of the file of secrets matters here."""

    sealing_keys: tuple[SealingKey, ...]
    index_key: str


def derived(secret: bytes, purpose: bytes) -> str:
    """Return the key that an installation of an earlier version derived from one secret, in hex.

    ``purpose`` is ``encrypt`` or ``find``.
    """
    # The supervisor reads this module, and must stay small.
    from cryptography.hazmat.primitives.hashes import SHA256  # noqa: PLC0415
    from cryptography.hazmat.primitives.kdf.hkdf import HKDF  # noqa: PLC0415

    info = b"linli phones " + purpose
    return HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=None, info=info).derive(secret).hex()
