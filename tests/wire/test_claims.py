"""A claim code is read as it is spoken, and proves what was said, by whom and to whom."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.kernel.codes import ALPHABET
from linli.wire.claim import (
    BadClaimError,
    Claim,
    Keys,
    key_of,
    proof_of_answer,
    proof_of_keys,
    read_claim,
    write_claim,
)

KEYS = Keys(signing="1" * 64, bus="U" + "A" * 55, codes="2" * 64)
KEY = key_of("A" * 15)
CODES = st.text(ALPHABET, min_size=20, max_size=20)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "AAAAA",
        "A" * 19,
        "A" * 21,
        "AAAAA-AAAAA-AAAAA-AAAAO",
        "AAAAA-AAAAA-AAAAA-AAAAU",
        "取" * 20,
    ],
)
def test_what_is_no_claim_code_is_refused(text: str) -> None:
    with pytest.raises(BadClaimError):
        read_claim(text)


@given(CODES)
def test_a_code_is_read_as_it_was_written_in_small_letters_and_with_spaces_too(code: str) -> None:
    shown = write_claim(code[:5], code[5:])

    assert read_claim(shown) == (code[:5], key_of(code[5:]))
    assert read_claim(f" {shown.lower().replace('-', ' ')}\n") == read_claim(shown)
    assert [len(group) for group in shown.split("-")] == [5, 5, 5, 5]


def test_a_proof_is_good_for_these_keys_this_invitation_and_this_code_only() -> None:
    proofs = {
        proof_of_keys(key, invitation, keys)
        for key in (KEY, key_of("B" * 15))
        for invitation in ("AAAAA", "BBBBB")
        for keys in (KEYS, Keys(KEYS.codes, KEYS.bus, KEYS.signing))
    }

    assert len(proofs) == 8


def test_an_answer_is_proved_to_the_one_who_asked() -> None:
    asked = [Claim("AAAAA", KEYS, proof_of_keys(key_of(code * 15), "AAAAA", KEYS)) for code in "AB"]

    proofs = {proof_of_answer(KEY, claim, told) for claim in asked for told in ("{}", "{ }")}

    assert len(proofs) == 4
    assert asked[0].proof not in proofs, "what the cabinet sent cannot be sent back to it"
