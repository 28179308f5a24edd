"""Phone numbers: read, and shown."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.people.errors import MobileImpossible
from linli.people.phones import is_mobile, mask, read_mobile, without_mobiles

WIDE = "".join(chr(0xFF10 + int(digit)) for digit in "13800138000")
mobiles = st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "3821",
        "1380013800",
        "138001380000",
        "12800138000",
        "+1 13800138000",
        "861380013800",
        "13800138000 13800138001",
        "1380013800O",
        WIDE[:-1] + "零",
        "😀" * 11,
        "1" * 10_000,
        "13800138000" + " " * 10_000,
        "一三八零零一三八零零零",
        "".join(chr(0x0660 + int(digit)) for digit in "13800138000"),
    ],
)
def test_what_is_no_mobile_is_refused_in_words_that_help(text: str) -> None:
    with pytest.raises(MobileImpossible) as caught:
        read_mobile(text)

    assert str(caught.value) == "这不是手机号。请填 11 位、以 1 开头的手机号。"
    assert not is_mobile(text)


@pytest.mark.parametrize(
    "text",
    [
        "13800138000",
        "138-0013-8000",
        " 138 0013 8000\n",
        "+86 138 0013 8000",
        "008613800138000",
        "8613800138000",
        "\uff0b86\uff0d" + WIDE,
    ],
)
def test_a_mobile_is_read_however_it_is_written(text: str) -> None:
    assert read_mobile(text) == "13800138000"
    assert is_mobile(text)


@given(st.text(max_size=40))
def test_whatever_is_typed_is_a_mobile_or_refused(text: str) -> None:
    if is_mobile(text):
        assert is_mobile(read_mobile(text))


def test_people_see_three_and_four_digits() -> None:
    assert mask("13812343821") == "138****3821"


@pytest.mark.parametrize(
    "text",
    [
        "打 13812343821 没人接",
        "打13812343821没人接",
        "+86 138 1234 3821",
        "008613812343821",
        "86-138-1234-3821，再打 13900001234",
        "".join(chr(0xFF10 + int(digit)) for digit in "13812343821"),
    ],
)
def test_a_number_in_what_somebody_wrote_is_masked(text: str) -> None:
    assert "138****3821" in without_mobiles(text)
    assert "12343821" not in without_mobiles(text)
    assert "1234 3821" not in without_mobiles(text)
    assert without_mobiles(without_mobiles(text)) == without_mobiles(text)


@pytest.mark.parametrize(
    "text", ["", "超时", "订单 202611231234567890", "12 号格口 3 次", "12345678901"]
)
def test_what_is_no_number_is_left_as_it_was_written(text: str) -> None:
    assert without_mobiles(text) == text


@given(st.text(max_size=5), mobiles, st.text(max_size=5))
def test_no_number_is_left_whatever_stands_around_it(before: str, mobile: str, after: str) -> None:
    around = f"{before} {mobile} {after}"

    assert mobile not in without_mobiles(around)
