"""Pages of people and of one's own account: who sees them, and what a press does."""

import re
from datetime import datetime, timedelta

import pytest
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.test import Client, override_settings
from tests.people.district import District
from tests.people.test_phone_codes import MOBILE, Post
from tests.people.test_second_factors import code_of

from linli.kernel import clock
from linli.people.actions.factors import add_app, new_secret
from linli.people.enums import Role
from linli.people.models import Grant, Person, SignIn
from linli.people.queries import acting_as, may
from linli.people.sealing import blind_index


class Tower:
    """The district, everybody's clock, and browsers in which people are signed in."""

    def __init__(self, now: datetime) -> None:
        self.now = now
        self.hk = District(now)
        self.chief = self.hk.person("chief", Role.STEWARD, "HK")
        self.crew = self.hk.person("crew", Role.CREW, "BYL")

    def enter(self, person: Person) -> Client:
        """Somebody's browser."""
        client = Client()
        client.force_login(person)
        return client


@pytest.fixture
def at(db: None, now: datetime, monkeypatch: pytest.MonkeyPatch) -> Tower:
    made = Tower(now)
    monkeypatch.setattr(clock, "now", lambda: made.now)
    return made


def said(answer: HttpResponseBase) -> str:
    """What a page says, on one line."""
    assert isinstance(answer, HttpResponse)
    return " ".join(answer.content.decode().split())


PAGES = ("/people/", "/people/invite", "/people/{crew}", "/account", "/account/factors", "/roles")
PRESSES = (
    "/people/invite",
    "/people/{crew}/give",
    "/people/{crew}/end",
    "/people/{crew}/link",
    "/people/{crew}/factors",
    "/people/{crew}/leave",
)
OWN_PRESSES = (
    "/account/delegate",
    "/account/laydown",
    "/account/signins/end",
    "/account/signins/others",
    "/account/leave",
    "/account/factors/codes",
    "/account/factors/remove",
)


@pytest.mark.parametrize("path", [*PAGES, *PRESSES, *OWN_PRESSES])
def test_a_stranger_is_shown_nothing_and_does_nothing(at: Tower, path: str) -> None:
    before = list(Grant.objects.values())
    client, where = Client(), path.format(crew=at.crew.pk)

    for answer in (client.get(where), client.post(where)):
        assert answer.status_code in {403, 404, 405}

    assert list(Grant.objects.values()) == before
    assert Person.objects.filter(left_at=None).count() == 2


@pytest.mark.parametrize("role", [None, Role.CREW, Role.PROPERTY])
@pytest.mark.parametrize("path", [*PRESSES, "/people/", "/people/{crew}"])
def test_who_may_give_nothing_is_told_that_there_is_no_such_page(
    at: Tower, path: str, role: Role | None
) -> None:
    client = at.enter(at.hk.person("other", role, "HK"))
    where = path.format(crew=at.crew.pk)

    answer = client.post(where) if path in PRESSES else client.get(where)

    assert answer.status_code == 404
    assert "您看不到" in said(answer)


@pytest.mark.parametrize("path", [*PRESSES[1:], "/people/{crew}"])
def test_a_steward_next_door_learns_nothing(at: Tower, path: str) -> None:
    client = at.enter(at.hk.person("next", Role.STEWARD, "SOHO"))
    answers = set()
    for number in (at.crew.pk, 99_999):
        where = path.format(crew=number)
        answer = client.post(where) if path in PRESSES else client.get(where)
        assert answer.status_code == 404
        text = re.sub(r'"csrfmiddlewaretoken" value="\w+"', "", said(answer))
        answers.add(text.replace(where, ""))

    assert len(answers) == 1


def test_people_are_listed_masked_with_their_roles(at: Tower) -> None:
    text = said(at.enter(at.chief).get("/people/"))

    assert "c** · crew" in text
    assert "crew先生" not in text
    assert "平台维护 · BYL楼" in text


def test_a_long_list_goes_on_on_another_page(at: Tower, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("linli.people.access.LISTED", 1)
    client = at.enter(at.chief)

    assert f"?after={at.chief.pk}" in said(client.get("/people/"))
    assert "crew" in said(client.get(f"/people/?after={at.chief.pk}"))
    assert "邀请第一个人" in said(client.get(f"/people/?after={at.crew.pk}"))


def test_who_is_invited_signs_in_by_the_link_that_was_shown_once(at: Tower) -> None:
    form = {"name": "王师傅", "role": "crew", "place": "byl", "until": "2026-03-31"}
    client = at.enter(at.chief)
    assert "邀请" in said(client.get("/people/invite"))

    told = said(client.post("/people/invite", form))
    link = told.partition("data-link>")[2].partition("<")[0]
    newcomer = Client()
    newcomer.post("/start", {"k": link.partition("?k=")[2]})

    text = said(newcomer.get("/account"))
    assert 'class="qr"' in told
    assert "王师傅 · p-" in text
    assert "平台维护 · BYL楼" in text
    assert "到 2026-04-01 00:00" in text


@pytest.mark.parametrize(
    ("change", "status", "sentence"),
    [
        ({"place": "KERRY"}, 404, "没有这个地点，或者您不能在那里授予这个角色。"),
        ({"place": "NOWHERE"}, 404, "没有这个地点，或者您不能在那里授予这个角色。"),
        ({"role": "king"}, 404, "没有这个角色。"),
        ({"role": "gateway"}, 404, "没有这个地点，或者您不能在那里授予这个角色。"),
        ({"name": " "}, 422, "请填姓名，最多 40 个字。"),
        ({"until": "soon"}, 422, "请按 2026-12-31 的样子填日期。"),
        ({"until": "9999-12-31"}, 422, "请按 2026-12-31 的样子填日期。"),
        ({"until": "2026-03-01"}, 422, "结束时间要在现在以后。"),
    ],
)
def test_what_is_refused_is_said_above_the_form_as_it_was_typed(
    at: Tower, change: dict[str, str], status: int, sentence: str
) -> None:
    form = {"name": "王师傅", "role": "crew", "place": "BYL", **change}

    answer = at.enter(at.chief).post("/people/invite", form)

    assert answer.status_code == status
    assert sentence in said(answer)
    assert f'value="{form["place"]}"' in said(answer)
    assert Person.objects.count() == 2


def test_a_role_is_given_and_taken_back_on_a_persons_page(at: Tower) -> None:
    client, where = at.enter(at.chief), f"/people/{at.crew.pk}"
    client.post(f"{where}/give", {"role": "property", "place": "SOHO"})
    assert "物业 · SOHO楼" in said(client.get(where))
    refused = client.post(f"{where}/give", {"role": "property", "place": "KERRY"})
    assert (refused.status_code, 'value="KERRY"' in said(refused)) == (404, True)

    grant = Grant.objects.get(role=Role.PROPERTY)
    client.post(f"{where}/end", {"grant": grant.pk})

    assert not may(at.crew, Role.PROPERTY, place=at.hk.places["SOHO"], now=at.now)
    assert client.post(f"{where}/end", {"grant": "x"}).status_code == 404


def test_whoever_leaves_is_out_at_their_next_request(at: Tower) -> None:
    theirs, client, where = at.enter(at.crew), at.enter(at.chief), f"/people/{at.crew.pk}"
    assert "data-link" in said(client.post(f"{where}/link"))
    client.post(f"{where}/factors")
    assert theirs.get("/account").status_code == 403
    theirs = at.enter(at.crew)

    assert client.post(f"{where}/leave").headers["Location"] == where

    assert theirs.get("/account").status_code == 403
    assert "已离开" in said(client.get(where))
    assert "已离开" in said(client.get("/people/"))


def test_every_role_is_listed_with_what_it_may_do(at: Tower) -> None:
    text = said(at.enter(at.hk.person("anyone")).get("/roles"))

    assert text.count("data-role=") == 6
    assert "看运营看板和每个格口，不能开门" in text
    assert "由谁授予：" in text


def test_who_stands_in_is_chosen_ended_and_refused_on_ones_own_page(at: Tower) -> None:
    wang, client = at.hk.person("wang"), at.enter(at.crew)
    own = Grant.objects.get(person=at.crew).pk
    unknown = client.post("/account/delegate", {"grant": own, "to": "x", "until": "2026-03-05"})
    assert (unknown.status_code, 'value="2026-03-05"' in said(unknown)) == (404, True)

    client.post("/account/delegate", {"grant": own, "to": "wang", "until": "2026-03-05"})

    assert "wang · 平台维护 · BYL楼" in said(client.get("/account"))
    assert "代理" in said(at.enter(wang).get("/account"))
    [held] = acting_as(wang, now=at.now)
    client.post("/account/laydown", {"grant": held.grant})
    assert acting_as(wang, now=at.now) == []


def test_sign_ins_are_ended_on_ones_own_page(at: Tower) -> None:
    here, there, third = at.enter(at.crew), at.enter(at.crew), at.enter(at.crew)
    assert said(here.get("/account")).count("data-sign-in") == 3
    number = SignIn.objects.get(session_key=there.session.session_key).pk

    here.post("/account/signins/end", {"sign_in": number})
    assert there.get("/account").status_code == 403
    here.post("/account/signins/others")

    assert third.get("/account").status_code == 403
    assert said(here.get("/account")).count("data-sign-in") == 1


def test_who_leaves_by_themselves_is_a_stranger_at_once(at: Tower) -> None:
    client = at.enter(at.crew)

    client.post("/account/leave")

    assert client.get("/account").status_code == 403
    assert not Person.objects.get(pk=at.crew.pk).is_active


def test_new_recovery_codes_are_shown_once_and_factors_removed(at: Tower) -> None:
    client, secret = at.enter(at.crew), new_secret()
    key = client.session.session_key or ""
    assert client.post("/account/factors/codes").status_code == 404
    typed = code_of(secret, at.now)
    add_app(person=at.crew, secret=secret, typed=typed, session_key=key, now=at.now)

    assert said(client.post("/account/factors/codes")).count("data-recovery") == 10
    assert "还有 10 个备用码" in said(client.get("/account/factors"))
    at.now += timedelta(minutes=1)
    client.post("/account/factors/remove", {"factor": at.crew.factors.get().pk})

    assert "备用码没有用过" not in said(client.get("/account/factors"))
    again = client.post("/account/factors/app/add", {"pending": "junk", "code": "1"})
    assert again.status_code == 404


def test_a_code_by_phone_signs_in(at: Tower, monkeypatch: pytest.MonkeyPatch) -> None:
    post, client = Post(), Client()
    assert "手机号" not in said(client.get("/signin"))
    assert client.post("/signin/send", {"mobile": MOBILE}).status_code == 404
    for module in ("linli.people.actions.phone_codes", "linli.portal.views.account_sign_in"):
        monkeypatch.setattr(f"{module}.messenger", lambda: post)
    at.crew.phone, at.crew.phone_index = MOBILE, blind_index(MOBILE)
    at.crew.save()

    assert "手机号" in said(client.get("/signin"))
    assert client.post("/signin/send", {"mobile": "1"}).status_code == 422
    asked = said(client.post("/signin/send", {"mobile": MOBILE}))
    refused = client.post("/signin/code", {"mobile": MOBILE, "code": "x"})
    assert (refused.status_code, f'value="{MOBILE}"' in said(refused)) == (403, True)
    client.post("/signin/code", {"mobile": MOBILE, "code": post.sent[0][1]})

    assert "如果这个号码登记过" in asked
    assert "手机验证码" in said(client.get("/account"))
    assert client.get("/signin").headers["Location"] == "/"


@pytest.mark.parametrize("answer", ["", "junk", "[]", "{}", "[" * 9_000, "x" * 20_001])
def test_what_is_no_answer_of_a_passkey_signs_nobody_in(at: Tower, answer: str) -> None:
    client = Client()
    asked = client.post("/signin/passkey/ask")
    assert asked.json()["publicKey"]["rpId"] == "testserver"

    for _ in range(2):
        refused = client.post("/signin/passkey", {"answer": answer})
        assert refused.status_code == 422
        assert "通行密钥没有通过" in said(refused)


def test_passkeys_are_asked_for_by_whom_they_are_needed_alone(at: Tower) -> None:
    for path in ("/prove/passkey/ask", "/prove/passkey", "/account/factors/passkey/ask"):
        assert Client().post(path).status_code == 404
        assert Client().get(path).status_code == 405
    assert Client().get("/prove").headers["Location"] == "/"


@override_settings(ALLOWED_HOSTS=["testserver"])
def test_what_is_no_new_passkey_is_not_added(at: Tower) -> None:
    client = at.enter(at.crew)
    asked = client.post("/account/factors/passkey/ask").json()["publicKey"]

    refused = client.post("/account/factors/passkey", {"answer": "{}"})

    assert asked["authenticatorSelection"]["userVerification"] == "required"
    assert "crew先生" not in str(asked)
    assert refused.status_code == 422
    assert not at.crew.factors.exists()
