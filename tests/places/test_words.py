"""How texts are taken apart to be found, and what is marked in them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.places.rules.words import MOST_PHRASES, Phrase, marked, phrases_of, words_of


@pytest.mark.parametrize(
    ("texts", "words"),
    [
        (("白玉兰广场",), "白玉 玉兰 兰广 广场 场"),
        (("楼",), "楼"),
        (("HK-A", "HKA"), "hk a hka"),
        (("白玉兰 A座", "东大名路501号"), "白玉 玉兰 兰 a 座 东大 大名 名路 路 501 号"),
        (("\uff21\uff22\uff23\uff11", "É"), "abc1 é"),
        (("かな", "한국"), "かな な 한국 국"),
        (("", '"*()-:^', "\x00_"), ""),
        (("x" * 99,), "x" * 40),
    ],
)
def test_a_text_is_words_as_they_stand_and_chinese_in_twos(
    texts: tuple[str, ...], words: str
) -> None:
    assert words_of(texts) == words


@pytest.mark.parametrize(
    ("typed", "phrases"),
    [
        ("玉兰广", (Phrase(("玉兰", "兰广"), is_open=False),)),
        ("兰", (Phrase(("兰",), is_open=True),)),
        ("hk-a", (Phrase(("hk", "a"), is_open=True),)),
        ("白玉兰a", (Phrase(("白玉", "玉兰", "兰", "a"), is_open=True),)),
        ("a座", (Phrase(("a", "座"), is_open=True),)),
        ("东 hk", (Phrase(("东",), is_open=True), Phrase(("hk",), is_open=True))),
        (' " * NEAR -', (Phrase(("near",), is_open=True),)),
        ("***", ()),
        ("", ()),
    ],
)
def test_what_is_typed_is_phrases_that_must_all_be_found(
    typed: str, phrases: tuple[Phrase, ...]
) -> None:
    assert phrases_of(typed) == phrases


def test_of_very_much_that_is_typed_only_the_beginning_is_read() -> None:
    assert len(phrases_of("a " * 1_000)) == MOST_PHRASES
    assert len(phrases_of("楼" * 2_000)[0].words) == 59


@pytest.mark.parametrize(
    ("text", "typed", "hits"),
    [
        ("白玉兰广场", "玉兰", ["玉兰"]),
        ("HK-A 柜", "hka", ["HK-A"]),
        ("路路通", "路", ["路路"]),
        ("路通路", "路", ["路", "路"]),
        ("东大名路", "名路 东", ["东", "名路"]),
        ("白玉兰", "x", []),
        ("白玉兰", "-", []),
        ("", "白", []),
    ],
)
def test_what_was_sought_is_marked(text: str, typed: str, hits: list[str]) -> None:
    pieces = marked(text, typed)

    assert [piece for piece, is_hit in pieces if is_hit] == hits
    assert "".join(piece for piece, _is_hit in pieces) == text


@given(text=st.text(max_size=30), typed=st.text(max_size=30))
def test_whatever_is_typed_marks_and_never_changes_a_text(text: str, typed: str) -> None:
    assert "".join(piece for piece, _is_hit in marked(text, typed)) == text
    for phrase in phrases_of(typed):
        assert all(word.isalnum() for word in phrase.words)


@given(
    text=st.text("白玉兰广场ab1 -", min_size=1, max_size=12),
    begin=st.integers(0, 11),
    length=st.integers(1, 6),
)
def test_every_part_of_a_chinese_run_is_found_in_the_words_of_its_text(
    text: str, begin: int, length: int
) -> None:
    part = "".join(one for one in text if one in "白玉兰广场")[begin : begin + length]
    whole = "".join(one for one in text if one in "白玉兰广场")

    (phrase,) = phrases_of(part) or (None,)

    if phrase is not None:
        sought = f" {' '.join(phrase.words)}{'' if phrase.is_open else ' '}"
        assert sought in f" {words_of((whole,))} "
