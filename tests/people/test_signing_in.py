"""A browser that is signed in: how long, in whose eyes, and ended from elsewhere."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.contrib.sessions.models import Session
from django.test import Client, override_settings
from tests.people.district import TOKEN, District, last
from tests.people.test_second_factors import code_of

from linli.kernel import clock
from linli.people.actions import make_sign_in_link
from linli.people.actions.factors import add_app, new_secret
from linli.people.actions.sign_ins import begin_sign_in, end_all_others, end_one
from linli.people.enums import Role, SignInWay
from linli.people.errors import SessionUnknown
from linli.people.models import Person, SignIn
from linli.people.queries import browsers_of, is_staff, sign_in_of
from linli.people.rules.sessions import (
    ANYONE_AT_MOST,
    STAFF_AT_MOST,
    STAFF_IDLE,
    Standing,
    standing,
)

MINUTE = timedelta(minutes=1)
PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) MicroMessenger/8.0"


class Watch:
    """What everybody's clock shows."""

    def __init__(self, now: datetime) -> None:
        self.now = now


@pytest.fixture
def watch(now: datetime, monkeypatch: pytest.MonkeyPatch) -> Watch:
    made = Watch(now)
    monkeypatch.setattr(clock, "now", lambda: made.now)
    return made


@pytest.fixture
def crew(db: None, now: datetime) -> Person:
    return District(now).person("crew", Role.CREW, "BYL")


@pytest.fixture
def resident(db: None, now: datetime) -> Person:
    return District(now).person("resident")


Enter = Callable[[Person], Client]


@pytest.fixture
def enter(watch: Watch) -> Enter:
    def signed_in(person: Person) -> Client:
        client = Client()
        client.force_login(person)
        return client

    return signed_in


def is_in(client: Client, **headers: str) -> bool:
    return client.get("/account", headers=headers).status_code == 200


def test_a_desk_that_was_left_is_a_strangers_after_half_an_hour(
    crew: Person, enter: Enter, watch: Watch
) -> None:
    client = enter(crew)
    watch.now += STAFF_IDLE - MINUTE
    assert is_in(client)
    watch.now += STAFF_IDLE - MINUTE
    assert is_in(client)

    watch.now += STAFF_IDLE

    assert not is_in(client)
    assert not SignIn.objects.exists()
    assert not Session.objects.exists()


def test_a_page_that_asks_by_itself_is_nobodys_presence(
    crew: Person, enter: Enter, watch: Watch
) -> None:
    client = enter(crew)
    for _ in range(2):
        watch.now += STAFF_IDLE / 2
        is_in(client, hx_request="true")

    assert not is_in(client)


def test_nobody_of_the_staff_stays_longer_than_a_shift(
    crew: Person, enter: Enter, watch: Watch
) -> None:
    client = enter(crew)
    watch.now += STAFF_AT_MOST - MINUTE
    SignIn.objects.update(seen_at=watch.now)
    assert is_in(client)

    watch.now += MINUTE

    assert not is_in(client)


def test_somebody_without_a_role_stays_two_weeks(
    resident: Person, enter: Enter, watch: Watch
) -> None:
    client = enter(resident)
    watch.now += ANYONE_AT_MOST - MINUTE
    assert is_in(client)

    watch.now += MINUTE

    assert not is_in(client)


def test_being_seen_is_written_once_a_minute(resident: Person, enter: Enter, watch: Watch) -> None:
    client, began = enter(resident), watch.now
    watch.now += MINUTE - timedelta.resolution
    is_in(client)
    assert SignIn.objects.get().seen_at == began

    watch.now += timedelta.resolution
    is_in(client)

    assert SignIn.objects.get().seen_at == watch.now


def test_ones_sign_ins_are_told_apart_by_what_they_are(
    crew: Person, enter: Enter, watch: Watch
) -> None:
    enter(crew)
    here = Client(headers={"user-agent": PHONE})
    make_sign_in_link(person=crew, token=TOKEN, now=watch.now)
    here.post("/start", {"k": TOKEN})

    key = here.session.session_key or ""
    [first, second] = browsers_of(crew, session_key=key)

    assert (first.is_this, first.device.system, first.device.browser) == (True, "iPhone", "微信")
    assert (second.is_this, second.device.system, second.way) == (False, "", "登录链接")


def test_a_sign_in_is_ended_from_elsewhere(crew: Person, enter: Enter, watch: Watch) -> None:
    here, there, third = enter(crew), enter(crew), enter(crew)
    key = there.session.session_key

    end_one(person=crew, sign_in=SignIn.objects.get(session_key=key).pk, now=watch.now)
    assert (is_in(here), is_in(there), is_in(third)) == (True, False, True)

    key = here.session.session_key or ""
    assert end_all_others(person=crew, session_key=key, now=watch.now) == 1
    assert (is_in(here), is_in(third)) == (True, False)
    assert last() == (f"person:{crew.pk}", "sign_ins_ended", '{"sign_ins":1}')


@pytest.mark.parametrize("way", SignInWay)
def test_every_way_in_asks_for_the_factor_and_lasts_a_shift(
    crew: Person, watch: Watch, way: SignInWay
) -> None:
    """A passkey is two factors in one; whatever an account elsewhere says, a shift is a shift."""
    began = watch.now
    add_app(
        person=crew,
        secret=(secret := new_secret()),
        typed=code_of(secret, began),
        session_key="other",
        now=began,
    )
    begin_sign_in(person=crew, session_key="k", way=way, user_agent="", now=began)
    known = sign_in_of(crew, session_key="k", now=began)
    assert known is not None

    asked = standing(known.seen, is_factor_required=True, now=began)
    later = standing(known.seen, is_factor_required=True, now=began + STAFF_AT_MOST)

    assert asked is (Standing.GOOD if way is SignInWay.PASSKEY else Standing.UNPROVEN)
    assert later is Standing.ENDED


def test_nobody_ends_somebody_elses_sign_in(
    crew: Person, resident: Person, enter: Enter, watch: Watch
) -> None:
    client = enter(crew)

    with pytest.raises(SessionUnknown):
        end_one(person=resident, sign_in=SignIn.objects.get().pk, now=watch.now)

    assert is_in(client)


def test_a_session_whose_sign_in_is_gone_lets_nobody_in(crew: Person, enter: Enter) -> None:
    client = enter(crew)
    SignIn.objects.all().delete()

    assert not is_in(client)
    assert not Session.objects.exists()


def test_signing_out_ends_the_sign_in(crew: Person, enter: Enter) -> None:
    client = enter(crew)

    client.post("/signout")

    assert not SignIn.objects.exists()
    assert not is_in(client)


def test_who_has_a_factor_is_a_stranger_until_it_is_shown(
    crew: Person, enter: Enter, watch: Watch
) -> None:
    secret = new_secret()
    first = enter(crew)
    key = first.session.session_key or ""
    add_app(
        person=crew, secret=secret, typed=code_of(secret, watch.now), session_key=key, now=watch.now
    )
    second = enter(crew)

    assert is_in(first)
    assert not is_in(second)
    assert second.get("/").headers["Location"] == "/prove"
    assert second.get("/account/factors").status_code == 404

    watch.now += MINUTE
    assert second.post("/prove", {"code": "1"}).status_code == 403
    answer = second.post("/prove", {"code": code_of(secret, watch.now)})

    assert answer.headers["Location"] == "/"
    assert is_in(second)
    assert second.get("/prove").headers["Location"] == "/"


@override_settings(STAFF_SECOND_FACTOR=True)
def test_staff_without_a_factor_set_one_up_before_anything_else(
    crew: Person, resident: Person, enter: Enter, watch: Watch
) -> None:
    staff, other = enter(crew), enter(resident)

    assert is_in(other)
    assert not is_in(staff)
    assert staff.get("/").headers["Location"] == "/account/factors"
    assert staff.get("/prove").headers["Location"] == "/"
    page = staff.post("/account/factors/app").content.decode()
    pending = page.partition('name="pending" value="')[2].partition('"')[0]
    secret = page.partition("data-secret>")[2].partition("<")[0]
    wrong = staff.post("/account/factors/app/add", {"pending": pending, "code": "1"})
    assert (wrong.status_code, secret in wrong.content.decode()) == (403, True)
    told = staff.post(
        "/account/factors/app/add", {"pending": pending, "code": code_of(secret, watch.now)}
    )

    assert told.content.decode().count("data-recovery") == 10
    assert is_in(staff)
    factor = crew.factors.get().pk
    refused = staff.post("/account/factors/remove", {"factor": factor})
    assert (refused.status_code, "最后一个验证方式" in refused.content.decode()) == (403, True)


def test_staff_is_who_holds_a_role_now(crew: Person, resident: Person, now: datetime) -> None:
    assert (is_staff(crew, now=now), is_staff(resident, now=now)) == (True, False)
    assert str(SignIn(person=crew, way="link", began_at=now)) == f"{crew.pk} link 2026-03-02 04:00"
