"""The secrets of one installation: made once, kept in the data folder, read by every process."""

import fcntl
import os
import secrets
import tempfile
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import msgspec

from linli.people.sealing_keys import HIGHEST_KEY, KEY_BYTES, SealingKey, derived

FILE = "secrets.json"


class Secrets(msgspec.Struct, frozen=True):
    """What must stay unknown outside this installation. Losing it loses names and phones.

    ``secret_key`` signs sessions and links, ``replay_token`` lets ``linli replay`` in,
    ``grant_key`` is an Ed25519 private key in hex, ``codes_key`` an X25519 private key in hex:
    with each cabinet it agrees on what checks pickup codes there. ``sealing_keys`` seal names
    and phones, the newest one what is written, and ``index_key`` finds them, 32 bytes in hex.
    ``phone_key`` is what an earlier version derived both from; then it is emptied, so that
    a key that was retired is gone.
    """

    secret_key: str
    replay_token: str
    grant_key: str
    codes_key: str = ""
    sealing_keys: tuple[SealingKey, ...] = ()
    index_key: str = ""
    phone_key: str = ""

    @property
    def is_whole(self) -> bool:
        """Whether it has all that this version needs."""
        return bool(self.codes_key and self.sealing_keys and self.index_key)

    def __repr__(self) -> str:
        return "Secrets(…)"


class TornSecretsError(RuntimeError):
    """The file of secrets is there and cannot be read: making new ones would lose the phones."""


class TooManyKeysError(RuntimeError):
    """No number is left for another sealing key."""


def load_or_make(data: Path) -> Secrets:
    """Return the secrets in ``data``; whoever comes first makes them.

    Processes that start at once agree: the file appears whole, once, and only its owner may
    read it.

    Raises:
        TornSecretsError: the file is there but is not what was written.
    """
    path = data / FILE
    if not path.exists():
        _make(data, path)
    kept = _read(path)
    return kept if kept.is_whole else _changed(data, _completed)


def add_sealing_key(data: Path, *, now: datetime) -> int:
    """Make a new key that seals from now on, and return its number. The others still open.

    Raises:
        TornSecretsError: the file cannot be read.
        TooManyKeysError: 65,535 were made before.
    """

    def with_one_more(kept: Secrets) -> Secrets:
        number = max(one.id for one in kept.sealing_keys) + 1
        if number > HIGHEST_KEY:
            msg = f"{HIGHEST_KEY} keys were made before"
            raise TooManyKeysError(msg)
        made = SealingKey(number, secrets.token_hex(KEY_BYTES), now.isoformat())
        return msgspec.structs.replace(kept, sealing_keys=(*kept.sealing_keys, made))

    return _changed(data, with_one_more).sealing_keys[-1].id


def drop_sealing_key(data: Path, number: int) -> None:
    """Forget a key; what it sealed can never be read again. The newest is never dropped.

    Raises:
        TornSecretsError: the file cannot be read.
    """

    def without(kept: Secrets) -> Secrets:
        newest = max(one.id for one in kept.sealing_keys)
        assert number != newest, "the newest key is in use"
        left = tuple(one for one in kept.sealing_keys if one.id != number)
        return msgspec.structs.replace(kept, sealing_keys=left)

    _changed(data, without)


def _read(path: Path) -> Secrets:
    try:
        return msgspec.json.decode(path.read_bytes(), type=Secrets)
    except msgspec.DecodeError as torn:
        msg = f"{path} cannot be read; restore it from a backup"
        raise TornSecretsError(msg) from torn


def _make(data: Path, path: Path) -> None:
    made = Secrets(
        secret_key=secrets.token_hex(32),
        replay_token=secrets.token_urlsafe(32),
        grant_key=secrets.token_hex(32),
        codes_key=secrets.token_hex(32),
        sealing_keys=(SealingKey(1, secrets.token_hex(KEY_BYTES)),),
        index_key=secrets.token_hex(KEY_BYTES),
    )
    data.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = _draft(data, made)
    try:
        os.link(draft, path)  # unlike a rename, never takes the place of a first one's
    except FileExistsError:
        return
    finally:
        draft.unlink()
    _settle(data)


def _completed(kept: Secrets) -> Secrets:
    """Add the keys that an installation of an earlier version lacks; those it has stay."""
    old = bytes.fromhex(kept.phone_key)
    first = SealingKey(1, derived(old, b"encrypt") if old else secrets.token_hex(KEY_BYTES))
    finding = derived(old, b"find") if old else secrets.token_hex(KEY_BYTES)
    return msgspec.structs.replace(
        kept,
        codes_key=kept.codes_key or secrets.token_hex(32),
        sealing_keys=kept.sealing_keys or (first,),
        index_key=kept.index_key or finding,
        phone_key="",
    )


def _changed(data: Path, change: Callable[[Secrets], Secrets]) -> Secrets:
    """Put what ``change`` makes of the secrets in their place, and return it.

    The folder is locked meanwhile, so that who comes second changes what the first one left,
    and the file is the old one or the new one, never a half.
    """
    path = data / FILE
    folder = os.open(data, os.O_RDONLY)
    try:
        fcntl.flock(folder, fcntl.LOCK_EX)
        kept = _read(path)
        whole = change(kept)
        if whole != kept:
            _draft(data, whole).replace(path)
            os.fsync(folder)
        return whole
    finally:
        os.close(folder)


def _draft(data: Path, made: Secrets) -> Path:
    """Write a file of secrets beside the one that counts, durably."""
    handle, draft = tempfile.mkstemp(dir=data, prefix=".secrets-")  # 0600 from its first moment
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(msgspec.json.format(msgspec.json.encode(made)))
            file.flush()
            os.fsync(file.fileno())
    except BaseException:
        Path(draft).unlink()
        raise
    return Path(draft)


def _settle(data: Path) -> None:
    """Make a new name in the folder durable."""
    folder = os.open(data, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
