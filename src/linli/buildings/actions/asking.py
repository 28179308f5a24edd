"""Asking another server by Open311: by the one door out, in the format that it speaks."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from urllib.parse import quote, urlencode

from linli.buildings.enums.open311 import AnswerFormat
from linli.buildings.models import Open311Endpoint
from linli.buildings.rules.open311 import write_time
from linli.buildings.rules.open311_answers import (
    Row,
    Told,
    read_marked,
    read_number,
    read_refusal,
    read_rows,
    read_token,
    read_told,
)
from linli.kernel.outgoing import Answer, Limits, Outgoing

ANSWER_WITHIN = Limits(ms=8_000, bytes=1024 * 1024)
"""Nobody waits; but the round does. A thousand requests of a day have a megabyte."""

SUCCESS = range(200, 300)
NOT_FOUND = 404
MARGIN = timedelta(hours=1)
"""By so much two servers' clocks may differ."""

Fields = Mapping[str, str]


class RefusedError(Exception):
    """The server answered, and not with what was asked for."""

    def __init__(self, status: int, says: str) -> None:
        super().__init__(f"{status} {says}".strip())
        self.status = status


@dataclass(frozen=True, slots=True)
class Created:
    """What a server gives for what was sent: a number, or a token to ask for it later."""

    reference: str
    token: str


@dataclass(frozen=True, slots=True)
class Line:
    """One server, as it is asked."""

    way_out: Outgoing
    url: str
    jurisdiction: str
    is_xml: bool
    key: str = field(repr=False)

    def create(self, fields: Fields) -> Created:
        """Send a request.

        Raises:
            RefusedError, OutgoingError, UnreadableAnswerError: it was not taken, or we do not
                know.
        """
        key = {"api_key": self.key} if self.key else {}
        body = urlencode({**key, **self._named(), **fields}).encode()
        headers = {"content-type": "application/x-www-form-urlencoded; charset=utf-8"}
        answer = self.way_out.ask(
            f"{self.url}/requests.{self._ends()}",
            method="POST",
            headers=self._headers() | headers,
            body=body,
            limits=ANSWER_WITHIN,
        )
        rows = self._read(answer)
        return Created(read_number(rows), read_token(rows))

    def arrived(self, mark: str, *, since: datetime, now: datetime) -> str:
        """Return the number of what was sent with a mark; empty where the server shows none.

        A server that is Linli finds it by the mark, even before anybody has read it; any other
        shows it among the requests of that time, with the mark in its words.

        Raises:
            RefusedError, OutgoingError, UnreadableAnswerError: we do not know.
        """
        known = self._number_of(mark)
        if known:
            return known
        span = {
            "start_date": write_time(max(since, now - timedelta(days=89)) - MARGIN),
            "end_date": write_time(now + MARGIN),
        }
        return read_marked(self._get("requests", span), mark)

    def number(self, token: str) -> str:
        """Return the number that a token stands for; empty where there is none yet.

        Raises:
            RefusedError, OutgoingError, UnreadableAnswerError: we do not know.
        """
        try:
            return read_number(self._get(f"tokens/{quote(token, safe='')}"))
        except RefusedError as refused:
            if refused.status == NOT_FOUND:
                return ""
            raise

    def told(self, reference: str) -> Told | None:
        """Return what the server says of a request; None where it does not show it yet.

        Raises:
            RefusedError, OutgoingError, UnreadableAnswerError: we do not know.
        """
        try:
            rows = self._get(f"requests/{quote(reference, safe='')}")
        except RefusedError as refused:
            if refused.status == NOT_FOUND:
                return None
            raise
        return read_told(rows, reference)

    def _number_of(self, mark: str) -> str:
        """Return the number by the mark where the server knows such; most know none."""
        try:
            return read_number(self._get(f"tokens/{quote(mark, safe='')}"))
        except (RefusedError, ValueError):
            return ""

    def _get(self, path: str, query: Fields | None = None) -> list[Row]:
        asked = urlencode({**self._named(), **(query or {})})
        url = f"{self.url}/{path}.{self._ends()}" + (f"?{asked}" if asked else "")
        return self._read(self.way_out.ask(url, headers=self._headers(), limits=ANSWER_WITHIN))

    def _read(self, answer: Answer) -> list[Row]:
        if answer.status not in SUCCESS:
            raise RefusedError(answer.status, read_refusal(answer.body, is_xml=self.is_xml))
        return read_rows(answer.body, is_xml=self.is_xml)

    def _named(self) -> dict[str, str]:
        return {"jurisdiction_id": self.jurisdiction} if self.jurisdiction else {}

    def _ends(self) -> str:
        return "xml" if self.is_xml else "json"

    def _headers(self) -> dict[str, str]:
        return {"user-agent": "linli-open311/1", "accept-language": "zh-CN, zh, en;q=0.5"}


def line_to(endpoint: Open311Endpoint, way_out: Outgoing) -> Line:
    """Return the line to a server, with the key that it gave us."""
    return Line(
        way_out=way_out,
        url=endpoint.url,
        jurisdiction=endpoint.jurisdiction,
        is_xml=endpoint.format == AnswerFormat.XML,
        key=endpoint.key.opened() if endpoint.key is not None else "",
    )
