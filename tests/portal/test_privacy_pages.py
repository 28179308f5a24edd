"""One's own data, and what is behind a mask."""

import json
import re
from datetime import datetime

import pytest
from django.test import Client
from tests.lockers.tower import Tower

from linli.kernel import clock
from linli.ledger.models import Entry
from linli.lockers.actions.revealing import reveal_phone
from linli.lockers.errors import UnknownDeposit
from linli.lockers.models import Deposit
from linli.people.actions import ensure_person, give_grant
from linli.people.consent import has_consented, note_guardian
from linli.people.enums import Role
from linli.people.models import DeletionRequest, Person
from linli.people.privacy import GRACE, reveal
from linli.people.privacy_enums import ConsentPurpose
from linli.people.privacy_errors import NothingToReveal
from linli.people.sealing import Purpose, Sealed
from linli.places.models import Place

PHONE = "13812343821"
BACKEND = "django.contrib.auth.backends.ModelBackend"


@pytest.fixture
def person(db: None, now: datetime) -> Person:
    made = ensure_person(handle="zhang", name="张三丰", now=now)
    made.phone = PHONE
    made.save()
    return made


@pytest.fixture
def mine(person: Person) -> Client:
    client = Client()
    client.force_login(person, backend=BACKEND)
    return client


def privacy_verbs() -> list[str]:
    entries = Entry.objects.filter(chain__name="privacy").order_by("seq")
    return list(entries.values_list("verb", flat=True))


def test_a_stranger_sees_nobody_s_data(client: Client, db: None) -> None:
    assert client.get("/account/data").status_code == 403
    for one in ("name", "consent", "download", "deletion"):
        assert client.post(f"/account/data/{one}").status_code == 403


def test_looking_writes_nothing_and_shows_oneself_whole(mine: Client, person: Person) -> None:
    page = mine.get("/account/data")

    text = page.content.decode()
    assert "张三丰" in text
    assert PHONE in text
    assert "no-store" in page.headers["Cache-Control"]
    assert "收餐人的手机号" in text
    assert privacy_verbs() == []


def test_a_name_is_set_right(mine: Client, person: Person) -> None:
    assert mine.post("/account/data/name", {"name": " 张三 "}).status_code == 302

    person.refresh_from_db()
    assert person.name.opened() == "张三"
    assert privacy_verbs() == ["name_corrected"]


@pytest.mark.parametrize("name", ["", "  ", "张" * 41, "张\u200b三"])
def test_what_is_no_name_is_refused_and_stays_typed(
    mine: Client, person: Person, name: str
) -> None:
    page = mine.post("/account/data/name", {"name": name})

    assert page.status_code == 422
    assert "请填 1 到 40 个字的姓名。" in page.content.decode()
    person.refresh_from_db()
    assert person.name.opened() == "张三丰"


def test_one_agrees_and_withdraws(mine: Client, person: Person, now: datetime) -> None:
    asked = {"person": str(person.pk), "purpose": "messages"}

    assert mine.post("/account/data/consent", {**asked, "then": "give"}).status_code == 302
    assert has_consented(person, ConsentPurpose.MESSAGES, now=now)
    assert "撤回" in mine.get("/account/data").content.decode()
    assert mine.post("/account/data/consent", {**asked, "then": "give"}).status_code == 409
    assert mine.post("/account/data/consent", {**asked, "then": "withdraw"}).status_code == 302

    assert not has_consented(person, ConsentPurpose.MESSAGES, now=now)


@pytest.mark.parametrize("number", ["", "x", "0", "9" * 40])
def test_for_somebody_else_one_cannot_agree(mine: Client, number: str) -> None:
    posted = {"person": number, "purpose": "messages", "then": "give"}

    assert mine.post("/account/data/consent", posted).status_code == 403
    assert privacy_verbs() == []


def test_a_guardian_agrees_for_the_child_and_the_child_cannot(mine: Client, person: Person) -> None:
    now = clock.now()
    child = ensure_person(handle="kid", name="张小三", now=now)
    note_guardian(child, person, until=now + 300 * GRACE / 15, by=person, now=now)
    kid = Client()
    kid.force_login(child, backend=BACKEND)
    posted = {"person": str(child.pk), "purpose": "directory", "then": "give"}

    assert "未满十四周岁" in kid.get("/account/data").content.decode()
    assert kid.post("/account/data/consent", posted).status_code == 403
    assert "替 张** 同意的事" in mine.get("/account/data").content.decode()
    assert mine.post("/account/data/consent", posted).status_code == 302

    assert has_consented(child, ConsentPurpose.DIRECTORY, now=now)


def test_everything_is_taken_along_in_one_file(mine: Client, person: Person) -> None:
    mine.post("/account/data/name", {"name": "张三"})

    file = mine.post("/account/data/download")

    assert file.headers["Content-Disposition"].startswith("attachment")
    assert file.headers["Cache-Control"] == "no-store"
    told = json.loads(file.content)
    assert told["person"]["name"] == "张三"
    assert told["person"]["phone"] == PHONE
    assert {one["verb"] for one in told["ledger"]} >= {"person_joined", "name_corrected"}
    assert privacy_verbs()[-1] == "own_data_downloaded"


def test_who_gave_no_phone_takes_none_along(client: Client, db: None, now: datetime) -> None:
    client.force_login(ensure_person(handle="a", name="李", now=now), backend=BACKEND)

    assert json.loads(client.post("/account/data/download").content)["person"]["phone"] is None
    assert "—" in client.get("/account/data").content.decode()


def test_one_asks_to_be_forgotten_and_thinks_again(mine: Client, person: Person) -> None:
    assert mine.post("/account/data/deletion", {"then": "delete"}).status_code == 302
    asked = DeletionRequest.objects.get()
    assert asked.due_at == asked.asked_at + GRACE
    assert str(asked) == f"{person.pk} {asked.due_at:%Y-%m-%d}"
    assert "在那之前可以反悔" in mine.get("/account/data").content.decode()
    assert mine.post("/account/data/deletion", {"then": "delete"}).status_code == 409

    assert mine.post("/account/data/deletion", {"then": "keep"}).status_code == 302

    assert not DeletionRequest.objects.exists()
    assert mine.post("/account/data/deletion", {"then": "keep"}).status_code == 404
    assert privacy_verbs() == ["deletion_asked", "deletion_taken_back"]


def helper(place: Place, role: Role) -> Client:
    """Sign somebody in who holds a role at a place."""
    now = clock.now()
    made = ensure_person(handle=role.value, name="助手", now=now)
    give_grant(person=made, role=role, place=place, until=None, granted_by=None, now=now)
    client = Client()
    client.force_login(made, backend=BACKEND)
    return client


@pytest.fixture
def door(tower: Tower) -> str:
    """Store a meal for a phone and return the address of its door."""
    (begun,) = tower.begins(tower.request(phone=PHONE))
    comp = tower.opened(begun)  # type: ignore[arg-type]  # it was accepted
    tower.a.fill(comp)
    tower.exchange()
    return f"/board/{tower.a.code}/{comp}"


def test_the_crew_sees_a_phone_masked_and_whole_for_a_reason(tower: Tower, door: str) -> None:
    crew = helper(tower.place, Role.CREW)
    assert f"{door}/phone" in crew.get(door).content.decode()

    masked = crew.get(f"{door}/phone").content.decode()
    assert "138****3821" in masked
    assert PHONE not in masked
    refused = crew.post(f"{door}/phone", {"reason": "curious"})
    assert refused.status_code == 422
    assert PHONE not in refused.content.decode()
    assert privacy_verbs() == []

    whole = crew.post(f"{door}/phone", {"reason": "reach"})

    assert PHONE in whole.content.decode()
    assert whole.headers["Cache-Control"].startswith("no-store")
    entry = Entry.objects.get(verb="revealed")
    assert entry.subject == f"deposit:{Deposit.objects.get().code}"
    assert entry.facts == '{"reason":"reach","what":"recipient.phone"}'


def test_who_only_watches_sees_no_phone(tower: Tower, door: str) -> None:
    watcher = helper(tower.place, Role.PROPERTY)

    assert f"{door}/phone" not in watcher.get(door).content.decode()
    for answer in (watcher.get(f"{door}/phone"), watcher.post(f"{door}/phone")):
        assert answer.status_code == 403


def test_the_crew_of_another_building_learns_nothing(tower: Tower, door: str) -> None:
    other = Tower(now=tower.now, code="OTHER")
    stranger = helper(other.place, Role.CREW)

    answer = stranger.post(f"{door}/phone", {"reason": "reach"})

    assert answer.status_code == 404
    assert PHONE not in answer.content.decode()


def test_a_meal_elsewhere_has_no_phone_for_this_crew(
    tower: Tower, door: str, person: Person
) -> None:
    code = Deposit.objects.get().code

    with pytest.raises(UnknownDeposit):
        reveal_phone(by=person, buildings=[], deposit=code, reason="reach", now=tower.now)

    assert privacy_verbs() == []


def test_where_no_phone_was_given_there_is_none_to_see(tower: Tower) -> None:
    tower.stored()
    crew = helper(tower.place, Role.CREW)

    assert crew.get(f"/board/{tower.a.code}/1/phone").status_code == 404
    assert crew.get(f"/board/{tower.a.code}/4/phone").status_code == 404


def test_a_steward_sees_a_name_whole_for_a_reason(tower: Tower, person: Person) -> None:
    give_grant(
        person=person,
        role=Role.CREW,
        place=tower.place,
        until=None,
        granted_by=None,
        now=clock.now(),
    )
    steward = helper(tower.place, Role.STEWARD)
    address = f"/people/{person.pk}/name"

    assert "张**" in steward.get(address).content.decode()
    assert "张三丰" not in steward.get(address).content.decode()
    assert steward.post(address).status_code == 422
    assert "张三丰" in steward.post(address, {"reason": "reach"}).content.decode()

    assert Entry.objects.get(verb="revealed").subject == f"person:{person.pk}"


def test_a_stranger_sees_nobody_s_name(mine: Client, person: Person, now: datetime) -> None:
    other = ensure_person(handle="b", name="李四", now=now)

    assert mine.post(f"/people/{other.pk}/name", {"reason": "reach"}).status_code == 404


@pytest.mark.parametrize("sealed", [None, Sealed(b"torn", Purpose.PERSON_NAME)])
def test_where_nothing_opens_nothing_is_revealed(
    person: Person, now: datetime, sealed: Sealed | None
) -> None:
    with pytest.raises(NothingToReveal):
        reveal(sealed, by=person, reason="reach", subject="x", now=now)

    assert privacy_verbs() == []


def test_the_page_has_no_form_without_its_token(mine: Client) -> None:
    text = mine.get("/account/data").content.decode()

    assert len(re.findall("<form", text)) == text.count("csrfmiddlewaretoken")
