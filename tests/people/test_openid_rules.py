"""What a token must claim, claim by claim."""

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from linli.people.rules.openid import Expected, fault_in
from linli.people.rules.ways_in import WaysIn

NOW = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)
AT = int(NOW.timestamp())
EXPECTED = Expected("https://id.example", "linli", "n-1")
GOOD = {
    "iss": "https://id.example",
    "aud": "linli",
    "nonce": "n-1",
    "sub": "1",
    "exp": AT + 300,
    "iat": AT,
}


def fault(**claims: object) -> str:
    changed = {name: value for name, value in {**GOOD, **claims}.items() if value is not ...}
    return fault_in(changed, EXPECTED, now=NOW)


@pytest.mark.parametrize(
    ("claims", "wrong"),
    [
        ({"iss": "https://id.example/"}, "iss"),
        ({"iss": ...}, "iss"),
        ({"aud": "other"}, "aud"),
        ({"aud": ...}, "aud"),
        ({"aud": []}, "aud"),
        ({"aud": ["other"]}, "aud"),
        ({"aud": ["linli", "other"]}, "aud"),
        ({"aud": ["linli", "other"], "azp": "other"}, "azp"),
        ({"azp": "other"}, "azp"),
        ({"azp": None}, "azp"),
        ({"nonce": "n-2"}, "nonce"),
        ({"nonce": ...}, "nonce"),
        ({"exp": AT - 60}, "exp"),
        ({"exp": ...}, "exp"),
        ({"exp": "tomorrow"}, "exp"),
        ({"exp": True}, "exp"),
        ({"iat": AT + 61}, "iat"),
        ({"iat": ...}, "iat"),
        ({"nbf": AT + 61}, "nbf"),
        ({"nbf": "now"}, "nbf"),
        ({"sub": ""}, "sub"),
        ({"sub": ...}, "sub"),
        ({"sub": 7}, "sub"),
        ({"sub": "x" * 256}, "sub"),
    ],
)
def test_a_claim_that_is_not_as_asked_for_is_named(claims: dict[str, object], wrong: str) -> None:
    assert fault(**claims) == wrong


@pytest.mark.parametrize(
    "claims",
    [
        {},
        {"aud": ["linli"]},
        {"aud": ["linli", "other"], "azp": "linli"},
        {"azp": "linli"},
        {"exp": AT - 59},
        {"iat": AT + 60, "nbf": AT + 60},
        {"exp": AT + 0.5},
        {"sub": "x" * 255},
    ],
)
def test_what_was_asked_for_is_believed(claims: dict[str, object]) -> None:
    assert fault(**claims) == ""


@settings(max_examples=50)
@given(
    st.dictionaries(
        st.sampled_from([*GOOD, "azp", "nbf"]),
        st.one_of(
            st.none(),
            st.booleans(),
            st.floats(),
            st.integers(),
            st.just("linli"),
            st.lists(st.none()),
        ),
    )
)
def test_whatever_is_claimed_is_judged(claims: dict[str, object]) -> None:
    said = fault_in({**GOOD, **claims}, EXPECTED, now=NOW)

    assert said in {"", *GOOD, "azp", "nbf"}


@given(st.integers(0, 2), st.integers(0, 2), st.booleans())
def test_whoever_has_any_way_in_has_one(passkeys: int, linked: int, has_phone: bool) -> None:  # noqa: FBT001  # drawn
    ways = WaysIn(passkeys=passkeys, linked=linked, has_phone=has_phone)

    assert ways.are_there is (passkeys + linked + has_phone > 0)
