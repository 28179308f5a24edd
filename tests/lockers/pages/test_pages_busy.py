"""A cabinet with more doors to open than it can: both pages say so, and may ask again at once."""

import pytest
from django.test import Client
from tests.lockers.cabinets import ScriptedLine, says
from tests.lockers.pages.reading import open_door, press
from tests.lockers.tower import Tower, plugged_in

from linli.lockers.access import owner_link

BUSY = "现在使用的人太多，请几秒后再按一次（不会重复开）。"


def test_a_courier_is_told_at_once_and_the_next_press_opens_the_one_door(
    client: Client, tower: Tower
) -> None:
    with plugged_in(ScriptedLine(says("busy"))):
        page = open_door(client, "3821")

    assert BUSY in page.text
    assert page.door["data-stage"] == "unanswered"
    assert "再开一次" in page.text

    again = press(client, f"{page.door['data-link']}/again", token="a" * 20)
    assert again.door["data-stage"] == "opening"
    assert BUSY not in again.text
    assert tower.a.pulses == [1]


def test_an_owner_is_told_at_once_and_the_next_press_opens(client: Client, tower: Tower) -> None:
    begun = tower.stored()
    link = f"/p/{owner_link(begun.deposit)}"
    with plugged_in(ScriptedLine(says("busy"))):
        page = press(client, link, token="a" * 20)

    assert BUSY in page.text
    assert page.token

    opened = press(client, link, token=page.token)
    assert BUSY not in opened.text
    assert tower.a.pulses == [1, 1]


@pytest.mark.parametrize("answer", ["busy", "stale"])
def test_a_program_is_told_whether_it_may_ask_again_now(
    client: Client, tower: Tower, answer: str
) -> None:
    link = f"/p/{owner_link(tower.stored().deposit)}"
    with plugged_in(ScriptedLine(says(answer))):
        response = client.post(link, {"token": "a" * 20}, headers={"accept": "application/json"})

    assert response.json()["settled"] == {"busy": "busy", "stale": "unknown"}[answer]
