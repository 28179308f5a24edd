"""Reading pages and pressing their buttons, as a browser without script does."""

import html
import re
from dataclasses import dataclass
from html.parser import HTMLParser
from typing import Protocol

from django.test import Client


class Answered(Protocol):
    """What an answer has, whoever made it."""

    status_code: int

    @property
    def content(self) -> bytes:
        """The page, encoded."""


@dataclass(frozen=True, slots=True)
class Read:
    """A page that was read. ``door`` holds what it tells programs, ``text`` what it says."""

    status: int
    text: str
    source: str
    door: dict[str, str]

    @property
    def token(self) -> str:
        """The token of the page's first form."""
        found = re.search(r'name="token"\s+value="([^"]+)"', self.source)
        assert found
        return found[1]

    def field(self, name: str) -> str:
        """What a field holds."""
        found = re.search(rf'id="{name}"[^>]*?value="(?P<value>[^"]*)"', self.source, re.DOTALL)
        assert found
        return html.unescape(found["value"])

    @property
    def query(self) -> str:
        """What the page sends along when it asks again; empty when it does not."""
        _path, _mark, query = self.door.get("hx-get", "").partition("?")
        return query


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.door: dict[str, str] = {}
        self.words: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "section" and given.get("id") == "door":
            self.door = given

    def handle_data(self, data: str) -> None:
        self.words += data.split()


def read(client: Client, path: str, **headers: str) -> Read:
    """Open a page."""
    return read_answer(client.get(path, headers=headers))


def press(client: Client, path: str, **fields: str) -> Read:
    """Send a form."""
    return read_answer(client.post(path, fields))


def open_door(client: Client, recipient: str = "3821") -> Read:
    """A courier sends the form of B-A."""
    token = read(client, "/c/B-A").token
    return press(client, "/c/B-A", recipient=recipient, size="S", token=token)


def read_answer(response: Answered) -> Read:
    """Read what was answered."""
    source = response.content.decode()
    reader = _Reader()
    reader.feed(source)
    return Read(
        status=response.status_code,
        text=" ".join(reader.words),
        source=source,
        door=reader.door,
    )
