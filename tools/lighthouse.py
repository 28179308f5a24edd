"""``python -m tools.lighthouse``: what Lighthouse says of the pages that anybody may open.

It is a program of its own (``npm install --global lighthouse``) and no part of the suite: where
it or a browser is missing, that is said, and the exit status is 2. A Linli with its demo is
started in a folder of its own for the visit.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from tests.server.whole import Whole, free_port, started

PAGES = ("/", "/signin", "/c/BYL-A", "/c/BYL-A/pickup", "/c/BYL-A/lost", "/api/docs")
"""Six pages that need no sign-in. Source: SCREENS, table C, line 13."""

LEAST = 0.95
CATEGORIES = ("performance", "accessibility", "best-practices")
"""Not how well a search engine finds it: every page asks not to be found."""

LIMIT_S = 180
CANNOT, TOO_LOW = 2, 1
FLAGS = "--headless=new --no-sandbox --disable-dev-shm-usage"


def main() -> int:
    """Say each page's scores; return 1 where one is too low, 2 where nothing could be measured."""
    program = os.environ.get("LIGHTHOUSE") or shutil.which("lighthouse") or ""
    browser = shutil.which("chromium") or ""
    if not program or not browser:
        lacks = "lighthouse (npm install --global lighthouse)" if browser else "chromium"
        say(f"Nothing was measured: {lacks} is not installed.")
        return CANNOT
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder) / "data"
        with started(root, "--port", str(free_port())) as whole:
            return judged(list(visits(whole, program, browser, Path(folder))))


def visits(
    whole: Whole, program: str, browser: str, folder: Path
) -> Iterator[tuple[str, Sequence[float]]]:
    """Yield each page with its scores, from 0 to 1."""
    for number, path in enumerate(PAGES):
        told = folder / f"{number}.json"
        command = [program, whole.url + path, "--quiet", "--output=json"]
        command += [f"--output-path={told}", f"--only-categories={','.join(CATEGORIES)}"]
        subprocess.run(  # noqa: S603  # the program that was asked for
            [*command, f"--chrome-flags={FLAGS}"],
            env={**os.environ, "CHROME_PATH": browser},
            check=True,
            timeout=LIMIT_S,
        )
        known = json.loads(told.read_text(encoding="utf-8"))["categories"]
        scores = [known[name]["score"] or 0.0 for name in CATEGORIES]
        shown = "  ".join(f"{name} {one:.2f}" for name, one in zip(CATEGORIES, scores, strict=True))
        say(f"{path:18} {shown}")
        yield path, scores


def judged(seen: Sequence[tuple[str, Sequence[float]]]) -> int:
    """Name what is too low; return the exit status."""
    low = [path for path, scores in seen if min(scores) < LEAST]
    for path in low:
        say(f"below {LEAST}: {path}")
    return TOO_LOW if low else 0


def say(line: str) -> None:
    """Tell what was measured."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
