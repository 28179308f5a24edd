"""The doctor of the channels: what is half set up, and what went wrong, by its remedy."""

from datetime import datetime, timedelta

import pytest
from pytest_django.fixtures import Settings
from tests.notices.test_notices import notice, planted

from linli.notices.actions import tell
from linli.notices.models import Bulletin, Notice, Sending
from linli.notices.queries import REMEMBERED
from linli.notices.rules.retrying import Answer
from linli.server.doctor.messages import look_at_channels

TEMPLATES = dict.fromkeys(("stored", "waiting", "code", "text"), "1")


def found(now: datetime) -> list[tuple[str, str]]:
    """What is said, and what to do."""
    return [(one.says, one.remedy) for one in look_at_channels(now=now)]


@pytest.fixture
def aliyun(settings: Settings) -> None:
    """One channel, wholly set up."""
    own = {"key_id": "k", "key_secret": "s", "sign": "邻里", "templates": TEMPLATES}
    settings.MESSAGES = {**settings.MESSAGES, "channels": ["aliyun"], "aliyun": own}


def tried(answer: Answer, at: datetime, said: str = "") -> None:
    """Note a letter that was tried."""
    place = planted("BYL", at)
    tell([notice(place, f"{at}"[:13], at)])
    kept = Notice.objects.latest("pk")
    done = {"tries": 1, "tried_at": at, "ended_at": at, "answer": answer, "said": said}
    Sending.objects.create(notice=kept, channel="aliyun", **done)


def test_without_a_channel_there_is_nothing_to_say(now: datetime) -> None:
    assert found(now) == []


def test_a_channel_that_is_half_set_up_is_said_with_what_it_lacks(
    settings: Settings, now: datetime
) -> None:
    settings.MESSAGES = {**settings.MESSAGES, "channels": ["tencent"]}

    assert found(now) == [
        (
            (
                "通知渠道 tencent 的设置不全，缺 tencent_secret_id、tencent_secret_key、"
                "tencent_app、tencent_sign、tencent_template_stored、tencent_template_waiting。"
            ),
            "请补上，见 docs/SETTINGS.md",
        )
    ]


@pytest.mark.django_db
@pytest.mark.parametrize("answer", [Answer.SENT, Answer.REFUSED, Answer.LATER])
def test_what_is_no_fault_of_the_channel_is_no_trouble(
    aliyun: None, now: datetime, answer: Answer
) -> None:
    tried(answer, now, "isv.MOBILE_NUMBER_ILLEGAL")

    assert found(now) == [("通知渠道 aliyun 没有出错", "")]


@pytest.mark.django_db
def test_a_channel_whose_last_letter_failed_is_to_be_seen_to_for_a_day(
    aliyun: None, now: datetime
) -> None:
    tried(Answer.BROKEN, now, "SignatureDoesNotMatch")

    trouble = (
        "通知渠道 aliyun 最近一次没有发成（SignatureDoesNotMatch）。",
        "请到服务商的控制台核对密钥、签名、模板和余额，见 docs/INSTALL.md",
    )
    assert found(now + REMEMBERED - timedelta.resolution) == [trouble]
    assert found(now + REMEMBERED) == [("通知渠道 aliyun 没有出错", "")]


@pytest.mark.django_db
def test_a_robot_whose_last_message_failed_is_to_be_seen_to(
    settings: Settings, now: datetime
) -> None:
    bots = {**settings.MESSAGES["bots"], "wecom": {"url": "https://a.example/", "secret": ""}}
    settings.MESSAGES = {**settings.MESSAGES, "bots": bots}
    assert found(now) == [("通知渠道 wecom 没有出错", "")]
    tried = {
        "tries": 1,
        "tried_at": now,
        "ended_at": now,
        "answer": Answer.BROKEN,
        "said": "code 93000",
    }
    Bulletin.objects.create(
        place_id=planted("BYL", now), minute=now, bot="wecom", text="x", **tried
    )

    [(says, _remedy)] = found(now)
    assert says == "通知渠道 wecom 最近一次没有发成（code 93000）。"
