"""Light or dark: as the device says until somebody chooses, and then as chosen, at once."""

import re
from pathlib import Path

import pytest
from django.test import Client
from playwright.sync_api import Page
from tests.browsing import Visits
from tests.lockers.tower import Tower
from tests.manners import FAINT_WORDS

import linli.web

PAPER = "getComputedStyle(document.body).backgroundColor"
LIGHT, DARK = "rgb(245, 245, 243)", "rgb(15, 25, 29)"


def test_both_ways_to_the_dark_scheme_have_the_same_colours() -> None:
    """One palette for the device and one for the choice: CSS cannot share it between the two."""
    css = (Path(linli.web.__file__).parent / "static/web/linli.css").read_text(encoding="utf-8")
    device, chosen = (
        re.search(rf"{re.escape(what)} {{([^}}]*)}}", css)
        for what in (":root:not(.light)", ":root.dark")
    )

    assert device is not None
    assert chosen is not None
    assert device[1].split() == chosen[1].split()
    assert "--ink" in chosen[1]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("asked", "written", "meta"),
    [
        ("dark", ' class="dark"', "dark"),
        ("light", ' class="light"', "light"),
        ("auto", "", "light dark"),
        ("<script>", "", "light dark"),
    ],
)
def test_the_choice_is_in_the_first_line_of_this_page_and_of_the_next(
    client: Client, asked: str, written: str, meta: str
) -> None:
    """So nothing flashes: no script and no second answer has a say in it."""
    for answer in (client.get("/", {"scheme": asked}), client.get("/")):
        text = " ".join(answer.content.decode().split())
        assert f'<html lang="zh-hans"{written}>' in text
        assert f'<meta name="color-scheme" content="{meta}">' in text


@pytest.mark.django_db
def test_one_link_leads_from_each_to_the_next_and_large_text_goes_with_it(client: Client) -> None:
    seen = []
    address = "/?big=1"
    for _each in range(4):
        text = client.get(address).content.decode()
        seen.append(re.findall(r'class="(large[^"]*)"', text)[0])
        (address,) = re.findall(r'href="(/\?scheme=\w+)"', text)

    assert seen == ["large", "large dark", "large light", "large"]


def colours(page: Page) -> str:
    return str(page.evaluate(PAPER))


def test_what_was_chosen_is_stronger_than_the_device_and_every_word_is_readable(
    tower: Tower, visit: Visits
) -> None:
    for device, of_device in (("light", LIGHT), ("dark", DARK)):
        visitor = visit(color_scheme=device)
        for path in ("/c/B-A", "/"):
            for scheme, paper in (("dark", DARK), ("light", LIGHT), ("auto", of_device)):
                page = visitor.go(f"{path}?scheme={scheme}")
                assert colours(page) == paper, (device, path, scheme)
                assert page.evaluate(FAINT_WORDS) == [], (device, path, scheme)
