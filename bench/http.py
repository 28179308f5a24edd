"""HTTP as a load needs it: one kept-alive connection, one request at a time, little else."""

import asyncio
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self
from urllib.parse import urlencode

LARGEST_HEAD = 16_384
NO_CONTENT = 204
PAGE, JSON = "text/html,application/xhtml+xml", "application/json"
_END = b"\r\n\r\n"
_LENGTH = b"content-length:"


class NotUnderstoodError(RuntimeError):
    """The server said something that this client does not read, or hung up."""


@dataclass(frozen=True, slots=True)
class Answer:
    """A status and a body."""

    status: int
    body: bytes

    def json(self) -> Any:  # noqa: ANN401  # whatever was sent
        """Return the body as JSON."""
        return json.loads(self.body)


class Line(asyncio.Protocol):
    """One connection; ``ask`` sends a request and waits for its answer."""

    def __init__(self) -> None:
        self._transport: asyncio.Transport | None = None
        self._received = b""
        self._asked: asyncio.Future[Answer] | None = None

    @classmethod
    async def connect(cls, host: str, port: int) -> Self:
        """Connect to a server on this machine."""
        loop = asyncio.get_running_loop()
        _, line = await loop.create_connection(cls, host, port)
        return line

    async def ask(self, request: bytes) -> Answer:
        """Return the answer to a request.

        Raises:
            NotUnderstoodError: an answer without a length, or none at all.
        """
        assert self._transport is not None
        assert self._asked is None, "one request at a time"
        self._asked = asyncio.get_running_loop().create_future()
        self._transport.write(request)
        try:
            return await self._asked
        finally:
            self._asked = None

    @property
    def is_open(self) -> bool:
        """Whether nobody has hung up."""
        return self._transport is not None and not self._transport.is_closing()

    def close(self) -> None:
        """Hang up."""
        if self._transport is not None:
            self._transport.close()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin."""
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def connection_lost(self, exc: Exception | None) -> None:
        """Fail whoever waits."""
        self._fail(f"the server hung up: {exc}")

    def data_received(self, data: bytes) -> None:
        """Collect an answer, and hand it over when it is whole."""
        self._received += data
        head_ends = self._received.find(_END)
        if head_ends < 0:
            if len(self._received) > LARGEST_HEAD:
                self._fail("an endless head")
            return
        head = self._received[:head_ends]
        status = int(head[9:12])
        length = 0 if status == NO_CONTENT else _length_in(head)
        if length is None:
            self._fail("an answer without a length")
            return
        whole = head_ends + len(_END) + length
        if len(self._received) < whole:
            return
        body, self._received = self._received[head_ends + len(_END) : whole], self._received[whole:]
        if self._asked is not None and not self._asked.done():
            self._asked.set_result(Answer(status, body))

    def _fail(self, why: str) -> None:
        self.close()
        if self._asked is not None and not self._asked.done():
            self._asked.set_exception(NotUnderstoodError(why))


def _length_in(head: bytes) -> int | None:
    for field in head.lower().split(b"\r\n"):
        if field.startswith(_LENGTH):
            return int(field[len(_LENGTH) :])
    return None


def page(host: str, path: str) -> bytes:
    """Return the request by which a phone opens a page."""
    return _head("GET", host, path) + b"\r\n"


def form(host: str, path: str, *, accept: str = PAGE, **fields: str) -> bytes:
    """Return the request by which a phone without script sends a form.

    With ``accept`` it is a program's, which wants to be told the same as JSON.
    """
    body = urlencode(fields).encode()
    about = (
        f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return _head("POST", host, path, accept) + about.encode() + body


def call(host: str, path: str, *, token: str, body: Mapping[str, object]) -> bytes:
    """Return the request by which a program that has the replay's key asks for something."""
    told = json.dumps(body).encode()
    about = (
        f"Authorization: Bearer {token}\r\nContent-Type: application/json\r\n"
        f"Content-Length: {len(told)}\r\n\r\n"
    )
    return _head("POST", host, path) + about.encode() + told


def _head(method: str, host: str, path: str, accept: str = PAGE) -> bytes:
    return (
        f"{method} {path} HTTP/1.1\r\nHost: {host}\r\n"
        "User-Agent: Mozilla/5.0 (Linux; Android 14) Mobile\r\n"
        f"Accept: {accept}\r\nAccept-Language: zh-CN,zh;q=0.9\r\n"
    ).encode()
