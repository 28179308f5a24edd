"""The secrets of one installation: made once, kept in the data folder, read by every process."""

import fcntl
import os
import secrets
import tempfile
from pathlib import Path

import msgspec

FILE = "secrets.json"


class Secrets(msgspec.Struct, frozen=True):
    """What must stay unknown outside this installation. Losing it makes phones unreadable.

    ``secret_key`` signs sessions and links, ``replay_token`` lets ``linli replay`` in,
    ``grant_key`` is an Ed25519 private key in hex, ``phone_key`` 32 bytes in hex, ``codes_key``
    an X25519 private key in hex: with each cabinet it agrees on what checks pickup codes there.
    """

    secret_key: str
    replay_token: str
    grant_key: str
    phone_key: str
    codes_key: str = ""

    def __repr__(self) -> str:
        return "Secrets(…)"


class TornSecretsError(RuntimeError):
    """The file of secrets is there and cannot be read: making new ones would lose the phones."""


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
    return kept if kept.codes_key else _add_codes_key(data, path)


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
        phone_key=secrets.token_hex(32),
        codes_key=secrets.token_hex(32),
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


def _add_codes_key(data: Path, path: Path) -> Secrets:
    """Add the key that an installation of an earlier version lacks; who comes second reads it.

    The folder is locked meanwhile, and the file is the old one or the new one, never a half.
    """
    folder = os.open(data, os.O_RDONLY)
    try:
        fcntl.flock(folder, fcntl.LOCK_EX)
        kept = _read(path)
        if kept.codes_key:
            return kept
        whole = msgspec.structs.replace(kept, codes_key=secrets.token_hex(32))
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
