"""Errors, clock and chain: what every part stands on."""

import hashlib
from datetime import UTC, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.kernel import clock
from linli.kernel.chain import GENESIS, link
from linli.kernel.errors import Conflict, Denied, Full, Invalid, LinliError, Missing, Unavailable


class DoorTaken(Conflict):
    """Somebody was faster."""

    says = "{number} 号格口刚被占用，请再扫一次。"
    number: int


class CabinetFull(Full):
    """No room."""

    says = "{cabinet} 没有空的格口了。"
    cabinet: str


class Nameless(LinliError):
    """Says nothing of its own."""


def test_an_error_says_its_facts_in_its_sentence() -> None:
    error = DoorTaken(number=7)

    assert str(error) == "7 号格口刚被占用，请再扫一次。"
    assert error.code == "door_taken"
    assert error.facts == {"number": 7}


def test_an_error_without_a_sentence_says_its_name() -> None:
    assert str(Nameless()) == "nameless"


def test_a_sentence_is_read_when_it_is_said_and_not_before() -> None:
    class Later:
        words = "早"

        def __str__(self) -> str:
            return self.words

    class Lazy(LinliError):
        says = Later()

    error = Lazy()
    Later.words = "晚"

    assert str(error) == "晚"


def test_an_error_names_every_fact_or_is_not_made() -> None:
    with pytest.raises(TypeError):
        DoorTaken()  # type: ignore[call-arg]  # that is the point
    with pytest.raises(TypeError):
        DoorTaken(7)  # type: ignore[call-arg]  # that is the point


def test_no_error_has_a_fact_named_like_its_own_name() -> None:
    with pytest.raises(AssertionError, match="code"):
        type("Shadow", (LinliError,), {"__annotations__": {"code": str}})


@pytest.mark.parametrize("kind", [Invalid, Denied, Missing, Conflict, Full, Unavailable])
def test_every_kind_of_error_is_told_to_a_person(kind: type[LinliError]) -> None:
    class Own(kind):  # type: ignore[valid-type, misc]  # each kind in turn
        says = "一"

    with pytest.raises(LinliError) as caught:
        raise Own
    assert isinstance(caught.value, kind)


def test_errors_of_one_kind_and_the_same_facts_are_still_two() -> None:
    assert CabinetFull(cabinet="A") != CabinetFull(cabinet="A")


def test_the_clock_is_aware_and_in_utc() -> None:
    now = clock.now()

    assert now.tzinfo is UTC
    assert abs(now.timestamp() * 1_000 - clock.wall_ms()) < timedelta(minutes=1) / timedelta(
        milliseconds=1
    )


def test_the_monotonic_clock_never_goes_back() -> None:
    readings = [clock.mono_ms() for _ in range(100)]

    assert readings == sorted(readings)


def test_an_instant_is_trusted_unless_it_says_otherwise() -> None:
    assert clock.Instant(mono_ms=1, wall_ms=2).quality == 2


def test_a_link_covers_its_body_and_all_before_it() -> None:
    first = link(GENESIS, b"a")

    assert first == hashlib.sha256(b"0" * 64 + b"\na").hexdigest()
    assert link(first, b"b") != link(GENESIS, b"b")
    assert link(first, b"b") != link(first, b"c")


@given(st.lists(st.binary(max_size=3), min_size=1, max_size=5), st.data())
def test_a_chain_ends_elsewhere_if_any_link_is_another(
    bodies: list[bytes], data: st.DataObject
) -> None:
    at = data.draw(st.integers(0, len(bodies) - 1))
    other = data.draw(st.binary(max_size=3).filter(lambda one: one != bodies[at]))

    assert _end(bodies) != _end([*bodies[:at], other, *bodies[at + 1 :]])


def _end(bodies: list[bytes]) -> str:
    head = GENESIS
    for body in bodies:
        head = link(head, body)
    return head
