"""What a courier carries to a cabinet, and what it tells them: everything but the code."""

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from linli.wire.grant import Grant, sign, verify
from linli.wire.messages import Purpose, Size
from linli.wire.verifier import NO_VERIFIER, VERIFIER_BYTES, code_key, fits, verifier

MEAL = "0000000000001"
CODE = "00004711"
SERVER, CABINET = X25519PrivateKey.generate(), X25519PrivateKey.generate()
SIGNER = Ed25519PrivateKey.generate()
CODES = [f"{number:08d}" for number in range(10_000)]


def carried() -> tuple[str, bytes]:
    """Return all that a courier's QR says of the deposit and its code."""
    key = code_key(SERVER, CABINET.public_key())
    grant = Grant(Purpose.DEPOSIT, 1, 7, MEAL, 4_000_000_000, Size.S, verifier(key, MEAL, CODE))
    read = verify(sign(grant, SIGNER), {1: SIGNER.public_key()})
    return read.deposit, read.verifier


def test_both_halves_agree_on_the_key_and_on_the_code() -> None:
    deposit, kept = carried()
    at_the_cabinet = code_key(CABINET, SERVER.public_key())

    assert [code for code in CODES if fits(kept, at_the_cabinet, deposit, code)] == [CODE]


@pytest.mark.parametrize(
    "guess",
    [
        b"",
        bytes(32),
        MEAL.encode(),
        SERVER.public_key().public_bytes_raw(),
        CABINET.public_key().public_bytes_raw(),
        SIGNER.public_key().public_bytes_raw(),
        code_key(X25519PrivateKey.generate(), CABINET.public_key()),
        code_key(X25519PrivateKey.generate(), SERVER.public_key()),
    ],
)
def test_who_tries_all_codes_with_what_is_public_finds_none(guess: bytes) -> None:
    deposit, kept = carried()

    assert not any(fits(kept, guess, deposit, code) for code in CODES)


def test_the_same_code_leaves_another_trace_at_another_deposit_and_cabinet() -> None:
    key, other = (code_key(SERVER, X25519PrivateKey.generate().public_key()) for _ in range(2))

    traces = {
        verifier(key, MEAL, CODE),
        verifier(key, MEAL[::-1], CODE),
        verifier(other, MEAL, CODE),
    }

    assert len(traces) == 3
    assert {len(one) for one in traces} == {VERIFIER_BYTES}


def test_no_verifier_fits_no_code() -> None:
    assert not any(fits(NO_VERIFIER, b"", MEAL, code) for code in CODES)
