"""Who leaves a number with a matter is told how it goes, and by nobody else's number."""

from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.conf import settings
from django.test import Client
from tests.buildings.house import House, again

from linli.buildings.access.matters import voice_link
from linli.buildings.actions import handling
from linli.buildings.actions.escalating import escalate_matters
from linli.buildings.actions.letters import matter_moved
from linli.buildings.actions.telling import follow, tells_here, unfollow
from linli.buildings.enums.matters import Exclusion, MatterState
from linli.buildings.errors.telling import NotToldHere
from linli.buildings.models import Voice
from linli.buildings.rules.letters import (
    LATE,
    SAYS,
    WORDS,
    is_waking,
    subject_of,
    template_of,
    text_of,
    values_of,
)
from linli.kernel import clock
from linli.ledger.models import Entry
from linli.notices.channels import chosen
from linli.notices.delivery import deliver_due
from linli.notices.letters import Letter, letter_of
from linli.notices.models import Notice, NoticeKind
from linli.notices.rules.lengths import segments
from linli.people.retention import purge

MOBILE = "13800138000"
HERE = "192.0.2.1"
DAY = timedelta(days=1)
SHANGHAI = ZoneInfo("Asia/Shanghai")
INSTALL = Path(__file__).resolve().parents[2] / "docs" / "INSTALL.md"
LONGEST_BASE = "https://linli.hongkou.example.cn"[:32]


@pytest.fixture
def sends(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have a provider that knows all our sentences."""
    aliyun = settings.MESSAGES["aliyun"]
    known = {**aliyun["templates"], "stored": "1", "waiting": "2", "matter": "3"}
    account = {"key_id": "id", "key_secret": "secret", "sign": "邻里", "templates": known}
    messages = {**settings.MESSAGES, "channels": ["aliyun"], "aliyun": {**aliyun, **account}}
    monkeypatch.setattr(settings, "MESSAGES", messages)


def follows(house: House, voice: Voice) -> Voice:
    """Let a voice leave a number."""
    follow(voice, MOBILE, address=HERE, now=house.now)
    return again(voice)


@pytest.mark.parametrize("language", WORDS)
def test_each_message_is_within_what_providers_take_and_as_the_manual_has_it(language: str) -> None:
    token = voice_link("c" * 20)

    for stage in (*MatterState, LATE):
        values = values_of(number=99_999, stage=stage, due="03-09", language=language, token=token)
        assert all(0 < len(one) <= 35 for one in values.values()), "as providers take values"
        assert segments(text_of(language, values, base=LONGEST_BASE)) <= 2
        assert "#99999" in subject_of(language, values)
        assert (stage, language) in SAYS
    manual = INSTALL.read_text(encoding="utf-8")
    assert f"`{template_of(language, base='https://linli.example.cn')}`" in manual


def test_nobody_is_woken_by_a_deadline(house: House) -> None:
    matter = house.taken_up().matter
    handling.promise(house.keeper, matter, days=1, now=house.now)
    night = datetime(2026, 3, 4, 0, 1, tzinfo=SHANGHAI)

    assert [is_waking(night.replace(hour=hour)) for hour in (7, 8, 20, 21)] == [
        False,
        True,
        True,
        False,
    ]
    assert escalate_matters(now=night) == 0
    assert escalate_matters(now=night.replace(hour=8)) == 1


def test_where_no_channel_has_the_sentence_no_number_is_asked_for(
    house: House, sends: None
) -> None:
    assert tells_here()
    voice = follows(house, house.raises())
    settings.MESSAGES["aliyun"]["templates"]["matter"] = ""
    assert not tells_here()

    with pytest.raises(NotToldHere):
        follow(voice, MOBILE, address=HERE, now=house.now)
    handling.take_up(house.keeper, voice.matter, now=house.now)

    assert not Notice.objects.exists()
    settings.MESSAGES["channels"] = []
    assert not tells_here()


def test_who_follows_is_told_of_each_step_once_as_it_is_now(
    house: House, sends: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clock, "now", lambda: house.now)
    voice = follows(house, house.raises())
    supporter_of = house.raises("另一件事")
    told: list[str] = []

    def step() -> None:
        (notice,) = Notice.objects.all()
        letter = letter_of(NoticeKind.MATTER, notice.deposit)
        assert letter is not None
        told.append(letter.values["what"])
        assert notice.phone is not None
        assert notice.phone.opened() == MOBILE

    handling.take_up(house.keeper, voice.matter, now=house.now)
    step()
    handling.take_up(house.keeper, supporter_of.matter, now=house.now)
    handling.promise(house.keeper, voice.matter, days=5, now=house.now)
    step()
    handling.answer(house.keeper, voice.matter, says="修好了", now=house.now)
    step()

    assert told == ["已受理", "在办，期限03-09", "已答复，请看是否解决"]
    assert MOBILE not in str(list(Entry.objects.values_list("facts", flat=True)))
    assert Notice.objects.get().label == "#1"


def test_who_follows_what_was_merged_is_told_of_the_matter_in_which_it_lies(
    house: House, sends: None
) -> None:
    target = house.taken_up()
    merged = follows(house, house.raises("电梯坏了"))
    handling.merge(house.keeper, merged.matter, into=1, now=house.now)

    handling.exclude(
        house.keeper, target.matter, why=Exclusion.UNCLEAR, says="请补充", now=house.now
    )

    letter = matter_moved(Notice.objects.get().deposit)
    assert letter is not None
    assert letter.values["number"] == "2", "as they know it"
    assert letter.values["what"] == "不予办理，请看原因"
    assert letter.link.endswith(voice_link(merged.code))


def test_what_is_late_is_said_to_be(
    house: House, sends: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    voice = follows(house, house.taken_up())
    handling.promise(house.keeper, voice.matter, days=1, now=house.now)
    later = house.now + 3 * DAY
    monkeypatch.setattr(clock, "now", lambda: later)

    assert escalate_matters(now=later) == 1

    letter = matter_moved(Notice.objects.get().deposit)
    assert letter is not None
    assert letter.values["what"] == "逾期了，已升级"


def test_who_wants_no_more_is_told_nothing_though_it_was_on_its_way(
    house: House, sends: None
) -> None:
    voice = follows(house, house.raises())
    handling.take_up(house.keeper, voice.matter, now=house.now)
    about = Notice.objects.get().deposit

    for _each in range(2):
        unfollow(voice, now=house.now)

    assert matter_moved(about) is None
    assert matter_moved("v") is None
    assert matter_moved("M-1234") is None
    assert again(voice).phone is None
    assert house.verbs().count("matter_unfollowed") == 1


def test_it_goes_out_by_the_channels_of_the_house(house: House, sends: None) -> None:
    voice = follows(house, house.raises())
    handling.take_up(house.keeper, voice.matter, now=house.now)
    sent: list[tuple[str, Letter]] = []

    class Wire:
        name = "aliyun"

        def send(self, mobile: str, letter: Letter, **_how: Any) -> None:  # noqa: ANN401  # as any channel
            sent.append((mobile, letter))

    deliver_due([Wire()], chance=Random(1), now=house.now)  # noqa: S311  # of a pause

    ((mobile, letter),) = sent
    assert (mobile, letter.template) == (MOBILE, "matter")
    assert letter.text.startswith("楼事#1已受理。")


def test_a_number_whose_key_is_gone_holds_up_nothing(house: House, sends: None) -> None:
    voice = follows(house, house.raises())
    Voice.objects.filter(pk=voice.pk).update(phone=b"\x02\x00\x01" + b"x" * 40)

    handling.take_up(house.keeper, voice.matter, now=house.now)

    assert not Notice.objects.exists()


def test_a_number_is_kept_for_a_year(house: House, sends: None) -> None:
    follows(house, house.raises())

    rows = [one.rows for one in purge(now=house.now + 367 * DAY) if one.key == "matter_follower"]

    assert rows == [1]
    assert Voice.objects.get().phone is None


@pytest.mark.django_db
def test_a_link_lets_who_has_it_leave_a_number_and_take_it_back(
    client: Client, sends: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    house = House(clock.now())
    voice = house.raises()
    link = f"/voices/{voice_link(voice.code)}"
    assert "按下即同意" in client.get(link).content.decode()

    wrong = client.post(link, {"then": "follow", "phone": "12345"})
    left = client.post(link, {"then": "follow", "phone": "138 0013 8000"})
    shown = client.get(link).content.decode()
    gone = client.post(link, {"then": "unfollow"})

    assert (wrong.status_code, "12345" in wrong.content.decode()) == (422, True)
    assert (left.status_code, gone.status_code) == (302, 302)
    assert "138****8000" in shown
    assert MOBILE not in shown
    assert Voice.objects.get().phone is None
    monkeypatch.setattr(chosen, "set_up", list)
    assert "手机号" not in client.get(link).content.decode()
