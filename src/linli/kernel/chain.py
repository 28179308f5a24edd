"""Hash chains: each link covers its content and everything before it."""

import hashlib

GENESIS = "0" * 64
"""What the first link of every chain stands on."""


def link(previous: str, body: bytes) -> str:
    """Return the hash, 64 hex digits, of a link with this body after ``previous``."""
    return hashlib.sha256(previous.encode() + b"\n" + body).hexdigest()
