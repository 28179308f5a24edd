"""A server of one answer, written byte by byte, that may say anything or nothing."""

import re
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

Talk = Callable[[socket.socket], None]


class Odd:
    """Where it listens, and what it was asked."""

    def __init__(self, talk: Talk) -> None:
        self.talk = talk
        self.asked: list[bytes] = []
        self.line = socket.create_server(("127.0.0.1", 0))
        self.port: int = self.line.getsockname()[1]
        self.over = threading.Event()

    def serve(self) -> None:
        """Answer each who comes, one after another, until the line is closed."""
        while True:
            try:
                caller, _from = self.line.accept()
            except OSError:
                return
            with caller:
                try:
                    self.asked.append(_question(caller))
                    self.talk(caller)
                except OSError:
                    continue  # whoever asked has gone


def _question(caller: socket.socket) -> bytes:
    """All that is asked: the head, and as much after it as it says."""
    heard = caller.recv(65_536)
    length = re.search(rb"Content-Length: (\d+)", heard)
    whole = heard.index(b"\r\n\r\n") + 4 + int(length[1]) if length else 0
    while len(heard) < whole:
        heard += caller.recv(65_536)
    return heard


@contextmanager
def odd(talk: Talk) -> Iterator[Odd]:
    """Serve for a while."""
    made = Odd(talk)
    thread = threading.Thread(target=made.serve)
    thread.start()
    try:
        yield made
    finally:
        made.over.set()
        made.line.shutdown(socket.SHUT_RDWR)
        made.line.close()
        thread.join()


def says(answer: bytes) -> Talk:
    """Always the same bytes."""
    return lambda caller: caller.sendall(answer)
