"""Bits that flip in a cabinet's journal: found, or without any effect, and never believed.

A closed file and one that still has its log are tried. ``found`` means that the journal refuses
by name at its start or when it verifies, or that SQLite's own check complains; ``harmless`` that
everything in it reads as it was written, as in a page that nobody uses.
"""

import shutil
import tempfile
from collections import Counter
from contextlib import closing
from pathlib import Path
from random import Random

from tests.cabinet.durable import DurableWorld
from tests.cabinet.world import CLOSED, OPEN, layout

from linli.cabinet.journal import Journal, JournalError
from proof.cabinet_image import JOURNAL
from proof.cabinet_load import digest
from proof.cuts import FAST

FOUND, HARMLESS, BELIEVED = "found", "harmless", "believed"

MEALS = 12


def flip_bits(count: int, chance: Random) -> Counter[str]:
    """Flip one bit at a time, so many times in all, and count what came of it."""
    totals: Counter[str] = Counter()
    with tempfile.TemporaryDirectory(dir=FAST) as name:
        whole = _journals(Path(name))
        truths = [_read(one) for one in whole]
        for number in range(count):
            truth, folder = truths[number % len(whole)], whole[number % len(whole)]
            totals[_tried(folder, truth, chance)] += 1
    return totals


def flip_in_lines(count: int, chance: Random) -> Counter[str]:
    """Flip one bit in the text of some line, wherever it lies in a closed file."""
    totals: Counter[str] = Counter()
    with tempfile.TemporaryDirectory(dir=FAST) as name:
        whole, _ = _journals(Path(name))
        raw = (whole / JOURNAL).read_bytes()
        with closing(Journal(whole / JOURNAL, layout())) as journal:
            lines = journal.lines(0, -1)
        places = [raw.index(f'"hash":"{line.hash}"'.encode()) for line in lines]
        truth = _read(whole)
        for _ in range(count):
            at = chance.choice(places) + chance.randrange(70)
            totals[_tried(whole, truth, chance, at=at)] += 1
    return totals


def _journals(folder: Path) -> tuple[Path, Path]:
    """Return a folder with a closed journal, and one with a journal and its log."""
    closed, cut = folder / "closed", folder / "cut"
    closed.mkdir()
    world = DurableWorld(closed / JOURNAL)
    for number in range(1, MEALS + 1):
        comp = world.stores(f"{number:013d}")
        if number % 2:
            world.picks_up(f"{number:013d}")
            for reading in (OPEN, CLOSED):
                world.senses(comp, reading)
            world.passes(100_000)
        elif number > 2:  # noqa: PLR2004  # two of three compartments are taken for good
            break
    shutil.copytree(closed, cut, ignore=shutil.ignore_patterns("*-shm"))
    world.journal.close()
    return closed, cut


def _tried(whole: Path, truth: str, chance: Random, *, at: int | None = None) -> str:
    with tempfile.TemporaryDirectory(dir=FAST) as name:
        folder = Path(name) / "copy"
        shutil.copytree(whole, folder)
        file = chance.choice(sorted(folder.iterdir()))
        raw = bytearray(file.read_bytes())
        place = chance.randrange(len(raw)) if at is None else at
        raw[place] ^= 1 << chance.randrange(8)
        file.write_bytes(raw)
        try:
            return HARMLESS if _read(folder) == truth else BELIEVED
        except JournalError:
            return FOUND


def _read(folder: Path) -> str:
    """Return a digest of all a journal holds, once it says that nothing is wrong."""
    with closing(Journal(folder / JOURNAL, layout())) as journal:
        journal.verify()
        return digest(journal)
