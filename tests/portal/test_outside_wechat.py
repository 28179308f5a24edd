"""Signing in with WeChat, page by page: on a computer, and within it."""

from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from django.test import Client, override_settings
from tests.people.wechat_stand_in import WeChatThere, serving
from tests.portal.outside_walk import Clock, crew, problem, returned, sent, signed_in_as, time

from linli.people import providers
from linli.people.models import Person, SignIn
from linli.people.wechat import WeChat

__all__ = ["crew", "time"]

pytestmark = pytest.mark.django_db

WITHIN = "Mozilla/5.0 (iPhone) MicroMessenger/8.0.49"


@pytest.fixture
def wechat(time: Clock, monkeypatch: pytest.MonkeyPatch) -> Iterator[WeChatThere]:
    """WeChat, for signing in on computers and within it."""
    with serving(WeChatThere()) as made:
        real = providers._wechat  # noqa: SLF001  # leads to the stand-in

        def here() -> WeChat | None:
            found = real()
            return found and WeChat(
                found.label, found.site, found.account, pages=made.address, api=made.address
            )

        monkeypatch.setattr(providers, "_wechat", here)
        with override_settings(
            OIDC=[],
            WECHAT_SITE=("wxsite", "s1"),
            WECHAT_ACCOUNT=("wxacct", "s2"),
            OUTGOING_INSIDE=[made.address],
            STRANGERS_JOIN=True,
        ):
            yield made


def test_with_wechat_one_scans_on_the_computer_and_is_known_within_it(wechat: WeChatThere) -> None:
    computer, phone = Client(), Client(HTTP_USER_AGENT=WITHIN)
    address = sent(computer.post("/signin/through/wechat"))
    assert urlsplit(address).path == "/connect/qrconnect"
    assert returned(computer, wechat.agree(address)).headers["Location"] == "/"
    assert SignIn.objects.get().way == "wechat"

    silent = sent(phone.post("/signin/through/wechat"))
    assert "scope=snsapi_base" in silent
    asked_more = sent(returned(phone, wechat.agree(silent)))
    assert "scope=snsapi_userinfo" in asked_more
    returned(phone, wechat.agree(asked_more))

    assert Person.objects.count() == 1
    assert phone.get("/account").status_code == 200


def test_who_is_known_within_wechat_is_asked_nothing(wechat: WeChatThere, crew: Person) -> None:
    phone = signed_in_as(Client(HTTP_USER_AGENT=WITHIN), crew)
    linking = sent(phone.post("/account/linked/wechat"))
    assert "scope=snsapi_userinfo" in linking
    returned(phone, wechat.agree(linking))
    again = Client(HTTP_USER_AGENT=WITHIN)

    answer = returned(again, wechat.agree(sent(again.post("/signin/through/wechat"))))

    assert answer.headers["Location"] == "/"
    assert SignIn.objects.filter(person=crew).count() == 2


def test_wechat_is_offered_where_it_works(wechat: WeChatThere) -> None:
    computer, phone = Client(), Client(HTTP_USER_AGENT=WITHIN)

    with override_settings(WECHAT_ACCOUNT=("", "")):
        assert "用微信登录" in computer.get("/signin").content.decode()
        assert "用微信登录" not in phone.get("/signin").content.decode()
        answer = phone.post("/signin/through/wechat")
        assert problem(answer) == "provider_knows_us_not"
    with override_settings(WECHAT_SITE=("wxsite", "")):
        assert "用微信登录" not in computer.get("/signin").content.decode()
        assert "用微信登录" in phone.get("/signin").content.decode()


def test_a_picture_of_the_page_signs_nobody_in(wechat: WeChatThere) -> None:
    wechat.extra = {"is_snapshotuser": 1}
    phone = Client(HTTP_USER_AGENT=WITHIN)

    answer = returned(phone, wechat.agree(sent(phone.post("/signin/through/wechat"))))

    assert problem(answer) == "snapshot_only"
