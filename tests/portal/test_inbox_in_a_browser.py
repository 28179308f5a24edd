"""The inbox and its settings on a small telephone: nothing is wider than it, all can be hit."""

from datetime import datetime

import pytest
from playwright.sync_api import ViewportSize
from pytest_django.fixtures import Settings
from tests.browsing import Visits
from tests.places.town import town

from linli.kernel import clock
from linli.notices.models import Told
from linli.people.actions import ensure_person, give_grant, make_sign_in_link
from linli.people.enums import Role
from linli.places.models import Place
from linli.places.queries import place_by_code

KEY = "k" * 32
SMALL = ViewportSize(width=320, height=640)


@pytest.fixture
def steward(
    transactional_db: None, now: datetime, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody who was told of two cabinets, in a house that sends mail."""
    monkeypatch.setattr(clock, "now", lambda: now)
    town(now)
    person = ensure_person(handle="steward", name="王管理", now=now)
    place = place_by_code("HK")
    role = Role.STEWARD
    give_grant(person=person, role=role, place=place, until=None, granted_by=None, now=now)
    make_sign_in_link(person=person, token=KEY, now=now)
    tower = Place.objects.get(code="BYL")
    Told.objects.bulk_create(
        Told(
            person=person,
            place=tower,
            about=f"cabinet:{number}",
            says=f"白玉兰广场：BYL-{number} 柜 一楼大堂东侧，12 个告警",
            link="/board/alarms/1",
            count=12,
            is_dangerous=number == 1,
            at=now,
            last_at=now,
            due_at=now,
        )
        for number in range(2)
    )
    said = settings.MESSAGES
    mail = said["mail"] | {"host": "127.0.0.1", "sender": "a@example.cn"}
    settings.MESSAGES = {**said, "mail": mail}


def test_on_a_small_telephone_messages_are_read_and_set(steward: None, visit: Visits) -> None:
    visitor = visit(viewport=SMALL)
    page = visitor.go(f"/start?k={KEY}")
    page.click("main button[type=submit]")
    page.wait_for_selector("[data-unread]")
    for address in ("/inbox", "/account/messages"):
        visitor.go(address)
        assert page.evaluate("document.documentElement.scrollWidth") == 320, address
        small = page.evaluate(
            "[...document.querySelectorAll('main .btn, main a.in-line, main label.in-line, "
            "main select, main input:not([type=radio])')]"
            ".filter(one => one.offsetHeight && one.offsetHeight < 44).map(one => one.outerHTML)"
        )
        assert small == [], address
    visitor.go("/inbox")
    page.click("main button[type=submit]")
    page.wait_for_selector("[data-unread]", state="detached")
    assert page.locator("[data-told]").count() == 2
