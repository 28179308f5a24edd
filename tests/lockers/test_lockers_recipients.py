"""Whose meal it is, from whatever a courier types."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.lockers.errors import PhoneImpossible, RecipientUnreadable
from linli.lockers.rules.recipients import LONGEST_TEXT, Recipient, read_recipient


def wide(text: str) -> str:
    """Return what a Chinese keyboard writes for it."""
    return "".join(chr(ord(one) + 0xFEE0) for one in text)


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "   ",
        "🍜",
        "张三",
        "382",
        "12 3",
        "A" * 4,
        "A" * 33,
        "-A123",
        "A123_4",
        "A1234;DROP",
        "+86 138 0013 8000 张三",
        "1234\x00",
        "९९९९",
        "3821" + " " * LONGEST_TEXT,
        "🍜" * 10_000,
        "1" * 10_000,
    ],
)
def test_what_is_no_tail_no_phone_and_no_order_is_refused(typed: str) -> None:
    with pytest.raises(RecipientUnreadable) as caught:
        read_recipient(typed)

    assert "手机尾号 4 位" in str(caught.value)


@pytest.mark.parametrize("typed", ["12345678901", "+8610000000000", wide("120000000000")[:-1]])
def test_eleven_digits_that_no_mobile_phone_has_are_called_by_their_number(typed: str) -> None:
    with pytest.raises(PhoneImpossible) as caught:
        read_recipient(typed)

    assert str(caught.value).startswith("11 位数字不是有效的手机号")


@pytest.mark.parametrize("typed", ["3821", " 38 21 ", wide("3821"), "3\u30008\t2\n1"])
def test_a_tail_is_read_however_it_is_typed(typed: str) -> None:
    assert read_recipient(typed) == Recipient(tail="3821")


@pytest.mark.parametrize(
    "typed",
    [
        "13800138000",
        "138 0013 8000",
        "138-0013-8000",
        "+8613800138000",
        "+86 138-0013-8000",
        wide("+8613800138000"),
    ],
)
def test_a_phone_is_read_however_it_is_typed_and_gives_its_tail(typed: str) -> None:
    assert read_recipient(typed) == Recipient(phone="13800138000", tail="8000")


@pytest.mark.parametrize("typed", ["38211", "MT-20260302-0001", "a" * 32, "86138001380001"])
def test_an_order_number_is_kept_as_it_was_typed(typed: str) -> None:
    assert read_recipient(typed) == Recipient(order_no=typed)


@given(st.text(alphabet="0139+6- A🍜\x00" + wide("8"), max_size=LONGEST_TEXT + 2))
def test_whatever_is_typed_exactly_one_thing_is_known_or_it_is_refused(typed: str) -> None:
    with suppress(RecipientUnreadable, PhoneImpossible):
        read = read_recipient(typed)

        assert bool(read.order_no) != bool(read.tail)
        assert not read.phone or read.phone.endswith(read.tail)
        assert (read.order_no + read.tail).isascii()
