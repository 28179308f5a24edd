"""The pages of what one was told, and of how one wants to be told besides."""

import re
from dataclasses import replace
from datetime import datetime

import pytest
from pytest_django.fixtures import Settings
from tests.portal.test_account_pages import Tower, said

from linli.kernel import clock
from linli.notices import reaching
from linli.notices.channels import chosen
from linli.notices.channels.port import NotSentError
from linli.notices.letters import Letter
from linli.notices.models import Reach, Told
from linli.notices.queries import INBOX_SHOWN
from linli.notices.rules.retrying import Answer
from linli.people.models import Person
from linli.people.outside import Arrived, Asking
from linli.places.models import Place
from linli.portal.outside_asking import know_follower

WECHAT_BROWSER = "Mozilla/5.0 (iPhone) MicroMessenger/8.0.50"


@pytest.fixture
def at(db: None, now: datetime, monkeypatch: pytest.MonkeyPatch) -> Tower:
    made = Tower(now)
    monkeypatch.setattr(clock, "now", lambda: made.now)
    return made


@pytest.fixture
def sent(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, Letter]]:
    """A house that sends mail and tells by WeChat; what it sent."""
    taken: list[tuple[str, Letter]] = []
    templates = dict.fromkeys(("stored", "waiting", "alarm"), "T:thing1")
    said_of = settings.MESSAGES
    account = {"account_id": "wx", "account_secret": "s", "templates": templates}
    settings.MESSAGES = {
        **said_of,
        "staff": ["wechat", "mail"],
        "mail": said_of["mail"] | {"host": "127.0.0.1", "sender": "a@example.cn"},
        "wechat": said_of["wechat"] | account,
    }

    class Post:
        def send(self, address: str, letter: Letter, **_named: object) -> None:
            if address.startswith("away"):
                raise NotSentError(Answer.AWAY, "nobody")
            taken.append((address, letter))

    monkeypatch.setattr(chosen, "channel_named", lambda _name: Post())
    return taken


def told(person: Person, at: Tower, count: int = 1) -> None:
    place = Place.objects.get(code="BYL")
    Told.objects.bulk_create(
        Told(
            person=person,
            place=place,
            about=f"cabinet:{number}",
            says=f"白玉兰：{number} 号柜卡住",
            link="/board/alarms/1",
            is_dangerous=number == 0,
            at=at.now,
            last_at=at.now,
            due_at=at.now,
        )
        for number in range(count)
    )


def test_what_is_new_is_counted_on_every_page_until_it_was_read(at: Tower) -> None:
    browser = at.enter(at.crew)
    assert "data-empty" in said(browser.get("/inbox"))
    assert "data-unread" not in said(browser.get("/account"))
    told(at.crew, at, INBOX_SHOWN + 1)

    page = said(browser.get("/inbox"))
    assert f"data-unread>{INBOX_SHOWN + 1}<" in page
    assert page.count("data-told=") == INBOX_SHOWN
    upto = re.search(r'name="upto" value="(\d+)"', page)
    before = re.search(r"before=(\d+)", page)
    assert upto is not None
    assert before is not None
    older = said(browser.get(f"/inbox?before={before[1]}"))
    assert older.count("data-told=") == 1
    assert "危险" in older
    assert 'name="upto"' not in older
    assert browser.post("/inbox/read", {"upto": upto[1]}).status_code == 302

    assert "data-unread" not in said(browser.get("/account"))
    assert "data-unread" not in said(at.enter(at.chief).get("/inbox"))


def test_one_sets_quiet_hours_and_language(at: Tower) -> None:
    browser = at.enter(at.crew)
    form = {"quiet": "own", "from": "21:30", "to": "06:00", "language": "en"}
    assert browser.post("/account/messages/quiet", form).status_code == 302
    page = said(browser.get("/account/messages"))
    assert 'value="21:30"' in page
    assert Reach.objects.get().quiet == "21:30-06:00"
    refused = browser.post("/account/messages/quiet", form | {"to": ""})
    assert refused.status_code == 422
    assert 'data-problem="quiet_impossible"' in said(refused)
    browser.post("/account/messages/quiet", {"quiet": "never"})
    assert Reach.objects.get().quiet == ""
    browser.post("/account/messages/quiet", {"quiet": "house"})

    assert Reach.objects.get().quiet is None


def test_mail_is_confirmed_by_the_link_in_it(at: Tower, sent: list[tuple[str, Letter]]) -> None:
    browser = at.enter(at.crew)
    assert browser.post("/account/messages/mail", {"mail": "w@example.cn"}).status_code == 302
    [(address, letter)] = sent
    assert address == "w@example.cn"
    assert letter.link in letter.text
    path = letter.link.removeprefix("http://testserver")
    assert "等您点邮件里的链接" in said(browser.get("/account/messages"))
    assert at.enter(at.chief).post(path).status_code == 403
    assert "确认" in said(browser.get(path))
    assert Reach.objects.get().mail_confirmed_at is None

    assert browser.post(path).status_code == 302
    assert "用着" in said(browser.get("/account/messages"))
    browser.post("/account/messages/mail/end")
    assert Reach.objects.get().mail is None


def test_mail_that_is_none_or_does_not_go_out_is_said(
    at: Tower, sent: list[tuple[str, Letter]]
) -> None:
    browser = at.enter(at.crew)
    codes = {
        mail: browser.post("/account/messages/mail", {"mail": mail}).status_code
        for mail in ("no", "away@example.cn", "a@example.cn", "b@example.cn", "c@example.cn")
    }
    assert list(codes.values()) == [422, 503, 302, 302, 302]
    often = browser.post("/account/messages/mail", {"mail": "d@example.cn"})

    assert often.status_code in (403, 409, 429)
    assert "too_many_guesses" in said(often)


def test_a_house_without_mail_offers_none(at: Tower) -> None:
    browser = at.enter(at.crew)

    assert 'type="email"' not in said(browser.get("/account/messages"))
    assert browser.post("/account/messages/mail", {"mail": "a@example.cn"}).status_code == 503


def test_wechat_is_switched_on_then_known_from_within_it_and_switched_off(
    at: Tower, sent: list[tuple[str, Letter]]
) -> None:
    browser = at.enter(at.crew)
    assert "还差一步" not in said(browser.get("/account/messages"))
    browser.post("/account/messages/wechat", {"then": "on"})
    assert "还差一步" in said(browser.get("/account/messages"))
    asking = Asking("wechat", "", "", "", "", at.now, in_wechat=False)
    arrived = Arrived("wechat", "微信", "wechat:wx", "o-1")
    know_follower(asking, arrived, at.crew, at.now)
    assert reaching.address_for("wechat", at.crew) is None
    know_follower(replace(asking, in_wechat=True), arrived, at.crew, at.now)
    assert reaching.address_for("wechat", at.crew) == "o-1"
    assert "用着。关注着公众号才收得到。" in said(browser.get("/account/messages"))
    browser.post("/account/messages/wechat")

    assert reaching.address_for("wechat", at.crew) is None
