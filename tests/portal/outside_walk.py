"""Going to another server and coming back, without a browser: what each step of the way shows."""

import html
import re
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.test import Client
from tests.people.district import TOKEN, District

from linli.kernel import clock
from linli.people.actions import make_sign_in_link
from linli.people.enums import Role
from linli.people.models import Person, SignIn

Page = Any
"""An answer to Django's test client, which has no name for what it adds."""


class Clock:
    """Everybody's."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def __call__(self) -> datetime:
        """Read it."""
        return self.now


@pytest.fixture
def time(now: datetime, monkeypatch: pytest.MonkeyPatch) -> Clock:
    """A clock that goes when it is told."""
    made = Clock(now)
    monkeypatch.setattr(clock, "now", made)
    return made


@pytest.fixture
def crew(now: datetime) -> Person:
    """Somebody with a role."""
    person = District(now).person("crew", Role.CREW, "BYL")
    make_sign_in_link(person=person, token=TOKEN, now=now)
    return person


def sent(answer: Page) -> str:
    """Where a page leads by itself; its button leads there too."""
    text = answer.content.decode()
    assert answer.status_code == 200, text
    found = re.search(r'http-equiv="refresh" content="0;url=([^"]+)"', text)
    assert found is not None
    assert f'href="{found[1]}"' in text
    return html.unescape(found[1])


def returned(client: Client, address: str, *, times: int = 1) -> Page:
    """Open the address that a browser comes back to, and press its button."""
    parts = urlsplit(address)
    shown = client.get(f"{parts.path}?{parts.query}")
    assert shown.status_code == 200
    assert "no-store" in shown.headers["Cache-Control"]
    fields = re.findall(r'name="(state|code|error|iss)" value="([^"]*)"', shown.content.decode())
    form = {name: html.unescape(value) for name, value in fields}
    for _ in range(times - 1):
        client.post(parts.path, form)
    return client.post(parts.path, form)


def problem(answer: Page) -> str:
    """What went wrong, as the page says it above its ways on."""
    found = re.search(r'data-problem="(\w+)"', answer.content.decode())
    assert found is not None, answer.content.decode()
    return found[1]


def signed_in_as(client: Client, person: Person) -> Client:
    client.post("/start", {"k": TOKEN})
    assert SignIn.objects.filter(person=person).exists()
    return client
