"""What a receipt's code may name."""

from hypothesis import given, settings
from hypothesis import strategies as st

from linli.lockers.rules.scanning import LONGEST_CODE, MOST_CANDIDATES, candidates, our_order


def test_a_code_that_is_an_order_number_is_it_and_comes_before_parts_of_links() -> None:
    assert candidates(["https://e.cn/r?id=30012345678901", " MT-10001 "]) == [
        "MT-10001",
        "30012345678901",
    ]
    assert candidates(["3821", "13800138000"]) == ["3821", "13800138000"]


def test_words_short_numbers_and_what_is_endless_are_no_order() -> None:
    assert candidates(["https://example.com/download-app", "您好", "", "12", "a b c"]) == []
    assert candidates(["x" * LONGEST_CODE + " 30012345678901"]) == []
    assert len(candidates([f"https://e.cn/{n:08d}" for n in range(50)])) == MOST_CANDIDATES
    assert candidates(["%E8%AE%A2%E5%8D%95%2030012345678901"]) == ["30012345678901"]


def test_a_link_of_ours_to_an_order_is_known_by_its_form() -> None:
    token = "abc.123_XYZ-:def456789"  # noqa: S105  # no secret
    assert our_order(f"https://linli.cn/o/{token}") == token
    assert our_order(f"https://linli.cn/o/{token}?x=1") == token
    assert our_order(f"https://linli.cn/p/{token}") == ""
    assert our_order("MT-10001") == ""


@settings(max_examples=10)
@given(st.lists(st.text(max_size=80), max_size=5))
def test_whatever_is_read_gives_a_few_plain_candidates(texts: list[str]) -> None:
    for one in candidates(texts):
        assert one.replace("-", "").isalnum()
        assert 4 <= len(one) <= 32
