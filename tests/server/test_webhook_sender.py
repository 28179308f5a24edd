"""The way out for messages to platforms, against a server on this machine."""

import pytest
from tests.kernel.odd_server import odd, says

from linli.kernel.outgoing import door
from linli.lockers.actions.webhooks import NotDeliveredError
from linli.server.webhook_sender import HttpsSender

ELSEWHERE = b"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n"


def test_a_message_is_sent_once_and_no_redirect_is_followed() -> None:
    with odd(says(ELSEWHERE)) as server:
        here = f"http://127.0.0.1:{server.port}"
        sender = HttpsSender(door([here]))

        for path in ("/linli?from=tower", ""):
            assert sender.post(here + path, headers={"webhook-id": "evt_1"}, body=b"{}") == 302

        lines = [asked.split(b"\r\n")[0] for asked in server.asked]
        assert lines == [b"POST /linli?from=tower HTTP/1.1", b"POST / HTTP/1.1"]
        assert all(b"webhook-id: evt_1" in asked for asked in server.asked)
        assert all(asked.endswith(b"\r\n\r\n{}") for asked in server.asked)


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("https://127.0.0.1:1/", "AddressRefusedError"),
        ("http://127.0.0.1:1/", "NotReachedError"),
    ],
    ids=["an address inside", "nobody listens"],
)
def test_why_nobody_was_told_is_said(url: str, why: str) -> None:
    with pytest.raises(NotDeliveredError, match=why):
        HttpsSender(door(["http://127.0.0.1:1"])).post(url, headers={}, body=b"")
