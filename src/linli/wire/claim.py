"""How a new cabinet becomes known: what it asks with a claim code, and what it is told.

The claim code is 20 characters of base 32 on a slip of paper: five that name the invitation,
and fifteen (75 bits) that never travel. Both sides prove by them that they hold the same slip,
the cabinet over its public keys, the server over its whole answer, so whoever stands between,
on a line without TLS too, can neither put in keys of their own nor send the cabinet elsewhere.
"""

import hashlib
import hmac
import json
from typing import Annotated

from msgspec import Meta, Struct

from linli.kernel.codes import ALPHABET
from linli.wire.messages import CabinetCode, CompartmentNo, Configure, Epoch, Size

NAME_LENGTH = 5
SECRET_LENGTH = 15
LARGEST = 32_768
"""Bytes of a request or an answer; 255 compartments need about 12,000."""

_NUMBERS = set(ALPHABET)
_GROUP = 5

Hex32 = Annotated[str, Meta(pattern=r"^[0-9a-f]{64}$(?!\n)", description="32 bytes in hex")]
Nkey = Annotated[str, Meta(pattern=r"^U[A-Z2-7]{55}$(?!\n)", description="a name on the bus")]


class BadClaimError(ValueError):
    """A text that is no claim code."""


class Keys(Struct, frozen=True, forbid_unknown_fields=True):
    """The public halves of the three pairs that a cabinet has made.

    ``signing`` (Ed25519) signs its journal, ``bus`` is its name on the bus, ``codes`` (X25519)
    agrees with the server on what pickup codes are checked by.
    """

    signing: Hex32
    bus: Nkey
    codes: Hex32


class Claim(Struct, frozen=True, forbid_unknown_fields=True):
    """What a cabinet asks with: ``invitation`` is the name of it, ``proof`` is over the keys."""

    invitation: Annotated[str, Meta(min_length=NAME_LENGTH, max_length=NAME_LENGTH)]
    keys: Keys
    proof: Hex32


class Place(Struct, frozen=True):
    """One compartment as the server counts on it."""

    number: CompartmentNo
    size: Size


class Told(Struct, frozen=True):
    """What a cabinet must know to begin; ``times`` are those of its configuration.

    ``codes`` is the server's half of the key for pickup codes, ``bus_url`` where the bus is,
    and ``bus_ca`` who vouches for it, in PEM; empty on a bus that only its machine reaches.
    """

    cabinet: CabinetCode
    number: Annotated[int, Meta(ge=1, lt=1 << 32)]
    epoch: Epoch
    server_keys: dict[str, Hex32]
    codes: Hex32
    bus_url: str
    bus_ca: str
    compartments: list[Place]
    times: Configure


class Answer(Struct, frozen=True):
    """``told`` is a `Told` as JSON text, ``proof`` is over that text."""

    told: Annotated[str, Meta(max_length=LARGEST)]
    proof: Hex32


def write_claim(name: str, secret: str) -> str:
    """Return a claim code as it is shown: four groups of five."""
    text = name + secret
    return "-".join(text[at : at + _GROUP] for at in range(0, len(text), _GROUP))


def read_claim(text: str) -> tuple[str, bytes]:
    """Return the invitation's name and the key by which both sides prove themselves.

    Raises:
        BadClaimError: it is none; spaces, hyphens and small letters are as good as capitals.
    """
    plain = "".join(text.split()).replace("-", "").upper()
    if len(plain) != NAME_LENGTH + SECRET_LENGTH or not set(plain) <= _NUMBERS:
        raise BadClaimError
    return plain[:NAME_LENGTH], key_of(plain[NAME_LENGTH:])


def key_of(secret: str) -> bytes:
    """Return the key that the secret part stands for; the server keeps no more than this."""
    return hashlib.sha256(f"linli claim 1 {secret}".encode()).digest()


def proof_of_keys(key: bytes, invitation: str, keys: Keys) -> str:
    """Return what shows that these keys come from who holds the claim code."""
    said = json.dumps([invitation, keys.signing, keys.bus, keys.codes])
    return hmac.digest(key, f"cabinet {said}".encode(), "sha256").hex()


def proof_of_answer(key: bytes, claim: Claim, told: str) -> str:
    """Return what shows that this was told, to this cabinet, by who made the claim code."""
    return hmac.digest(key, f"server {claim.proof} {told}".encode(), "sha256").hex()
