"""Names and numbers kept so that neither the database nor a backup of it can be read.

A sealed text is AES-256-GCM under a key of the installation, and is bound to what it is and to
the row it belongs to: moved into another row or column, it does not open. As text it is masked.

Its bytes: 2, the key's number in two bytes, 12 of nonce, the ciphertext, 16 of tag. What an
earlier version sealed begins with 1, is bound to nothing, and is sealed anew by a rotation.
"""

import hashlib
import hmac
import os
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum

from cryptography.exceptions import InvalidTag

from linli.people.phones import mask
from linli.people.sealing_ring import Keys, own_keys

_FORMAT = b"\x02"
_FIRST_FORMAT = b"\x01"
_FIRST_KEY = 1
_HEAD_BYTES = 3
_NONCE_BYTES = 12
_INDEX_DIGITS = 32

HIDDEN = "***"
"""How a text is shown that does not open."""


class Purpose(StrEnum):
    """What a sealed text is. Part of every seal: none may ever be renamed."""

    PERSON_NAME = "person.name"
    PERSON_PHONE = "person.phone"
    RECIPIENT_PHONE = "recipient.phone"
    SECOND_FACTOR = "factor.secret"
    CHILD_NAME = "child.name"
    VISITOR_NAME = "visitor.name"
    VISITOR_PHONE = "visitor.phone"
    PERSON_MAIL = "person.mail"
    PERSON_WECHAT = "person.wechat"
    VOTER_NAME = "voter.name"
    SANDBOX_KEY = "platform.sandbox"
    WEBHOOK_SECRET = "platform.webhook"  # noqa: S105  # a purpose
    OPEN311_KEY = "open311.key"


class UnreadableError(ValueError):
    """A sealed text that was torn, tampered with, moved, or made under another key."""


def seal(text: str, purpose: Purpose, row: str = "", *, keys: Keys | None = None) -> bytes:
    """Return a text sealed under the newest key; never the same bytes twice.

    Args:
        text: what nobody shall read: 31 bytes are added to it.
        purpose: what it is.
        row: what tells its row from others, where that is known before it is written.
        keys: other than this installation's, for tests.
    """
    held = keys or own_keys()
    head = _FORMAT + held.newest.to_bytes(2)
    nonce = os.urandom(_NONCE_BYTES)
    bound = _bound(head, purpose, row)
    return head + nonce + held.ciphers[held.newest].encrypt(nonce, text.encode(), bound)


def unseal(kept: bytes, purpose: Purpose, row: str = "", *, keys: Keys | None = None) -> str:
    """Return the text that was sealed.

    Raises:
        UnreadableError: it was torn, tampered with, moved, or made under another key.
    """
    held = keys or own_keys()
    if kept[:1] == _FIRST_FORMAT:
        number, head, bound = _FIRST_KEY, _FIRST_FORMAT, _FIRST_FORMAT
    else:
        head = kept[:_HEAD_BYTES]
        number, bound = int.from_bytes(head[1:]), _bound(head, purpose, row)
    cipher = held.ciphers.get(number)
    if cipher is None or head[:1] not in (_FORMAT, _FIRST_FORMAT):
        msg = "torn, or made under a key that is not here"
        raise UnreadableError(msg)
    nonce, rest = kept[len(head) :][:_NONCE_BYTES], kept[len(head) + _NONCE_BYTES :]
    try:
        return cipher.decrypt(nonce, rest, bound).decode()
    except (InvalidTag, ValueError) as tampered:
        msg = "torn, tampered with, or moved"
        raise UnreadableError(msg) from tampered


def key_of(kept: bytes) -> int:
    """Return the number of the key that a text was sealed with."""
    return _FIRST_KEY if kept[:1] == _FIRST_FORMAT else int.from_bytes(kept[1:_HEAD_BYTES])


def is_current(kept: bytes, *, keys: Keys | None = None) -> bool:
    """Whether a text was sealed in today's way and with the newest key."""
    return kept[:1] == _FORMAT and key_of(kept) == (keys or own_keys()).newest


def blind_index(text: str, *, keys: Keys | None = None) -> str:
    """Return 32 hex digits that are equal for equal texts and tell nothing without the key."""
    finding = (keys or own_keys()).finding
    return hmac.digest(finding, text.encode(), hashlib.sha256).hex()[:_INDEX_DIGITS]


def mask_name(name: str) -> str:
    """Return a name as people may see it: 王**."""
    return f"{name[:1]}**" if name else ""


def mask_mail(address: str) -> str:
    """Return a mail address as people may see it: w***@example.cn."""
    name, _at, host = address.rpartition("@")
    return f"{name[:1]}***@{host}"


def _bound(head: bytes, purpose: Purpose, row: str) -> bytes:
    return head + purpose.encode() + b"\0" + row.encode()


_MASKS: dict[Purpose, Callable[[str], str]] = {
    Purpose.PERSON_NAME: mask_name,
    Purpose.PERSON_PHONE: mask,
    Purpose.RECIPIENT_PHONE: mask,
    Purpose.SECOND_FACTOR: lambda _secret: HIDDEN,
    Purpose.CHILD_NAME: mask_name,
    Purpose.VISITOR_NAME: mask_name,
    Purpose.VISITOR_PHONE: mask,
    Purpose.PERSON_MAIL: mask_mail,
    Purpose.PERSON_WECHAT: lambda _openid: HIDDEN,
    Purpose.VOTER_NAME: mask_name,
    Purpose.SANDBOX_KEY: lambda _key: HIDDEN,
    Purpose.WEBHOOK_SECRET: lambda _secret: HIDDEN,
    Purpose.OPEN311_KEY: lambda _key: HIDDEN,
}


@dataclass(frozen=True, slots=True)
class Sealed:
    """A text in its row. Printed, it is masked; who needs the whole of it opens it."""

    kept: bytes = field(repr=False)
    purpose: Purpose
    row: str = ""

    def opened(self) -> str:
        """Return the whole text. Before showing it to anybody else, see ``privacy.reveal``.

        Raises:
            UnreadableError: as ``unseal``.
        """
        return unseal(self.kept, self.purpose, self.row)

    def __str__(self) -> str:
        try:
            return _MASKS[self.purpose](self.opened())
        except UnreadableError:
            return HIDDEN
