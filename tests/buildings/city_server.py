"""A city's GeoReport server, written from the examples of the standard and from nothing of ours."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

XML = '<?xml version="1.0" encoding="utf-8"?>\n'


class City:
    """What the city has taken in, what it was asked, and how it misbehaves."""

    def __init__(self) -> None:
        self.taken: list[dict[str, str]] = []
        self.asked: list[str] = []
        self.closed: dict[int, str] = {}
        self.fails: list[int] = []
        self.loses_answers = self.gives_tokens = self.hides = self.says_nothing = False
        self.port = 0

    @property
    def url(self) -> str:
        """Where it is, without a slash at the end."""
        return f"http://127.0.0.1:{self.port}/dev/v2"

    def answer(self, method: str, target: str, body: str) -> tuple[int, str]:
        """Answer one question, as the examples do."""
        parts = urlsplit(target)
        path, ends = parts.path.removeprefix("/dev/v2/").rsplit(".", 1)
        self.asked.append(f"{method} {path}.{ends}")
        if self.fails:
            return self.fails.pop(0), _refusal(ends)
        if method == "POST":
            return self._takes({k: v[0] for k, v in parse_qs(body).items()}, ends)
        if path.startswith("tokens/"):
            token = path.removeprefix("tokens/")
            rows = [
                {"service_request_id": 638344 + at, "token": token}
                for at in range(len(self.taken))
                if token == f"t{at}" and not self.hides
            ]
            return (200, _rows(rows, ends)) if rows else (404, _refusal(ends))
        return self._shows(path, ends)

    def _takes(self, sent: dict[str, str], ends: str) -> tuple[int, str]:
        self.taken.append(sent)
        if self.loses_answers:
            return 500, "<html>oops"
        at = len(self.taken) - 1
        if self.says_nothing:
            return 200, _rows([{"service_notice": "Thank you"}], ends)
        if self.gives_tokens:
            return 200, _rows([{"token": f"t{at}", "service_notice": None}], ends)
        notice = "The City will inspect and require the responsible party to correct"
        made = {
            "service_request_id": 638344 + at,
            "service_notice": notice,
            "account_id": None,
        }
        return 200, _rows([made], ends)

    def _shows(self, path: str, ends: str) -> tuple[int, str]:
        rows = [
            {
                "service_request_id": 638344 + at,
                "status": "closed" if at in self.closed else "open",
                "status_notes": self.closed.get(at),
                "service_name": "Sidewalk and Curb Issues",
                "service_code": sent["service_code"],
                "description": sent["description"],
                "agency_responsible": "区房管局",
                "requested_datetime": "2010-04-14T06:37:38-08:00",
                "lat": 37.762221815,
                "media_url": "http://city.gov.s3.amazonaws.com/requests/media/638344.jpg ",
            }
            for at, sent in enumerate(self.taken)
            if not self.hides
        ]
        if path != "requests":
            number = path.removeprefix("requests/")
            rows = [one for one in rows if str(one["service_request_id"]) == number]
            if not rows:
                return 404, _refusal(ends)
        return 200, _rows(rows, ends)


def _rows(rows: list[dict[str, Any]], ends: str) -> str:
    if ends == "json":
        return json.dumps(rows)
    return f"{XML}<service_requests>{''.join(map(_request, rows))}</service_requests>"


def _request(row: dict[str, Any]) -> str:
    fields = (f"<{k}>\n{v}\n</{k}>" if v is not None else f"<{k}/>" for k, v in row.items())
    return f"<request>{''.join(fields)}</request>"


def _refusal(ends: str) -> str:
    says = "Invalid api_key received -- can't proceed with create_request."
    if ends == "json":
        return json.dumps([{"code": 403, "description": says}])
    return f"{XML}<errors><error><code>403</code><description>{says}</description></error></errors>"


@contextmanager
def city() -> Iterator[City]:
    """Let a city answer for a while."""
    made = City()

    class Desk(BaseHTTPRequestHandler):
        def do_GET(self) -> None:  # as http.server has it
            self._answers()

        def do_POST(self) -> None:  # as above
            self._answers()

        def _answers(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
            status, text = made.answer(self.command, self.path, body)
            told = text.encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(told)))
            self.end_headers()
            self.wfile.write(told)

        def log_message(self, *_said: object) -> None:
            """Nobody reads it."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Desk)
    made.port = server.server_port
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield made
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
