"""The pages of places on a telephone: nothing is wider than it, and a table is taken in."""

from datetime import datetime
from pathlib import Path

import pytest
from tests.browsing import Visits
from tests.places.town import paths, town

from linli.kernel import clock
from linli.people.actions import ensure_person, give_grant, make_sign_in_link
from linli.people.enums import Role
from linli.places.queries import place_by_code

KEY = "k" * 32
RING = '{"type":"Polygon","coordinates":[[[121.486,31.25],[121.49,31.25],[121.49,31.256],[121.486,31.25]]]}'  # noqa: E501  # as it is typed
PAGES = ["", "?q=路", "BYL", "BYL/edit", "BYL/move", "TLQ/merge", "import"]


@pytest.fixture
def steward(transactional_db: None, now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody who looks after all of Hongkou, with a link to sign in."""
    monkeypatch.setattr(clock, "now", lambda: now)
    town(now)
    person = ensure_person(handle="steward", name="王管理", now=now)
    give_grant(
        person=person,
        role=Role.STEWARD,
        place=place_by_code("HK"),
        until=None,
        granted_by=None,
        now=now,
    )
    make_sign_in_link(person=person, token=KEY, now=now)


def test_on_a_telephone_places_are_read_corrected_and_imported(
    steward: None, visit: Visits, tmp_path: Path
) -> None:
    visitor = visit()
    page = visitor.go(f"/start?k={KEY}")
    page.click("main button[type=submit]")
    page.wait_for_selector("a[href='/places/']")

    for address in PAGES:
        visitor.go(f"/places/{address}")
        assert page.evaluate("document.documentElement.scrollWidth") == 360, address
        small = page.evaluate(
            "[...document.querySelectorAll('main .btn, main input, main select')]"
            ".filter(one => one.offsetHeight && one.offsetHeight < 44).map(one => one.outerHTML)"
        )
        assert small == [], address

    visitor.go("/places/BYL/edit")
    page.fill("#outline", RING)
    page.fill("#longitude", "121.4")
    page.click("main button[type=submit]")
    page.wait_for_selector("[data-problem=point_unreadable]")
    assert page.input_value("#outline") == RING
    page.fill("#latitude", "31.2")
    page.click("main button[type=submit]")
    page.wait_for_selector("polygon")

    table = tmp_path / "places.csv"
    table.write_text("编号,上级编号,级别,名称\nN1,BWT,楼宇,新楼\n", encoding="gb18030")
    visitor.go("/places/import")
    page.set_input_files("#file", table)
    page.click("main button[type=submit]")
    page.click("#trial button")
    page.wait_for_selector("#done")
    assert paths()["N1"] == "HK/BWT/N1"
