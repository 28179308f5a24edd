"""What a disk may hold after the power was cut: all that was synced, and any part of the rest.

A write that was not followed by a sync of its file may be there, or not, or in some of its
sectors of 512 bytes, independently of any other. Where the file has grown and the data has not
arrived there may be zeros or noise. The same goes for a file being cut. Files made and removed
are there as far as their folder was synced, and possibly further, in order. What an older file of
the same name held is not lost by a new one being made.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from proof.recording import Asked

SECTOR = 512
"""What a disk writes wholly or not at all. Source: the smallest sector in use."""

HOWS = ("nothing", "everything", "prefix", "subset", "torn")
"""How much of what was not synced has arrived."""


@dataclass(slots=True)
class _File:
    """One file: what the disk holds for sure, and what it was asked for since."""

    durable: bytearray = field(default_factory=bytearray)
    since: list[Asked] = field(default_factory=list)

    def settle(self) -> None:
        for asked in self.since:
            _apply(self.durable, asked)
        self.since.clear()


class Disk:
    """A disk that is asked for one thing after another, and may lose its power at any.

    Args:
        before: files that were there, by name, all synced.
    """

    def __init__(self, before: Mapping[str, bytes]) -> None:
        self._files = {name: _File(bytearray(data)) for name, data in before.items()}
        self._durable = dict(self._files)
        self._moves: list[tuple[str, _File | None]] = []

    def ask(self, asked: Asked) -> None:
        """Take in what a program asked for and was told to be done."""
        match asked.kind:
            case "o":
                self._files[asked.name] = _File()
                self._moves.append((asked.name, self._files[asked.name]))
            case "u":
                self._files.pop(asked.name, None)
                self._moves.append((asked.name, None))
            case "d":
                self._durable = dict(self._files)
                self._moves.clear()
            case "s":
                if asked.name in self._files:
                    self._files[asked.name].settle()
            case "w" | "t":
                self._files[asked.name].since.append(asked)
            case _:
                pass

    def image(self, how: str, chance: Random) -> dict[str, bytes]:
        """Return the files as they may be found after a cut now."""
        names = dict(self._durable)
        moved = {"nothing": 0, "everything": len(self._moves)}.get(
            how, chance.randint(0, len(self._moves))
        )
        for name, file in self._moves[:moved]:
            if file is None:
                names.pop(name, None)
            else:
                names[name] = file
        return {name: _found(file, how, chance) for name, file in names.items()}


def _found(file: _File, how: str, chance: Random) -> bytes:
    data = bytearray(file.durable)
    noise = chance.random() < 0.5  # noqa: PLR2004  # one image in two
    for asked in _arrived(file.since, how, chance):
        if asked.kind == "w" and how == "torn":
            _apply_sectors(data, asked, chance, noise=noise)
        else:
            _apply(data, asked, chance if noise else None)
    return bytes(data)


def _arrived(since: list[Asked], how: str, chance: Random) -> Iterable[Asked]:
    match how:
        case "nothing":
            return ()
        case "prefix":
            return since[: chance.randint(0, len(since))]
        case "subset" | "torn":
            share = chance.random()
            return [asked for asked in since if chance.random() < share]
        case _:
            return since


def _apply(data: bytearray, asked: Asked, chance: Random | None = None) -> None:
    if asked.kind == "t":
        del data[asked.number :]
        _reach(data, asked.number, chance)
        return
    _reach(data, asked.number, chance)
    data[asked.number : asked.number + len(asked.data)] = asked.data


def _apply_sectors(data: bytearray, asked: Asked, chance: Random, *, noise: bool) -> None:
    """Let each sector of a write arrive or not; where it ends does not begin a sector."""
    end = asked.number + len(asked.data)
    place = asked.number
    while place < end:
        upto = min(end, (place // SECTOR + 1) * SECTOR)
        if chance.getrandbits(1):
            part = asked.data[place - asked.number : upto - asked.number]
            _apply(data, Asked("w", asked.name, place, part), chance if noise else None)
        place = upto


def _reach(data: bytearray, size: int, chance: Random | None) -> None:
    missing = size - len(data)
    if missing > 0:
        data += chance.randbytes(missing) if chance else bytes(missing)


def write(image: Mapping[str, bytes], folder: Path) -> None:
    """Put the files of an image into an empty folder."""
    for name, data in image.items():
        (folder / name).write_bytes(data)
