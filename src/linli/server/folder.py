"""The data folder: where everything of one installation lies, and who may use it now."""

import contextlib
import errno
import fcntl
import json
import os
import shutil
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import platformdirs

from linli.kernel import clock
from linli.server.errors import AlreadyRunning, DiskIsFull, FolderNotWritable

ROOM_NEEDED_MB = 64
"""A noon of 800 meals writes about 5 MB; below this a day might not fit."""

LEAVING_MS = 3_000
"""How long the processes of a Linli that was killed may take to be gone."""

_LOOK_AGAIN_S = 0.02


@dataclass(frozen=True, slots=True)
class Folder:
    """The places in a data folder."""

    root: Path

    @property
    def run(self) -> Path:
        """What is true only while Linli runs: ports, processes."""
        return self.root / "run"

    @property
    def log(self) -> Path:
        """One log for each process."""
        return self.root / "log"

    @property
    def bus(self) -> Path:
        """Who is let onto the bus, and the keys and certificates of this installation's part."""
        return self.root / "bus"

    @property
    def bus_keys_file(self) -> Path:
        """The names and seeds on the bus of the server's own processes. Secret."""
        return self.bus / "keys.json"

    @property
    def bus_cabinets_file(self) -> Path:
        """The cabinets that are let onto the bus, by their names there."""
        return self.bus / "cabinets.json"

    @property
    def bus_listen_file(self) -> Path:
        """Where the bus is to listen, if not on this machine alone."""
        return self.bus / "listen.json"

    @property
    def bus_file(self) -> Path:
        """Where the bus is, ``{"url": "nats://…"}``; cabinets read it at each reconnect."""
        return self.run / "bus.json"

    @property
    def web_file(self) -> Path:
        """Where the pages are, ``{"url": "http://…"}``."""
        return self.run / "web.json"

    @property
    def pids_file(self) -> Path:
        """Each running process by name."""
        return self.run / "pids.json"

    @property
    def lock_file(self) -> Path:
        """Held by the running Linli and each of its children."""
        return self.run / "lock"

    @property
    def metrics(self) -> Path:
        """What each process has counted since the start."""
        return self.run / "metrics"

    @property
    def beats(self) -> Path:
        """When each part last went round, by the clock that never goes back."""
        return self.run / "beats"

    @property
    def unknown_proxy_file(self) -> Path:
        """Who last spoke as a proxy and is none: ``{"address": …, "at_ms": …}``."""
        return self.run / "unknown_proxy.json"

    @property
    def stamp_file(self) -> Path:
        """For which program and database the data were last made ready."""
        return self.run / "prepared.json"

    @property
    def demo_file(self) -> Path:
        """Which cabinets are the demo's; its being there says that the choice was made."""
        return self.root / "demo.json"

    def cabinet_config(self, code: str) -> Path:
        """Return where a simulated cabinet's configuration lies."""
        return self.root / "cabinets" / code / "config.json"

    def log_of(self, name: str) -> Path:
        """Return the log of one process."""
        return self.log / f"{name}.log"


def data_folder(given: Path | None) -> Folder:
    """Return the folder asked for, else that of ``LINLI_DATA``, else the platform's own."""
    named = given or os.environ.get("LINLI_DATA") or platformdirs.user_data_path("linli")
    return Folder(Path(named).expanduser().absolute())


def make_ready(folder: Folder) -> bool:
    """Make the folder if need be and try it; return whether it is new.

    Raises:
        FolderNotWritable: it cannot be made or written.
        DiskIsFull: there is too little room.
    """
    is_new = not folder.root.exists()
    try:
        folder.root.mkdir(mode=0o700, parents=True, exist_ok=True)
        folder.run.mkdir(mode=0o700, exist_ok=True)
        folder.log.mkdir(mode=0o700, exist_ok=True)
        folder.bus.mkdir(mode=0o700, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=folder.run) as probe:
            probe.write(b"\0" * 4096)
            probe.flush()
            os.fsync(probe.fileno())
        room = shutil.disk_usage(folder.root).free
    except OSError as refused:
        if refused.errno in {errno.ENOSPC, errno.EDQUOT}:
            raise DiskIsFull(folder=str(folder.root), megabytes=ROOM_NEEDED_MB) from refused
        reason = os.strerror(refused.errno) if refused.errno else str(refused)
        raise FolderNotWritable(folder=str(folder.root), reason=reason) from refused
    if room < ROOM_NEEDED_MB * 1024 * 1024:
        raise DiskIsFull(folder=str(folder.root), megabytes=ROOM_NEEDED_MB)
    return is_new


def take(folder: Folder) -> int:
    """Take the folder for this process and return the open lock; children inherit it.

    A Linli that was killed leaves the lock to its children, who die with it: this waits
    until the last is gone.

    Raises:
        AlreadyRunning: another Linli lives in it.
    """
    lock = os.open(folder.lock_file, os.O_RDWR | os.O_CREAT, 0o600)
    give_up = clock.mono_ms() + LEAVING_MS
    while True:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            break
        except BlockingIOError as taken:
            holder = _holder(lock)
            if _lives(holder) or clock.mono_ms() > give_up:
                os.close(lock)
                raise AlreadyRunning(folder=str(folder.root), pid=holder) from taken
            time.sleep(_LOOK_AGAIN_S)
    os.ftruncate(lock, 0)
    os.pwrite(lock, str(os.getpid()).encode(), 0)
    os.set_inheritable(lock, True)  # noqa: FBT003  # the library's own shape
    return lock


def is_running(folder: Folder) -> bool:
    """Whether a Linli lives in this folder now."""
    try:
        lock = os.open(folder.lock_file, os.O_RDWR)
    except OSError:
        return False
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(lock)
    return False


def _holder(lock: int) -> int:
    text = os.pread(lock, 20, 0)
    return int(text) if text.isdigit() else 0


def _lives(pid: int) -> bool:
    if not pid:
        return False
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def write_json(path: Path, value: object) -> None:
    """Write the file so that a reader sees the old or the new whole, never a half."""
    write_text(path, json.dumps(value, ensure_ascii=False))


def write_text(path: Path, text: str) -> None:
    """Write a file that only its owner may read, so that a reader sees the old or the new."""
    handle, draft = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}-")
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        Path(draft).replace(path)
    except BaseException:
        with contextlib.suppress(FileNotFoundError):
            Path(draft).unlink()
        raise


def read_json(path: Path) -> dict[str, Any]:
    """Return what the file holds; empty when it is not there or was torn."""
    try:
        value = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return value if isinstance(value, dict) else {}
