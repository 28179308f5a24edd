"""Where labels lie: on the paper, side by side, none on another."""

import pytest

from linli.lockers.rules.labels import PAGE_MM, SHEETS, Sheet, pages_of


@pytest.mark.parametrize("name", SHEETS)
def test_every_label_lies_on_the_paper_and_none_on_another(name: str) -> None:
    sheet = SHEETS[name]
    corners = [sheet.corner(number) for number in range(sheet.many)]
    assert name == f"{sheet.across}x{sheet.down}"
    for left, top in corners:
        assert 0 <= left <= PAGE_MM[0] - sheet.width
        assert 0 <= top <= PAGE_MM[1] - sheet.height
        for other_left, other_top in corners:
            apart = abs(left - other_left) >= sheet.width - 1e-6
            below = abs(top - other_top) >= sheet.height - 1e-6
            assert (left, top) == (other_left, other_top) or apart or below


def test_a_low_label_has_its_words_beside_the_code_and_sheets_are_counted_whole() -> None:
    assert [one.is_tall for one in SHEETS.values()] == [False, False, True]
    sheet = Sheet(2, 2, 50, 50, left=1, top=2, gap=3)
    assert sheet.corner(3) == (54, 52)
    assert [pages_of(labels, sheet) for labels in (0, 1, 4, 5)] == [0, 1, 1, 2]
