"""An old image of a cabinet's disk is put back: ``python -m proof.restored MEALS``.

A real journal on a real disk, real lines on the wire, and the server's real rules in a database
of its own, named by LINLI_DATA. At each stage of the noon the disk is copied; later that copy is
put back and the cabinet starts from it. Prints one JSON object: images put back, and how many of
them the server found out, by the cabinet's hello and by its lines.
"""

import json
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random

from django.db import connection, transaction

from linli.cabinet.inputs import Effect, Input
from linli.cabinet.journal import Journal
from linli.kernel.clock import now
from linli.server.worker import load
from proof.cabinet_image import JOURNAL

load()

from tests.lockers.cabinets import RealCabinet, layout_of  # noqa: E402  # Django is set up
from tests.lockers.tower import TIMES, Tower, building, plugged_in  # noqa: E402

from linli.lockers.actions.applying import apply_events  # noqa: E402
from linli.lockers.actions.hearing import hear  # noqa: E402
from linli.lockers.actions.towers import Config, NewTower, put_up  # noqa: E402
from linli.lockers.models import Cabinet  # noqa: E402
from linli.wire.messages import Purpose, Quarantined  # noqa: E402


class _OnDisk(RealCabinet):
    """A real cabinet whose every step is committed to a journal on a disk."""

    def __init__(self, config: Config, folder: Path, *, now_ms: int, chance: Random) -> None:
        self.file = folder / JOURNAL
        self.journal = Journal(self.file, layout_of(config))
        self._known, self._kept = self.journal.load(), 0
        super().__init__(config, now_ms=now_ms, chance=chance)

    def happens(self, happened: Input) -> list[Effect]:
        effects = super().happens(happened)  # a released lock moves its door in there: two steps
        self.journal.commit(self.memory, self._known, self.lines[self._kept :])
        self._known, self._kept = self.memory, len(self.lines)
        return effects

    def copy(self, into: Path) -> Path:
        """Return a copy of the disk as it is now, taken while the agent runs."""
        into.mkdir()
        for suffix in ("", "-wal"):
            shutil.copy(f"{self.file}{suffix}", into)
        return into / JOURNAL

    def put_back(self, image: Path) -> None:
        """Start from an image of the disk, as it is after the machine was set back to it."""
        self.journal.close()
        self.journal = Journal(image, self.layout)
        self.journal.verify()
        self._known, lines = self.journal.load(), self.journal.lines(0, -1)
        self._kept = len(lines)
        self.restore(self._known, lines)


def main(meals: int) -> None:
    """Let so many meals pass, then put back each image that was taken on the way."""
    with tempfile.TemporaryDirectory() as name:
        tower = Tower(now=now(), code="OTHER")
        place = building("TOWER", now=tower.now)
        (config,) = put_up(
            NewTower(building=place, prefix="T", cabinets=1, doors=4, times=TIMES), now=tower.now
        )
        milliseconds = int(tower.now.timestamp() * 1000)
        chance = Random(1)  # noqa: S311  # names, no secrets
        cabinet = _OnDisk(config, Path(name), now_ms=milliseconds, chance=chance)
        tower.cabinets[:] = [cabinet]
        tower.a = cabinet
        tower.line.cabinets[cabinet.code] = cabinet
        images = _noon(tower, cabinet, Path(name), meals)
        found = {"images": len(images), "by_hello": 0, "by_lines": 0}
        for image in images:
            found["by_hello"] += _is_found_by_hello(tower, cabinet, image)
            found["by_lines"] += _is_found_by_lines(tower, cabinet, image)
    sys.stdout.write(json.dumps(found))


def _noon(tower: Tower, cabinet: _OnDisk, folder: Path, meals: int) -> list[Path]:
    """Return images taken after each exchange but the last."""
    images = []
    with plugged_in(tower.line):
        for number in range(meals):
            begun = tower.stored(cabinet=cabinet.code)
            images.append(cabinet.copy(folder / f"stored-{number}"))
            cabinet.empty(tower.opened(begun, Purpose.PICKUP))
            tower.exchange()
            images.append(cabinet.copy(folder / f"picked-{number}"))
            tower.wait(120)
        tower.exchange()
        tower.stored(cabinet=cabinet.code)
    return images


@contextmanager
def _undone() -> Iterator[None]:
    """Let the server forget what it found out, for the next image."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def _is_found_by_hello(tower: Tower, cabinet: _OnDisk, image: Path) -> bool:
    with _undone():
        cabinet.put_back(_fresh(image))
        (answer,) = hear([cabinet.hello()], now=tower.now)
        return isinstance(answer, Quarantined) and _is_shut(cabinet)


def _is_found_by_lines(tower: Tower, cabinet: _OnDisk, image: Path) -> bool:
    """Whether it is found without a hello, by the line of its start."""
    with _undone():
        cabinet.put_back(_fresh(image))
        last = len(cabinet.lines)
        (answer,) = apply_events([cabinet.batch(last, last)], now=tower.now)
        return isinstance(answer, Quarantined) and _is_shut(cabinet)


def _fresh(image: Path) -> Path:
    """Return a copy of an image, which stays as it was taken."""
    into = Path(tempfile.mkdtemp(dir=image.parent))
    for one in list(image.parent.iterdir()):
        if one.is_file():
            shutil.copy(one, into)
    return into / JOURNAL


def _is_shut(cabinet: RealCabinet) -> bool:
    return not Cabinet.objects.filter(code=cabinet.code, quarantined_at=None).exists()


if __name__ == "__main__":
    main(int(sys.argv[1]))
    connection.close()
