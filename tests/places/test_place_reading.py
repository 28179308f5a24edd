"""What is typed about a place is read, or refused in words."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.kernel.errors import LinliError
from linli.places.enums import Datum, PlaceLevel
from linli.places.errors import (
    AddressUnreadable,
    CellIsFormula,
    CellUnreadable,
    DatumUnknown,
    DivisionUnreadable,
    LevelUnknown,
    PlaceCodeUnreadable,
    PlaceNameUnreadable,
    PointUnreadable,
)
from linli.places.rules import reading
from linli.places.rules.cells import made_harmless, taken_back
from linli.places.rules.coordinates import Point

D, S, C, B, K = PlaceLevel


@pytest.mark.parametrize(
    ("read", "text", "error"),
    [
        (reading.read_code, "", PlaceCodeUnreadable),
        (reading.read_code, "白玉兰", PlaceCodeUnreadable),
        (reading.read_level, "", LevelUnknown),
        (reading.read_level, "省", LevelUnknown),
        (reading.read_name, " ", PlaceNameUnreadable),
        (reading.read_name, "楼" * 41, PlaceNameUnreadable),
        (reading.read_name, "a\u202eb", PlaceNameUnreadable),
        (reading.read_name, "a\nb", PlaceNameUnreadable),
        (reading.read_address, "路" * 121, AddressUnreadable),
        (reading.read_address, "a\x00b", AddressUnreadable),
        (reading.read_datum, "BD-09", DatumUnknown),
    ],
)
def test_what_cannot_be_read_is_refused(
    read: Callable[[str], object], text: str, error: type[LinliError]
) -> None:
    with pytest.raises(error):
        read(text)


def test_what_is_written_in_another_way_is_understood() -> None:
    assert reading.read_code(" byl-1 ") == "BYL-1"
    assert [reading.read_level(one) for one in ("区", " 街道", "BLOCK")] == [D, S, K]
    assert [reading.read_level(reading.level_word(one)) for one in PlaceLevel] == list(PlaceLevel)
    assert reading.read_name(" 白玉兰 广场 ") == "白玉兰 广场"
    assert reading.read_address(" ") == ""
    assert reading.read_datum("") == Datum.WGS84
    assert reading.read_datum("gcj02") == reading.read_datum("GCJ-02") == Datum.GCJ02


@pytest.mark.parametrize(
    ("text", "level", "code"),
    [
        ("", D, ""),
        ("", K, ""),
        ("310109", D, "310109"),
        ("310109000000", D, "310109"),
        ("310109009", S, "310109009"),
        ("310109009000", S, "310109009"),
        ("310109009001", C, "310109009001"),
        (" 310109 ", D, "310109"),
    ],
)
def test_national_codes_are_read_in_the_length_of_their_level(
    text: str, level: PlaceLevel, code: str
) -> None:
    assert reading.read_division(text, level) == code


@pytest.mark.parametrize(
    ("text", "level"),
    [
        ("31010", D),
        ("310100", D),
        ("990109", D),
        ("31010A", D),
        ("３１０１０９", D),  # noqa: RUF001  # full-width digits are meant
        ("310109009", D),
        ("310109009000", D),
        ("310109", S),
        ("310109000", S),
        ("310109009001", S),
        ("3101090090", S),
        ("310109009", C),
        ("310109009000", C),
        ("3101090090010", C),
        ("310109009001", B),
        ("310109009001", K),
    ],
)
def test_national_codes_of_another_level_are_refused(text: str, level: PlaceLevel) -> None:
    with pytest.raises(DivisionUnreadable):
        reading.read_division(text, level)


@pytest.mark.parametrize(
    ("east", "north"),
    [
        ("121.4", ""),
        ("", "31.2"),
        ("121.4", "x"),
        ("1e2", "31"),
        ("nan", "31"),
        ("181", "31"),
        ("121", "-90.1"),
        ("121°", "31"),
        ("１２１", "31"),  # noqa: RUF001  # full-width digits are meant
    ],
)
def test_what_is_no_point_is_refused(east: str, north: str) -> None:
    with pytest.raises(PointUnreadable):
        reading.read_point(east, north, Datum.WGS84)


def test_a_point_of_a_chinese_map_is_kept_in_wgs84() -> None:
    assert reading.read_point(" ", "", Datum.GCJ02) is None
    assert reading.read_point("121.4878221", "-31.2", Datum.WGS84) == Point(121.487822, -31.2)
    shown = reading.read_point("121.492299", "31.250901", Datum.GCJ02)
    assert shown == Point(121.487822, 31.252873)


@pytest.mark.parametrize(
    "text", ["=1+1", "+A1", "-A1", "@SUM(A1)", "=cmd|'/c calc'!A0", "  =1", "-", "\t=1"]
)
def test_a_cell_that_would_be_computed_is_refused(text: str) -> None:
    with pytest.raises(CellIsFormula):
        taken_back(text)


@pytest.mark.parametrize("text", ["a\tb", "a\rb", "楼\x07", "x" * 401, "\u2066a", "'=\x00"])
def test_a_cell_with_controls_or_without_end_is_refused(text: str) -> None:
    with pytest.raises(CellUnreadable):
        taken_back(text)


def test_numbers_and_texts_are_taken_as_they_are() -> None:
    for text in ("", "-120.5", "+31", "楼", "'", "'a", "a=b", "O'Neill"):
        assert taken_back(text) == text


@pytest.mark.parametrize("text", ["=1", "+1", "-1", "@a", "\t=1", "\r@", "'=1", "''-x", " =1"])
def test_a_text_that_would_be_computed_is_written_with_a_quote_before_it(text: str) -> None:
    assert made_harmless(text).startswith("'")


@given(st.text(st.sampled_from("=+-@'a1楼 \t\r\n\x00"), max_size=8) | st.text(max_size=40))
def test_what_is_written_is_harmless_and_read_back_as_it_was(text: str) -> None:
    written = made_harmless(text)

    assert not written.startswith(("=", "+", "-", "@", "\t", "\r", "\n"))
    seen = "".join(" " if reading.has_unseen(one) else one for one in text).strip()
    assert taken_back(written) == seen
