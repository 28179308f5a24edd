"""What staff typed comes back after a refusal, and after a session that ended under their hands."""

import json
import re
from datetime import datetime

import pytest
from django.test import Client
from playwright.sync_api import Page, expect
from tests.browsing import Visitor, Visits
from tests.places.town import town
from tests.portal.place_visits import person_with, said, signed_in

from linli.kernel import clock
from linli.people.actions import make_sign_in_link
from linli.people.enums import Role
from linli.people.models import Person, SignIn
from linli.places.queries import place_by_code

LINKS = ["k" * 32, "l" * 32]
FIELDS = """() => Object.fromEntries([...document.querySelectorAll("[data-draft] [name]")]
  .filter(one => one.type !== "hidden").map(one => [one.name, one.value]))"""


@pytest.mark.django_db
@pytest.mark.usefixtures("places")
@pytest.mark.parametrize(
    ("address", "form", "problem"),
    [
        ("/people/invite", {"name": "新人<b>", "place": "NIX", "until": "2026-04-01"}, 404),
        ("/people/invite", {"name": "新人", "place": "BYL", "until": "昨天"}, 422),
        ("/people/{crew}/give", {"place": "NIX", "until": "2026-04-01"}, 404),
        ("/account/delegate", {"grant": "{own}", "to": "没有这人", "until": "2026-04-01"}, 404),
        ("/account/data/name", {"name": "x" * 41}, 422),
        ("/places/BYL/edit", {"name": "", "address": "路<b>", "datum": "GCJ-02"}, 422),
        ("/places/BYL/move", {"to": "NIX-9"}, 404),
        ("/places/TLQ/merge", {"to": "XD"}, 422),
    ],
)
def test_a_form_that_was_refused_is_shown_as_it_was_filled_in(
    address: str, form: dict[str, str], problem: int, now: datetime
) -> None:
    steward, crew = signed_in(Role.STEWARD, "HK", now), person_with(Role.CREW, "BYL", now)
    own = Person.objects.get(handle="steward-HK").grants.get()
    names = {"crew": crew.pk, "own": own.pk}
    typed = {name: value.format(**names) for name, value in form.items()} | {"role": "property"}

    refused = steward.post(address.format(**names), typed)

    assert refused.status_code == problem
    text = said(refused)
    assert "data-problem" in text
    for name, value in form.items():
        shown = value.format(**names).replace("<", "&lt;").replace(">", "&gt;")
        if name == "datum":
            assert f'value="{shown}" selected' in text
        elif shown:
            assert f'value="{shown}"' in text
    if 'name="role"' in text:
        assert 'value="property" selected' in text
    if "delegate" in address:
        assert re.search(r"<details open>", text)


@pytest.mark.django_db
@pytest.mark.usefixtures("places")
def test_who_signs_out_leaves_nothing_for_who_sits_down_next(now: datetime) -> None:
    for address in ("/signout", "/account/leave"):
        gone = signed_in(Role.STEWARD, "HK", now).post(address)
        assert gone.headers["Clear-Site-Data"] == '"storage"'
    assert "Clear-Site-Data" not in Client().get("/").headers


@pytest.fixture
def steward(transactional_db: None, now: datetime, monkeypatch: pytest.MonkeyPatch) -> Person:
    """Somebody who looks after all of Hongkou, with two links to sign in."""
    monkeypatch.setattr(clock, "now", lambda: now)
    town(now)
    return person_with(Role.STEWARD, "HK", now)


def comes_in(visitor: Visitor, person: Person, link: str, now: datetime) -> Page:
    make_sign_in_link(person=person, token=link, now=now)
    page = visitor.go(f"/start?k={link}")
    page.click("main button[type=submit]")
    page.wait_for_selector(".home, [href='/places/']")
    return page


def drafts(page: Page) -> dict[str, dict[str, dict[str, str]]]:
    """Return what the tab keeps."""
    kept = page.evaluate("JSON.stringify(Object.entries(sessionStorage))")
    return {key: json.loads(value) for key, value in json.loads(kept) if "draft" in key}


def test_a_form_comes_back_filled_in_after_signing_in_again(
    steward: Person, visit: Visits, now: datetime
) -> None:
    visitor = visit()
    page = comes_in(visitor, steward, LINKS[0], now)
    visitor.go("/places/BYL/edit")
    expect(page.locator("[data-draft-note]")).to_be_hidden()
    page.fill("#name", "来福士广场")
    page.fill("#address", "请打 138 0000 3821")
    SignIn.objects.all().delete()
    page.click("main button[type=submit]")
    page.wait_for_selector("[data-problem=sign_in_first]")

    page = comes_in(visitor, steward, LINKS[1], now)
    visitor.go("/places/BYL")
    visitor.go("/places/BYL/edit")

    expect(page.locator("[data-draft-note]")).to_be_visible()
    assert page.input_value("#name") == "来福士广场"
    assert page.input_value("#address") == "", "a phone number is not kept"
    assert "3821" not in json.dumps(drafts(page))
    page.click("main button[type=submit]")
    page.wait_for_selector("[data-undo]")
    assert drafts(page) == {}
    assert place_by_code("BYL").name == "来福士广场"


def test_a_draft_is_dropped_when_it_is_not_wanted_outdated_or_another_s(
    steward: Person, visit: Visits, now: datetime
) -> None:
    visitor = visit()
    page = comes_in(visitor, steward, LINKS[0], now)
    visitor.go("/people/invite")
    page.fill("#name", "新人")
    page.select_option("#role", "crew")
    visitor.go("/")
    visitor.go("/people/invite")
    assert page.evaluate(FIELDS) == {"name": "新人", "role": "crew", "place": "", "until": ""}

    page.click("[data-draft-drop]")
    assert page.evaluate(FIELDS)["name"] == ""
    assert drafts(page) == {}

    page.fill("#name", "别人的")
    (key,) = drafts(page)
    page.evaluate(
        'key => sessionStorage.setItem(key, sessionStorage.getItem(key).replace(/"who":"\\d+/, \'$&0\'))',  # noqa: E501  # as a tab in which another was signed in
        key,
    )
    visitor.go("/people/invite")
    assert page.evaluate(FIELDS)["name"] == ""
    assert drafts(page) == {}

    visitor.go("/places/BYL/edit")
    page.fill("#name", "甲")
    place = place_by_code("BYL")
    place.name = "乙"
    place.save()
    visitor.go("/places/BYL/edit")
    assert page.input_value("#name") == "乙", "what was typed was about something else"
    assert drafts(page) == {}
