"""The back office in a browser: on a telephone and at a desk, in both languages."""

from datetime import datetime

import pytest
from playwright.sync_api import ViewportSize
from tests.browsing import Visits
from tests.lockers.tower import Tower
from tests.people.test_second_factors import code_of

from linli.people.actions import ensure_person, give_grant, make_sign_in_link
from linli.people.actions.factors import new_secret
from linli.people.enums import FactorKind, Role
from linli.people.models import Person, SecondFactor

KEY = "k" * 32
PHONE = ViewportSize(width=390, height=844)
DESK = ViewportSize(width=1280, height=800)


@pytest.fixture
def operator(tower: Tower, now: datetime) -> tuple[Person, str]:
    """Somebody of the platform, with a link to sign in and the secret of their app."""
    secret = new_secret()
    person = ensure_person(handle="platform", name="赵运营", now=now)
    give_grant(
        person=person, role=Role.OPERATOR, place=tower.place, until=None, granted_by=None, now=now
    )
    SecondFactor.objects.create(
        person=person, kind=FactorKind.TOTP, name="App", secret=secret, made_at=now
    )
    make_sign_in_link(person=person, token=KEY, now=now)
    tower.stored()
    return person, secret


def test_the_office_is_read_on_a_telephone_and_at_a_desk_in_both_languages(
    operator: tuple[Person, str], visit: Visits, now: datetime
) -> None:
    person, secret = operator
    visitor = visit(viewport=PHONE)
    page = visitor.go(f"/start?k={KEY}")
    page.click("main button[type=submit]")
    visitor.go("/prove")
    page.fill("[name=code]", code_of(secret, now))
    page.click("main form:has([name=code]) button[type=submit]")
    page.wait_for_url("**/")

    row = f"/office/people/person/{person.pk}/"
    visitor.go(row)
    page.click("button[value=complaint]")
    page.wait_for_selector(".readonly")
    assert "赵**" in page.inner_text("main")

    for language in ("zh-hans", "en"):
        for size in (PHONE, DESK):
            page.set_viewport_size(size)
            for address in ("", "people/person/", "lockers/deposit/", "lockers/compartment/"):
                visitor.go(f"/office/{address}?lang={language}")
                assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]
                small = page.evaluate(
                    "[...document.querySelectorAll('a, button, input')]"
                    ".filter(one => one.offsetHeight && one.offsetHeight < 44"
                    " && !one.closest('.skip-to-content-link')).map(one => one.outerHTML)"
                )
                assert small == [], address
            visitor.go(row)
            visitor.keeps(f"office-{language}-{size['width']}")
