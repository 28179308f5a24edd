"""A PostgreSQL of one's own for a while: made in a temporary folder, gone afterwards."""

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from urllib.parse import quote

import psycopg

from linli.server.leash import hold

OLDEST = 15
START_LIMIT_S = 60
STOP_LIMIT_S = 60

FORGETFUL = ("-cfsync=off", "-cfull_page_writes=off")


def programs() -> Path:
    """Return the folder of the newest PostgreSQL installed here.

    Raises:
        FileNotFoundError: there is none of version 15 or later.
    """
    installed = {
        int(found.parent.parent.name): found.parent
        for found in Path("/usr/lib/postgresql").glob("*/bin/initdb")
    }
    if found := shutil.which("initdb"):
        return Path(found).resolve().parent
    if not installed or max(installed) < OLDEST:
        msg = f"PostgreSQL {OLDEST} or later is needed: apt-get install postgresql"
        raise FileNotFoundError(msg)
    return installed[max(installed)]


@contextmanager
def cluster(*, durable: bool = True) -> Iterator[str]:
    """Yield the address of a new cluster that listens on a socket only.

    One that is not ``durable`` loses nothing when processes are killed, only when the machine
    is, and is much sooner done with emptying its tables: for tests, not for what is measured.

    It refuses to run as root, so that root starts it as the user ``postgres``. It dies with
    this process.
    """
    folder = Path(tempfile.mkdtemp(prefix="linli-pg-"))
    try:
        with _running(folder, [] if durable else list(FORGETFUL)):
            yield f"postgresql://postgres@{quote(str(folder), safe='')}/postgres"
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _running(folder: Path, settings: Sequence[str]) -> Iterator[None]:
    owner = pwd.getpwnam("postgres").pw_uid if os.geteuid() == 0 else None
    if owner is not None:
        os.chown(folder, owner, -1)
    data = folder / "data"
    subprocess.run(  # noqa: S603  # our own command
        [
            programs() / "initdb",
            f"--pgdata={data}",
            "--username=postgres",
            "--auth=trust",
            "--encoding=UTF8",
            "--locale=C",
            "--no-sync",
        ],
        user=owner,
        cwd=folder,
        check=True,
        capture_output=True,
    )
    with (folder / "log").open("wb") as log:
        server = subprocess.Popen(  # noqa: S603  # our own command
            [
                programs() / "postgres",
                f"-D{data}",
                f"-k{folder}",
                "-clisten_addresses=",
                "-cmax_connections=200",
                *settings,
            ],
            user=owner,
            cwd=folder,
            stdout=log,
            stderr=log,
            preexec_fn=partial(hold, os.getpid()),  # noqa: PLW1509  # it calls the kernel only
        )
    try:
        _wait_until_it_answers(server, folder)
        yield
    finally:
        server.send_signal(signal.SIGINT)  # "fast": tells its clients to go
        server.wait(STOP_LIMIT_S)


def _wait_until_it_answers(server: subprocess.Popen[bytes], folder: Path) -> None:
    until = time.monotonic() + START_LIMIT_S
    while True:
        try:
            psycopg.connect(host=str(folder), user="postgres", dbname="postgres").close()
        except psycopg.OperationalError:
            if server.poll() is not None or time.monotonic() > until:
                raise RuntimeError((folder / "log").read_text()) from None
            time.sleep(0.02)
        else:
            return
