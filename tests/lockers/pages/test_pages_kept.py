"""A kept page is, to the last character, the page that would have been rendered."""

from collections.abc import Iterator

import pytest
from django.http import HttpRequest
from django.test import RequestFactory
from django.utils import translation

from linli.lockers.enums import DepositState
from linli.lockers.views.stages import Stage
from linli.web.look import LARGE_COOKIE
from linli.web.pages import kept_page, page

DOOR = "lockers/courier_door.html"
LOOK = {
    "cabinet": "T-A",
    "spot": "东门 <b>",
    "building": "白玉兰广场",
    "state": DepositState.SENT,
    "settled": "opened",
}
BLANKS = {
    "link": "/d/abc:def",
    "again": "/d/abc:def/again",
    "label": "订单 <script>'\"&",
    "number": "7",
    "door": "07",
    "column": "1",
    "row": "7",
    "follow": "seen=opening&asked=1&door=7",
    "token": "t" * 20,
}


def asked(*, large: bool = False, part: bool = False) -> HttpRequest:
    request = RequestFactory().get("/c/T-A", headers={"HX-Request": "true"} if part else {})
    request.COOKIES[LARGE_COOKIE] = "1" if large else "0"
    return request


def kept(request: HttpRequest, stage: Stage, **blanks: str) -> str:
    look = {**LOOK, "stage": stage.value}
    return kept_page(request, DOOR, look, {**BLANKS, **blanks}, here="/d/here").text


def rendered(request: HttpRequest, stage: Stage, **blanks: str) -> str:
    context = {**LOOK, "stage": stage.value, **BLANKS, **blanks, "here": "/d/here"}
    return page(request, DOOR, context).text


@pytest.fixture(autouse=True)
def in_chinese() -> Iterator[None]:
    with translation.override("zh-hans"):
        yield


@pytest.mark.parametrize("stage", list(Stage))
@pytest.mark.parametrize("large", [False, True])
def test_it_is_the_page_that_would_have_been_rendered(stage: Stage, *, large: bool) -> None:
    request = asked(large=large)

    assert kept(request, stage) == rendered(request, stage)
    assert kept(request, stage) == rendered(request, stage), "nor is it another the second time"


@pytest.mark.parametrize("empty", [("number", "door"), ("column", "row"), ("follow",), ("label",)])
def test_a_blank_that_is_empty_is_not_there(empty: tuple[str, ...]) -> None:
    request, none = asked(), dict.fromkeys(empty, "")
    kept(request, Stage.STAFF)

    assert kept(request, Stage.STAFF, **none) == rendered(request, Stage.STAFF, **none)


def test_what_one_reader_was_shown_is_not_shown_to_the_next() -> None:
    kept(asked(), Stage.OPENING, label="尾号 1111", token="a" * 20)

    second = kept(asked(), Stage.UNANSWERED, label="尾号 2222", token="b" * 20)

    assert "尾号 2222" in second
    assert "1111" not in second
    assert "a" * 20 not in second


def test_each_reader_gets_their_language() -> None:
    request = asked()
    chinese = kept(request, Stage.OPENING)

    with translation.override("en"):
        english = kept(request, Stage.OPENING)
        assert english == rendered(request, Stage.OPENING)

    assert kept(request, Stage.OPENING) == chinese != english


def test_htmx_is_told_which_part_to_take_and_which_address_to_show() -> None:
    look = {**LOOK, "stage": "opening"}

    answer = kept_page(asked(part=True), DOOR, look, BLANKS, here="/d/here")

    assert answer.headers["HX-Reselect"] == "#page > *"
    assert answer.headers["HX-Replace-Url"] == "/d/here"
