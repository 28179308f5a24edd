"""The courier's link and the page behind it: what it follows, where it ends, who learns of it."""

from datetime import timedelta

import pytest
from django.test import Client
from tests.lockers.pages.reading import open_door, read
from tests.lockers.tower import Tower

from linli.lockers.access import courier_link
from linli.lockers.models import Deposit
from linli.lockers.views.stages import FOLLOWED_FOR

AT = "/c/B-A"


def test_a_page_left_open_stops_asking(client: Client, tower: Tower) -> None:
    page = open_door(client)
    tower.exchange()
    tower.now += FOLLOWED_FOR

    page = read(client, page.door["data-link"])

    assert page.query == ""
    assert "刷新看看" in page.text


@pytest.mark.parametrize(
    "query",
    [
        "seen=nonsense&asked=1&door=1",
        "seen=open&asked=-1&door=1",
        "seen=open&asked=99999999999999999999&door=1",
        "seen=open&asked=1772424000&door=999",
        "seen=open&asked=%F0%9F%98%80",
        "seen=opening&asked=²",
    ],
)
def test_a_page_that_says_nonsense_is_shown_what_is_so(
    client: Client, tower: Tower, query: str
) -> None:
    page = open_door(client)
    tower.exchange()

    shown = read(client, f"{page.door['data-link']}?{query}", hx_request="true")

    assert shown.status == 200
    assert shown.door["data-stage"] == "open"
    assert shown.door["data-door"] == "1"


def test_a_link_that_was_tampered_with_leads_nowhere(client: Client, tower: Tower) -> None:
    page = open_door(client)

    tampered = read(client, page.door["data-link"][:-1] + "~")

    assert tampered.status == 404
    assert "链接不完整或已损坏" in tampered.text


def test_a_couriers_link_ends_with_the_round(client: Client, tower: Tower) -> None:
    page = open_door(client)
    tower.now += timedelta(hours=5)

    late = read(client, page.door["data-link"])

    assert late.status == 403
    assert "失效" in late.text


def test_the_link_is_told_to_nobody_and_kept_nowhere(client: Client, tower: Tower) -> None:
    deposit = tower.begun().deposit

    for path in (AT, f"/d/{courier_link(deposit)}", "/d/tampered"):
        answer = client.get(path)

        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.headers["Referrer-Policy"] == "no-referrer"
        assert "script-src 'self'" in answer.headers["Content-Security-Policy"]
        assert "unsafe" not in answer.headers["Content-Security-Policy"]
        assert not answer.cookies


def test_looking_at_a_link_writes_nothing(client: Client, tower: Tower) -> None:
    begun = tower.begun()
    before = Deposit.objects.values().get()

    read(client, f"/d/{courier_link(begun.deposit)}")
    client.head(f"/d/{courier_link(begun.deposit)}")
    assert client.get(f"/d/{courier_link(begun.deposit)}/again").status_code == 405

    assert Deposit.objects.values().get() == before
    assert tower.line.asked == []
