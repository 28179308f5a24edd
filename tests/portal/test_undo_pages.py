"""After a press the page offers to take it back; where that cannot be, it says so before."""

import re
from datetime import datetime, timedelta

import pytest
from django.test import Client
from tests.places.town import paths
from tests.portal.place_visits import person_with, said, signed_in

from linli.kernel import clock
from linli.people.actions.granting import delegate
from linli.people.enums import Role
from linli.people.models import Grant, Person
from linli.places.actions.moving import move_place
from linli.places.queries import place_by_code

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("places")]


def offered(client: Client, address: str) -> dict[str, str]:
    """Return the form that takes back what was done, with its address as ``to``."""
    text = said(client.get(address))
    form = re.search(r'<form class="note[^>]*action="([^"]+)"[^>]*data-undo>.*?</form>', text)
    if form is None:
        return {}
    fields = dict(re.findall(r'name="(entry|grant)" value="([^"]+)"', form[0]))
    return {**fields, "to": form[1]}


def test_each_act_on_a_place_is_taken_back_by_a_press(steward: Client) -> None:
    assert offered(steward, "/places/BYL") == {}
    acts = {
        "edit": ({"name": "新"}, "名称从“白玉兰广场”改为“新”"),
        "move": ({"to": "BWT"}, "从 TLQ 移到 BWT"),
    }
    for act, (form, says) in acts.items():
        steward.post(f"/places/BYL/{act}", form)
        assert f"您刚才：{says}。" in said(steward.get("/places/BYL"))
        undo = offered(steward, "/places/BYL")
        assert steward.post(undo["to"], undo).headers["Location"] == "/places/BYL"

    assert place_by_code("BYL").name == "白玉兰广场"
    assert paths()["BYL"] == "HK/TLQ/BYL"
    steward.post("/places/TOP/close")
    undo = offered(steward, "/places/TOP")
    steward.post(undo["to"], undo)
    assert place_by_code("TOP").closed_at is None


def test_two_at_once_the_second_is_told_and_nothing_is_changed(
    steward: Client, now: datetime
) -> None:
    steward.post("/places/BYL/move", {"to": "BWT"})
    undo = offered(steward, "/places/BYL")
    move_place("BYL", to="OYL", actor="person:99", now=now)

    refused = steward.post(undo["to"], undo)

    assert refused.status_code == 409
    assert 'data-problem="too_late_to_undo"' in said(refused)
    assert paths()["BYL"] == "HK/OYL/BYL"
    assert offered(steward, "/places/BYL") == {}


def test_nobody_else_is_offered_it_and_nobody_after_ten_minutes(
    steward: Client, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    steward.post("/places/BYL/move", {"to": "BWT"})
    undo = offered(steward, "/places/BYL")
    another = signed_in(Role.STEWARD, "BWT", now)
    assert offered(another, "/places/BYL") == {}
    assert another.post("/places/BYL/undo", undo).status_code == 409

    monkeypatch.setattr(clock, "now", lambda: now + timedelta(minutes=10))

    assert offered(steward, "/places/BYL") == {}
    assert steward.post("/places/BYL/undo", undo).status_code == 409
    assert paths()["BYL"] == "HK/BWT/BYL"


def test_who_looks_after_one_end_no_more_does_not_move_it_back(now: datetime) -> None:
    person = person_with(Role.STEWARD, "TLQ", now)
    person_with(Role.STEWARD, "BWT", now)
    client = Client()
    client.force_login(person)
    move_place("BYL", to="OYL", actor=f"person:{person.pk}", now=now)
    Grant.objects.filter(person=person).update(place=place_by_code("OYL"))

    assert client.post("/places/BYL/undo", offered(client, "/places/BYL")).status_code == 404

    assert paths()["BYL"] == "HK/OYL/BYL"


def test_a_role_that_was_ended_is_given_again_by_a_press(now: datetime) -> None:
    chief = signed_in(Role.STEWARD, "HK", now)
    crew = person_with(Role.CREW, "BYL", now)
    page = f"/people/{crew.pk}"
    grant = crew.grants.get()
    assert offered(chief, page) == {}
    chief.post(f"{page}/end", {"grant": grant.pk})
    assert "您刚才收回了 crew-BYL 的角色：平台维护 · 白玉兰广场。" in said(chief.get(page))
    undo = offered(chief, page)

    assert chief.post(undo["to"], undo).headers["Location"] == page

    grant.refresh_from_db()
    assert grant.until is None
    refused = chief.post(undo["to"], undo)
    assert refused.status_code == 409
    assert 'data-problem="too_late_to_undo"' in said(refused)


def test_who_stood_in_is_asked_again_by_a_press(now: datetime) -> None:
    chief, crew = (
        person_with(role, code, now) for role, code in ((Role.STEWARD, "HK"), (Role.CREW, "BYL"))
    )
    client = Client()
    client.force_login(chief)
    until = now + timedelta(days=2)
    grant = delegate(grant=chief.grants.get().pk, to=crew, until=until, by=chief, now=now)
    client.post("/account/laydown", {"grant": grant.pk})
    undo = offered(client, "/account")

    assert client.post(undo["to"], undo).headers["Location"] == "/account"

    grant.refresh_from_db()
    assert grant.until == until
    assert client.post(undo["to"], undo).status_code == 409


def test_what_cannot_be_taken_back_says_so_before(now: datetime) -> None:
    chief = signed_in(Role.STEWARD, "HK", now)
    crew = person_with(Role.CREW, "BYL", now)

    person = said(chief.get(f"/people/{crew.pk}"))
    assert "不能撤销：要他回来，得重新授予。" in person
    assert "两样都不能撤销" in person
    account = said(chief.get("/account"))
    assert "放下以后自己拿不回来" in account
    assert "不能撤销，只有管理员能再请您回来" in account
    assert "合并不能一键退回" in said(chief.get("/places/BYL/merge"))
    assert "改了轮廓就不能一键撤销" in said(chief.get("/places/BYL/edit"))
    assert Person.objects.filter(left_at=None).count() == 2
