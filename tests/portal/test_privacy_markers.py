"""A marked name and a marked number, put wherever a person's can be, are found nowhere.

Not on any page as anybody, nor in logs, exports, messages to cabinets, the ledger, the journals,
nor in any cell of the database: and so neither in what a backup of it holds.
"""

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from random import Random
from typing import Any

import pytest
from django.apps import apps
from django.db import connection
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from tests.lockers.tower import Tower, plugged_in

from linli.kernel import clock
from linli.ledger.models import Entry
from linli.lockers import access
from linli.lockers.actions.beginning import Begun
from linli.lockers.models import Deposit, JournalLine
from linli.lockers.rules.recipients import read_recipient
from linli.people.actions import ensure_person, give_grant
from linli.people.actions.factors import new_secret
from linli.people.consent import give_consent
from linli.people.enums import FactorKind, Role
from linli.people.models import Person, SecondFactor, SignIn
from linli.people.privacy import correct_name
from linli.people.sealing import blind_index
from linli.web.exports import Table, TableFormat, Taker, export

PHONE, STAFF_PHONE = "13987654321", "15912345678"
NAME = "魑魅魍魉"
MARKS = (PHONE, STAFF_PHONE, NAME)
BACKEND = "django.contrib.auth.backends.ModelBackend"
OWN_PAGES = {"/", "/account", "/account/data"}
"""Where one is shown to oneself."""


@dataclass
class Marked:
    """A tower in which everything that can be is marked."""

    tower: Tower
    person: Person
    deposit: str
    comp: int


@pytest.fixture
def marked(db: None, caplog: pytest.LogCaptureFixture) -> Iterator[Marked]:
    """Let a meal come for the marked number, with staff of the marked name and number."""
    caplog.set_level(logging.DEBUG)
    tower = Tower(now=clock.now())
    with plugged_in(tower.line):
        person = ensure_person(handle="staff", name=NAME, now=tower.now)
        person.phone, person.phone_index = STAFF_PHONE, blind_index(STAFF_PHONE)
        person.save()
        correct_name(person, NAME, now=tower.now)
        give_consent(person, "messages", by=person, now=tower.now)
        for role in set(Role) - {Role.OPERATOR}:  # who is shown nothing without a second factor
            give_grant(
                person=person,
                role=role,
                place=tower.place,
                until=None,
                granted_by=person,
                now=tower.now,
            )
        (begun,) = tower.begins(tower.request(phone=read_recipient(f"+86 {PHONE}").phone))
        assert isinstance(begun, Begun)
        comp = tower.opened(begun)
        tower.a.fill(comp)
        tower.exchange()
        yield Marked(tower, person, begun.deposit, comp)


def found_in(text: str) -> list[str]:
    return [mark for mark in MARKS if mark in text]


def signed_in(marked: Marked, role: Role | None) -> Client:
    client = Client()
    if role is not None:
        person = ensure_person(handle=f"as-{role}", name="旁人", now=marked.tower.now)
        give_grant(
            person=person,
            role=role,
            place=marked.tower.place,
            until=None,
            granted_by=None,
            now=marked.tower.now,
        )
        SecondFactor.objects.create(
            person=person,
            kind=FactorKind.TOTP,
            name="App",
            secret=new_secret(),
            made_at=marked.tower.now,
        )
        client.force_login(person, backend=BACKEND)
        SignIn.objects.filter(person=person).update(proven_at=marked.tower.now)
    return client


def addresses(marked: Marked) -> list[str]:
    """Return every address there is, with whatever of the tower could stand in it."""
    stands_for = {
        "cabinet": [marked.tower.a.code],
        "token": [access.owner_link(marked.deposit), access.courier_link(marked.deposit)],
    }
    usual = {
        "int": [str(marked.person.pk), str(marked.comp)],
        "str": [marked.tower.place.code, "staff"],
    }
    made = []
    for route, converters in sorted(_routes(get_resolver())):
        names = list(converters)
        values = [stands_for.get(name) or usual.get(kind, ["1"]) for name, kind in names]
        for chosen in product(*values):
            address = route
            for (name, kind), value in zip(names, chosen, strict=True):
                address = address.replace(f"<{kind}:{name}>", value).replace(f"<{name}>", value)
            made.append(f"/{address}")
    return made


def _routes(
    resolver: URLResolver, before: str = ""
) -> Iterator[tuple[str, tuple[tuple[str, str], ...]]]:
    for one in resolver.url_patterns:
        route = before + str(one.pattern)
        if isinstance(one, URLResolver):
            yield from _routes(one, route)
            continue
        assert isinstance(one, URLPattern)
        kinds = {
            name: type(converter)
            .__name__.removesuffix("Converter")
            .lower()
            .replace("string", "str")
            for name, converter in one.pattern.converters.items()
        }
        yield route, tuple(kinds.items())


def text_of(response: Any) -> str:  # noqa: ANN401  # the test client's, of either kind
    body = b"".join(response.streaming_content) if response.streaming else response.content
    return body.decode("utf-8", "replace") + str(response.headers)


@pytest.mark.parametrize("role", [None, *Role], ids=lambda role: role or "stranger")
def test_no_page_shows_a_mark_to_anybody_nor_does_a_log(
    marked: Marked, role: Role | None, caplog: pytest.LogCaptureFixture
) -> None:
    client = signed_in(marked, role)
    everywhere = addresses(marked)

    found = {one: found_in(text_of(client.get(one))) for one in everywhere}

    assert len(everywhere) > 30
    assert {address: marks for address, marks in found.items() if marks} == {}
    assert found_in(caplog.text) == []


def test_to_oneself_one_is_shown_on_one_s_own_pages_alone(marked: Marked) -> None:
    client = Client()
    client.force_login(marked.person, backend=BACKEND)

    found = {one for one in addresses(marked) if found_in(text_of(client.get(one)))}

    assert "/account/data" in found
    assert found <= OWN_PAGES


@pytest.mark.django_db(transaction=True)
def test_what_staff_type_leaves_no_number_in_what_is_kept_for_good(marked: Marked) -> None:
    crew = signed_in(marked, Role.CREW)
    typed = {"reason": f"打{PHONE}没人接", "token": "t" * 20, "then": "recall"}

    answer = crew.post(f"/board/{marked.tower.a.code}/{marked.comp}", typed)
    marked.tower.exchange()

    assert answer.status_code == 200
    kept = [one.facts for one in Entry.objects.all()] + [
        one.line for one in JournalLine.objects.all()
    ]
    assert any("139****4321" in one for one in kept)
    assert found_in(" ".join(kept)) == []


def test_nor_is_a_mark_in_any_cell_of_any_table(marked: Marked) -> None:
    """So in no backup, whatever it leaves unencrypted."""
    cells = 0
    for model in apps.get_models(include_auto_created=True):
        table = model._meta.db_table  # noqa: SLF001  # Django's way to a table's name
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT * FROM {table}")  # noqa: S608  # names are ours
            for row in cursor.fetchall():
                for cell in row:
                    cells += 1
                    is_bytes = isinstance(cell, bytes | memoryview)
                    text = bytes(cell).decode("utf-8", "replace") if is_bytes else str(cell)
                    assert found_in(text) == [], table

    assert cells > 100
    assert Deposit.objects.get().phone is not None


@pytest.mark.django_db(transaction=True)
def test_nor_in_logs_of_what_is_typed_nor_in_what_cabinets_are_told(
    marked: Marked, caplog: pytest.LogCaptureFixture
) -> None:
    client = Client()
    client.post(f"/c/{marked.tower.a.code}", {"recipient": PHONE, "size": "S", "token": "t" * 20})
    client.post(f"/c/{marked.tower.a.code}", {"recipient": PHONE + "0", "size": "S"})
    marked.tower.exchange()

    assert found_in(caplog.text) == []
    assert found_in(repr(marked.tower.line.asked)) == []
    assert found_in(repr(marked.tower.a.lines)) == []
    assert found_in(repr(marked.tower.a.memory)) == []


@pytest.mark.parametrize("as_format", TableFormat)
def test_nor_in_what_is_exported(marked: Marked, chance: Random, as_format: TableFormat) -> None:
    rows = [[str(one), str(one.name), str(one.phone)] for one in Person.objects.all()]
    taker = Taker(marked.person, Role.STEWARD, marked.tower.place, "report")

    file = export(
        Table("people", ["a", "b", "c"], rows),
        taker,
        as_format=as_format,
        chance=chance,
        now=marked.tower.now,
    )

    plain = file.content.decode("utf-8-sig", "replace")
    assert found_in(plain) == []
    assert as_format == TableFormat.XLSX or "魑**" in plain
