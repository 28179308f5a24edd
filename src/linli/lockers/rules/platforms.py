"""What a platform's code and keys look like, and how its access tokens are read."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

TOKEN_LIVES = timedelta(minutes=10)
"""Short, so that a token that leaked is soon worth nothing; a key is shown 144 times a day."""

SECRET_BEGINS = "linli_sk_"  # noqa: S105  # how one begins
"""By which a secret that was published by mistake is found by those who search for such."""

SLOTS = (1, 2)
"""Two keys at a time: the new one is in use everywhere before the old one ends."""

NAME_LONGEST = 40

_CODE = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,14}[a-z0-9])")
_KEY = re.compile(r"[0-9A-Z]{1,16}")
_TOKEN = re.compile(r"(?P<key>[0-9A-Z]{1,16})\.(?P<until>[0-9]{1,11})")


def is_platform_code(text: str) -> bool:
    """Tell whether a text can be a platform's code: 2 to 16 of a-z, 0-9 and hyphens within."""
    return _CODE.fullmatch(text) is not None


def is_key_name(text: str) -> bool:
    """Tell whether a text can be a key's name; others are not looked up at all."""
    return _KEY.fullmatch(text) is not None


def is_platform_name(text: str) -> bool:
    """Tell whether a text can be a platform's name."""
    return 1 <= len(text) <= NAME_LONGEST and text.isprintable()


@dataclass(frozen=True, slots=True)
class Token:
    """What an access token says, once its signature is known to be ours."""

    key: str
    until: datetime


def write_token(token: Token) -> str:
    """Return the text that is signed."""
    return f"{token.key}.{int(token.until.timestamp())}"


def read_token(text: str) -> Token | None:
    """Return what a token says; None where it is none."""
    found = _TOKEN.fullmatch(text)
    if found is None:
        return None
    return Token(found["key"], datetime.fromtimestamp(int(found["until"]), UTC))


def free_slot(taken: set[int]) -> int | None:
    """Return where another key can stand, None while there are two."""
    return next((slot for slot in SLOTS if slot not in taken), None)
