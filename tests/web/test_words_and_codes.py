"""Times as people say them, doors as they are labelled, and codes that scan."""

from datetime import datetime, timedelta

import pytest
from django.utils.translation import override

from linli.web import qr
from linli.web.templatetags.linli import door, when


@pytest.mark.parametrize(
    ("ago", "words", "english"),
    [
        (timedelta(0), "12:00", "12:00"),
        (timedelta(hours=11, minutes=59), "00:01", "00:01"),
        (timedelta(hours=12, minutes=1), "昨天 23:59", "yesterday 23:59"),
        (timedelta(hours=-12), "明天 00:00", "tomorrow 00:00"),
        (timedelta(days=30), "1月31日", "Jan. 31"),
        (timedelta(days=100), "2025年11月22日", "Nov. 22, 2025"),
    ],
)
def test_a_moment_is_said_as_short_as_it_can_be(
    now: datetime, ago: timedelta, words: str, english: str
) -> None:
    assert when(now - ago, now) == words
    with override("en"):
        assert when(now - ago, now) == english


def test_a_door_has_two_digits_at_least() -> None:
    assert [door(7), door(48), door(120)] == ["07", "48", "120"]


def test_a_code_is_one_drawing_with_a_name_and_no_style_of_its_own() -> None:
    drawn = qr.svg("https://linli.example/c/HK-A", title="HK-A <b>")

    assert drawn.startswith("<svg")
    assert "<title>HK-A &lt;b&gt;</title>" in drawn
    assert "style" not in drawn
    assert "<b>" not in drawn
