"""Grants: what is signed is what is read, and nothing else is a grant."""

import base64

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from linli.kernel.codes import encode_id
from linli.wire.grant import BadGrantError, Grant, grant_id, sign, verify
from linli.wire.messages import Purpose, Size
from linli.wire.verifier import VERIFIER_BYTES

KEY = Ed25519PrivateKey.from_private_bytes(b"k" * 32)
OTHER = Ed25519PrivateKey.from_private_bytes(b"o" * 32)
KEYS = {1: KEY.public_key(), 2: OTHER.public_key()}
GRANT = Grant(
    purpose=Purpose.PICKUP,
    kid=1,
    cabinet=7,
    deposit="0000000000001",
    expires_s=1_800_000_000,
    size=Size.M,
)
TEXT = sign(GRANT, KEY)
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"

grants = st.builds(
    Grant,
    purpose=st.sampled_from(Purpose),
    kid=st.just(1),
    cabinet=st.integers(0, (1 << 32) - 1),
    deposit=st.just("") | st.integers(1, (1 << 64) - 1).map(encode_id),
    expires_s=st.integers(0, (1 << 32) - 1),
    size=st.sampled_from(Size),
    verifier=st.binary(min_size=VERIFIER_BYTES, max_size=VERIFIER_BYTES),
)


@given(grants)
def test_what_was_signed_is_what_is_read(grant: Grant) -> None:
    text = sign(grant, KEY)

    assert verify(text, KEYS) == grant
    assert len(text) == 160, "a QR code of version 7-M holds it"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "=",
        "A",
        "A" * 160,
        TEXT[:-1],
        TEXT[8:],
        TEXT + "A",
        TEXT + "A" * 8,
        TEXT.lower(),
        "é" * 160,
        "🍜",
        "\x00" * 160,
        " " + TEXT,
        TEXT + "\n",
    ],
)
def test_what_is_torn_is_no_grant(text: str) -> None:
    with pytest.raises(BadGrantError):
        verify(text, KEYS)


@given(at=st.integers(0, 159), letter=st.sampled_from(LETTERS))
def test_no_letter_can_be_changed(at: int, letter: str) -> None:
    changed = TEXT[:at] + letter + TEXT[at + 1 :]
    if changed == TEXT:
        return

    with pytest.raises(BadGrantError):
        verify(changed, KEYS)


@pytest.mark.parametrize("spelling", [*(TEXT[:-1] + one for one in LETTERS), TEXT + "="])
def test_a_grant_has_one_spelling_and_so_one_name(spelling: str) -> None:
    if spelling == TEXT:
        assert verify(spelling, KEYS) == GRANT
    else:
        with pytest.raises(BadGrantError):
            verify(spelling, KEYS)


@given(st.text(max_size=170))
def test_text_by_chance_is_no_grant(text: str) -> None:
    with pytest.raises(BadGrantError):
        verify(text, KEYS)


def test_a_grant_by_a_key_that_is_not_pinned_is_refused() -> None:
    with pytest.raises(BadGrantError, match="not pinned"):
        verify(TEXT, {2: KEYS[2]})


def test_a_grant_that_names_one_key_and_is_signed_by_another_is_forged() -> None:
    with pytest.raises(BadGrantError, match="forged"):
        verify(sign(GRANT, OTHER), KEYS)


def _signed(facts: bytes) -> str:
    return base64.b32encode(facts + KEY.sign(facts)).decode().rstrip("=")


def _facts(*, version: int = 2, purpose: int = 1, size: int = 1) -> bytes:
    return bytes([version, purpose, 1]) + bytes(16) + bytes([size]) + bytes(VERIFIER_BYTES)


def test_a_grant_of_another_version_is_refused_however_well_signed() -> None:
    assert verify(_signed(_facts()), KEYS).deposit == ""
    with pytest.raises(BadGrantError, match="version"):
        verify(_signed(_facts(version=1)), KEYS)


@pytest.mark.parametrize(("purpose", "size"), [(5, 0), (255, 0), (0, 3), (0, 255)])
def test_a_grant_for_a_purpose_or_size_that_is_none_is_refused(purpose: int, size: int) -> None:
    with pytest.raises(BadGrantError, match="torn"):
        verify(_signed(_facts(purpose=purpose, size=size)), KEYS)


def test_a_grants_name_is_short_and_its_own() -> None:
    other = sign(Grant(Purpose.PICKUP, 1, 7, "0000000000001", 1_800_000_001, Size.M), KEY)

    assert len(grant_id(TEXT)) == 24
    assert grant_id(TEXT) == grant_id(TEXT)
    assert grant_id(TEXT) != grant_id(other)


def test_a_grant_is_written_as_it_always_was() -> None:
    assert TEXT.startswith("AIAQCAAAAADQAAAAAAAAAAABNNE5EAAB")
    assert grant_id(TEXT) == grant_id(sign(GRANT, KEY)), "the same facts are the same grant"
