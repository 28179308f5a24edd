"""The back office: who is let in, what is shown, and that nothing is written there."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.apps import apps
from django.db import connection
from django.db.models import Model
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests.lockers.tower import Tower, plugged_in

from linli.kernel import clock
from linli.ledger.models import Entry
from linli.lockers.models import Compartment, Deposit
from linli.people.actions import ensure_person, give_grant
from linli.people.enums import FactorKind, Role
from linli.people.models import Grant, Person, SecondFactor, SignIn
from linli.people.rules.sessions import STAFF_IDLE
from linli.people.sealing import Purpose, blind_index
from linli.people.sealing_fields import SealedText
from linli.portal.office.opening import STAYS_OPEN
from linli.portal.office.rows import MOST_COUNTED, heading
from linli.portal.office.shown import SHOWN
from linli.portal.office.site import office

BACKEND = "django.contrib.auth.backends.ModelBackend"
NAME, PHONE = "魑魅魍魉", "15912345678"
SECRET = "JBSWY3DPEHPK3PXP"  # noqa: S105  # a made-up one, to be looked for
SECRETS = {
    "password",
    "token",
    "token_hash",
    "code_hash",
    "credential_hash",
    "session_key",
    "secret",
    "key",
    "body",
    "content",
    "line",
    "phone_index",
}
"""By these one signs in, opens a door, or finds out whose something is."""

OUR_TABLES = [one for one in apps.get_models() if one.__module__.startswith("linli.")]


@pytest.fixture
def tower(db: None) -> Iterator[Tower]:
    made = Tower(now=clock.now())
    with plugged_in(made.line):
        yield made


@pytest.fixture
def operator(tower: Tower) -> Person:
    return somebody(tower, "operator", Role.OPERATOR)


@pytest.fixture
def client(operator: Person) -> Client:
    return signed_in(operator)


def somebody(tower: Tower, handle: str, role: Role, *, has_factor: bool = True) -> Person:
    person = ensure_person(handle=handle, name=NAME, now=tower.now)
    person.phone, person.phone_index = PHONE, blind_index(PHONE + handle)
    person.save()
    give_grant(
        person=person, role=role, place=tower.place, until=None, granted_by=None, now=tower.now
    )
    if has_factor:
        SecondFactor.objects.create(
            person=person, kind=FactorKind.TOTP, name="App", secret=SECRET, made_at=tower.now
        )
    return person


def signed_in(person: Person, *, is_proven: bool = True) -> Client:
    browser = Client()
    browser.force_login(person, backend=BACKEND)
    if is_proven:
        SignIn.objects.filter(person=person).update(proven_at=clock.now())
    return browser


def name_of(model: type[Model]) -> str:
    return model._meta.label  # noqa: SLF001  # Django's way to a table's name


def list_of(model: type[Model]) -> str:
    return reverse(f"office:{model._meta.app_label}_{model._meta.model_name}_changelist")  # noqa: SLF001  # as above


def row_of(row: Model) -> str:
    meta = row._meta  # noqa: SLF001  # as above
    return reverse(f"office:{meta.app_label}_{meta.model_name}_change", args=[row.pk])


def entries() -> list[tuple[str, str, str]]:
    rows = Entry.objects.filter(verb="office_opened").order_by("seq")
    return [(one.actor, one.subject, one.facts) for one in rows]


def test_every_table_of_ours_is_there_and_says_what_it_shows() -> None:
    assert {name_of(one) for one in OUR_TABLES} == SHOWN.keys(), (
        "say what the back office shows of it, in portal/office/shown.py"
    )
    assert {name_of(one) for one in office._registry} == SHOWN.keys()  # noqa: SLF001  # Django's own name


@pytest.mark.parametrize("model", OUR_TABLES, ids=name_of)
def test_no_table_shows_a_secret_and_every_column_has_a_chinese_name(model: type[Model]) -> None:
    shown = SHOWN[name_of(model)]

    assert not SECRETS.intersection(shown.columns)
    for one in shown.columns:
        assert any("\u4e00" <= letter <= "\u9fff" for letter in str(heading(model, one))), one


OF_MACHINES = (Purpose.WEBHOOK_SECRET, Purpose.SANDBOX_KEY, Purpose.OPEN311_KEY)


@pytest.mark.parametrize("model", OUR_TABLES, ids=name_of)
def test_what_is_about_somebody_is_opened_in_writing_and_lists_nothing_sealed_but_names(
    model: type[Model],
) -> None:
    shown, fields = SHOWN[name_of(model)], model._meta.fields  # noqa: SLF001  # as above
    about_somebody = any(
        (isinstance(one, SealedText) and one.purpose not in OF_MACHINES)
        or one.name in {"person", "child", "guardian"}
        for one in fields
    )

    assert bool(shown.whose) == about_somebody
    for one in fields:
        if isinstance(one, SealedText) and one.name != "name":
            assert one.name not in shown.listed


def test_nothing_can_be_written_in_any_table(client: Client, operator: Person) -> None:
    """Also in tables that are empty: refused before any row is looked for."""
    body = {"action": "delete_selected", "_selected_action": "1", "post": "yes", "reason": "law"}
    asked = client.get(list_of(Person)).wsgi_request
    written = Entry.objects.count()

    for model, rows in office._registry.items():  # noqa: SLF001  # Django's own name
        is_opened = bool(SHOWN[name_of(model)].whose)
        assert client.post(list_of(model), body).status_code == 403, model
        row = client.post(f"{list_of(model)}99999/", body)
        assert row.status_code == (404 if is_opened else 403), model
        allowed = {one for one, may in rows.get_model_perms(asked).items() if may}
        assert (allowed, rows.get_actions(asked)) == ({"view"}, {})
    for what in ("add", "1/delete", "1/history", "1/change"):
        assert client.post(f"{list_of(Entry)}{what}/", body).status_code == 403
        assert client.post(f"{list_of(Person)}{what}/", body).status_code == 404
    assert Entry.objects.count() == written


def test_a_row_that_is_posted_to_is_as_it_was(client: Client, operator: Person) -> None:
    body = {"handle": "other", "name": "别人", "reason": "law", "_save": "1"}

    assert client.post(row_of(operator), body).status_code == 302

    operator.refresh_from_db()
    assert (operator.handle, operator.name.opened()) == ("operator", NAME)


def test_one_s_account_leads_an_operator_there_and_nobody_else(
    client: Client, tower: Tower
) -> None:
    other = signed_in(somebody(tower, "crew", Role.CREW))

    assert 'href="/office/"' in client.get("/account").content.decode()
    assert 'href="/office/"' not in other.get("/account").content.decode()


def test_the_office_has_no_door_of_its_own(client: Client) -> None:
    for path in ("login/", "logout/", "password_change/", "jsi18n/", "autocomplete/", "people/"):
        assert client.get(f"/office/{path}").status_code == 404


@pytest.mark.parametrize("role", [one for one in Role if one != Role.OPERATOR])
def test_nobody_else_learns_that_it_is_there(tower: Tower, role: Role) -> None:
    browser = signed_in(somebody(tower, "else", role))

    for address in ("/office/", list_of(Person)):
        assert browser.get(address).status_code == 404
        assert browser.post(address).status_code == 404


def test_a_stranger_is_asked_to_sign_in_where_everybody_does(tower: Tower) -> None:
    answer = Client().get("/office/", headers={"accept": "application/json"})

    assert (answer.status_code, answer.json()["code"]) == (403, "sign_in_first")


def test_without_a_second_factor_an_operator_is_a_stranger_whatever_is_asked_of_staff(
    tower: Tower,
) -> None:
    has_none = somebody(tower, "bare", Role.OPERATOR, has_factor=False)
    has_one = somebody(tower, "sure", Role.OPERATOR)

    for browser in (signed_in(has_none), signed_in(has_one, is_proven=False)):
        assert browser.get("/office/").status_code == 403
    assert signed_in(has_one).get("/office/").status_code == 200


def test_the_last_second_factor_of_an_operator_stays(client: Client, operator: Person) -> None:
    factor = SecondFactor.objects.get(person=operator)

    answer = client.post(reverse("portal:remove_factor"), {"factor": factor.pk})

    assert answer.status_code in {403, 409}
    assert SecondFactor.objects.filter(pk=factor.pk).exists()


def test_an_operator_who_was_away_is_a_stranger_and_so_is_one_whose_role_ended(
    client: Client, operator: Person, tower: Tower
) -> None:
    Grant.objects.filter(person=operator).update(until=tower.now)
    assert client.get("/office/").status_code == 404

    Grant.objects.filter(person=operator).update(until=None)
    SignIn.objects.update(seen_at=clock.now() - STAFF_IDLE)

    assert client.get("/office/").status_code == 403


def test_a_person_s_row_is_opened_for_a_reason_and_that_is_written_down(
    client: Client, operator: Person, tower: Tower, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = row_of(operator)
    assert "data-problem" not in client.get(address).content.decode()
    assert client.post(address, {"reason": "curiosity"}).status_code == 422
    assert entries() == []

    told = client.post(address, {"reason": "complaint"}, follow=True).content.decode()

    who = f"person:{operator.pk}"
    facts = f'{{"reason":"complaint","what":"people.Person {operator.pk}"}}'
    assert entries() == [(who, who, facts)]
    assert "魑**" in told
    assert "159****5678" in told
    later = clock.now() + STAYS_OPEN
    monkeypatch.setattr(clock, "now", lambda: later)
    assert 'name="reason"' in client.get(address).content.decode()
    assert len(entries()) == 1


def test_one_opened_row_opens_no_other(client: Client, operator: Person, tower: Tower) -> None:
    other = somebody(tower, "other", Role.CREW)
    client.post(row_of(operator), {"reason": "law"})

    assert 'name="reason"' in client.get(row_of(other)).content.decode()


def all_pages(client: Client) -> dict[str, str]:
    """Read every list and the newest row of each, opened."""
    told = {"/office/": client.get("/office/").content.decode()}
    for model in OUR_TABLES:
        told[list_of(model)] = client.get(list_of(model)).content.decode()
        row = model._default_manager.order_by("-pk").first()  # noqa: SLF001  # Django's way to the rows
        if row is None:
            continue
        if SHOWN[name_of(model)].whose:
            client.post(row_of(row), {"reason": "report"})
        answer = client.get(row_of(row))
        assert answer.status_code == 200
        assert 'name="reason"' not in answer.content.decode()
        told[row_of(row)] = answer.content.decode()
    return told


def test_every_page_is_read_and_none_shows_a_name_a_number_or_a_key(
    client: Client, operator: Person, tower: Tower
) -> None:
    stored = tower.stored()
    session = SignIn.objects.get(person=operator).session_key
    keys = [NAME, PHONE, SECRET, session, operator.password]
    keys.append(Deposit.objects.get(code=stored.deposit).token)

    pages = all_pages(client)

    assert len(pages) > 40
    for address, page in pages.items():
        assert [one for one in keys if one in page] == [], address
        assert "<style" not in page
        assert " style=" not in page
        assert "<script" not in page


def test_what_is_withheld_cannot_be_guessed_by_an_address(client: Client, operator: Person) -> None:
    index = operator.phone_index or ""
    whole = client.get(list_of(Person)).content

    for query in (
        f"phone_index__startswith={index[:4]}",
        "phone_index=0",
        "password__startswith=argon",
        "o=1",
        "all=",
        "lang=zh-hans",
    ):
        answer = client.get(f"{list_of(Person)}?{query}")
        assert answer.status_code == 200
        assert answer.content.count(b"field-id") == whole.count(b"field-id")
    assert client.get(f"{list_of(Person)}?_to_field=phone_index").status_code == 400


def test_a_row_is_found_by_its_whole_name(client: Client, operator: Person, tower: Tower) -> None:
    somebody(tower, "other", Role.CREW)

    def found(model: type[Model], typed: str) -> int:
        answer = client.get(list_of(model), {"q": typed}, follow=True)
        return answer.content.count(b'<th class="field-id">')

    assert found(Person, "operator") == 1
    assert found(Person, "opera") == 0
    assert found(Grant, str(operator.pk)) == 1
    assert client.get(list_of(Grant), {"q": "nobody"}, follow=True).status_code == 200


def test_lists_ask_as_much_of_the_database_for_thirty_rows_as_for_one(
    client: Client, operator: Person, tower: Tower, asked: Callable[[str], int]
) -> None:
    client.get("/office/")
    tower.stored()
    one = {model: asked(list_of(model)) for model in OUR_TABLES}
    for number in range(29):
        somebody(tower, f"one-{number}", Role.CREW)
    tower.stored()

    assert {model: asked(list_of(model)) for model in OUR_TABLES} == one
    assert max(one.values()) <= 8


@pytest.fixture
def asked(client: Client) -> Callable[[str], int]:
    """Return how many queries a page takes."""

    def count(address: str) -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address).status_code == 200
        return len(queries)

    return count


def test_a_list_of_millions_is_counted_as_far_as_anybody_pages(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert MOST_COUNTED >= 1_000
    monkeypatch.setattr("linli.portal.office.rows.MOST_COUNTED", 1)

    with CaptureQueriesContext(connection) as queries:
        told: Any = client.get(list_of(Entry)).content.decode()

    assert "1 行" in told
    counted = [one["sql"] for one in queries if "COUNT(*)" in one["sql"]]
    assert all("LIMIT 1" in one for one in counted)


def test_yes_and_no_are_told_as_such(client: Client, tower: Tower) -> None:
    tower.stored()
    row = Compartment.objects.first()
    assert row is not None

    assert "icon-no" in client.get(row_of(row)).content.decode()


def test_a_row_that_is_not_there_is_not_found(client: Client) -> None:
    for missing in ("99999", "x", "1/2"):
        assert client.get(f"{list_of(Person)}{missing}/").status_code == 404


def test_an_operator_s_role_is_given_on_no_page(tower: Tower, operator: Person) -> None:
    chief = somebody(tower, "chief", Role.STEWARD)
    browser = signed_in(chief)
    wish = {"name": "新人", "role": "operator", "place": tower.place.code}

    assert browser.post(reverse("portal:invite"), wish).status_code in {403, 404, 422}
    assert Grant.objects.filter(role=Role.OPERATOR).count() == 1
    assert browser.post(reverse("portal:let_go", args=[operator.pk])).status_code == 404
