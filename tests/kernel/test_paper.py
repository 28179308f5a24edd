"""Paper: what is read back from a printed page is what was written on it."""

import pytest
from reportlab.platypus import PageBreak
from tests.kernel.printed import sizes, texts

from linli.kernel.paper import HEIGHT, WIDTH, Box, pages, paragraph, put, sheets


def on_one_line(text: str, *, width: float) -> str:
    """Return what stands on a page after a line was put into a box of this width."""
    into, canvas = sheets("一行")
    put(canvas, text, Box(50, 50, width, 20), points=10)
    canvas.showPage()
    canvas.save()
    return texts(into.getvalue())[0]


def test_chinese_and_latin_words_are_read_back_as_they_were_written() -> None:
    printed = pages("月报", [paragraph("白玉兰广场 A 柜：Take a meal", 12)], foot="邻里")
    assert texts(printed) == ["邻里1白玉兰广场A柜：Takeameal"]


def test_a_name_that_looks_like_markup_is_printed_and_fetches_nothing() -> None:
    name = '<img src="http://127.0.0.1:9/x"/> & <b>'
    assert texts(pages("x", [paragraph(name, 12)])) == ['1<imgsrc="http://127.0.0.1:9/x"/>&<b>']


def test_pages_are_a4_and_numbered() -> None:
    printed = pages("两页", [paragraph("一", 12), PageBreak(), paragraph("二", 12)])
    assert sizes(printed) == [pytest.approx((WIDTH, HEIGHT), abs=0.01)] * 2
    assert texts(printed) == ["1一", "2二"]


def test_the_same_words_give_the_same_bytes() -> None:
    assert pages("月报", [paragraph("一", 12)]) == pages("月报", [paragraph("一", 12)])


def test_a_short_line_stands_whole_and_an_endless_one_is_cut_with_a_mark() -> None:
    assert on_one_line("白玉兰广场", width=100) == "白玉兰广场"
    for width in range(53, 100, 3):
        assert on_one_line("白玉兰广场" * 2, width=width) == "白玉兰广场" * 2
    cut = on_one_line("白玉兰广场" * 20, width=60)
    assert cut.endswith("…")
    assert cut.startswith("白玉兰广场")
    assert len(cut) == 12


def test_letters_that_the_font_has_not_leave_a_mark_and_line_breaks_a_space() -> None:
    assert on_one_line("李\n𠮷🍜", width=100) == "李〓〓"
    assert on_one_line("", width=100) == ""
