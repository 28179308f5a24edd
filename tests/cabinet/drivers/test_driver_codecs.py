"""Boards are understood by their makers' bytes, and by nothing that only looks like them."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.cabinet.drivers import modbus, waveshare
from linli.cabinet.drivers.eight_a import EightABoard
from linli.cabinet.drivers.frames import Answer, Ask, Done, Doors, Family, Measured, Refused, xor_of
from linli.cabinet.drivers.kerong import KrCu16Board
from linli.cabinet.drivers.waveshare import WaveshareBoard
from linli.cabinet.drivers.wired import family_of
from linli.cabinet.drivers.wkly import WklyBoard, take_pushes
from linli.cabinet.wiring import EightA, KrCu16, LockBoard, Waveshare, Wkly

EIGHT = EightA(name="e", address=1, locks=24, first=1)
EIGHT_32 = EightA(name="e", address=2, locks=32, first=1)
EIGHT_CLOSING = EightA(name="e", address=1, locks=24, first=1, open_is=0)
WKLY = Wkly(name="w", address=0, locks=24, first=1)
KERONG = KrCu16(name="k", address=0, locks=16, first=1)
KERONG_3 = KrCu16(name="k", address=3, locks=16, first=1)
WAVESHARE = Waveshare(name="s", address=1, locks=8, first=1, pulse_ms=300)


def raw(text: str) -> bytes:
    return bytes.fromhex(text)


def crc(text: str) -> bytes:
    """Append Modbus' checksum, computed bit by bit as its specification has it."""
    body = raw(text)
    value = 0xFFFF
    for byte in body:
        value ^= byte
        for _ in range(8):
            value = value >> 1 ^ (0xA001 if value & 1 else 0)
    return body + value.to_bytes(2, "little")


def checked(text: str) -> bytes:
    body = raw(text)
    return bytes((*body, xor_of(body)))


@pytest.mark.parametrize(
    ("ask", "frame"),
    [
        (EightABoard(EIGHT).unlock(1), raw("8A 01 01 11 9B")),
        (EightABoard(EIGHT).poll(), raw("80 01 00 33 B2")),
        (WklyBoard(WKLY).unlock(1), raw("57 4B 4C 59 09 00 82 01 83")),
        (WklyBoard(WKLY).poll(), raw("57 4B 4C 59 08 00 84 85")),
        (KrCu16Board(KERONG).poll(), raw("02 00 30 03 35")),
        (KrCu16Board(KERONG).unlock(1), raw("02 00 31 03 36")),
        (KrCu16Board(KERONG_3).unlock(6), raw("02 35 31 03 6B")),
        (WaveshareBoard(WAVESHARE).unlock(3), crc("01 05 02 02 00 03")),
        (WaveshareBoard(WAVESHARE).poll(), crc("01 02 00 00 00 08")),
        (waveshare.switch(20, 2, on=True), crc("14 05 00 01 FF 00")),
        (waveshare.switch(20, 2, on=False), crc("14 05 00 01 00 00")),
        (waveshare.all_off(20), crc("14 05 00 FF 00 00")),
        (modbus.read_celsius(10, 4, 1, 0.1), crc("0A 04 00 01 00 01")),
        (modbus.read_celsius(11, 3, 258, 0.1), crc("0B 03 01 02 00 01")),
    ],
)
def test_a_question_is_these_bytes(ask: Ask, frame: bytes) -> None:
    assert ask.frame == frame


def doors(count: int, *opened: int) -> tuple[bool, ...]:
    return tuple(lock in opened for lock in range(1, count + 1))


ANSWERS: list[tuple[Ask, bytes, Answer]] = [
    (EightABoard(EIGHT).unlock(1), checked("8A 01 01 11"), Done()),
    (EightABoard(EIGHT).unlock(1), checked("8A 01 01 00"), Done()),
    (EightABoard(EIGHT).poll(), checked("80 01 80 00 05 33"), Doors(doors(24, 1, 3, 24))),
    (EightABoard(EIGHT_CLOSING).poll(), checked("80 01 FF FF FE 33"), Doors(doors(24, 1))),
    (EightABoard(EIGHT_32).poll(), checked("80 02 80 00 01 02 33"), Doors(doors(32, 2, 9, 32))),
    (WklyBoard(WKLY).unlock(1), raw("57 4B 4C 59 0B 00 82 00 01 00 81"), Done()),
    (WklyBoard(WKLY).unlock(1), checked("57 4B 4C 59 09 00 82 FF"), Refused("FF")),
    (WklyBoard(WKLY).unlock(1), checked("57 4B 4C 59 0B 00 82 FF 01 01"), Refused("FF")),
    (
        WklyBoard(WKLY).poll(),
        checked("57 4B 4C 59 22 00 84 00 18" + "01" * 22 + "00" + "01"),
        Doors(doors(24, 23)),
    ),
    (
        KrCu16Board(KERONG).poll(),
        raw("02 00 35 FE 7F 01 80 03 38"),
        Doors(doors(16, 1, 16), doors(16, 1, 16)),
    ),
    (WaveshareBoard(WAVESHARE).unlock(3), crc("01 05 02 02 00 03"), Done()),
    (WaveshareBoard(WAVESHARE).unlock(3), crc("01 85 02"), Refused("exception 2")),
    (WaveshareBoard(WAVESHARE).poll(), crc("01 02 01 81"), Doors(doors(8, 1, 8))),
    (WaveshareBoard(WAVESHARE).poll(), crc("01 82 02"), Refused("exception 2")),
    (modbus.read_celsius(10, 4, 1, 0.1), crc("0A 04 02 FF 9C"), Measured(-10.0)),
    (modbus.read_celsius(11, 3, 0, 0.1), crc("0B 03 02 02 8D"), Measured(65.3)),
]
IDS = [answer[1].hex() for answer in ANSWERS]


@pytest.mark.parametrize(("ask", "frame", "answer"), ANSWERS, ids=IDS)
def test_an_answer_means_this(ask: Ask, frame: bytes, answer: Answer) -> None:
    assert ask.find(frame) == answer
    assert len(frame) <= ask.answer_bytes


@pytest.mark.parametrize(("ask", "frame", "answer"), ANSWERS, ids=IDS)
def test_an_answer_that_is_not_whole_or_not_sound_is_none(
    ask: Ask, frame: bytes, answer: Answer
) -> None:
    for length in range(len(frame)):
        assert ask.find(frame[:length]) is None
    for bit in range(8 * len(frame)):
        spoilt = bytearray(frame)
        spoilt[bit // 8] ^= 1 << bit % 8
        assert ask.find(bytes(spoilt)) != answer


@pytest.mark.parametrize(("ask", "frame", "answer"), ANSWERS, ids=IDS)
def test_an_answer_is_found_after_its_own_beginning_was_torn_off(
    ask: Ask, frame: bytes, answer: Answer
) -> None:
    """A frame that proves wrong must not swallow the start of the right one."""
    for length in range(len(frame)):
        assert ask.find(frame[:length] + frame) == answer


@pytest.mark.parametrize(("ask", "frame", "answer"), ANSWERS, ids=IDS)
def test_the_question_s_own_echo_hides_no_answer(ask: Ask, frame: bytes, answer: Answer) -> None:
    """Some adapters hear what they say. Where an echo is the answer, it is so by the protocol."""
    found = ask.find(ask.frame + frame)

    assert found == answer or isinstance(found, Done)


@pytest.mark.parametrize("board", [EIGHT, WKLY, WAVESHARE], ids=lambda one: type(one).__name__)
def test_what_another_board_answers_is_passed_over(board: LockBoard) -> None:
    ours, theirs = family_of(board), family_of(_at(board, board.address + 1))
    for ask, other in ((ours.unlock(1), theirs.unlock(1)), (ours.poll(), theirs.poll())):
        for theirs_frame in (frame for one, frame, _ in ANSWERS if one.frame == ask.frame):
            assert other.find(theirs_frame) is None


def _at(board: LockBoard, address: int) -> LockBoard:
    values = {name: getattr(board, name) for name in board.__struct_fields__}
    return type(board)(**{**values, "address": address})


FAMILIES: list[Callable[[], Family]] = [
    lambda: EightABoard(EIGHT),
    lambda: EightABoard(EIGHT_32),
    lambda: WklyBoard(WKLY),
    lambda: KrCu16Board(KERONG),
    lambda: WaveshareBoard(WAVESHARE),
]


@given(st.binary(max_size=80), st.sampled_from(FAMILIES), st.integers(1, 8))
def test_noise_alone_is_no_answer_and_no_failure(
    noise: bytes, family: Callable[[], Family], lock: int
) -> None:
    """A check byte is eight bits: noise that is right by chance must name the board as well."""
    for ask in (family().poll(), family().unlock(lock)):
        found = ask.find(noise)
        assert found is None or ask.frame[:1] in noise


@given(st.binary(max_size=40), st.binary(max_size=40), st.sampled_from(ANSWERS))
def test_noise_before_and_after_does_not_hide_an_answer(
    before: bytes, after: bytes, one: tuple[Ask, bytes, Answer]
) -> None:
    ask, frame, answer = one

    found = ask.find(before + frame + after)

    assert found is not None
    if ask.find(before + frame[:-1]) is None:
        assert found == answer


PUSH = raw("57 4B 4C 59 0A 00 85 01 01 86")
OPENS = checked("57 4B 4C 59 0A 03 85 07 00")


def test_a_push_is_taken_out_of_what_was_received() -> None:
    poll = checked("57 4B 4C 59 22 00 84 00 18" + "01" * 24)

    pushes, rest = take_pushes(PUSH + poll[:20] + OPENS + poll[20:])

    assert [(one.address, one.lock, one.is_open) for one in pushes] == [(0, 1, False), (3, 7, True)]
    assert rest == poll


@given(st.binary(max_size=60), st.integers(0, 9))
def test_a_push_that_has_only_begun_waits_for_its_end(noise: bytes, length: int) -> None:
    pushes, rest = take_pushes(noise + PUSH[:length])
    more, left = take_pushes(rest + PUSH[length:])

    assert len(pushes) + len(more) >= 1
    assert PUSH not in left


@given(st.binary(max_size=200))
def test_pushes_are_never_made_up_of_bytes_that_were_not_there(noise: bytes) -> None:
    pushes, rest = take_pushes(noise)

    assert len(rest) == len(noise) - len(PUSH) * len(pushes)
