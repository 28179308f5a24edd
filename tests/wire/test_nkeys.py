"""Names on the bus are the ones that the bus itself reads, and nothing else is taken for one."""

import base64

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from hypothesis import given
from hypothesis import strategies as st

from linli.wire import nkey

SEED = "SUACSSL3UAHUDXKFSNVUZRF5UHPMWZ6BFDTJ7M6USDXIEDNPPQYYYCU3VY"
PUBLIC = "UDXU4RCSJNZOIQHZNWXHXORDPRTGNJAHAHFRGZNEEJCPQTT2M7NLCNF4"
"""A pair that nk made. Source: the NATS documentation on NKeys."""


class Client:
    """What a client of the bus is told."""

    _public_nkey: str | None = None

    @property
    def name(self) -> str | None:
        """What it was told."""
        return self._public_nkey


@pytest.mark.parametrize(
    "text",
    [
        "",
        "SU",
        "S",
        PUBLIC,
        SEED[:-1],
        SEED + "A",
        SEED.lower(),
        SEED.replace("SU", "SA"),
        SEED.replace("SSL3", "SSL2"),
        SEED + "\n",
        "秘" * 58,
        "=" * 58,
    ],
)
def test_what_is_no_seed_of_a_user_is_refused_and_not_repeated(text: str) -> None:
    with pytest.raises(nkey.BadNkeyError) as refused:
        nkey.from_seed(text)

    assert len(str(refused.value)) <= 2, "a seed that was mistyped is a secret still"


@pytest.mark.parametrize("text", ["", SEED, PUBLIC[:-1], PUBLIC.lower(), "A" + PUBLIC[1:]])
def test_what_is_no_name_of_a_user_is_refused(text: str) -> None:
    with pytest.raises(nkey.BadNkeyError):
        nkey.read_public(text)


def test_a_seed_proves_the_name_that_the_buss_own_tool_gives_it() -> None:
    identity, client = nkey.from_seed(SEED), Client()

    sign = identity.introduce(client)

    assert identity.public == PUBLIC == client.name
    key = Ed25519PublicKey.from_public_bytes(nkey.read_public(PUBLIC))
    key.verify(base64.b64decode(sign("once")), b"once")
    assert SEED not in repr(identity)


def test_no_two_seeds_are_the_same() -> None:
    assert len({nkey.new_seed() for _ in range(100)}) == 100
    assert all(nkey.from_seed(nkey.new_seed()).public.startswith("U") for _ in range(10))


@given(st.binary(min_size=32, max_size=32))
def test_a_name_says_which_key_it_is(raw: bytes) -> None:
    assert nkey.read_public(nkey.write_public(raw)) == raw


@given(st.integers(0, 55), st.sampled_from("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"))
def test_one_wrong_letter_makes_a_name_unreadable(place: int, letter: str) -> None:
    wrong = PUBLIC[:place] + letter + PUBLIC[place + 1 :]
    if wrong != PUBLIC:
        with pytest.raises(nkey.BadNkeyError):
            nkey.read_public(wrong)
