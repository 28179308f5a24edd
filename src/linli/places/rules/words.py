"""How a text is taken apart so that it is found: words as they stand, Chinese in twos.

Chinese has no spaces, and both databases know words only by their spaces. So 白玉兰 is written
白玉 玉兰 兰: what is searched for is found wherever in it it begins. The last character stands
alone as well, so that each of them begins a word and is found by itself.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

LONGEST_TYPED = 60
"""Characters that are read of what was typed: longer than any name of ours, shorter than a page."""

MOST_PHRASES = 6

LONGEST_WORD = 40

_CHINESE = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003ffff"
"""Ideographs, and the other scripts that are written without spaces: kana and hangul."""

_RUNS = re.compile(rf"((?:(?=[^\W_])[{_CHINESE}])+)|((?:(?![{_CHINESE}])[^\W_])+)")
"""Whatever is no letter and no digit, in any script, only parts words."""


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words that must follow one another; ``is_open``: the last one may go on."""

    words: tuple[str, ...]
    is_open: bool


def words_of(texts: Iterable[str]) -> str:
    """Return the words by which a thing is found that is called by these texts."""
    return " ".join(
        word
        for text in texts
        for run, is_chinese in _runs(text)
        for word in (_in_twos(run, is_last=False) if is_chinese else (run,))
    )


def phrases_of(typed: str) -> tuple[Phrase, ...]:
    """Return what was typed as phrases, all of which must be found; none where no word is in it.

    Spaces part phrases. The last word of each may be the beginning of a longer one, but a pair
    of characters is whole.
    """
    phrases = (_phrase(part) for part in typed[:LONGEST_TYPED].split())
    return tuple(phrase for phrase in phrases if phrase.words)[:MOST_PHRASES]


def marked(text: str, typed: str) -> list[tuple[str, bool]]:
    """Return a text in pieces, each with whether it is what was searched for.

    Case, width and what stands between letters do not count: hka marks HK-A.
    """
    letters = [
        (letter, at)
        for at, one in enumerate(text)
        for letter in _plain(one)
        if letter.isalnum()  # what ``_RUNS`` takes, one by one
    ]
    folded = "".join(letter for letter, _at in letters)
    hit = set[int]()
    for part in typed[:LONGEST_TYPED].split()[:MOST_PHRASES]:
        sought = "".join(letter for letter in _plain(part) if letter.isalnum())
        begins = folded.find(sought) if sought else -1
        while begins >= 0:
            ends = begins + len(sought)
            hit.update(range(letters[begins][1], letters[ends - 1][1] + 1))
            begins = folded.find(sought, ends)
    return _pieces(text, hit)


def _phrase(part: str) -> Phrase:
    runs = list(_runs(part))
    words: list[str] = []
    is_open = False
    for at, (run, is_chinese) in enumerate(runs, start=1):
        is_last = at == len(runs)
        words += _in_twos(run, is_last=is_last) if is_chinese else (run,)
        is_open = not is_chinese or len(run) == 1
    return Phrase(tuple(words), is_open)


def _runs(text: str) -> Iterable[tuple[str, bool]]:
    for chinese, other in _RUNS.findall(_plain(text)):
        yield (chinese, True) if chinese else (other[:LONGEST_WORD], False)


def _in_twos(run: str, *, is_last: bool) -> list[str]:
    """Return 白玉 玉兰 兰 for 白玉兰; ``is_last``, where it may go on, without the 兰."""
    twos = [run[at : at + 2] for at in range(len(run) - 1)]
    return twos if is_last and twos else [*twos, run[-1]]


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()


def _pieces(text: str, hit: set[int]) -> list[tuple[str, bool]]:
    pieces: list[tuple[str, bool]] = []
    for at, one in enumerate(text):
        if pieces and pieces[-1][1] == (at in hit):
            pieces[-1] = (pieces[-1][0] + one, at in hit)
        else:
            pieces.append((one, at in hit))
    return pieces
