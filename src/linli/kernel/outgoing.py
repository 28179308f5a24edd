"""The only door out: asks other servers by HTTP, and is led to no address inside.

Whoever asks an address that somebody configured or typed asks it here. The name is resolved,
every address it has is judged, and the very address that was judged is connected to; a redirect
is an answer like any other and is not followed. Size and time are bounded as a whole.
"""

import http.client
import socket
import ssl
import threading
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from functools import cache
from io import BufferedReader, RawIOBase
from typing import Any
from urllib.parse import SplitResult, urlsplit

from linli.kernel import clock
from linli.kernel.outgoing_addresses import is_intranet, is_loopback, is_outside

LONGEST_MS = 8_000
"""From looking up the name to the last byte: somebody waits before a page."""

MOST_BYTES = 256 * 1024
"""Of an answer. Lists of keys and tokens have a few thousand."""

ADDRESSES_TRIED = 4
LOOPBACK_NAMES = frozenset({"localhost", "127.0.0.1", "::1"})
_PORTS = {"https": 443, "http": 80}

Resolve = Callable[[str, int], list[str]]


class OutgoingError(Exception):
    """No answer was had. What it says names no path and no query: there are secrets in those."""


class AddressRefusedError(OutgoingError):
    """The address is no https, has a user in it, or leads inside."""


class NotReachedError(OutgoingError):
    """The name is unknown, nobody listens, or the certificate is not its."""


class TooSlowError(OutgoingError):
    """The answer was not whole in time."""


class TooLargeError(OutgoingError):
    """The answer is longer than is taken."""


class NotHttpError(OutgoingError):
    """What answered does not speak HTTP."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back; names of headers in small letters."""

    status: int
    headers: Mapping[str, str]
    body: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Limits:
    """How long an answer may take and how large it may be, in all."""

    ms: int = LONGEST_MS
    bytes: int = MOST_BYTES


@dataclass(frozen=True, slots=True)
class Origin:
    """Scheme, name and port: what an exception is made for."""

    scheme: str
    host: str
    port: int

    def as_host(self) -> str:
        """Return it as the header Host has it."""
        name = f"[{self.host}]" if ":" in self.host else self.host
        return name if self.port == _PORTS[self.scheme] else f"{name}:{self.port}"


def read_origin(url: str) -> Origin | None:
    """Return the origin of an http or https address; None where it has none, or a user."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return None
    host = (parts.hostname or "").rstrip(".")
    if parts.scheme not in _PORTS or not host or "@" in parts.netloc:
        return None
    return Origin(parts.scheme, host, _PORTS[parts.scheme] if port is None else port)


def looked_up(host: str, port: int) -> list[str]:
    """Return every address of a name, as the system resolves it.

    Raises:
        OSError: it has none.
    """
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(one[4][0]) for one in found))


@dataclass(frozen=True, slots=True)
class Outgoing:
    """The door of one installation.

    ``inside`` names exact origins that may lie inside, such as an intranet's sign-in: private
    addresses, and this machine itself where its own name stands there. With ``http://`` they
    may be asked in the clear. Link-local and metadata addresses are refused even so.
    """

    inside: frozenset[Origin] = frozenset()
    resolve: Resolve = looked_up

    def ask(
        self,
        url: str,
        *,
        method: str = "GET",
        headers: Mapping[str, str] | None = None,
        body: bytes | None = None,
        limits: Limits | None = None,
    ) -> Answer:
        """Ask one address once and return whatever it answers, a redirect too.

        Args:
            url: https://…, or one of the exceptions.
            method: GET, POST and so on.
            headers: besides Host and the length.
            body: for a POST.
            limits: other than 8 s and 256 kB.

        Raises:
            OutgoingError: there is no answer; its class says why.
        """
        bounds = limits or Limits()
        origin = read_origin(url)
        if origin is None or not self.may_be_named(origin):
            msg = "neither https nor an exception"
            raise AddressRefusedError(msg)
        due = _Due(clock.mono_ms() + bounds.ms)
        addresses = _in_time(lambda: self.resolve(origin.host, origin.port), due)
        if not addresses or not all(self.may_connect(origin, one) for one in addresses):
            msg = f"{origin.host} leads inside"
            raise AddressRefusedError(msg)
        line = _connected(origin, addresses[:ADDRESSES_TRIED], due)
        talk = _Talk(line, origin, due)
        try:
            return talk.exchange(method, _target(urlsplit(url)), headers or {}, body, bounds.bytes)
        finally:
            line.close()

    def may_be_named(self, origin: Origin) -> bool:
        """Whether such an address may be asked at all, before it is looked up."""
        return origin.scheme == "https" or origin in self.inside

    def may_connect(self, origin: Origin, address: str) -> bool:
        """Whether an address that the name has may be connected to."""
        if is_outside(address):
            return True
        if origin not in self.inside:
            return False
        return is_intranet(address) or (origin.host in LOOPBACK_NAMES and is_loopback(address))


def door(inside: Collection[str]) -> Outgoing:
    """Return the door of an installation that names these exceptions.

    What is no origin is left out: whoever reads settings has refused it by its name.
    """
    return Outgoing(frozenset(one for one in map(read_origin, inside) if one is not None))


@dataclass(frozen=True, slots=True)
class _Due:
    """When it must be over, by the clock that never goes back."""

    at_ms: int

    def left_s(self) -> float:
        """Return the seconds that are left.

        Raises:
            TooSlowError: there are none.
        """
        left = self.at_ms - clock.mono_ms()
        if left <= 0:
            raise TooSlowError
        return left / 1000


def _in_time(look_up: Callable[[], list[str]], due: _Due) -> list[str]:
    """Look a name up, and wait no longer than there is time: the system's resolver has its own."""
    found: list[list[str]] = []

    def work() -> None:
        try:
            found.append(look_up())
        except (OSError, UnicodeError):  # no such name; one that cannot be a name
            found.append([])

    thread = threading.Thread(target=work, daemon=True, name="outgoing-name")
    thread.start()
    thread.join(due.left_s())
    if not found:
        raise TooSlowError
    if not found[0]:
        msg = "the name has no address"
        raise NotReachedError(msg)
    return found[0]


def _connected(origin: Origin, addresses: list[str], due: _Due) -> socket.socket:
    """Connect to the first of these very addresses that answers, and check whose it is."""
    for address in addresses:
        try:
            plain = socket.create_connection((address, origin.port), due.left_s())
        except OSError:
            continue
        return plain if origin.scheme == "http" else _secured(plain, origin.host, due)
    due.left_s()
    msg = f"nobody answers at {origin.host}"
    raise NotReachedError(msg)


def _secured(plain: socket.socket, host: str, due: _Due) -> socket.socket:
    try:
        plain.settimeout(due.left_s())
        return _context().wrap_socket(plain, server_hostname=host)
    except TimeoutError as late:
        plain.close()
        raise TooSlowError from late
    except (OSError, ValueError) as refused:
        plain.close()
        msg = f"no safe line to {host}: {type(refused).__name__}"
        raise NotReachedError(msg) from refused
    except BaseException:
        plain.close()
        raise


@cache
def _context() -> ssl.SSLContext:
    """Return what the system trusts; reading it takes 20 ms."""
    made = ssl.create_default_context()
    made.minimum_version = ssl.TLSVersion.TLSv1_2
    return made


def _target(parts: SplitResult) -> str:
    return (parts.path or "/") + (f"?{parts.query}" if parts.query else "")


class _Timed(RawIOBase):
    """Bytes of a line, each read bounded by what is left of the whole."""

    def __init__(self, line: socket.socket, due: _Due) -> None:
        self._line, self._due = line, due

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any, /) -> int:  # noqa: ANN401  # a buffer, as Python names none
        self._line.settimeout(self._due.left_s())
        return self._line.recv_into(buffer)


class _Talk:
    """One question and its answer on a line that stands; http.client writes and reads them."""

    def __init__(self, line: socket.socket, origin: Origin, due: _Due) -> None:
        self._line, self._due, self._host = line, due, origin.as_host()
        self._http = http.client.HTTPConnection(origin.host, origin.port)
        self._http.sock = self  # secured already, where it is to be

    def makefile(self, _mode: str) -> BufferedReader:
        """Return what http.client reads the answer from."""
        return BufferedReader(_Timed(self._line, self._due))

    def sendall(self, data: bytes) -> None:
        """Send what http.client has written."""
        self._line.settimeout(self._due.left_s())
        self._line.sendall(data)

    def close(self) -> None:
        """Leave the line to whoever made it."""

    def exchange(
        self,
        method: str,
        target: str,
        headers: Mapping[str, str],
        body: bytes | None,
        most: int,
    ) -> Answer:
        """Ask, and read the answer to its end or to its limit.

        Raises:
            OutgoingError: as ``Outgoing.ask``.
        """
        try:
            self._http.request(method, target, body=body, headers={**headers, "Host": self._host})
            answer = self._http.getresponse()
            read = answer.read(most + 1)
        except TimeoutError as late:
            raise TooSlowError from late
        except OSError as broken:
            raise NotReachedError(type(broken).__name__) from broken
        except (http.client.HTTPException, ValueError) as garbage:
            raise NotHttpError(type(garbage).__name__) from garbage
        if len(read) > most:
            raise TooLargeError
        said = {name.lower(): value for name, value in answer.getheaders()}
        return Answer(answer.status, said, read)
