"""The way out for messages to platforms, against a server on this machine."""

import http.client
import ssl
import threading
from collections.abc import Iterator
from functools import partial
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from linli.lockers.actions.webhooks import NotDeliveredError
from linli.server.webhook_sender import HttpsSender


class Receiver(BaseHTTPRequestHandler):
    """Keeps what it is sent, and leads elsewhere."""

    got: list[tuple[str, str | None, bytes]]

    def do_POST(self) -> None:
        """Take a message."""
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.got.append((self.path, self.headers["webhook-id"], body))
        self.send_response(302)
        self.send_header("Location", "http://127.0.0.1:1/")
        self.end_headers()

    def log_message(self, *_args: object) -> None:
        """Say nothing."""


@pytest.fixture
def receiver(monkeypatch: pytest.MonkeyPatch) -> Iterator[HTTPServer]:
    Receiver.got = []
    server = HTTPServer(("127.0.0.1", 0), Receiver)
    thread = threading.Thread(target=partial(server.serve_forever, 0.01))
    thread.start()
    monkeypatch.setattr(http.client, "HTTPSConnection", _in_the_clear)
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


def _in_the_clear(
    host: str, port: int, *, timeout: float, context: ssl.SSLContext
) -> http.client.HTTPConnection:
    assert context.check_hostname
    return http.client.HTTPConnection(host, port, timeout=timeout)


def test_a_message_is_sent_once_and_no_redirect_is_followed(receiver: HTTPServer) -> None:
    url = f"https://127.0.0.1:{receiver.server_port}"

    for path in ("/linli?from=tower", ""):
        assert HttpsSender().post(url + path, headers={"webhook-id": "evt_1"}, body=b"{}") == 302

    assert Receiver.got == [("/linli?from=tower", "evt_1", b"{}"), ("/", "evt_1", b"{}")]


def test_where_nobody_listens_that_is_said(receiver: HTTPServer) -> None:
    with pytest.raises(NotDeliveredError, match="ConnectionRefusedError"):
        HttpsSender().post("https://127.0.0.1:1/", headers={}, body=b"")
