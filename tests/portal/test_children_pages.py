"""A guardian's page of children, and the page on which a child of fourteen decides."""

import json
import re
from datetime import datetime

import pytest
from django.test import Client
from playwright.sync_api import ViewportSize
from tests.browsing import Visits

from linli.kernel import clock
from linli.people.actions import ensure_person, make_sign_in_link
from linli.people.children import note_child
from linli.people.enums import SignInWay
from linli.people.models import Child, Person, SignIn
from linli.people.rules.children import childhood_ends
from linli.people.sealing import blind_index

BACKEND = "django.contrib.auth.backends.ModelBackend"
FORM = {"name": "小明", "birth_year": "2018", "agrees": "yes"}
KEY = "k" * 32


@pytest.fixture
def guardian(db: None, now: datetime, monkeypatch: pytest.MonkeyPatch) -> Person:
    monkeypatch.setattr(clock, "now", lambda: now)
    made = ensure_person(handle="g", name="张大", now=now)
    made.phone, made.phone_index = "13812343821", blind_index("13812343821")
    made.save()
    return made


@pytest.fixture
def browser(guardian: Person) -> Client:
    return signed_in(guardian, SignInWay.PHONE)


def signed_in(person: Person, way: SignInWay) -> Client:
    browser = Client()
    browser.force_login(person, backend=BACKEND)
    SignIn.objects.filter(person=person).update(way=way)
    return browser


def test_a_guardian_notes_sees_corrects_takes_along_and_withdraws(browser: Client) -> None:
    assert browser.post("/account/children/add", FORM).status_code == 302
    child = Child.objects.get()
    page = browser.get("/account/children").content.decode()
    assert "小明" in page
    assert "2018" in page

    year = {"name": "小红", "birth_year": "2020"}
    assert browser.post(f"/account/children/{child.pk}/correct", year).status_code == 302
    taken = json.loads(browser.post("/account/data/download").content)
    assert [one["name"] for one in taken["children"]] == ["小红"]
    assert browser.post(f"/account/children/{child.pk}/withdraw").status_code == 302

    assert not Child.objects.exists()
    assert json.loads(browser.post("/account/data/download").content)["children"] == []


def test_without_a_tick_nothing_is_kept_and_nothing_typed_is_lost(browser: Client) -> None:
    answer = browser.post("/account/children/add", {**FORM, "agrees": ""})

    assert answer.status_code == 422
    assert 'data-problem="child_consent_missing"' in answer.content.decode()
    assert 'value="小明"' in answer.content.decode()
    assert not Child.objects.exists()


def test_who_did_not_come_by_their_phone_may_look_and_delete_but_not_note(
    guardian: Person, now: datetime
) -> None:
    child = note(guardian, now)
    browser = signed_in(guardian, SignInWay.LINK)

    assert 'name="agrees"' not in browser.get("/account/children").content.decode()
    assert browser.post("/account/children/add", FORM).status_code == 403
    assert browser.post(f"/account/children/{child.pk}/withdraw").status_code == 302


def test_a_child_is_nobody_else_s(guardian: Person, now: datetime) -> None:
    child = note(guardian, now)
    other = signed_in(ensure_person(handle="o", name="王", now=now), SignInWay.PHONE)

    for what in ("correct", "withdraw"):
        assert other.post(f"/account/children/{child.pk}/{what}", FORM).status_code == 404
    assert "小明" not in other.get("/account/children").content.decode()
    assert Child.objects.exists()


def note(guardian: Person, now: datetime) -> Child:
    return note_child(
        guardian=guardian, name="小明", birth_year=2018, agrees=True, by_phone=True, now=now
    )


@pytest.mark.parametrize(("then", "stays"), [("agree", True), ("refuse", False)])
def test_at_fourteen_the_page_gives_a_link_by_which_the_child_decides_once(
    guardian: Person,
    now: datetime,
    monkeypatch: pytest.MonkeyPatch,
    then: str,
    stays: bool,  # noqa: FBT001  # expected
) -> None:
    note(guardian, now)
    browser = signed_in(guardian, SignInWay.PHONE)
    assert "data-answer" not in browser.get("/account/children").content.decode()
    monkeypatch.setattr(clock, "now", lambda: childhood_ends(2018))
    page = signed_in(guardian, SignInWay.PHONE).get("/account/children").content.decode()
    found = re.search(r'href="http://testserver(/child/[^"]+)"', page)
    assert found
    link = found[1]
    asked = Client().get(link)
    assert "小明" in asked.content.decode()
    assert asked.headers["Referrer-Policy"] == "no-referrer"

    told = Client().post(link, {"then": then})

    assert "data-answered" in told.content.decode()
    assert Child.objects.exists() is stays
    assert Client().get(link).status_code == 404


def test_on_a_telephone_a_child_is_noted_in_both_languages(
    transactional_db: None, visit: Visits, monkeypatch: pytest.MonkeyPatch, now: datetime
) -> None:
    monkeypatch.setattr(clock, "now", lambda: now)
    person = ensure_person(handle="g", name="张大", now=now)
    make_sign_in_link(person=person, token=KEY, now=now)
    visitor = visit(viewport=ViewportSize(width=320, height=700))
    page = visitor.go(f"/start?k={KEY}")
    page.click("main button[type=submit]")
    page.wait_for_url("**/")
    SignIn.objects.update(way=SignInWay.PHONE)
    visitor.go("/account/children")
    page.fill("#name", "小明")
    page.fill("#birth_year", "2018")
    page.check("[name=agrees]")
    page.click("main .btn-primary")
    page.wait_for_selector("[data-child]")

    for language in ("zh-hans", "en"):
        visitor.go(f"/account/children?lang={language}")
        assert page.evaluate("document.documentElement.scrollWidth") == 320
        small = page.evaluate(
            "[...document.querySelectorAll('main .btn, main label.in-line, main .form-control')]"
            ".filter(one => one.offsetHeight && one.offsetHeight < 44).map(one => one.outerHTML)"
        )
        assert small == []
