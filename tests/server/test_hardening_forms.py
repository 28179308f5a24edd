"""Every form of every page, filled in by chance: an answer each time, and nothing typed is lost."""

import html
import os
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.server.matrix_forms import NOT_ON_A_PAGE, Form, forms, takes_a_form
from tests.server.matrix_table import NO_COOKIE, TABLE
from tests.server.matrix_world import World, standing_world, undone

from linli.kernel.batch import Batcher
from linli.lockers.actions import doors

SOAK = bool(os.environ.get("LINLI_SOAK"))
INPUTS = 2_000 if SOAK else 6
"""For each form. Source: issue 4; a run of the suite has time for these few."""

FORGOTTEN = {
    "code": "used once, and wrong by now",
    "answer": "the browser's own",
    "token": "the page's own",
}
"""Fields that are empty when a form is shown again, and why."""


@pytest.fixture
def world(db: None, now: datetime, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    """Everybody, with doors that are asked for in this thread: no other sees this world."""
    monkeypatch.setattr(doors, "_answer", _at_once)
    monkeypatch.setattr(doors, "close_old_connections", lambda: None)
    with standing_world(now) as made:
        made.client = Client()  # which lets a fault of ours through
        yield made


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


def test_whatever_is_sent_is_answered(world: World) -> None:
    found = forms(world)

    names = {form.name for form in found}
    assert names == {wall.name for wall in TABLE if takes_a_form(wall)}, "every form is known"
    assert set(NOT_ON_A_PAGE) <= names
    for form in found:
        _is_always_answered(world, form)


def _is_always_answered(world: World, form: Form) -> None:
    inputs = INPUTS if form.typed or form.files or SOAK else 3 + 3 * len(form.fields)

    @settings(max_examples=inputs, database=None, suppress_health_check=list(HealthCheck))
    @given(sent=filled_in(form), as_program=st.booleans())
    def sends(sent: Mapping[str, object], as_program: bool) -> None:  # noqa: FBT001  # drawn
        told = {"HTTP_ACCEPT": "application/json"} if as_program else {}
        with undone():
            answer = world.ask(form.who, "POST", form.path, sent, form.headers | told)
        assert answer.status_code < 500 or answer.status_code == 503, (
            form.name,
            sent,
        )  # HTTP's own numbers

    sends()


def test_programs_that_send_junk_are_answered(world: World) -> None:
    bodies = (b"", b"{", b"[" * 10_000, b"\xff", b"null", b'{"name": 1e999}', b'{"a": NaN}')
    pages = [wall for wall in TABLE if wall.free == NO_COOKIE]
    for form in forms(world, pages):
        shown = {"Authorization": form.headers.get("HTTP_AUTHORIZATION", "")}
        for body in bodies:
            with undone():
                answer = world.client.post(
                    form.path, body, content_type="application/json", headers=shown
                )
            assert answer.status_code in ANSWERED, (form.name, body)


TYPED = "写到一半 <b>&\"'"


def test_what_was_typed_is_there_again_where_it_was_refused(world: World) -> None:
    kept = 0
    for form in forms(world):
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
