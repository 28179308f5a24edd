"""What an owner of a meal is sent: to the letter, short enough, and only while it is there."""

from itertools import product
from pathlib import Path
from random import Random

import pytest
from django.test import Client
from pytest_django.fixtures import Settings
from tests.lockers.tower import Tower

from linli.lockers.access import owner_link
from linli.lockers.actions.beginning import Begun
from linli.lockers.models import Deposit
from linli.lockers.rules.letters import (
    HOST_LONGEST,
    LANGUAGES,
    SEGMENTS_MOST,
    SIGN_LONGEST,
    VALUE_LONGEST,
    WORDS,
    template_of,
    text_of,
    values_of,
)
from linli.notices.delivery import deliver_due
from linli.notices.letters import Letter, letter_of
from linli.notices.models import NoticeKind
from linli.notices.rules.lengths import segments, shortened

INSTALL = Path(__file__).resolve().parents[2] / "docs" / "INSTALL.md"
PHONE = "13812343821"
LONGEST = {"label": "M" * 32, "spot": "大" * 40, "door": 99, "token": "t" * 57}


def test_there_are_words_for_each_template_in_each_language() -> None:
    assert set(WORDS) == set(product(("stored", "waiting"), LANGUAGES))


@pytest.mark.parametrize(("template", "language"), WORDS)
def test_the_longest_message_is_two_and_no_value_is_too_long(template: str, language: str) -> None:
    values = values_of(**LONGEST)  # type: ignore[arg-type]  # of two types
    text = text_of(template, language, values, base="https://" + "h" * HOST_LONGEST)

    assert segments("签" * SIGN_LONGEST + text) <= SEGMENTS_MOST
    assert max(map(len, values.values())) <= VALUE_LONGEST
    assert values["a"] + values["b"] == LONGEST["token"]


def test_a_longer_link_than_providers_take_is_a_mistake_of_ours() -> None:
    with pytest.raises(AssertionError):
        values_of(label="", spot="", door=1, token="t" * (2 * VALUE_LONGEST + 1))


@pytest.mark.parametrize(("template", "language"), WORDS)
def test_the_guide_has_what_is_registered_with_a_provider(template: str, language: str) -> None:
    registered = template_of(template, language, base="https://linli.example.cn")

    assert f"`{registered}`" in INSTALL.read_text(encoding="utf-8")


class Post:
    """A channel that keeps what it was to send."""

    name = "post"

    def __init__(self) -> None:
        self.sent: list[tuple[str, str]] = []

    def send(self, mobile: str, letter: Letter, **_named: object) -> None:
        """Keep it."""
        self.sent.append((mobile, letter.text))


def stored(tower: Tower) -> str:
    """Store a meal whose owner's number is known."""
    request = tower.request(phone=PHONE)
    begun = tower.begins(request)[0]
    assert isinstance(begun, Begun)
    tower.at(begun).fill(tower.opened(begun))
    tower.exchange()
    return begun.deposit


@pytest.mark.django_db
def test_a_stored_meal_s_owner_gets_a_link_that_leads_to_it(
    tower: Tower, settings: Settings, client: Client
) -> None:
    settings.BEHIND_HTTPS, settings.ALLOWED_HOSTS = True, ["linli.example.cn", "testserver"]
    deposit, post = stored(tower), Post()

    deliver_due([post], chance=Random(1), now=tower.now)  # noqa: S311  # in a test

    spot = Deposit.objects.get().cabinet.spot
    link = f"https://linli.example.cn/p/{owner_link(deposit)}"
    assert post.sent == [(PHONE, f"餐到了（3821）：{shortened(spot, 9)}1号格。{link}")]
    assert client.get(link.removeprefix("https://linli.example.cn")).status_code == 200


@pytest.mark.django_db
def test_a_meal_that_still_waits_is_told_of_in_the_language_of_the_house(
    tower: Tower, settings: Settings
) -> None:
    settings.MESSAGES = {**settings.MESSAGES, "language": "en"}
    letter = letter_of(NoticeKind.MEAL_WAITING, stored(tower))

    assert letter is not None
    assert letter.template == "waiting"
    assert letter.text.startswith("Waiting: 3821 ")
    assert "http://127.0.0.1/p/" in letter.text


@pytest.mark.django_db
def test_of_a_meal_that_is_gone_nobody_is_told(tower: Tower) -> None:
    deposit = stored(tower)
    Deposit.objects.update(ended_at=tower.now)

    assert letter_of(NoticeKind.MEAL_STORED, deposit) is None
    assert letter_of(NoticeKind.MEAL_STORED, "no such meal") is None
