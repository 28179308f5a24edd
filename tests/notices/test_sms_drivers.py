"""Text messages by two providers, against servers here that speak as their documents say."""

import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from random import Random

import pytest
from pytest_django.fixtures import Settings
from tests.notices.sms_stand_ins import KEY, SECRET, Provider, aliyun, serving, tencent

from linli.kernel.outgoing import Outgoing, door
from linli.notices.channels import aliyun as by_aliyun
from linli.notices.channels import phone_codes
from linli.notices.channels import tencent as by_tencent
from linli.notices.channels.phone_codes import (
    CodeMessenger,
    SentenceMessenger,
    TooManyWaitingError,
    aliyun_messenger,
    tencent_messenger,
)
from linli.notices.channels.port import Channel, NotSentError
from linli.notices.letters import Letter
from linli.notices.rules.retrying import Answer
from linli.people import messengers
from linli.people.messengers import TextMessenger

MOBILE = "13812343821"
TEMPLATES = {"stored": "1001", "code": "1002", "text": "1003"}
LETTER = Letter("stored", {"label": "3821", "spot": "大堂 A&B+/=", "a": "x:y"}, "不发这个")
CHANCE = Random(7)  # noqa: S311  # in a test
Kind = str


@pytest.fixture(params=["aliyun", "tencent"])
def kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def there(kind: Kind) -> Iterator[Provider]:
    with serving({"aliyun": aliyun, "tencent": tencent}[kind]) as made:
        yield made


def channel(kind: Kind, address: str, *, key: str = KEY, secret: str = SECRET) -> Channel:
    way = door([address])
    if kind == "aliyun":
        return by_aliyun.Aliyun(key, secret, "邻里", TEMPLATES, way, api=address)
    account = by_tencent.Account(key, secret, "1400006666", "ap-guangzhou")
    return by_tencent.Tencent(account, "邻里", TEMPLATES, way, api=address)


def send(kind: Kind, address: str, now: datetime, **other: str) -> None:
    channel(kind, address, **other).send(MOBILE, LETTER, chance=CHANCE, now=now)


def test_aliyun_s_own_example_has_aliyun_s_own_signature() -> None:
    """Source: "V3版本请求体&签名机制", 固定参数示例."""
    query = "ImageId=win2019_1809_x64_dtc_zh-cn_40G_alibase_20230811.vhd&RegionId=cn-shanghai"
    headers = {
        "host": "ecs.cn-shanghai.aliyuncs.com",
        "x-acs-action": "RunInstances",
        "x-acs-content-sha256": "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        "x-acs-date": "2023-10-26T10:22:32Z",
        "x-acs-signature-nonce": "3156853299f313e23d1673dc12e1703d",
        "x-acs-version": "2014-05-26",
    }

    said = by_aliyun.authorization(
        "YourAccessKeyId", "YourAccessKeySecret", query=query, headers=headers
    )

    assert said == (
        "ACS3-HMAC-SHA256 Credential=YourAccessKeyId,SignedHeaders=host;x-acs-action;"
        "x-acs-content-sha256;x-acs-date;x-acs-signature-nonce;x-acs-version,"
        "Signature=06563a9e1b43f5dfe96b81484da74bceab24a1d853912eee15083a6f0f3283c0"
    )


def test_tencent_s_own_example_has_tencent_s_own_signature() -> None:
    """Source: "签名方法 v3"; the key's last characters are asterisks there too."""
    account = by_tencent.Account(
        "AKIDz8krbsJ5yKBZQpn74WFkmLPx3*******", "Gu5t9xGARNpq86cd98joQYCN3*******", "", ""
    )
    body = (
        rb'{"Limit": 1, "Filters": [{"Values": ["\u672a\u547d\u540d"], "Name": "instance-name"}]}'
    )
    headers = {
        "content-type": "application/json; charset=utf-8",
        "host": "cvm.tencentcloudapi.com",
        "x-tc-action": "DescribeInstances",
    }

    said = by_tencent.authorization(
        account,
        service="cvm",
        headers=headers,
        body=body,
        now=datetime.fromtimestamp(1551113065, UTC),
    )

    assert said == (
        "TC3-HMAC-SHA256 Credential=AKIDz8krbsJ5yKBZQpn74WFkmLPx3*******/2019-02-25/cvm/"
        "tc3_request, SignedHeaders=content-type;host;x-tc-action, "
        "Signature=be4f67d323c78ab9acb7395e43c0dbcf822a9cfac32fea2449a7bc7726b770a3"
    )


def test_a_message_is_taken_with_its_values_alone(
    kind: Kind, there: Provider, now: datetime
) -> None:
    send(kind, there.address, now)

    expected = {
        "aliyun": {
            "PhoneNumbers": MOBILE,
            "SignName": "邻里",
            "TemplateCode": "1001",
            "TemplateParam": dict(LETTER.values),
        },
        "tencent": {
            "PhoneNumberSet": [f"+86{MOBILE}"],
            "SmsSdkAppId": "1400006666",
            "SignName": "邻里",
            "TemplateId": "1001",
            "TemplateParamSet": list(LETTER.values.values()),
        },
    }
    assert there.sent == [expected[kind]]


@pytest.mark.parametrize("other", [{"key": "LTAI-other"}, {"secret": "other"}], ids=str)
def test_who_signs_wrongly_learns_that_the_channel_is_broken(
    kind: Kind, there: Provider, now: datetime, other: dict[str, str]
) -> None:
    with pytest.raises(NotSentError) as caught:
        send(kind, there.address, now, **other)

    assert caught.value.answer is Answer.BROKEN
    assert there.sent == []


CODES = {
    "aliyun": {
        "isv.BUSINESS_LIMIT_CONTROL": Answer.LATER,
        "Throttling.User": Answer.LATER,
        "isv.MOBILE_NUMBER_ILLEGAL": Answer.REFUSED,
        "isv.BLACK_KEY_CONTROL_LIMIT": Answer.REFUSED,
        "isv.SMS_TEMPLATE_ILLEGAL": Answer.BROKEN,
        "isv.AMOUNT_NOT_ENOUGH": Answer.BROKEN,
        "isv.NEVER_HEARD_OF": Answer.BROKEN,
        "SignatureDoesNotMatch": Answer.BROKEN,
        "busy": Answer.AWAY,
    },
    "tencent": {
        "LimitExceeded.PhoneNumberThirtySecondLimit": Answer.LATER,
        "RequestLimitExceeded": Answer.LATER,
        "LimitExceeded.AppDailyLimit": Answer.BROKEN,
        "FailedOperation.PhoneNumberInBlacklist": Answer.REFUSED,
        "InvalidParameterValue.IncorrectPhoneNumber": Answer.REFUSED,
        "FailedOperation.TemplateIncorrectOrUnapproved": Answer.BROKEN,
        "FailedOperation.InsufficientBalanceInSmsPackage": Answer.BROKEN,
        "busy": Answer.AWAY,
    },
}


def test_each_error_says_whether_to_wait_to_leave_or_to_call_somebody(
    kind: Kind, there: Provider, now: datetime
) -> None:
    found = {}
    for code in CODES[kind]:
        there.code = code
        with pytest.raises(NotSentError) as caught:
            send(kind, there.address, now)
        found[code] = caught.value.answer

    assert found == CODES[kind]


@pytest.mark.parametrize("said", [b"<html>", b"[" * 2_000, b"[]", b'{"Response":{}}'])
def test_an_answer_that_nobody_understands_is_no_success(
    kind: Kind, there: Provider, now: datetime, said: bytes
) -> None:
    there.garbage = said

    with pytest.raises(NotSentError) as caught:
        send(kind, there.address, now)

    assert caught.value.answer is not Answer.SENT
    assert caught.value.answer is not Answer.REFUSED


def test_a_provider_that_cannot_be_reached_is_away(kind: Kind, now: datetime) -> None:
    with pytest.raises(NotSentError, match="NotReachedError") as caught:
        send(kind, "http://127.0.0.1:1", now)

    assert caught.value.answer is Answer.AWAY


def test_no_driver_asks_but_by_the_way_out(kind: Kind, there: Provider, now: datetime) -> None:
    """With the door as a house has it that names no exception, nothing inside is asked."""
    sends = channel(kind, there.address)
    object.__setattr__(sends, "through", Outgoing())

    with pytest.raises(NotSentError, match="AddressRefusedError"):
        sends.send(MOBILE, LETTER, chance=CHANCE, now=now)
    assert there.asked == []


def test_a_letter_without_a_template_calls_somebody(
    kind: Kind, there: Provider, now: datetime
) -> None:
    with pytest.raises(NotSentError, match="no template: waiting") as caught:
        channel(kind, there.address).send(MOBILE, Letter("waiting", {}, ""), chance=CHANCE, now=now)

    assert caught.value.answer is Answer.BROKEN
    assert there.asked == []


def test_neither_number_nor_secret_nor_words_are_printed(kind: Kind) -> None:
    shown = repr(channel(kind, "http://127.0.0.1:1")) + repr(LETTER)

    assert SECRET not in shown
    assert "3821" not in shown
    assert "不发这个" not in shown


# Sign-in codes and sentences


def test_a_code_and_a_sentence_go_by_the_same_driver(kind: Kind, there: Provider) -> None:
    sends = SentenceMessenger(channel(kind, there.address))
    sends.send_code(MOBILE, "012345")
    sends.close()
    sends.send_text(MOBILE, "账号要删除了")

    said = [str(one) for one in there.sent]
    assert "'1002'" in said[0]
    assert "012345" in said[0]
    assert "'1003'" in said[1]
    assert "账号要删除了" in said[1]


def test_a_code_that_was_not_sent_is_logged_without_its_number(
    there: Provider, kind: Kind, caplog: pytest.LogCaptureFixture
) -> None:
    there.code = "FailedOperation.PhoneNumberInBlacklist"
    sends = CodeMessenger(channel(kind, there.address))
    sends.send_code(MOBILE, "012345")
    sends.close()

    assert caplog.messages == [
        f"a sign-in code was not sent by {kind}: FailedOperation.PhoneNumberInBlacklist"
    ]


class Slow:
    """A channel that takes as long as it is told."""

    name = "slow"

    def __init__(self) -> None:
        self.go_on = threading.Event()

    def send(self, *_args: object, **_named: object) -> None:
        """Wait, and send."""
        assert self.go_on.wait(20)


def test_who_asks_for_a_code_never_waits_and_not_too_many_wait(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(phone_codes, "WAITING_MOST", 3)
    slow = Slow()
    sends = CodeMessenger(slow)
    for _ in range(3):
        sends.send_code(MOBILE, "012345")

    with pytest.raises(TooManyWaitingError):
        sends.send_code(MOBILE, "012345")

    slow.go_on.set()
    sends.close()


@pytest.mark.parametrize("make", [aliyun_messenger, tencent_messenger])
def test_sentences_are_sent_where_a_template_for_them_is_set(
    make: Callable[[], CodeMessenger], settings: Settings
) -> None:
    without = make()
    said = {name: {**settings.MESSAGES[name]} for name in ("aliyun", "tencent")}
    for one in said.values():
        one["templates"] = {**one["templates"], "text": "9"}
    settings.MESSAGES = said
    having = make()

    assert not isinstance(without, TextMessenger)
    assert isinstance(having, TextMessenger)


def test_the_settings_name_both_by_a_word(settings: Settings) -> None:
    messengers._made.cache_clear()  # noqa: SLF001  # what was made before
    for name in ("aliyun", "tencent"):
        settings.PHONE_MESSENGER = name
        assert isinstance(messengers.messenger(), CodeMessenger)
    messengers._made.cache_clear()  # noqa: SLF001  # as above
