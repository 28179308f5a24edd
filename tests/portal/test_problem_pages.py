"""Pages of problems keep the menu of whoever is signed in, and never fail themselves."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from django.core.exceptions import RequestDataTooBig
from django.db import OperationalError, connection
from django.http import HttpRequest
from django.template import TemplateSyntaxError
from django.test import Client, RequestFactory
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries
from pytest_django.fixtures import Settings
from tests.portal.place_visits import said, signed_in

from linli.people.enums import Role
from linli.portal.views import front
from linli.server.shedding import SheddingMiddleware
from linli.web import problems
from linli.web.headers import POLICY

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("places")]

MENU = 'aria-label="主菜单"'


@pytest.fixture
def staff(now: datetime) -> Client:
    """Somebody at work, whose browser lets a fault of ours through as the server does."""
    client = signed_in(Role.STEWARD, "HK", now)
    client.raise_request_exception = False
    return client


def gone_away(*_given: Any) -> None:  # noqa: ANN401  # as Django calls it
    raise OperationalError


@pytest.mark.parametrize(
    ("asks", "status", "words"),
    [
        (lambda client: client.get("/nowhere"), 404, "用上面的菜单和“查找”"),
        (lambda client: client.get("/places/NONE"), 404, "没有"),
        (lambda client: client.get(reverse("portal:sign_out")), 405, "用那里的按钮"),
        (lambda client: client.post("/places/import", {"a": "x" * 300_000}), 413, "内容太大"),
        (lambda client: client.post("/acting", {f"f{n}": "" for n in range(101)}), 400, "不完整"),
    ],
)
def test_who_is_signed_in_keeps_the_menu_and_the_search(
    staff: Client, asks: Callable[[Client], Any], status: int, words: str
) -> None:
    answer = asks(staff)

    text = said(answer)
    assert answer.status_code == status
    assert words in text
    assert MENU in text
    assert 'href="/search"' in text
    assert answer.headers["Content-Security-Policy"] == POLICY


def test_a_form_that_lay_too_long_says_so_inside_the_menu_in_the_reader_s_language(
    staff: Client,
) -> None:
    staff.handler.enforce_csrf_checks = True

    answer = staff.post("/acting?lang=en", {"grant": "0"})

    assert answer.status_code == 403
    assert "data-problem" in said(answer)
    assert 'aria-label="Main menu"' in said(answer)


def test_a_stranger_s_page_is_plain_and_leads_to_where_one_signs_in(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(0):
        nowhere, first = client.get("/nowhere"), client.get(reverse("portal:my_data"))

    assert "重新扫柜门上的二维码" in said(nowhere)
    assert f'btn-main" href="{reverse("portal:sign_in")}"' in said(first)
    for answer in (nowhere, first):
        assert "frame.css" not in said(answer)


def test_which_methods_there_are_is_still_told(client: Client) -> None:
    page = client.get(reverse("portal:sign_out"))
    program = client.get(reverse("portal:sign_out"), headers={"accept": "application/json"})

    assert page.headers["Allow"] == program.headers["Allow"] == "POST"
    assert program.json()["code"] == "not_so"


def test_behind_a_secret_link_nobody_is_looked_for(
    staff: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(0):
        answer = staff.get("/p/forged")

    assert answer.status_code == 404
    assert MENU not in said(answer)


def test_a_fault_behind_a_page_keeps_the_menu_while_the_database_answers(
    staff: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(front, "page", gone_away)

    answer = staff.get("/")

    assert answer.status_code == 500
    assert MENU in said(answer)
    assert "再试一次" in said(answer)


def test_without_a_database_a_fault_is_still_told(staff: Client) -> None:
    with connection.execute_wrapper(gone_away):
        answer = staff.get("/")

    assert answer.status_code == 500
    assert "是我们出了错" in said(answer)
    assert MENU not in said(answer)


def test_a_frame_that_cannot_be_had_is_left_out(
    staff: Client, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(problems, "frame_of", gone_away)

    answer = staff.get("/nowhere")

    assert answer.status_code == 404
    assert MENU not in said(answer)
    assert "without its frame" in caplog.text


def test_who_is_told_to_come_again_is_told_without_a_database(
    settings: Settings,
    rf: RequestFactory,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    settings.AT_ONCE = dict.fromkeys(settings.AT_ONCE, 0)

    with django_assert_num_queries(0):
        answer = SheddingMiddleware(problems.not_so)(rf.get("/board/"))

    assert answer.status_code == 503
    assert answer.headers["Content-Security-Policy"] == POLICY


def test_where_no_page_can_be_made_the_last_words_are_said(
    rf: RequestFactory,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    def broken(request: HttpRequest, *_given: object, **_named: object) -> None:
        raise TemplateSyntaxError(request.path)

    monkeypatch.setattr(problems, "page", broken)

    answer = problems.went_wrong(rf.get("/"))

    assert answer.status_code == 500
    assert "我们出了错" in said(answer)
    assert "try again" in said(answer)
    assert answer.headers["Content-Security-Policy"] == POLICY
    assert "not even" in caplog.text


def test_a_platform_that_sends_too_much_is_told_by_the_name_that_is_described(
    rf: RequestFactory,
) -> None:
    answer = problems.not_understood(rf.post("/api/v1/orders"), RequestDataTooBig())

    assert answer.status_code == 400


def test_an_address_is_decoded_once_and_its_parts_are_encoded(staff: Client) -> None:
    once, twice = staff.get("/places/%42YL"), staff.get("/places/%2542YL")

    assert (once.status_code, twice.status_code) == (200, 404)
    told = reverse("portal:place", args=['"><b>?#%'])
    assert told == "/places/%22%3E%3Cb%3E%3F%23%25"


def test_a_refusal_is_logged_with_what_was_asked_for(
    client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    client.get(reverse("portal:account"))
    client.post("/people/invite")

    assert "Forbidden: /account" in caplog.text
    assert "Forbidden: /people/invite" in caplog.text
