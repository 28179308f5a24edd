"""Who visits the pages of places, what they send, and what a page says to them."""

import io
from datetime import datetime

import pytest
from django.test import Client
from tests.places.town import town

from linli.kernel import clock
from linli.people.actions import ensure_person, give_grant
from linli.people.enums import Role
from linli.people.models import Person
from linli.places.queries import place_by_code

HEAD = "编号,上级编号,级别,名称\n"


@pytest.fixture
def places(db: None, now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    """A town, and everybody's clock."""
    monkeypatch.setattr(clock, "now", lambda: now)
    town(now)


def person_with(role: Role, code: str, now: datetime) -> Person:
    person = ensure_person(handle=f"{role}-{code}", name="王管理", now=now)
    place = place_by_code(code)
    give_grant(person=person, role=role, place=place, until=None, granted_by=None, now=now)
    return person


def signed_in(role: Role, code: str, now: datetime) -> Client:
    client = Client()
    client.force_login(person_with(role, code, now))
    return client


@pytest.fixture
def steward(places: None, now: datetime) -> Client:
    """Somebody who looks after all of Hongkou."""
    return signed_in(Role.STEWARD, "HK", now)


def said(response: object) -> str:
    content = getattr(response, "content", b"")
    return " ".join(content.decode().split())


def upload(client: Client, text: str | bytes, name: str = "places.csv") -> object:
    file = io.BytesIO(text if isinstance(text, bytes) else text.encode())
    file.name = name
    return client.post("/places/import", {"file": file}, follow=True)
