"""What the journal keeps besides its lines: sealed, so that a bit that flips is never believed.

A line carries a hash that stands on all before it. What the lines led to is kept beside them and
changes in place, so each value has a seal of its own, over its name and its bytes.
"""

import hashlib
from collections.abc import Mapping
from typing import TypeVar

import msgspec

from linli.cabinet.store import JournalDamagedError
from linli.wire.messages import Event

_SEAL_BYTES = 16
"""In hex digits before the value: half of them would do against what a disk does by itself."""

_encode = msgspec.json.Encoder().encode
_Known = TypeVar("_Known")


def seal(name: str, value: object) -> bytes:
    """Return a value as it is kept under this name."""
    text = _encode(value)
    return _seal(name, text) + text


def unseal(name: str, kept: object, kind: type[_Known]) -> _Known:
    """Return a value that was kept under this name; its types are checked, as JSON forgets some.

    What an older agent kept has no seal, and begins as JSON does.

    Raises:
        JournalDamagedError: it is not what was written.
    """
    raw = _bytes(name, kept)
    text = raw
    if raw[:1] not in {b"{", b"["}:
        given, text = raw[:_SEAL_BYTES], raw[_SEAL_BYTES:]
        if given != _seal(name, text):
            msg = f"{name} is not what was written"
            raise JournalDamagedError(msg)
    return _read(name, text, kind)


def unsealed(kept: Mapping[object, object], name: str, at_first: _Known) -> _Known:
    """Return what is kept under this name, or what holds as long as nothing is.

    Raises:
        JournalDamagedError: it is not what was written.
    """
    return unseal(name, kept[name], type(at_first)) if name in kept else at_first


def unpack_line(seq: object, kept: object) -> Event:
    """Return a line as it was kept; whether it is the right one its hash says.

    Raises:
        JournalDamagedError: it is no line.
    """
    number = seq if isinstance(seq, int) else 0
    return _read(f"line {number}", _bytes(f"line {number}", kept, number), Event, number)


def _seal(name: str, text: bytes) -> bytes:
    digest = hashlib.sha256(name.encode() + b"\n" + text).hexdigest()
    return digest[:_SEAL_BYTES].encode()


def _bytes(name: str, kept: object, seq: int = 0) -> bytes:
    """Return what the table is to hold; a damaged page may name another type."""
    if not isinstance(kept, bytes):
        msg = f"{name} is of another type than was written"
        raise JournalDamagedError(msg, seq)
    return kept


def _read(name: str, text: bytes, kind: type[_Known], seq: int = 0) -> _Known:
    try:
        return msgspec.json.decode(text, type=kind)
    except (msgspec.DecodeError, UnicodeDecodeError) as torn:
        msg = f"{name} cannot be read: {torn}"
        raise JournalDamagedError(msg, seq) from torn
