"""Whatever is typed or sent, a form is read into facts or refused by name; nothing else happens."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from linli.lockers.errors import (
    CodeUnreadable,
    PhoneImpossible,
    ReasonNeeded,
    RecipientUnreadable,
    TokenUnreadable,
)
from linli.lockers.forms import new_token, read_code, read_deposit, read_opening, read_token
from linli.wire.messages import Size

anything = st.text(st.characters(codec="utf-8"), max_size=70)
digits = st.text("0123456789", min_size=8, max_size=8)


def test_every_new_token_is_one_that_is_read_back() -> None:
    tokens = {new_token() for _ in range(100)}

    assert len(tokens) == 100
    assert all(read_token({"token": token}) == token for token in tokens)


@given(anything)
@example("t" * 15)
@example("t" * 40)
@example("t" * 20 + "\n")
def test_a_token_of_another_shape_is_refused(token: str) -> None:
    try:
        read = read_token({"token": token})
    except TokenUnreadable:
        return
    assert 16 <= len(read) <= 39
    assert read.isascii()
    assert " " not in read


@given(anything, anything)
def test_whatever_a_courier_sends_is_a_recipient_or_refused(recipient: str, size: str) -> None:
    posted = {"token": "t" * 20, "recipient": recipient, "size": size}
    try:
        given_form = read_deposit(posted)
    except (TokenUnreadable, RecipientUnreadable, PhoneImpossible):
        return
    assert given_form.size in set(Size)
    assert given_form.recipient.tail or given_form.recipient.order_no


@given(digits, st.sampled_from(["{}", " {} ", "{}\n"]))
def test_eight_digits_are_a_code(code: str, written: str) -> None:
    posted = {"token": "t" * 20, "code": written.format(code)}

    assert read_code(posted).code == code


@given(anything)
@example("1234567")
@example("123456789")
@example("²" * 8)
@example("٣" * 8)
@example("-" * 8)
def test_nothing_else_is_a_code(typed: str) -> None:
    try:
        read = read_code({"token": "t" * 20, "code": typed})
    except CodeUnreadable:
        return
    assert len(read.code) == 8
    assert read.code.isascii()
    assert read.code.isdecimal()


@given(anything)
@example("因")
@example("因" * 101)
@example("\x00\x01\x02")
def test_a_reason_has_two_to_a_hundred_characters_that_can_be_printed(reason: str) -> None:
    try:
        read = read_opening({"token": "t" * 20, "reason": reason})
    except ReasonNeeded:
        return
    assert 2 <= len(read.reason) <= 100
    assert not any(ord(one) < 32 for one in read.reason)


@pytest.mark.parametrize(("then", "dispose"), [("recall", False), ("dispose", True), ("", False)])
def test_only_who_presses_that_button_throws_a_meal_away(then: str, *, dispose: bool) -> None:
    posted = {"token": "t" * 20, "reason": "收餐人要求", "then": then}

    assert read_opening(posted).dispose is dispose
