"""A file of orders is read whole or refused whole, each bad line by its number and reason."""

import io
from collections.abc import Iterator
from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.server import words
from linli.server.replay import orders
from linli.server.replay.orders import Order, read_orders
from linli.server.replay.refusals import FileRefused


@pytest.fixture(autouse=True)
def in_chinese() -> Iterator[None]:
    words.use("zh")
    yield
    words.use("zh")


def read(content: str | bytes) -> list[Order]:
    raw = content.encode() if isinstance(content, str) else content
    return read_orders(io.BytesIO(raw), name="day.csv")


def refusal(content: str | bytes) -> list[str]:
    with pytest.raises(FileRefused) as caught:
        read(content)
    first, *others = str(caught.value).splitlines()
    assert first == "没有开始：day.csv 不能使用。"
    return others


def test_an_empty_file_is_refused_in_one_sentence() -> None:
    assert refusal("") == ["文件是空的。第 1 行应是列名，例如 ready_at,size。"]


@pytest.mark.parametrize(
    "content",
    [b"\x89PNG\r\n\x1a\n\0\0", b"\xff\xfer\0e\0a\0d\0y\0", "ready_at\n十二点".encode("gb18030")],
)
def test_what_is_no_text_is_refused_by_line(content: bytes) -> None:
    (sentence,) = refusal(content)

    assert "不是 UTF-8 文本" in sentence
    assert sentence.startswith("第 ")


def test_a_file_without_the_one_needed_column_is_refused() -> None:
    (sentence,) = refusal("when,size\n2015-01-01T11:00,S\n")

    assert sentence.startswith("第 1 行没有 ready_at 这一列。")


def test_a_header_with_nothing_below_is_refused() -> None:
    assert refusal("ready_at,size\n\n , \n") == ["列名下面没有订单。"]


def test_a_column_named_twice_is_refused() -> None:
    assert refusal("ready_at,size,size\n") == ["第 1 行的列名 size 出现了两次。"]


def test_a_line_without_end_is_refused_before_it_is_in_memory() -> None:
    class Endless(io.BytesIO):
        given = 0

        def readline(self, size: int | None = -1, /) -> bytes:
            assert size is not None
            assert size > 0, "a line is never read without a limit"
            self.given += size
            return b"x" * size

    endless = Endless()
    with pytest.raises(FileRefused) as caught:
        read_orders(endless, name="day.csv")

    assert "第 1 行超过 65536 个字节" in str(caught.value)
    assert endless.given < 100_000


@pytest.mark.parametrize("content", ['ready_at\n"2015-01-01T11:00', 'ready_at\n"2015"x\n'])
def test_quotes_that_do_not_match_are_refused(content: str) -> None:
    (sentence,) = refusal(content)

    assert sentence.endswith("行的引号不成对。")


def test_every_bad_row_is_named_with_its_line_and_reason() -> None:
    header = "ready_at,size,collected_after_s,order_no,phone"
    rows = [
        "2015-01-01T11:38:36,M,600,A-10001,13812345678",
        "noon,M,,,",
        "2015-01-01,M,,,",
        "2015-01-01T11:38:36,XL,,,",
        "2015-01-01T11:38:36,M,-1,,",
        "2015-01-01T11:38:36,M,nan,,",
        "2015-01-01T11:38:36,M,soon,,",
        "2015-01-01T11:38:36,M,,#!,",
        "2015-01-01T11:38:36,M,,A-10001,",
        "2015-01-01T11:38:36,M,,,110",
        "2015-01-01T11:38:36,M",
    ]

    assert refusal("\n".join([header, *rows])) == [
        "第 3 行的 ready_at「noon」不是时间，应写成 2015-01-01T11:38:36。",
        "第 4 行的 ready_at「2015-01-01」不是时间，应写成 2015-01-01T11:38:36。",
        "第 5 行的 size「XL」不是 S、M 或 L。",
        "第 6 行的 collected_after_s「-1」应是 0 到 86400 之间的秒数。",
        "第 7 行的 collected_after_s「nan」应是 0 到 86400 之间的秒数。",
        "第 8 行的 collected_after_s「soon」应是 0 到 86400 之间的秒数。",
        "第 9 行的 order_no「#!」不是订单号：5 到 32 位字母、数字、短横线。",
        "第 10 行的 order_no「A-10001」在第 2 行已经有了。",
        "第 11 行的 phone「110」不是有效的手机号。",
        "第 12 行有 2 格，列名有 5 个。",
    ]


def test_of_many_bad_rows_twenty_are_shown_and_the_rest_counted() -> None:
    shown = refusal("ready_at\n" + "x\n" * 50)

    assert len(shown) == 21
    assert shown[-1] == "……还有 30 处。"


def test_a_cell_cannot_speak_to_the_terminal_and_is_cut_short() -> None:
    (sentence,) = refusal("ready_at\n\x1b[2J" + "九" * 500 + "\n")

    assert "\x1b" not in sentence
    assert "·[2J" in sentence
    assert len(sentence) < 120


def test_more_rows_than_a_replay_can_hold_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(orders, "ROWS_AT_MOST", 3)

    assert refusal("ready_at\n" + "2015-01-01T11:00\n" * 4) == [
        "第 5 行起超过了 3 份订单，请拆成几个文件。"
    ]


def test_a_reader_of_english_is_told_in_english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(words, "_catalogue", lambda _language: _Shouting())
    words.use("en")

    with pytest.raises(FileRefused) as caught:
        read("")

    assert str(caught.value).splitlines()[1].startswith("EN:")


class _Shouting:
    def gettext(self, message: str) -> str:
        return f"EN:{message}"


def test_a_full_row_is_read_and_an_empty_cell_stays_open() -> None:
    full = "2015-01-01T11:38:36+08:00, m ,600.5,A-10001,138 1234 5678"
    bare = "2015-01-01 11:38:36,,,,"

    first, second = read(
        f"\ufeffready_at,size,collected_after_s,order_no,phone\r\n{full}\r\n{bare}"
    )

    at = datetime(2015, 1, 1, 11, 38, 36)  # noqa: DTZ001  # the time of day as it is written
    assert first == Order(2, at, "M", 600.5, "A-10001", "13812345678")
    assert second == Order(3, at)


def test_columns_nobody_asked_for_are_passed_by() -> None:
    (order,) = read(
        "shop,ready_at,note\nMario,2015-01-01T11:00,'extra, cheese'\n".replace("'", '"')
    )

    assert order.ready_at.hour == 11


def orders_or_sentence(raw: bytes) -> list[Order] | str:
    try:
        return read(raw)
    except FileRefused as refused:
        return str(refused)


@given(st.binary(max_size=300))
def test_whatever_the_bytes_there_are_orders_or_a_sentence(raw: bytes) -> None:
    assert orders_or_sentence(raw)


@given(
    st.lists(st.sampled_from(["2015-01-01T11:00", "x", "", '"', ",", "S", "A-1000", "\n", "\r"]))
)
def test_whatever_the_cells_there_are_orders_or_a_sentence(cells: list[str]) -> None:
    assert orders_or_sentence(("ready_at,size,order_no\n" + ",".join(cells)).encode())
