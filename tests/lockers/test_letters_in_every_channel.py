"""Each letter in each language fits each channel that sends it."""

import re
from pathlib import Path

import pytest

from linli.lockers.rules import letters
from linli.notices.channels import wechat
from linli.notices.channels.aliyun import VALUE_LONGEST
from linli.notices.channels.bots import LONGEST_BYTES
from linli.notices.channels.mail import SUBJECT_LONGEST
from linli.notices.rules import alarm_words
from linli.notices.rules.lengths import segments

INSTALL = Path(__file__).resolve().parents[2] / "docs" / "INSTALL.md"
SIGN = "【邻里八个字的签名】"
LONG = "虹口区白玉兰广场商务办公楼二期北塔一楼大堂东侧电梯厅"
BASE = f"https://{'h' * letters.HOST_LONGEST}"
TOKEN = "t" * 57
LANGUAGES = ("zh-hans", "en")
LETTERS = ("stored", "waiting", "alarm")
CHANNELS = ("aliyun", "tencent", "wechat", "mail", "group chat")
FIELDS = {
    "stored": ("character_string1", "thing2", "number3"),
    "waiting": ("character_string1", "thing2", "number3"),
    "alarm": ("thing1", "thing2", "number3"),
}


def filled(letter: str, language: str) -> tuple[dict[str, str], str, str]:
    """The longest that a letter can be: its values, its text, and what stands over it."""
    if letter == "alarm":
        found = alarm_words.values_of(place=LONG, what=LONG, count=12_345)
        return found, alarm_words.text_of(language, found), alarm_words.text_of(language, found)
    found = letters.values_of(label="MT-1234567890", spot=LONG, door=255, token=TOKEN)
    text = letters.text_of(letter, language, found, base=BASE)
    return found, text, letters.subject_of(letter, language, found)


@pytest.mark.parametrize("channel", CHANNELS)
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("letter", LETTERS)
def test_every_letter_fits_every_channel_in_every_language(
    letter: str, language: str, channel: str
) -> None:
    values, text, subject = filled(letter, language)

    assert values.keys() <= set(re.findall(r"\{(\w+)\}", _registered(letter, language)))
    assert not re.search(r"[{}]", text)
    if channel in ("aliyun", "tencent"):
        most = 1 if letter == "alarm" else letters.SEGMENTS_MOST
        assert segments(SIGN + text) <= most
        assert all(0 < len(one) <= VALUE_LONGEST for one in values.values())
    elif channel == "wechat":
        sent = wechat.data_of(",".join(FIELDS[letter]), values)
        assert list(sent) == list(FIELDS[letter])
        for name, said in sent.items():
            assert 0 < len(said["value"]) <= wechat.most(name)
    elif channel == "mail":
        assert 0 < len(subject) <= SUBJECT_LONGEST
        assert "\n" not in subject
    else:
        assert len(text.encode()) <= LONGEST_BYTES


def _registered(letter: str, language: str) -> str:
    if letter == "alarm":
        return alarm_words.WORDS[language]
    return letters.WORDS[letter, language]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_sentence_of_alarms_is_registered_as_the_manual_has_it(language: str) -> None:
    manual = INSTALL.read_text(encoding="utf-8")

    assert f"`{alarm_words.template_of(language)}`" in manual
    assert alarm_words.values_of(place="A", what="B", count=2) == {
        "place": "A",
        "what": "B",
        "count": "2",
    }


def test_a_field_of_an_unknown_kind_is_taken_for_a_short_one() -> None:
    assert wechat.most("keyword1") == 20
