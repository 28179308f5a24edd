"""Short names that people and machines can both carry: deposit codes and pickup codes."""

import hashlib
import hmac
from random import Random

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base 32: no I, L, O or U, so that nobody misreads a code aloud."""

DEPOSIT_CODE_LENGTH = 13
"""Characters that 64 bits need in base 32."""

PICKUP_CODE_DIGITS = 8
"""100 live codes and 60 tries a day give one hit in 46 years. Source: CUSTODY, guess odds."""


def deposit_code(chance: Random) -> str:
    """Return a new deposit's public name: 64 random bits as 13 characters."""
    return encode_id(chance.getrandbits(64))


def encode_id(number: int) -> str:
    """Write a 64-bit number as 13 characters of base 32."""
    assert 0 <= number < 1 << 64
    return "".join(ALPHABET[(number >> shift) & 31] for shift in range(60, -5, -5))


def decode_id(code: str) -> int:
    """Read 13 characters of base 32 back as a 64-bit number.

    Raises:
        ValueError: not 13 characters of the alphabet, or more than 64 bits.
    """
    if len(code) != DEPOSIT_CODE_LENGTH:
        msg = "a deposit code has 13 characters"
        raise ValueError(msg)
    number = 0
    for character in code:
        number = number << 5 | ALPHABET.index(character)
    if number >= 1 << 64:
        msg = "a deposit code holds 64 bits"
        raise ValueError(msg)
    return number


def pickup_code(key: bytes, deposit: str) -> str:
    """Return the 8 digits that open one deposit's door, from the installation's secret.

    Nothing reversible is stored: the code is computed again wherever it is shown or checked.
    """
    digest = hmac.digest(key, deposit.encode(), hashlib.sha256)
    number = int.from_bytes(digest[:8]) % 10**PICKUP_CODE_DIGITS
    return f"{number:0{PICKUP_CODE_DIGITS}d}"


def same_code(one: str, other: str) -> bool:
    """Compare two codes in constant time."""
    return hmac.compare_digest(one.encode(), other.encode())
