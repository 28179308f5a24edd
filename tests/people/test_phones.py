"""Phone numbers: read, shown, kept and found."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.people.errors import MobileImpossible
from linli.people.phones import (
    PhoneKeys,
    UnreadablePhoneError,
    blind_index,
    decrypt,
    encrypt,
    is_mobile,
    mask,
    read_mobile,
)

KEYS = PhoneKeys.from_secret(bytes(32))
OTHERS = PhoneKeys.from_secret(b"\x01" * 32)
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


@given(mobiles)
def test_what_was_encrypted_is_read_back_and_looks_different_each_time(mobile: str) -> None:
    first, second = encrypt(mobile, KEYS), encrypt(mobile, KEYS)

    assert decrypt(first, KEYS) == decrypt(second, KEYS) == mobile
    assert first != second
    assert mobile.encode() not in first
    assert len(first) == 40


@given(mobiles, st.integers(0, 39), st.integers(1, 255))
def test_a_ciphertext_with_any_byte_changed_is_refused(mobile: str, at: int, by: int) -> None:
    torn = bytearray(encrypt(mobile, KEYS))
    torn[at] ^= by

    with pytest.raises(UnreadablePhoneError):
        decrypt(bytes(torn), KEYS)


@pytest.mark.parametrize("length", [0, 1, 12, 13, 20, 39])
def test_a_ciphertext_cut_short_is_refused(length: int) -> None:
    with pytest.raises(UnreadablePhoneError):
        decrypt(encrypt("13800138000", KEYS)[:length], KEYS)


def test_another_installation_reads_nothing() -> None:
    with pytest.raises(UnreadablePhoneError):
        decrypt(encrypt("13800138000", KEYS), OTHERS)


def test_a_secret_of_another_length_is_refused() -> None:
    with pytest.raises(AssertionError):
        PhoneKeys.from_secret(b"short")


@given(mobiles, mobiles)
def test_equal_numbers_are_found_and_no_others(one: str, other: str) -> None:
    assert (blind_index(one, KEYS) == blind_index(other, KEYS)) == (one == other)
    assert blind_index(one, KEYS) != blind_index(one, OTHERS)
    assert len(blind_index(one, KEYS)) == 32


def test_without_keys_named_the_installation_s_own_are_meant() -> None:
    kept = encrypt("13800138000")

    assert decrypt(kept) == "13800138000"
    assert blind_index("13800138000") == blind_index("13800138000")
    with pytest.raises(UnreadablePhoneError):
        decrypt(kept, KEYS)
