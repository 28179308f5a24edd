"""``python -m tools.release 0.2.0``: keep a lived-in installation of a release in the tree.

For each engine a backup of it, and what it says to the database while one more meal comes and
goes; for both one list of the migrations, and of what must still be so after every upgrade.
"""

import argparse
import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from bench.stage import POSTGRESQL, SQLITE, stage
from tests.server.releases import FOLDER, MANIFEST

from linli.server.folder import make_ready
from linli.server.secrets import load_or_make


def main(arguments: Sequence[str]) -> None:
    """Make the installations, and write what is kept of them."""
    said = argparse.ArgumentParser("tools.release", description=__doc__)
    said.add_argument("version")
    said.add_argument("--into", type=Path, default=FOLDER)
    asked = said.parse_args(arguments)
    folder: Path = asked.into / asked.version
    folder.mkdir(parents=True, exist_ok=True)
    told = {engine: live_in(folder, engine) for engine in (SQLITE, POSTGRESQL)}
    manifest = {
        "version": asked.version,
        "migrations": told[SQLITE]["migrations"],
        "facts": {engine: one["facts"] for engine, one in told.items()},
    }
    text = json.dumps(manifest, indent=1, ensure_ascii=False)
    (folder / MANIFEST).write_text(text + "\n", encoding="utf-8")


def live_in(folder: Path, engine: str) -> dict[str, dict[str, str]]:
    """Make one installation in a room of its own, and return what it told of itself."""
    with stage(engine) as here:
        room = here.room("lived")
        make_ready(room.folder)
        load_or_make(room.folder.root)
        done = subprocess.run(  # noqa: S603  # our own module
            [sys.executable, "-m", "tools.release_lived", str(folder)],
            env=dict(room.environment),
            check=True,
            stdout=subprocess.PIPE,
        )
    told: dict[str, dict[str, str]] = json.loads(done.stdout)
    return told


if __name__ == "__main__":
    main(sys.argv[1:])
