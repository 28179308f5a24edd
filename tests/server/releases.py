"""The releases there were, each with a lived-in installation of it; see docs/decisions/0018."""

import json
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).parents[1] / "releases"
MANIFEST = "manifest.json"


@dataclass(frozen=True, slots=True)
class Release:
    """One release: its migrations, and what of its installation must still be so."""

    version: str
    folder: Path
    migrations: frozenset[tuple[str, str]]
    facts: dict[str, dict[str, str]]
    """For each engine: codes of meals, what is sealed in them."""

    def backup(self, engine: str) -> Path:
        """Return the backup of the installation on one engine."""
        return self.folder / f"{engine}.backup"

    def said(self, engine: str) -> Path:
        """Return what it said to the database while one more meal came and went."""
        return self.folder / f"{engine}.statements.json"


def released(folder: Path = FOLDER) -> list[Release]:
    """Return every release, the first one first; there is at least one."""
    found = [_read(one) for one in folder.iterdir() if (one / MANIFEST).exists()]
    assert found
    return sorted(found, key=lambda one: [int(part) for part in one.version.split(".")])


def _read(folder: Path) -> Release:
    told = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    migrations = frozenset((app, name) for app, name in told["migrations"])
    return Release(told["version"], folder, migrations, told["facts"])
