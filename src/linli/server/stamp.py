"""What the data were last made ready for, told without loading Django."""

import hashlib
import importlib.metadata
from collections.abc import Sequence
from pathlib import Path

from linli.server.folder import Folder, read_json, write_json

_SOURCE = Path(__file__).resolve().parent.parent


def wanted(folder: Folder, database_url: str, systems: Sequence[str]) -> str:
    """Return a hash of all that migrations and collected files depend on.

    Any new, changed or touched migration or browser file changes it, as do another version,
    data folder or database, and other systems.
    """
    parts = [
        importlib.metadata.version("linli"),
        importlib.metadata.version("django"),
        database_url,
        ",".join(systems),
        str(folder.root),
    ]
    for pattern in ("*/migrations/*.py", "*/static/**/*"):
        for path in sorted(_SOURCE.glob(pattern)):
            about = path.stat()
            parts.append(f"{path.relative_to(_SOURCE)} {about.st_size} {about.st_mtime_ns}")
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def is_current(folder: Folder, database_url: str, systems: Sequence[str]) -> bool:
    """Whether the data are ready for this program and this database."""
    if not database_url and not (folder.root / "linli.sqlite3").exists():
        return False
    return bool(read_json(folder.stamp_file).get("stamp") == wanted(folder, database_url, systems))


def keep(folder: Folder, database_url: str, systems: Sequence[str]) -> None:
    """Remember that the data are ready."""
    write_json(folder.stamp_file, {"stamp": wanted(folder, database_url, systems)})
