"""A page is read as a person would: its door, its button, and the sentence in its way."""

import asyncio
from collections.abc import Callable

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.server.replay_stage import KEY, run_at_once

from linli.server.replay.client import PATIENCE_S, Client, connect
from linli.server.replay.figures import Diary
from linli.server.replay.pages import Door, Form, read_page
from linli.server.replay.refusals import NoAnswer

FORM = (
    '<form method="get" action="/language"><input type="hidden" name="to" value="en"></form>'
    '<form method="post" action="/c/A"><input type="hidden" name="token" value="t&amp;1">'
    '<input type="hidden" name="by" value="order"><input name="recipient" value="7"></form>'
)


def test_a_refusal_is_known_by_its_code_whatever_the_sentence() -> None:
    page = read_page(
        '<p data-problem="no_compartment_free">满了</p>' + FORM, status=409, url="/c/A"
    )

    assert page.problem == page.why == "no_compartment_free"
    assert page.door is None


def test_a_page_without_form_or_door_says_its_status() -> None:
    page = read_page("<p>?", status=502, url="/c/A")

    assert page.form() is None
    assert page.why == "http_502"


def test_the_button_that_opens_is_the_one_with_a_token() -> None:
    page = read_page(FORM, status=200, url="/c/A")

    assert page.form() == Form("/c/A", {"token": "t&1", "by": "order"})
    assert page.form(again=True) is None


def test_the_button_that_opens_once_more_is_another() -> None:
    again = '<form method="post" action="/d/x/again"><input type="hidden" name="token" value="t2">'
    page = read_page(FORM + again, status=200, url="/c/A")

    assert page.form(again=True) == Form("/d/x/again", {"token": "t2"})
    assert page.form() == Form("/c/A", {"token": "t&1", "by": "order"})


def test_a_door_is_read_with_its_stage_and_where_the_page_asks_again() -> None:
    section = (
        '<section id="door" data-stage="open" data-state="STORED" data-door="07" data-link="/p/x"'
    )
    following = read_page(section + ' hx-get="/p/x?seen=open">', status=200, url="/p/x")
    still = read_page(section + ">", status=200, url="/p/x")

    assert following.door == Door("open", 7, "/p/x?seen=open")
    assert still.door == Door("open", 7, "/p/x")


def test_a_meal_that_stood_too_long_is_refused_as_the_error_would() -> None:
    page = read_page('<section id="door" data-stage="held">', status=200, url="/p/x")

    assert page.why == "meal_held"


@given(st.text(alphabet='<>"= /abcdoorsection&;!-[]', max_size=200))
def test_whatever_the_page_something_is_read(text: str) -> None:
    assert read_page(text, status=200, url="/").why


def client_of(answer: Callable[[httpx.Request], httpx.Response], diary: Diary) -> Client:
    http = httpx.AsyncClient(base_url="http://linli.test", transport=httpx.MockTransport(answer))
    clock = asyncio.get_running_loop().time
    return Client(http=http, token=KEY, on_retry=diary.note_retry, read_clock=clock)


def test_a_server_that_stays_away_is_given_up_after_a_while() -> None:
    diary = Diary()

    def away(_request: httpx.Request) -> httpx.Response:
        message = "nobody listens"
        raise httpx.ConnectError(message)

    async def story() -> float:
        client = client_of(away, diary)
        assert not await client.is_there()
        with pytest.raises(NoAnswer):
            await client.read("/api/x")
        return client.read_clock()

    assert PATIENCE_S < run_at_once(story()) - 1_000 < PATIENCE_S + 2
    assert 180 < diary.retries < 190


def test_a_server_that_is_busy_is_asked_again_and_one_that_refuses_is_not() -> None:
    answers = [503, 502, 504, 500, 409]

    async def story() -> int:
        client = client_of(lambda _request: httpx.Response(answers.pop(0), json={}), Diary())
        return (await client.write("/api/x", {"cid": "1"})).status

    assert run_at_once(story()) == 409
    assert not answers


def test_an_answer_that_is_no_json_is_an_empty_one() -> None:
    async def story() -> object:
        client = client_of(lambda _request: httpx.Response(200, text="<html>"), Diary())
        return (await client.read("/api/x")).body

    assert run_at_once(story()) == {}


def test_nobody_carries_the_cookies_of_somebody_else() -> None:
    async def story() -> int:
        async with connect("http://linli.test", token=KEY, on_retry=lambda: None) as client:
            request = httpx.Request("GET", "http://linli.test/")
            response = httpx.Response(200, headers={"Set-Cookie": "who=me"}, request=request)
            client.http.cookies.extract_cookies(response)
            return len(client.http.cookies)

    assert asyncio.run(story()) == 0


def test_the_doors_of_ones_other_meals_are_left_alone() -> None:
    page = read_page(
        """<section id="others"><form method="post" action="/p/other">
        <input type="hidden" name="token" value="t1"></form></section>
        <form method="post" action="/p/own"><input type="hidden" name="token" value="t1"></form>""",
        status=200,
        url="/p/own",
    )

    assert page.form() == Form("/p/own", {"token": "t1"})
