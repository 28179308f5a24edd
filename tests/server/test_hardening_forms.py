"""Every form of every page, filled in by chance: an answer each time, and nothing typed is lost."""

import html
import os
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from functools import cache
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from pytest_django import DjangoDbBlocker
from tests.server.matrix_forms import NOT_ON_A_PAGE, Form, forms, takes_a_form
from tests.server.matrix_table import NO_COOKIE, TABLE
from tests.server.matrix_world import World, standing_world, undone

from linli.kernel.batch import Batcher
from linli.lockers.actions import doors
from linli.people import signing_in
from linli.people.models import Person
from linli.people.queries import sign_in_of

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)
SOAK = bool(os.environ.get("LINLI_SOAK"))
IN_THE_SUITE = 8
INPUTS = int(os.environ.get("LINLI_INPUTS", "2000" if SOAK else str(IN_THE_SUITE)))
"""For each form. Source: issue 4 asks for 500 (``LINLI_INPUTS=500``), and 2,000 to soak; 500 take
ten minutes of a processor for all forms together, so that the suite has time for these few."""
MANY = INPUTS > IN_THE_SUITE

FORGOTTEN = {
    "code": "used once, and wrong by now",
    "answer": "the browser's own",
    "token": "the page's own",
}
"""Fields that are empty when a form is shown again, and why."""


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[World]:
    """Everybody, with doors that are asked for in this thread: no other sees this world.

    One for all that is tried here, because each try is taken back.
    """
    with django_db_blocker.unblock(), pytest.MonkeyPatch.context() as patch:
        patch.setattr(doors, "_answer", _at_once)
        patch.setattr(doors, "close_old_connections", lambda: None)
        patch.setattr(signing_in, "sign_in_of", _known_by_now(sign_in_of))
        with standing_world(NOON) as made:
            made.client = Client()  # which lets a fault of ours through
            yield made


@pytest.fixture(scope="module")
def found(world: World) -> list[Form]:
    """Every form there is."""
    return forms(world)


def _known_by_now(asks: Any) -> Any:  # noqa: ANN401  # as the function has it
    """Ask once whose a session is: a third of what an input costs, and the same each time."""

    @cache
    def known(number: int, session_key: str, now: datetime) -> object:
        return asks(Person(pk=number), session_key=session_key, now=now)

    return lambda person, *, session_key, now: known(person.pk, session_key, now)


def _at_once(batcher: Batcher[Any, Any], request: object) -> object:
    (answer,) = batcher._commit([request])  # noqa: SLF001  # as its own thread does
    if isinstance(answer, Exception):
        raise answer
    return answer


ANSWERED = {*range(200, 500), 503}
"""No fault of ours; a cabinet that is away is none."""

JUNK = st.one_of(
    st.text(st.characters(exclude_categories=["Cs"]), max_size=40),
    st.sampled_from(
        [
            "",
            "0",
            "-1",
            "9" * 19,
            "9" * 400,
            "1e999",
            "NaN",
            "\x00",
            "2026-13-45",
            "9999-12-31",
            "0001-01-01",
            "\uff12\uff10\uff12\uff16-12-31",
            "١٢٣",
            "'; DROP TABLE people_person; --",
            "{{ 7 * 7 }}{% debug %}%s%n${jndi:ldap://x}",
            "../../etc/passwd",
            "=1+1",
            "\u202eabc\ufeff",
            "[" * 5_000,
            '{"a":' * 200,
            "POLYGON((0 0, 1 1))",
            "121.5,31.2\n121.6,31.2\n121.6,31.3",
            "字" * 5_000,
        ]
    ),
)
FILES = st.builds(
    SimpleUploadedFile,
    st.sampled_from(["a.csv", "a.xlsx", "../../x", "a.exe", "字.csv"]),
    st.one_of(
        st.binary(min_size=1, max_size=200),
        st.sampled_from([b"PK\x03\x04" + b"\x00" * 60, b"\xff\xfe\x00", b"a,b\n" * 50]),
        st.text(max_size=80).map(lambda text: b"\xef\xbb\xbf" + text.encode("utf-8", "replace")),
    ),
)


def filled_in(form: Form) -> st.SearchStrategy[dict[str, object]]:
    """What might be sent: as the page has it, or junk, or the field twice, or not at all."""

    def one(values: Sequence[str]) -> st.SearchStrategy[object]:
        known = [st.sampled_from(values)] if values else []
        return st.one_of(*known, JUNK, st.lists(JUNK, min_size=2, max_size=2))

    fields = {
        name: FILES if name in form.files else one(values) for name, values in form.fields.items()
    }
    extra = st.dictionaries(
        st.sampled_from(["is_staff", "id", "person", "grant"]), JUNK, max_size=1
    )
    return st.tuples(st.fixed_dictionaries({}, optional=fields), extra).map(
        lambda both: {**both[1], **both[0]}
    )


def test_whatever_is_sent_is_answered(world: World, found: list[Form]) -> None:
    names = {form.name for form in found}
    assert names == {wall.name for wall in TABLE if takes_a_form(wall)}, "every form is known"
    assert set(NOT_ON_A_PAGE) <= names
    faults = [fault for form in found if (fault := _fault_of(world, form)) is not None]

    assert faults == []


def _fault_of(world: World, form: Form) -> str | None:
    """Return the least input that a form has no answer to, if one was found.

    The other forms are tried all the same: a long run tells of everything it found.
    """
    try:
        _is_always_answered(world, form)
    except Exception as fault:  # noqa: BLE001  # whatever it is, it is a fault of ours
        return f"{form.name}: {fault!r} {getattr(fault, '__notes__', '')}"
    return None


def _is_always_answered(world: World, form: Form) -> None:
    inputs = INPUTS if form.typed or form.files or MANY else min(INPUTS, 3 + 3 * len(form.fields))

    @settings(
        max_examples=inputs,
        database=None,
        phases=[Phase.generate, Phase.shrink],
        suppress_health_check=list(HealthCheck),
    )
    @given(sent=filled_in(form), as_program=st.booleans())
    def sends(sent: Mapping[str, object], as_program: bool) -> None:  # noqa: FBT001  # drawn
        told = {"HTTP_ACCEPT": "application/json"} if as_program else {}
        with undone():
            answer = world.ask(form.who, "POST", form.path, sent, form.headers | told)
        assert answer.status_code in ANSWERED

    sends()


def test_programs_that_send_junk_are_answered(world: World, found: list[Form]) -> None:
    bodies = (b"", b"{", b"[" * 10_000, b"\xff", b"null", b'{"name": 1e999}', b'{"a": NaN}')
    programs = {wall.name for wall in TABLE if wall.free == NO_COOKIE}
    for form in (one for one in found if one.name in programs):
        shown = {"Authorization": form.headers.get("HTTP_AUTHORIZATION", "")}
        for body in bodies:
            with undone():
                answer = world.client.post(
                    form.path, body, content_type="application/json", headers=shown
                )
            assert answer.status_code in ANSWERED, (form.name, body)


TYPED = "写到一半 <b>&\"'"


def test_what_was_typed_is_there_again_where_it_was_refused(
    world: World, found: list[Form]
) -> None:
    kept = 0
    for form in found:
        fields = {name: values[0] if values else "" for name, values in form.fields.items()}
        for name in form.typed - set(FORGOTTEN):
            with undone():
                answer = world.ask(form.who, "POST", form.path, fields | {name: TYPED})
            if answer.status_code < 400 or f'name="{name}"' not in answer.content.decode():
                continue
            assert TYPED in _shown(answer), (form.name, name, answer.status_code)
            kept += 1

    assert kept >= 10, "most forms with something to type refuse this"


def _shown(answer: HttpResponse) -> str:
    return html.unescape(answer.content.decode())
