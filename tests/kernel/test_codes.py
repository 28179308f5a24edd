"""Short names that people and machines both carry."""

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.kernel.codes import (
    ALPHABET,
    decode_id,
    deposit_code,
    encode_id,
    pickup_code,
    same_code,
)

KEY = b"k" * 32


@pytest.mark.parametrize(
    "code",
    [
        "",
        "0" * 12,
        "0" * 14,
        "000000000000I",
        "000000000000o",
        "00000000000 0",
        "柜" * 13,
        "G000000000000",
        "ZZZZZZZZZZZZZ",
    ],
)
def test_what_is_no_code_is_refused(code: str) -> None:
    with pytest.raises(ValueError, match=r"13 characters|64 bits|not found"):
        decode_id(code)


@given(st.integers(min_value=0, max_value=(1 << 64) - 1))
def test_a_number_comes_back_from_its_code(number: int) -> None:
    code = encode_id(number)

    assert decode_id(code) == number
    assert len(code) == 13
    assert set(code) <= set(ALPHABET)


@pytest.mark.parametrize(
    ("number", "code"),
    [
        (0, "0000000000000"),
        (31, "000000000000Z"),
        (32, "0000000000010"),
        ((1 << 64) - 1, "F" + "Z" * 12),
    ],
)
def test_codes_are_written_as_they_always_were(number: int, code: str) -> None:
    assert encode_id(number) == code


@pytest.mark.parametrize("number", [-1, 1 << 64])
def test_a_number_of_more_than_64_bits_has_no_code(number: int) -> None:
    with pytest.raises(AssertionError):
        encode_id(number)


def test_nobody_can_misread_a_code_aloud() -> None:
    assert len(ALPHABET) == len(set(ALPHABET)) == 32
    assert not set(ALPHABET) & set("ILOU")


def test_codes_differ_and_the_same_chance_gives_the_same() -> None:
    chance = Random(7)  # noqa: S311  # a test's chance
    codes = [deposit_code(chance) for _ in range(1_000)]

    assert len(set(codes)) == 1_000
    assert codes[0] == deposit_code(Random(7))  # noqa: S311  # a test's chance


def test_a_pickup_code_has_eight_digits_that_only_the_key_tells() -> None:
    codes = [pickup_code(KEY, encode_id(number)) for number in range(1_000)]

    assert all(len(code) == 8 and code.isascii() and code.isdecimal() for code in codes)
    assert len(set(codes)) > 990
    assert pickup_code(KEY, encode_id(1)) == codes[1]
    assert pickup_code(b"j" * 32, encode_id(1)) != codes[1]


def test_a_pickup_code_keeps_its_leading_zeros() -> None:
    codes = (pickup_code(KEY, encode_id(number)) for number in range(1_000))

    assert any(code.startswith("0") for code in codes)


def test_codes_are_the_same_or_not_whatever_is_typed() -> None:
    assert same_code("01234567", "01234567")
    assert not same_code("01234567", "01234568")
    assert not same_code("01234567", "")
    assert not same_code("01234567", "\uff10\uff11\uff12\uff13\uff14\uff15\uff16\uff17")
