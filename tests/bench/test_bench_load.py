"""The couriers of the bench press as often as they say, and believe no answer but the right one."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager

import pytest
from bench.http import Line, NotUnderstoodError, form, page
from bench.load import Crowd

OPENED = b'<section id="door" data-settled="opened">'


@asynccontextmanager
async def serving(answer: Callable[[bytes], Sequence[bytes]]) -> AsyncIterator[int]:
    """Serve on a free port; each request, head and body, is answered in these pieces."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                _, _, length = head.partition(b"Content-Length: ")
                body = await reader.readexactly(int(length.split(b"\r\n")[0] or 0))
                for piece in answer(head + body):
                    writer.write(piece)
                    await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1")
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        server.close()
        await server.wait_closed()


def with_length(body: bytes, status: str = "200 OK") -> bytes:
    return f"HTTP/1.1 {status}\r\ncontent-length: {len(body)}\r\n\r\n".encode() + body


def run_a_crowd(
    answer: Callable[[bytes], Sequence[bytes]], *, seconds: float = 5.0
) -> dict[str, object]:
    """Let couriers press at two cabinets, in an event loop that a server shares with them."""

    async def meet() -> dict[str, object]:
        async with serving(answer) as port:
            crowd = Crowd("127.0.0.1", port)
            told = await crowd.pressing(cabinets=["A", "B"], at_once=2, seconds=seconds, most=6)
            crowd.leave()
            return told

    return asyncio.run(meet())


def test_an_answer_without_a_length_is_refused() -> None:
    async def ask() -> None:
        async with serving(lambda _: [b"HTTP/1.1 200 OK\r\n\r\nhello"]) as port:
            line = await Line.connect("127.0.0.1", port)
            await line.ask(page("here", "/"))

    with pytest.raises(NotUnderstoodError):
        asyncio.run(ask())


class Nowhere(asyncio.Transport):
    """A connection that swallows what is sent."""

    def write(self, data: object) -> None:
        """Swallow it."""

    def close(self) -> None:
        """Be gone."""


def test_an_answer_may_come_byte_by_byte_and_another_after_it() -> None:
    async def ask() -> list[tuple[int, bytes]]:
        line = Line()
        line.connection_made(Nowhere())
        answers = []
        for body in (b"first", b"second"):
            asked = asyncio.ensure_future(line.ask(page("here", "/")))
            await asyncio.sleep(0)
            for byte in with_length(body):
                line.data_received(bytes([byte]))
            answers.append(await asked)
        return [(one.status, one.body) for one in answers]

    assert asyncio.run(ask()) == [(200, b"first"), (200, b"second")]


def test_a_page_that_opens_no_door_counts_as_refused() -> None:
    told = run_a_crowd(lambda _: [with_length(b"all full")])

    assert (told["opened"], told["refused"]) == (0, 6)
    assert "all full" in str(told["sample"])


def test_a_status_that_is_not_200_counts_as_refused() -> None:
    told = run_a_crowd(lambda _: [with_length(OPENED, "503 Service Unavailable")])

    assert (told["opened"], told["refused"]) == (0, 6)


def test_each_press_is_a_form_of_its_own_at_the_next_cabinet() -> None:
    pressed: list[bytes] = []

    def answer(request: bytes) -> Sequence[bytes]:
        pressed.append(request)
        return [with_length(OPENED)]

    told = run_a_crowd(answer)

    assert (told["opened"], told["refused"]) == (6, 0)
    assert sorted(one.split()[1] for one in pressed) == [b"/c/A"] * 3 + [b"/c/B"] * 3
    assert len({one.rpartition(b"token=")[2] for one in pressed}) == 6


def test_after_their_time_nobody_presses() -> None:
    told = run_a_crowd(lambda _: [with_length(OPENED)], seconds=0.0)

    assert (told["opened"], told["refused"]) == (0, 0)


def test_a_form_is_sent_as_a_phone_without_script_sends_it() -> None:
    head, _, body = form("here", "/c/A", recipient="3821", size="S").partition(b"\r\n\r\n")

    assert head.startswith(b"POST /c/A HTTP/1.1\r\nHost: here\r\n")
    assert b"Content-Length: %d" % len(body) in head
    assert body == b"recipient=3821&size=S"
