"""What looks like a program, typed wherever text can be, in a real browser: it stays text."""

import os
from collections.abc import Iterator
from datetime import datetime

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Page
from tests.browsing import Visitor, Visits, chromium, collected, site, visit
from tests.server.matrix_forms import Form, forms
from tests.server.matrix_payloads import PAYLOADS
from tests.server.matrix_table import TABLE
from tests.server.matrix_world import World, standing_world

from linli.lockers.models import Cabinet, Deposit
from linli.people.models import Person, SecondFactor, SignIn
from linli.places.models import Place

__all__ = ["chromium", "collected", "site", "visit"]

SOAK = bool(os.environ.get("LINLI_SOAK"))
TEXTS = PAYLOADS if SOAK else ("".join(PAYLOADS),)
"""Each by itself; in the short form all in one text, which a browser reads in one go."""

FEW_PAGES = {
    "lockers:board_door",
    "lockers:courier",
    "portal:account",
    "portal:invite",
    "portal:place_edit",
}
"""Whose forms the short form types into."""

SIGNS = "window.hit = () => console.error('HIT')"
WAITED_MS = 30
"""For what an element would do once it is there."""

pytestmark = pytest.mark.skipif(
    os.environ.get("LINLI_TEST_DATABASE") == "postgresql",
    reason="how a page is read by a browser does not depend on the database",
)


@pytest.fixture
def world(transactional_db: None, now: datetime) -> Iterator[World]:
    """Everybody, seen by the threads that serve."""
    with standing_world(now, keeps=True) as made:
        made.client = Client(SERVER_NAME="127.0.0.1")
        yield made


def enters(visit: Visits, site: str, world: World, who: str) -> Visitor:
    """Let somebody come who is signed in."""
    visitor = visit()
    visitor.context.add_init_script(SIGNS)
    if who in world.cookies:
        name = settings.SESSION_COOKIE_NAME
        visitor.context.add_cookies([{"name": name, "value": world.cookies[who], "url": site}])
    visitor.page.on("dialog", lambda dialog: visitor.complaints.append(dialog.message))
    return visitor


def marks(page: Page) -> int:
    """How much of what was typed became part of the page."""
    page.wait_for_timeout(WAITED_MS)
    found = page.evaluate("document.querySelectorAll('.hit').length")
    assert isinstance(found, int)
    return found


def hides_everywhere(world: World, text: str) -> None:
    """Put a text wherever the database takes one that a page may show."""
    for person in Person.objects.all():
        person.name = text
        person.save()
    Place.objects.all().update(name=text, address=text)
    SecondFactor.objects.all().update(name=text)
    SignIn.objects.all().update(user_agent=text)
    Cabinet.objects.all().update(spot=text)
    Deposit.objects.filter(code=world.names["deposit"]).update(order_no=text)


def test_a_page_that_forgot_would_be_noticed(visit: Visits, site: str, world: World) -> None:
    visitor = enters(visit, site, world, "steward")
    page = visitor.go("/account")
    page.evaluate("text => { document.body.innerHTML = text }", PAYLOADS[7])

    assert marks(page) == 1
    assert visitor.complaints, "the policy refuses what an element would run"
    visitor.complaints.clear()


def test_what_is_kept_is_shown_as_text_on_every_page(
    visit: Visits, site: str, world: World
) -> None:
    staff = enters(visit, site, world, "district_steward")
    shown = 0
    for text in TEXTS:
        hides_everywhere(world, text)
        for path in _pages(world):
            page = staff.go(path)
            assert marks(page) == 0, (path, text)
            assert staff.complaints == [], (path, text)
            shown += "hit()" in page.content()

    assert shown >= 5 * len(TEXTS), "it is there to be read"


def _pages(world: World) -> list[str]:
    """Every page that a steward is shown, once; in the short form those with names of others."""
    names = {"home", "account", "person", "people", "place", "places", "board", "owner", "my_data"}
    found: dict[str, str] = {}
    for wall in TABLE:
        is_page = wall.get is not None and "district_steward" in wall.get.who and not wall.key
        if is_page and (SOAK or wall.name.split(":")[-1] in names) and "table" not in wall.name:
            found.setdefault(wall.name, wall.path(world))
    return [*found.values(), "/places/?q=" + "%3Cimg%20class=hit%20src=x%20onerror=hit()%3E"]


def test_what_is_typed_and_refused_is_shown_again_as_text(
    visit: Visits, site: str, world: World
) -> None:
    visitors: dict[str, Visitor] = {}
    tried = 0
    for form in _typed(world):
        visitor = visitors.get(form.who) or enters(visit, site, world, form.who)
        visitors[form.who] = visitor
        for text in TEXTS:
            page = visitor.go(form.page)
            with page.expect_navigation():
                assert page.evaluate(FILL, [form.path, sorted(form.typed), text]), form.name
            assert marks(page) == 0, (form.name, text)
            assert visitor.complaints == [], (form.name, text)
            tried += 1

    assert tried >= 5 * len(TEXTS)


FILL = """([path, names, text]) => {
    const form = [...document.forms].find(
        one => new URL(one.getAttribute('action') || '', location).pathname === path &&
            names.every(name => one.elements[name])
    );
    if (!form) { return false; }
    for (const name of names) {
        const field = form.elements[name];
        if (field) { field.removeAttribute('maxlength'); field.type = 'text'; field.value = text; }
    }
    HTMLFormElement.prototype.submit.call(form);
    return true;
}"""


def _typed(world: World) -> list[Form]:
    pages = [wall for wall in TABLE if SOAK or wall.name in FEW_PAGES]
    return [form for form in forms(world, pages) if form.typed]
