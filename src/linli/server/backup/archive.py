"""What a backup holds, in this order: what it is, files, the database in parts, what to find."""

import gzip
import io
import math
import os
import tarfile
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import IO, BinaryIO, TypeVar

import msgspec

Kind = TypeVar("Kind")

ABOUT = "about.json"
FILES = "files/"
DATABASE = "database/"
TABLES = "tables.json"

PART_BYTES = 4 << 20
"""Of the database, in one member: so much is held in memory at a time."""

LARGEST_TEXT = 8 << 20
"""Bytes of one of the two JSON members; a hundred tables need ten thousand."""


class About(msgspec.Struct, frozen=True):
    """What a backup is: who made it when, of which engine, with which migrations applied."""

    linli: str
    made_at: str
    engine: str
    migrations: list[tuple[str, str]]


class Table(msgspec.Struct, frozen=True):
    """What a table holds: how many rows, and a sum over their hashes, whatever their order."""

    rows: int
    sum: str


Tables = dict[str, Table]


class TornArchiveError(ValueError):
    """The members are not those of a whole backup."""


class Writing:
    """The members of a backup, written one after the other into a stream."""

    def __init__(self, tar: tarfile.TarFile) -> None:
        self._tar = tar
        self._parts = 0

    def add_about(self, about: About) -> None:
        """Say what this is; first of all."""
        self._add(ABOUT, msgspec.json.encode(about))

    def add_file(self, name: str, path: Path) -> None:
        """Add a file of the data folder under its name there."""
        with path.open("rb") as file:
            member = _member(FILES + name, os.fstat(file.fileno()).st_size)
            self._tar.addfile(member, file)

    def add_part(self, some: bytes) -> None:
        """Add the next part of the database."""
        self._parts += 1
        self._add(f"{DATABASE}{self._parts:06d}", some)

    def add_tables(self, tables: Mapping[str, Table]) -> None:
        """Say what whoever reads must find; last of all."""
        self._add(TABLES, msgspec.json.encode(tables))

    def _add(self, name: str, content: bytes) -> None:
        self._tar.addfile(_member(name, len(content)), io.BytesIO(content))


@contextmanager
def writing(stream: BinaryIO) -> Iterator[Writing]:
    """Write a backup's members into a stream, compressed as fast as zlib can."""
    with (
        gzip.GzipFile(fileobj=stream, mode="wb", compresslevel=1, mtime=0) as packed,
        tarfile.open(fileobj=packed, mode="w|", format=tarfile.PAX_FORMAT) as tar,
    ):
        yield Writing(tar)


@contextmanager
def reading(stream: BinaryIO) -> Iterator[Iterator[tuple[str, IO[bytes]]]]:
    """Give each member's name and content in turn; read all of them.

    A content can be read until the next one is asked for; all but files fit into memory.

    Raises:
        TornArchiveError: what is read is no backup, or ends too early.
        OSError: a part was changed.
    """
    try:
        yield _members(stream)
    except (tarfile.TarError, EOFError, gzip.BadGzipFile, zlib.error) as torn:
        raise TornArchiveError(str(torn)) from torn


def _members(stream: BinaryIO) -> Iterator[tuple[str, IO[bytes]]]:
    name = ""
    with gzip.GzipFile(fileobj=stream, mode="rb") as packed:
        with tarfile.open(fileobj=packed, mode="r|") as tar:
            for member in tar:
                name = member.name
                content = tar.extractfile(member)
                if content is None or member.size > _most(name):
                    raise TornArchiveError(name)
                yield name, content
        while packed.read(PART_BYTES):
            pass  # what vouches for the whole stands at its end
    if name != TABLES:
        msg = "it ends too early"
        raise TornArchiveError(msg)


def about_in(content: IO[bytes]) -> About:
    """Read what a backup says that it is.

    Raises:
        TornArchiveError: it says something else.
    """
    return _decoded(content, About)


def tables_in(content: IO[bytes]) -> Tables:
    """Read what must be found.

    Raises:
        TornArchiveError: it says something else.
    """
    return _decoded(content, Tables)


def differing(wanted: Tables, found: Tables) -> list[str]:
    """Return the names of the tables that do not hold the same on both sides."""
    return sorted(
        name for name in wanted.keys() | found.keys() if wanted.get(name) != found.get(name)
    )


def _most(name: str) -> int | float:
    """Return the most bytes a member may have; files are the installation's own."""
    if name.startswith(FILES):
        return math.inf
    return PART_BYTES if name.startswith(DATABASE) else LARGEST_TEXT


def _member(name: str, size: int) -> tarfile.TarInfo:
    member = tarfile.TarInfo(name)
    member.size, member.mode = size, 0o600
    return member


def _decoded(content: IO[bytes], kind: type[Kind]) -> Kind:
    try:
        return msgspec.json.decode(content.read(), type=kind)
    except msgspec.DecodeError as other:
        raise TornArchiveError(str(other)) from other
