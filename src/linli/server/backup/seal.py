"""Who may open a backup: its first line, and the stream after it, encrypted by age.

The first line is ``linli-backup 1 HOW KEY``. Every encrypted backup has an age key of its own.
With a passphrase that key stands in the first line, wrapped by age under the passphrase, because
age itself takes a passphrase only for what fits into memory. With recipients the key is
forgotten once the restore drill is over, and the stream after the line is plain age. So both can
be opened without Linli, by the program ``age`` alone: docs/BACKUP.md says how.
"""

import base64
import binascii
import io
import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

import pyrage  # type: ignore[import-untyped]  # a compiled wheel without type stubs

from linli.server.backup.errors import (
    IdentityUnreadable,
    KeyDoesNotFit,
    NotABackup,
    PassphraseIsEmpty,
    RecipientUnreadable,
)

MAGIC = b"linli-backup"
FORMAT = b"1"
LONGEST_LINE = 4_096
"""Bytes of the first line; one with a wrapped key has some 500."""

PIPE_BYTES = 1 << 20
"""Held between two steps of the stream."""

PASSPHRASE, RECIPIENTS, PLAIN = b"passphrase", b"recipients", b"plain"
_NOTHING = b"-"


@dataclass(frozen=True, slots=True)
class Lock:
    """For whom a backup is written: a passphrase, or recipients, or, with neither, anyone."""

    passphrase: str = ""
    recipients: tuple[str, ...] = ()

    def __repr__(self) -> str:
        return "Lock(…)"


@dataclass(frozen=True, slots=True)
class Key:
    """What opens a backup; a plain one needs nothing."""

    passphrase: str = ""
    identities: tuple[str, ...] = ()

    def __repr__(self) -> str:
        return "Key(…)"


@dataclass(frozen=True, slots=True)
class Seal:
    """One backup's first line, whom its stream is encrypted to, and the key for the drill."""

    line: bytes
    to: tuple[Any, ...]
    own: Key


def make_seal(lock: Lock) -> Seal:
    """Return a new seal. With a passphrase this takes a second or more: that is its strength.

    Raises:
        RecipientUnreadable: one of the recipients is none.
    """
    if not lock.passphrase and not lock.recipients:
        return Seal(_line(PLAIN, _NOTHING), (), Key())
    own = pyrage.x25519.Identity.generate()
    to = [own.to_public(), *map(_recipient, lock.recipients)]
    key = Key(identities=(str(own),))
    if lock.recipients:
        return Seal(_line(RECIPIENTS, _NOTHING), tuple(to), key)
    wrapped = pyrage.passphrase.encrypt(str(own).encode(), lock.passphrase)
    return Seal(_line(PASSPHRASE, base64.b64encode(wrapped)), tuple(to), key)


@contextmanager
def sealing(out: BinaryIO, seal: Seal) -> Iterator[BinaryIO]:
    """Write the first line; give a stream whose bytes go encrypted into ``out``.

    Raises:
        OSError: ``out`` took no more.
    """
    out.write(seal.line)
    if not seal.to:
        yield out
        return
    watched = _Watched(out)
    with _pipe(lambda source: pyrage.encrypt_io(source, watched, list(seal.to)), watched) as sink:
        yield sink


@contextmanager
def opening(file: BinaryIO, key: Key, *, name: str) -> Iterator[BinaryIO]:
    """Read the first line; give the stream behind it, decrypted.

    A part that was changed or cut off is an OSError on reading, because age vouches for each.

    Raises:
        NotABackup: ``file``, which is called ``name``, is something else.
        KeyDoesNotFit: the key opens another backup.
    """
    how, wrapped = _read_line(file, name)
    if how == PLAIN:
        yield file
        return
    identities = key.identities
    if how == PASSPHRASE and not identities:
        identities = _unwrapped(wrapped, key)
    if not identities:
        raise KeyDoesNotFit
    with _decrypted(file, [_identity(one) for one in identities]) as source:
        yield source


def wants_passphrase(file: Path) -> bool:
    """Whether a passphrase opens this backup.

    Raises:
        NotABackup: it is none, or is not there.
    """
    try:
        with file.open("rb") as opened:
            return _read_line(opened, str(file))[0] == PASSPHRASE
    except OSError as missing:
        raise NotABackup(file=str(file)) from missing


def identities_in(text: str, *, name: str) -> tuple[str, ...]:
    """Return the private keys in an age key file, or an SSH private key as it is.

    Raises:
        IdentityUnreadable: there is none in it.
    """
    if text.startswith("-----BEGIN OPENSSH PRIVATE KEY-----"):
        found: tuple[str, ...] = (text,)
    else:
        lines = (line.strip() for line in text.splitlines())
        found = tuple(line for line in lines if line and not line.startswith("#"))
    try:
        for one in found:
            _identity(one)
    except KeyDoesNotFit as unreadable:
        raise IdentityUnreadable(file=name) from unreadable
    if not found:
        raise IdentityUnreadable(file=name)
    return found


def passphrase_of(text: str) -> str:
    """Return the passphrase in a file: its first line.

    Raises:
        PassphraseIsEmpty: that line is empty.
    """
    first = text.partition("\n")[0].strip("\r")
    if not first:
        raise PassphraseIsEmpty
    return first


def _line(how: bytes, key: bytes) -> bytes:
    return b" ".join((MAGIC, FORMAT, how, key)) + b"\n"


def _read_line(file: BinaryIO, name: str) -> tuple[bytes, bytes]:
    words = file.readline(LONGEST_LINE).split()
    known = (MAGIC, FORMAT, PASSPHRASE), (MAGIC, FORMAT, RECIPIENTS), (MAGIC, FORMAT, PLAIN)
    if len(words) != len(known[0]) + 1 or tuple(words[:-1]) not in known:
        raise NotABackup(file=name)
    return words[-2], words[-1]


def _unwrapped(wrapped: bytes, key: Key) -> tuple[str, ...]:
    if not key.passphrase:
        raise KeyDoesNotFit
    try:
        own: bytes = pyrage.passphrase.decrypt(base64.b64decode(wrapped), key.passphrase)
    except (pyrage.DecryptError, binascii.Error) as wrong:
        raise KeyDoesNotFit from wrong
    return (own.decode(),)


def _recipient(text: str) -> object:
    kind = pyrage.ssh if text.startswith("ssh-") else pyrage.x25519
    try:
        return kind.Recipient.from_str(text)
    except pyrage.RecipientError as unreadable:
        raise RecipientUnreadable(text=text) from unreadable


def _identity(text: str) -> object:
    try:
        if text.startswith("-----"):
            return pyrage.ssh.Identity.from_buffer(text.encode())
        return pyrage.x25519.Identity.from_str(text)
    except pyrage.IdentityError as unreadable:
        raise KeyDoesNotFit from unreadable


class _Watched(io.RawIOBase):
    """Writes on, and keeps what the system refused: age would say it in words of its own."""

    def __init__(self, out: BinaryIO) -> None:
        self.out = out
        self.refused: OSError | None = None

    def writable(self) -> bool:
        return True

    def write(self, some: Any) -> int:  # noqa: ANN401  # whatever holds bytes, as the base class has it
        try:
            return self.out.write(some)
        except OSError as refused:
            self.refused = refused
            raise


@contextmanager
def _pipe(work: Callable[[BinaryIO], None], watched: _Watched) -> Iterator[BinaryIO]:
    """Give a stream that ``work`` reads in a thread of its own."""
    reads, writes = os.pipe()

    def run() -> None:
        with os.fdopen(reads, "rb", buffering=PIPE_BYTES) as source:
            work(source)

    with ThreadPoolExecutor(1) as pool:
        done = pool.submit(run)
        sink = os.fdopen(writes, "wb", buffering=PIPE_BYTES)
        try:
            yield sink
            sink.close()
        except BrokenPipeError:
            pass  # the thread gave up, and knows why
        finally:
            with suppress(OSError):
                sink.close()
        if (failure := done.exception()) is not None:
            raise watched.refused or failure


@contextmanager
def _decrypted(file: BinaryIO, identities: Sequence[object]) -> Iterator[BinaryIO]:
    """Give what age decrypts of ``file`` in a thread of its own, to be read to its end."""
    reads, writes = os.pipe()

    def run() -> None:
        with suppress(BrokenPipeError), os.fdopen(writes, "wb", buffering=PIPE_BYTES) as sink:
            _decrypt(file, sink, identities)

    with ThreadPoolExecutor(1) as pool:
        done = pool.submit(run)
        source = os.fdopen(reads, "rb", buffering=PIPE_BYTES)
        try:
            yield source
        except Exception as failure:  # noqa: BLE001  # it is raised again, or what caused it
            source.close()
            # What age found is why reading ended too early.
            raise done.exception() or failure from None
        finally:
            source.close()  # whoever still writes is told so, and ends
        done.result()


def _decrypt(file: BinaryIO, sink: BinaryIO, identities: Sequence[object]) -> None:
    watched = _Watched(sink)
    try:
        pyrage.decrypt_io(file, watched, list(identities))
    except pyrage.DecryptError as failure:
        if "No matching keys" in str(failure):
            raise KeyDoesNotFit from failure
        raise OSError(str(failure)) from failure
    except OSError:
        if isinstance(watched.refused, BrokenPipeError):
            return  # nobody reads on
        raise
