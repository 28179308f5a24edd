"""A checkpoint as text: what every chain was at one instant, signed, for somebody else to hold.

The text is small and plain, so that a property company can keep it, print it and have it checked
years later. Whoever has the public key can tell that it is genuine; only whoever has the private
key of the installation could have written it.
"""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

import msgspec
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import (
    Ed25519PrivateKey,
    Ed25519PublicKey,
)

from linli.kernel.chain import GENESIS
from linli.ledger.rules import Head

TITLE = "Linli ledger checkpoint 1"

NOTHING_BEFORE = GENESIS
"""Stands where the first checkpoint would name the one before it."""

LARGEST = 8 << 20
"""Bytes of a text; 1,000 cabinets make 100 kB."""

_FORM = re.compile(
    rf"{TITLE}\n"
    r"number (?P<number>[1-9][0-9]{0,17})\n"
    r"at (?P<at>\S{20,32})\n"
    r"previous (?P<previous>[0-9a-f]{64})\n"
    r"(?P<heads>(?:head [1-9][0-9]{0,17} [0-9a-f]{64} \".*\"\n)+)"
    r"key (?P<key>[0-9a-f]{64})\n"
    r"signature (?P<signature>[0-9a-f]{128})\n"
)


class BadCheckpointError(ValueError):
    """A text that is no checkpoint, was changed, or was signed by another installation."""


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """What every chain was at one instant.

    ``number`` counts from one, ``previous`` is the fingerprint of the checkpoint before, and
    ``heads`` holds each chain's last link by the chain's name.
    """

    number: int
    at: datetime
    previous: str
    heads: Mapping[str, Head]


def sign(checkpoint: Checkpoint, key: Ed25519PrivateKey) -> str:
    """Return the text of a checkpoint, signed."""
    public = key.public_key().public_bytes_raw().hex()
    body = _body(checkpoint, public)
    return f"{body}signature {key.sign(body.encode()).hex()}\n"


def read(text: str, *, key: str) -> Checkpoint:
    """Return what a text says, once it is known to be genuine.

    Args:
        text: as somebody held it; line ends of any system, at most 8 MB.
        key: the installation's public key, 64 hex digits, as its reader was once told it.

    Raises:
        BadCheckpointError: it is not what was signed under this key.
    """
    text = text.replace("\r\n", "\n").strip() + "\n"
    found = _FORM.fullmatch(text) if len(text) <= LARGEST else None
    if found is None or found["key"] != key:
        msg = "no checkpoint of this installation"
        raise BadCheckpointError(msg)
    try:
        checkpoint = Checkpoint(
            number=int(found["number"]),
            at=datetime.fromisoformat(found["at"]),
            previous=found["previous"],
            heads=_heads(found["heads"]),
        )
        body = _body(checkpoint, key)
        Ed25519PublicKey.from_public_bytes(bytes.fromhex(key)).verify(
            bytes.fromhex(found["signature"]), body.encode()
        )
    except (ValueError, InvalidSignature) as changed:
        msg = "this checkpoint was changed"
        raise BadCheckpointError(msg) from changed
    return checkpoint


def heads_in(text: str) -> dict[str, Head]:
    """Return the heads in a text of our own, unverified."""
    return _heads("".join(f"{line}\n" for line in text.split("\n") if line.startswith("head ")))


def fingerprint(text: str) -> str:
    """Return what the next checkpoint calls this one, 64 hex digits."""
    return hashlib.sha256(text.encode()).hexdigest()


def _body(checkpoint: Checkpoint, key: str) -> str:
    """Return all but the signature. The same checkpoint always makes the same text."""
    lines = [
        TITLE,
        f"number {checkpoint.number}",
        f"at {checkpoint.at.astimezone(UTC).isoformat()}",
        f"previous {checkpoint.previous}",
        *(
            f"head {head.seq} {head.hash} {msgspec.json.encode(name).decode()}"
            for name, head in sorted(checkpoint.heads.items())
        ),
        f"key {key}",
    ]
    return "\n".join(lines) + "\n"


def _heads(lines: str) -> dict[str, Head]:
    heads = {}
    for line in lines.split("\n")[:-1]:
        _, seq, hash_, name = line.split(" ", 3)
        heads[msgspec.json.decode(name, type=str)] = Head(int(seq), hash_)
    return heads
