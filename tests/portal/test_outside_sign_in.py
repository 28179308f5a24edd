"""Signing in through another server, page by page, and whatever can go wrong on the way."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.contrib.sessions.models import Session
from django.test import Client, override_settings
from tests.people.district import TOKEN, verbs
from tests.people.openid_provider import CLIENT, SECRET, Provider, serving
from tests.portal.outside_walk import (
    Clock,
    Page,
    crew,
    problem,
    returned,
    sent,
    signed_in_as,
    time,
)

from linli.people.models import LinkedAccount, Person, SignIn
from linli.people.openid import forget_published
from linli.people.outside import ASKED_FOR
from linli.people.rules.guessing import OUTSIDE_TRIES
from linli.portal.views import account_outside
from linli.server.registry import OidcProvider

__all__ = ["crew", "time"]

pytestmark = pytest.mark.django_db

GO, BACK, LINK = "/signin/through/id", "/signin/back/id", "/account/linked/id"


def configured(issuer: str, **more: Any) -> override_settings:  # noqa: ANN401  # settings
    """The provider is set up here."""
    one = OidcProvider(
        name="id", label="单位账号", issuer=issuer, client_id=CLIENT, client_secret=SECRET
    )
    return override_settings(
        OIDC=[one], **{"OUTGOING_INSIDE": [issuer], "STRANGERS_JOIN": True, **more}
    )


@pytest.fixture
def there(time: Clock) -> Iterator[Provider]:
    """A provider that behaves until told otherwise."""
    forget_published()
    with serving(Provider(now=time)) as made, configured(made.issuer):
        yield made
    forget_published()


def through(client: Client, there: Provider, start: str = GO, **form: str) -> Page:
    """All the way there and back."""
    answer = client.post(start, form)
    return returned(client, there.agree(sent(answer)))


def test_without_a_setting_the_sign_in_page_has_no_such_button(client: Client, time: Clock) -> None:
    page = client.get("/signin").content.decode()

    assert "/signin/through/" not in page
    assert client.post(GO).status_code == 404
    assert client.get(BACK).status_code == 404


def test_a_stranger_signs_in_through_a_provider_and_holds_nothing(
    client: Client, there: Provider
) -> None:
    assert "用单位账号登录" in client.get("/signin").content.decode()

    answer = through(client, there)

    assert (answer.status_code, answer.headers["Location"]) == (302, "/")
    person = Person.objects.get()
    assert (person.name.opened(), person.grants.count()) == ("赵远航", 0)
    assert person.handle.startswith("id-")
    assert SignIn.objects.get().way == "openid"
    assert verbs() == ["person_joined", "account_linked", "signed_in"]
    assert "关联的账号" in client.get("/account").content.decode()


def test_looking_at_the_page_one_comes_back_to_uses_nothing_up(
    client: Client, there: Provider
) -> None:
    address = there.agree(sent(client.post(GO)))
    parts = urlsplit(address)
    kept = list(Session.objects.values())
    for _ in range(3):
        client.get(f"{parts.path}?{parts.query}")
    assert "/token" not in there.asked
    assert list(Session.objects.values()) == kept

    assert returned(client, address).status_code == 302


def test_strangers_are_refused_where_the_setting_says_so(client: Client, there: Provider) -> None:
    with override_settings(STRANGERS_JOIN=False):
        answer = through(client, there)

    assert (answer.status_code, problem(answer)) == (403, "stranger_refused")
    assert not Person.objects.exists()


def test_who_is_signed_in_links_their_account_and_signs_in_by_it_afterwards(
    client: Client, there: Provider, crew: Person
) -> None:
    signed_in_as(client, crew)
    assert "关联单位账号" in client.get("/account").content.decode()

    answer = through(client, there, LINK)

    assert answer.headers["Location"] == "/account"
    assert "data-linked" in client.get("/account").content.decode()
    other = Client()
    with override_settings(STRANGERS_JOIN=False):
        through(other, there)
    assert other.get("/account").status_code == 200
    assert SignIn.objects.filter(person=crew).count() == 2


def test_staff_still_show_their_second_factor(
    there: Provider, crew: Person, client: Client
) -> None:
    signed_in_as(client, crew)
    through(client, there, LINK)
    other = Client()

    with override_settings(STAFF_SECOND_FACTOR=True):
        through(other, there)

        assert other.get("/board/").status_code == 403
        assert other.get("/").headers["Location"] == "/account/factors"
    assert SignIn.objects.filter(proven_at__isnull=False).count() == 0


def test_an_invitation_is_accepted_with_an_account_elsewhere(
    client: Client, there: Provider, crew: Person
) -> None:
    page = client.get(f"/start?k={TOKEN}").content.decode()
    assert page.count(f'name="k" value="{TOKEN}"') == 2

    with override_settings(STRANGERS_JOIN=False):
        answer = through(client, there, k=TOKEN)

    assert answer.headers["Location"] == "/"
    assert LinkedAccount.objects.get().person == crew
    assert TOKEN not in str(dict(client.session))


def test_an_account_that_is_another_s_is_refused_on_the_account_s_own_page(
    client: Client, there: Provider, crew: Person
) -> None:
    through(Client(), there)
    signed_in_as(client, crew)

    answer = through(client, there, LINK)

    assert (answer.status_code, problem(answer)) == (409, "linked_with_another")
    assert "我的角色" in answer.content.decode()


def test_a_linked_account_is_taken_away_but_not_the_last_way_in(
    client: Client, there: Provider
) -> None:
    through(client, there)
    number = LinkedAccount.objects.get().pk

    answer = client.post("/account/linked/remove", {"linked": number})

    assert (answer.status_code, problem(answer)) == (403, "last_way_in")
    there.subject = "another"
    through(client, there, LINK)
    answer = client.post("/account/linked/remove", {"linked": number})
    assert answer.headers["Location"] == "/account"
    assert LinkedAccount.objects.count() == 1


def test_a_code_that_was_used_is_worth_nothing(client: Client, there: Provider) -> None:
    address = there.agree(sent(client.post(GO)))

    answer = returned(client, address, times=2)

    assert problem(answer) == "asked_too_long_ago"
    assert "用单位账号登录" in answer.content.decode()


def test_another_browser_s_answer_is_not_taken(client: Client, there: Provider) -> None:
    """Else somebody could be led to sign in as somebody else without noticing."""
    address = there.agree(sent(client.post(GO)))
    victim = Client()
    assert problem(returned(victim, address)) == "asked_too_long_ago"
    victim.post(GO)

    assert problem(returned(victim, address)) == "asked_too_long_ago"
    assert not Person.objects.exists()


def test_who_takes_too_long_starts_again(client: Client, there: Provider, time: Clock) -> None:
    address = there.agree(sent(client.post(GO)))
    time.now += ASKED_FOR

    assert problem(returned(client, address)) == "asked_too_long_ago"
    time.now -= ASKED_FOR + timedelta(seconds=1)
    address = there.agree(sent(client.post(GO)))
    time.now += ASKED_FOR - timedelta(seconds=1)
    assert returned(client, address).status_code == 302


def test_one_links_an_account_with_oneself_alone(
    client: Client, there: Provider, crew: Person, now: datetime
) -> None:
    """Who signed out, or signed in as another, meanwhile, links nothing."""
    signed_in_as(client, crew)
    address = there.agree(sent(client.post(LINK)))
    asked = client.session["linli.outside"]
    other = Client()
    through(other, there)
    session = other.session
    session["linli.outside"] = asked
    session.save()
    there.subject = "third"

    assert problem(returned(other, address)) == "asked_too_long_ago"
    assert LinkedAccount.objects.count() == 1


def test_who_is_not_signed_in_links_nothing(client: Client, there: Provider) -> None:
    assert client.post(LINK).status_code == 403
    assert client.post("/account/linked/remove", {"linked": "1"}).status_code == 403
    assert there.asked == []


@pytest.mark.parametrize(
    ("path", "reply", "status", "code"),
    [
        ("/.well-known/openid-configuration", (500, b""), 503, "provider_away"),
        ("/.well-known/openid-configuration", (200, b"<html>"), 503, "provider_not_believed"),
        ("/token", (503, b""), 503, "provider_away"),
        ("/token", (200, b"garbage"), 503, "provider_not_believed"),
        ("/token", (400, b'{"error": "invalid_grant"}'), 403, "code_used_up"),
        ("/token", (401, b'{"error": "invalid_client"}'), 503, "provider_knows_us_not"),
        ("/keys", (200, b"{}"), 503, "provider_not_believed"),
    ],
)
def test_a_provider_that_fails_leaves_one_on_the_sign_in_page_with_a_sentence(
    client: Client, there: Provider, path: str, reply: tuple[int, bytes], status: int, code: str
) -> None:
    there.answers[path] = reply
    answer = client.post(GO)
    if answer.status_code == 200:
        answer = returned(client, there.agree(sent(answer)))

    assert (answer.status_code, problem(answer)) == (status, code)
    assert "用单位账号登录" in answer.content.decode()
    assert not Person.objects.exists()


def test_who_cancels_there_is_told_so(client: Client, there: Provider) -> None:
    address = there.agree(sent(client.post(GO)))
    refused = re.sub(r"code=[^&]+", "error=access_denied", address)

    answer = returned(client, refused)

    assert (answer.status_code, problem(answer)) == (403, "consent_withheld")


def test_a_provider_inside_is_not_asked_unless_the_settings_name_it(
    client: Client, there: Provider
) -> None:
    with configured(there.issuer, OUTGOING_INSIDE=[]):
        answer = client.post(GO)

    assert problem(answer) == "provider_away"
    assert there.asked == []


def test_ways_there_and_back_are_counted_by_address(
    client: Client, there: Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert (OUTSIDE_TRIES.most, OUTSIDE_TRIES.window) == (120, timedelta(hours=1))
    monkeypatch.setattr(account_outside, "OUTSIDE_TRIES", replace(OUTSIDE_TRIES, most=3))
    for _ in range(3):
        client.post(BACK)

    answer = client.post(GO)

    assert (answer.status_code, problem(answer)) == (429, "too_many_guesses")


@pytest.mark.parametrize("junk", ["\x00", "x" * 10_000, "é%00", "<script>"])
def test_junk_that_comes_back_is_a_page_all_the_same(
    client: Client, there: Provider, junk: str
) -> None:
    client.post(GO)
    said = dict.fromkeys(("state", "code", "error", "iss"), junk)

    assert client.get(BACK, said).status_code == 200
    assert problem(client.post(BACK, said)) == "asked_too_long_ago"
