"""A whole Linli for tests: the real command in a folder of its own, on a port of its own."""

import atexit
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

from linli.server.folder import Folder, make_ready, read_json

LIMIT_S = 60
LOOK_AGAIN_S = 0.02


def environment(**more: str) -> dict[str, str]:
    """Return this process's environment without what the suite chose for itself."""
    return {
        **{
            name: text
            for name, text in os.environ.items()
            if not name.startswith("LINLI_") and name != "DJANGO_SETTINGS_MODULE"
        },
        **more,
    }


def linli(*arguments: str, **more: str) -> subprocess.CompletedProcess[str]:
    """Run the command to its end."""
    return subprocess.run(  # noqa: S603  # our own command
        [sys.executable, "-m", "linli", *arguments],
        env=environment(**more),
        capture_output=True,
        text=True,
        check=False,
        timeout=LIMIT_S,
    )


def free_port() -> int:
    """Return a port that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def until(reached: Callable[[], bool], what: str) -> None:
    """Wait until something is so, at most a minute."""
    give_up = time.monotonic() + LIMIT_S
    while not reached():
        assert time.monotonic() < give_up, what
        time.sleep(LOOK_AGAIN_S)


def is_there(pid: int) -> bool:
    """Whether a process lives; one that waits to be buried does not."""
    try:
        return "\nState:\tZ" not in Path(f"/proc/{pid}/status").read_text(encoding="utf-8")
    except (FileNotFoundError, ProcessLookupError):
        return False


def family_of(pid: int) -> set[int]:
    """Return a process and all that descend from it."""
    try:
        born = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="utf-8").split()
    except FileNotFoundError:
        return set()
    return {pid}.union(*(family_of(int(one)) for one in born))


@dataclass
class Whole:
    """A Linli that runs, and what it says at the terminal, which is a file here."""

    process: subprocess.Popen[bytes]
    folder: Folder
    terminal: Path
    read: int = 0

    @property
    def lines(self) -> list[str]:
        """All that it has said."""
        return [line.strip() for line in self.terminal.read_text(encoding="utf-8").splitlines()]

    @property
    def url(self) -> str:
        """Where its pages are."""
        return str(read_json(self.folder.web_file)["url"])

    @property
    def pids(self) -> Mapping[str, int]:
        """Its processes by name."""
        return read_json(self.folder.pids_file)

    def read_until(self, word: str) -> str:
        """Read on what it says until a line has this word, and return that line."""
        give_up = time.monotonic() + LIMIT_S
        while True:
            for line in self.lines[self.read :]:
                self.read += 1
                if word in line:
                    return line
            assert self.process.poll() is None, f"ended before it said {word}: {self.lines}"
            assert time.monotonic() < give_up, f"never said {word}: {self.lines}"
            time.sleep(LOOK_AGAIN_S)

    def get(self, path: str = "/") -> tuple[int, str]:
        """Ask for a page; 0 where nobody answers."""
        try:
            asked = urllib.request.urlopen(self.url + path, timeout=LIMIT_S)  # noqa: S310  # ours
            with asked as answer:
                return int(answer.status), answer.read().decode()
        except OSError:
            return 0, ""

    def stop(self, number: int = signal.SIGINT) -> int:
        """Ask it to stop, as Ctrl-C does, and return its exit status."""
        self.process.send_signal(number)
        return self.process.wait(LIMIT_S)


@cache
def made_ready() -> Path:
    """Return a folder with tables and no demo, in which nothing has run; made once, for copies."""
    root = Path(mkdtemp(prefix="linli-made-ready-"))
    atexit.register(shutil.rmtree, root, ignore_errors=True)
    make_ready(Folder(root))
    subprocess.run(  # our own command
        [sys.executable, "-m", "linli.server.prepare", "--no-demo"],
        env=environment(LINLI_DATA=str(root)),
        check=True,
        capture_output=True,
        timeout=LIMIT_S,
    )
    return root


def copy_ready(to: Path) -> Path:
    """Copy such a folder, for who tests what comes after the first start; return it."""
    shutil.copytree(made_ready(), to)
    return to


@contextmanager
def started(root: Path, *arguments: str, **more: str) -> Iterator[Whole]:
    """Start a Linli in this folder and wait until it has said everything."""
    terminal = root.with_name(f"{root.name}-terminal")
    with terminal.open("wb") as said:
        process = subprocess.Popen(  # noqa: S603  # our own command
            [sys.executable, "-m", "linli", "--data", str(root), "--no-open", *arguments],
            env=environment(**more),
            stdout=said,
        )
    whole = Whole(process, Folder(root), terminal)
    try:
        whole.read_until("Ctrl+C")
        yield whole
    finally:
        process.kill()
        process.wait()


def demo_of(folder: Folder) -> list[str]:
    """Return the demo's cabinets."""
    codes = json.loads(folder.demo_file.read_text(encoding="utf-8"))["cabinets"]
    return [str(code) for code in codes]
