"""Signing in with WeChat: on a computer and within it, and what each of its refusals means."""

import logging
from collections.abc import Iterator
from datetime import UTC, datetime
from urllib.parse import parse_qsl, urlsplit

import pytest
from tests.people.wechat_stand_in import WeChatThere, serving

from linli.kernel.errors import LinliError
from linli.kernel.outgoing import door
from linli.people.outside import Arrived, Asking, CameBack
from linli.people.outside_errors import (
    AccountHeldThere,
    CodeUsedUp,
    ConsentWithheld,
    ProviderAway,
    ProviderKnowsUsNot,
    ProviderNotBelieved,
    SnapshotOnly,
)
from linli.people.wechat import API, PAGES, Application, WeChat, is_within_wechat

NOW = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)


@pytest.fixture
def there() -> Iterator[WeChatThere]:
    """WeChat, that behaves until told otherwise."""
    with serving(WeChatThere()) as made:
        yield made


def ours(there: WeChatThere, *, secret: str = "s1") -> WeChat:  # noqa: S107  # the stand-in's
    site, account = Application("wxsite", secret), Application("wxacct", "s2")
    return WeChat("微信", site, account, pages=there.address, api=there.address)


def asking(*, in_wechat: bool = False, is_silent: bool = False) -> Asking:
    back = "https://linli.example.cn/signin/back/wechat"
    return Asking("wechat", "a1" * 32, "", "", back, NOW, in_wechat=in_wechat, is_silent=is_silent)


def arrive(there: WeChatThere, question: Asking, *, us: WeChat | None = None) -> Arrived:
    """Go there, agree, and come back."""
    client, through = us or ours(there), door([there.address])
    back = there.agree(client.address(question, through=through, now=NOW))
    said = dict(parse_qsl(urlsplit(back).query))
    return client.arrive(question, CameBack(said["state"], said["code"]), through=through, now=NOW)


def test_on_a_computer_a_qr_code_is_shown_and_names_the_person_in_all_applications(
    there: WeChatThere,
) -> None:
    found = arrive(there, asking())

    assert found == Arrived("wechat", "微信", "wechat:wxsite", "wxsite-zhao", union=there.union)
    address = WeChat("微信", Application("wxsite", "s1"), None).address(
        asking(), through=door([]), now=NOW
    )
    assert address.startswith("https://open.weixin.qq.com/connect/qrconnect?appid=wxsite&")
    assert (PAGES, API) == ("https://open.weixin.qq.com", "https://api.weixin.qq.com")


@pytest.mark.parametrize(("is_silent", "names_all"), [(True, False), (False, True)])
def test_within_wechat_the_silent_question_names_the_person_here_alone(
    there: WeChatThere, *, is_silent: bool, names_all: bool
) -> None:
    found = arrive(there, asking(in_wechat=True, is_silent=is_silent))

    assert (found.issuer, found.subject) == ("wechat:wxacct", "wxacct-zhao")
    assert bool(found.union) is names_all


def test_who_does_not_agree_comes_back_without_a_code(there: WeChatThere) -> None:
    with pytest.raises(ConsentWithheld):
        ours(there).arrive(asking(), CameBack("a1", ""), through=door([]), now=NOW)


def test_a_code_is_good_once_and_for_its_own_application(there: WeChatThere) -> None:
    client, through = ours(there), door([there.address])
    back = there.agree(client.address(asking(), through=through, now=NOW))
    came = CameBack("a1", dict(parse_qsl(urlsplit(back).query))["code"])
    with pytest.raises(CodeUsedUp):
        client.arrive(asking(in_wechat=True), came, through=through, now=NOW)

    client.arrive(asking(), came, through=through, now=NOW)

    with pytest.raises(CodeUsedUp):
        client.arrive(asking(), came, through=through, now=NOW)


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (b'{"errcode": 40029, "errmsg": "invalid code"}', CodeUsedUp),
        (b'{"errcode": 40163, "errmsg": "code been used"}', CodeUsedUp),
        (b'{"errcode": 41008, "errmsg": "missing code"}', CodeUsedUp),
        (b'{"errcode": 42003, "errmsg": "oauth_code expired"}', CodeUsedUp),
        (b'{"errcode": -1, "errmsg": "system error"}', ProviderAway),
        (b'{"errcode": 45011, "errmsg": "api minute-quota reach limit"}', ProviderAway),
        (b'{"errcode": 40226, "errmsg": "code blocked"}', AccountHeldThere),
        (b'{"errcode": 50002, "errmsg": "user limited"}', AccountHeldThere),
        (b'{"errcode": 40013, "errmsg": "invalid appid"}', ProviderKnowsUsNot),
        (b'{"errcode": 40125, "errmsg": "invalid appsecret"}', ProviderKnowsUsNot),
        (b'{"errcode": 40164, "errmsg": "invalid ip"}', ProviderKnowsUsNot),
        (b'{"errcode": "new"}', ProviderKnowsUsNot),
        (b'{"errcode": [1]}', ProviderKnowsUsNot),
        (b"{}", ProviderNotBelieved),
        (b'{"openid": ""}', ProviderNotBelieved),
        (b'{"openid": 7}', ProviderNotBelieved),
        (b'{"openid": "o", "unionid": 7}', ProviderNotBelieved),
        (b"<html>", ProviderNotBelieved),
        (b"[" * 100_000, ProviderNotBelieved),
        (b"x" * 300_000, ProviderAway),
        (b'{"openid": "o", "is_snapshotuser": 1}', SnapshotOnly),
    ],
)
def test_each_of_its_refusals_is_a_sentence(
    there: WeChatThere, answer: bytes, error: type[LinliError]
) -> None:
    there.answer = answer

    with pytest.raises(error) as caught:
        arrive(there, asking())

    assert "微信" in str(caught.value)


def test_the_secret_and_the_tokens_are_in_no_log(
    there: WeChatThere, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    arrive(there, asking())
    with pytest.raises(ProviderKnowsUsNot):
        arrive(there, asking(), us=ours(there, secret="not-the-secret"))  # noqa: S106  # a wrong one

    ours_alone = [one for one in caplog.records if one.name.startswith("linli.people.")]
    assert [one.getMessage() for one in ours_alone] == ["wechat gave no token: errcode '40125'"]
    assert "not-the-secret" not in caplog.text + repr(ours(there, secret="not-the-secret"))  # noqa: S106  # as above
    assert "52_wechat" not in caplog.text


def test_what_was_taken_out_of_the_settings_meanwhile_is_said(there: WeChatThere) -> None:
    only_site = WeChat("微信", Application("wxsite", "s1"), None)

    assert [only_site.serves(in_wechat=one) for one in (False, True)] == [True, False]
    with pytest.raises(ProviderKnowsUsNot):
        only_site.address(asking(in_wechat=True), through=door([]), now=NOW)


@pytest.mark.parametrize(
    ("user_agent", "is_within"),
    [
        ("Mozilla/5.0 (iPhone) MicroMessenger/8.0.49", True),
        ("Mozilla/5.0 (Windows NT 10.0) MicroMessenger/7.0 WindowsWechat", True),
        ("Mozilla/5.0 (iPhone) wxwork/4.1 MicroMessenger/7.0", False),
        ("Mozilla/5.0 (iPhone) Safari/604.1", False),
        ("", False),
    ],
)
def test_a_page_within_wechat_is_told_from_others(user_agent: str, *, is_within: bool) -> None:
    assert is_within_wechat(user_agent) is is_within
