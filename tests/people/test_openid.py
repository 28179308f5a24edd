"""Signing in through a real small provider: what is believed of it, and what is not."""

import json
import logging
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qsl, urlsplit

import pytest
from tests.people.openid_provider import (
    CLIENT,
    SECRET,
    EcKey,
    Json,
    Provider,
    RsaKey,
    b64,
    serving,
    signed,
)

from linli.kernel import outgoing
from linli.kernel.errors import LinliError
from linli.kernel.outgoing import Limits, Outgoing, door
from linli.people.openid import ASKED_AGAIN_AFTER, KEPT_FOR, OpenIdProvider, forget_published
from linli.people.openid_tokens import BadTokenError, UnknownKeyError, read_token
from linli.people.outside import Arrived, Asking, CameBack
from linli.people.outside_errors import (
    CodeUsedUp,
    ConsentWithheld,
    ProviderAway,
    ProviderKnowsUsNot,
    ProviderNotBelieved,
    ProviderSlow,
)

NOW = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)
BACK = "https://linli.example.cn/signin/back/id"


@pytest.fixture
def there() -> Iterator[Provider]:
    """A provider that behaves until told otherwise."""
    forget_published()
    with serving(Provider(now=lambda: NOW)) as provider:
        yield provider
    forget_published()


def ours(there: Provider, **settings: object) -> OpenIdProvider:
    given = {"client_secret": SECRET, "client_id": CLIENT, "issuer": there.issuer, **settings}
    return OpenIdProvider(name="id", label="单位账号", **given)  # type: ignore[arg-type]  # a test's table


def through(there: Provider) -> Outgoing:
    return door([there.issuer])


def asking(**changed: object) -> Asking:
    given = {"state": "s-1", "nonce": "n-1", "verifier": "v" * 43, **changed}
    return Asking(provider="id", came_from=BACK, asked_at=NOW, **given)  # type: ignore[arg-type]  # a test's table


def arrive(
    there: Provider,
    question: Asking | None = None,
    *,
    now: datetime = NOW,
    back: dict[str, str] | None = None,
    us: OpenIdProvider | None = None,
) -> Arrived:
    """Go there, agree, and come back."""
    client, question = us or ours(there), question or asking()
    address = client.address(question, through=through(there), now=now)
    said = dict(parse_qsl(urlsplit(there.agree(address)).query)) | (back or {})
    came = CameBack(said["state"], said.get("code", ""), said.get("error", ""), said.get("iss", ""))
    return client.arrive(question, came, through=through(there), now=now)


@pytest.mark.parametrize("key", [EcKey, RsaKey])
def test_whoever_agrees_there_arrives_as_a_subject_of_the_issuer(
    there: Provider, key: type[EcKey | RsaKey]
) -> None:
    there.key = key("k")

    found = arrive(there)

    assert found == Arrived("id", "单位账号", there.issuer, there.subject, name="赵远航")


def test_the_question_has_state_nonce_and_a_challenge_and_asks_for_no_more_than_is_needed(
    there: Provider,
) -> None:
    address = ours(there).address(asking(), through=through(there), now=NOW)

    said = dict(parse_qsl(urlsplit(address).query))
    # The challenge of RFC 7636, appendix B, is of another verifier: this one was made by openssl.
    assert said == {
        "response_type": "code",
        "client_id": "linli",
        "redirect_uri": BACK,
        "scope": "openid",
        "state": "s-1",
        "nonce": "n-1",
        "code_challenge": said["code_challenge"],
        "code_challenge_method": "S256",
    }
    assert "v" * 43 not in address
    named = ours(there, asks_name=True).address(asking(), through=through(there), now=NOW)
    assert dict(parse_qsl(urlsplit(named).query))["scope"] == "openid profile"


def test_the_challenge_is_the_standard_s_own(there: Provider) -> None:
    question = asking(verifier="dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk")

    address = ours(there).address(question, through=through(there), now=NOW)

    assert "code_challenge=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM&" in address


def test_an_address_with_a_question_of_its_own_keeps_it(there: Provider) -> None:
    there.published = {"authorization_endpoint": f"{there.issuer}/authorize?realm=staff"}

    address = ours(there).address(asking(), through=through(there), now=NOW)

    assert address.startswith(f"{there.issuer}/authorize?realm=staff&response_type=code&")


@pytest.mark.parametrize(
    "claims",
    [
        {"iss": "https://evil.example"},
        {"aud": "another"},
        {"aud": ["linli", "another"]},
        {"azp": "another"},
        {"exp": int(NOW.timestamp()) - 60},
        {"iat": int(NOW.timestamp()) + 120},
        {"nonce": "another"},
        {"nonce": None},
        {"sub": None},
    ],
)
def test_a_token_for_somebody_else_or_another_time_is_not_believed(
    there: Provider, claims: Json
) -> None:
    there.claims = claims

    with pytest.raises(ProviderNotBelieved):
        arrive(there)


def unsigned(claims: Json) -> str:
    return f"{b64(json.dumps({'alg': 'none'}).encode())}.{b64(json.dumps(claims).encode())}."


def test_a_token_that_nobody_signed_or_another_one_did_is_not_believed(there: Provider) -> None:
    other = EcKey("first")
    shared = {"alg": "HS256", "kid": "first"}
    forged: list[object] = [
        unsigned,
        lambda claims: signed(claims, other),
        lambda claims: signed(claims, there.key, **shared),
        lambda claims: signed(claims, there.key, alg="RS256"),
        lambda claims: signed(claims, there.key, crit=["exp"]),
        lambda claims: signed(claims, there.key)[:-4] + "AAAA",
        lambda claims: (
            signed({**claims, "sub": "1"}, there.key).rpartition(".")[0]
            + "."
            + (signed(claims, there.key).rpartition(".")[2])
        ),
        lambda _claims: "a.b.c",
        lambda _claims: "",
        lambda _claims: "é.é.é",
        lambda _claims: 7,
    ]
    for make in forged:
        there.make_token = make  # type: ignore[assignment]  # some are no tokens
        with pytest.raises(ProviderNotBelieved):
            arrive(there, now=NOW)


def test_a_new_key_is_asked_for_when_a_token_names_it_and_an_old_one_is_worth_nothing(
    there: Provider,
) -> None:
    arrive(there)
    old, there.key = there.key, RsaKey("second")
    later = NOW + ASKED_AGAIN_AFTER

    found = arrive(there, now=later)
    there.make_token = lambda claims: signed(claims, old)

    assert found.subject == there.subject
    assert there.asked.count("/keys") == 2
    with pytest.raises(ProviderNotBelieved):
        arrive(there, now=later + ASKED_AGAIN_AFTER)


def test_made_up_keys_make_us_ask_no_more_often_than_twice_a_minute(there: Provider) -> None:
    there.make_token = lambda claims: signed(claims, EcKey("made up"))

    for second in range(5):
        with pytest.raises(ProviderNotBelieved):
            arrive(there, now=NOW + timedelta(seconds=second))

    assert there.asked.count("/keys") == 1
    assert there.asked.count("/.well-known/openid-configuration") == 1


def test_what_is_published_is_read_anew_after_an_hour_and_after_the_clock_was_set_back(
    there: Provider,
) -> None:
    for now in (NOW, NOW + KEPT_FOR - timedelta(seconds=1), NOW - timedelta(seconds=1)):
        there.now = lambda now=now: now  # type: ignore[misc]  # bound now
        arrive(there, now=now)

    assert there.asked.count("/keys") == 2


def test_keys_that_are_none_for_signing_are_passed_over(there: Provider) -> None:
    weak = RsaKey("weak", 1024)
    there.others = [
        {"kty": "oct", "kid": "first", "k": b64(b"secret")},
        {**there.key.public(), "use": "enc"},
        {"kty": "EC", "kid": "first", "crv": "P-256", "x": "!", "y": 7},
        {"kty": "unheard of", "kid": "first"},
        "no key",  # type: ignore[list-item]  # as said
        weak.public(),
    ]
    arrive(there)
    there.make_token = lambda claims: signed(claims, weak)

    with pytest.raises(ProviderNotBelieved):
        arrive(there)


def test_a_token_that_names_no_key_is_held_against_each() -> None:
    first, second = RsaKey("a"), EcKey("b")
    keys = [first.public(), second.public()]

    assert read_token(signed({"sub": "1"}, second, kid=None), keys) == b'{"sub": "1"}'
    with pytest.raises(UnknownKeyError):
        read_token(signed({"sub": "1"}, second, kid=None), keys[:1])
    with pytest.raises(BadTokenError):
        read_token(unsigned({"sub": "1"}), keys)


@pytest.mark.parametrize(
    ("path", "status", "body", "error"),
    [
        ("/.well-known/openid-configuration", 404, b"{}", ProviderNotBelieved),
        ("/.well-known/openid-configuration", 500, b"{}", ProviderAway),
        ("/.well-known/openid-configuration", 302, b"", ProviderNotBelieved),
        ("/.well-known/openid-configuration", 200, b"<html>", ProviderNotBelieved),
        ("/.well-known/openid-configuration", 200, b"[]", ProviderNotBelieved),
        ("/.well-known/openid-configuration", 200, b"[" * 100_000, ProviderNotBelieved),
        ("/.well-known/openid-configuration", 200, b"x" * 300_000, ProviderAway),
        ("/keys", 200, b"{}", ProviderNotBelieved),
        ("/keys", 200, b"\xff", ProviderNotBelieved),
        ("/keys", 302, b"", ProviderNotBelieved),
        ("/token", 200, b"{}", ProviderNotBelieved),
        ("/token", 200, b"garbage", ProviderNotBelieved),
        ("/token", 302, b"{}", ProviderKnowsUsNot),
        ("/token", 503, b"", ProviderAway),
        ("/token", 400, b'{"error": "invalid_grant"}', CodeUsedUp),
        ("/token", 400, b'{"error": ["x"]}', ProviderKnowsUsNot),
        ("/token", 401, b'{"error": "invalid_client"}', ProviderKnowsUsNot),
    ],
)
def test_whatever_it_answers_the_person_gets_a_sentence(
    there: Provider, path: str, status: int, body: bytes, error: type[LinliError]
) -> None:
    there.answers[path] = (status, body)

    with pytest.raises(error) as caught:
        arrive(there)

    assert "单位账号" in str(caught.value)


@pytest.mark.parametrize(
    "published",
    [
        {"issuer": "https://evil.example"},
        {"token_endpoint": None},
        {"jwks_uri": ["x"]},
        {"authorization_endpoint": "http://evil.example/"},
        {"authorization_endpoint": "javascript:alert(1)"},
        {"authorization_endpoint": "https://a@evil.example/"},
    ],
)
def test_what_it_publishes_of_itself_must_hold_together(there: Provider, published: Json) -> None:
    there.published = published

    with pytest.raises(ProviderNotBelieved):
        ours(there).address(asking(), through=through(there), now=NOW)


def test_it_leads_to_nothing_inside(there: Provider) -> None:
    there.published = {"token_endpoint": "https://169.254.169.254/token"}
    with pytest.raises(ProviderAway):
        arrive(there)
    forget_published()

    with pytest.raises(ProviderAway):
        ours(there).address(asking(), through=Outgoing(), now=NOW)


def test_who_is_slow_is_said_to_be(there: Provider, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outgoing, "Limits", lambda: Limits(ms=80))
    there.is_slow = True

    with pytest.raises(ProviderSlow):
        arrive(there)


@pytest.mark.parametrize(
    ("back", "error"),
    [
        ({"error": "access_denied"}, ConsentWithheld),
        ({"error": "temporarily_unavailable"}, ProviderAway),
        ({"error": "server_error"}, ProviderKnowsUsNot),
        ({"code": ""}, ProviderKnowsUsNot),
        ({"code": "made up"}, CodeUsedUp),
        ({"iss": "https://another.example"}, ProviderNotBelieved),
        ({"iss": ""}, ProviderNotBelieved),
    ],
)
def test_who_comes_back_with_something_else_is_told_what(
    there: Provider, back: dict[str, str], error: type[LinliError]
) -> None:
    with pytest.raises(error):
        arrive(there, back=back)


def test_a_code_is_worth_nothing_to_who_did_not_ask(there: Provider) -> None:
    """Another browser has another verifier, and another nonce."""
    client = ours(there)
    stolen = client.address(asking(), through=through(there), now=NOW)
    code = dict(parse_qsl(urlsplit(there.agree(stolen)).query))["code"]
    thief = asking(verifier="w" * 43)

    with pytest.raises(CodeUsedUp):
        client.arrive(
            thief, CameBack("s-1", code, issuer=there.issuer), through=through(there), now=NOW
        )


def test_where_it_wants_the_secret_in_the_form_it_gets_it_there(there: Provider) -> None:
    there.published = {"token_endpoint_auth_methods_supported": ["client_secret_post"]}
    assert arrive(there).subject == there.subject

    with pytest.raises(ProviderKnowsUsNot):
        arrive(there, us=ours(there, client_secret=""))


def test_without_rfc_9207_who_does_not_name_itself_is_believed(there: Provider) -> None:
    there.published = {"authorization_response_iss_parameter_supported": False}

    assert arrive(there, back={"iss": ""}).subject == there.subject


def test_no_code_token_secret_or_name_is_logged(
    there: Provider, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    arrive(there)
    there.claims = {"nonce": "wrong"}
    with pytest.raises(ProviderNotBelieved):
        arrive(there)
    with pytest.raises(CodeUsedUp):
        arrive(there, back={"code": "code-4711"})

    ours_alone = [one for one in caplog.records if one.name.startswith("linli.people.")]
    told = [one.getMessage() for one in ours_alone]
    said = repr(told) + repr(ours(there)) + repr(asking())
    assert told == ["id is not believed: nonce"]
    for secret in ("code-", "at-4711", SECRET, "赵", there.subject, "v" * 43, "eyJ"):
        assert secret not in said


def test_a_name_that_is_none_is_none(there: Provider) -> None:
    there.claims = {"name": ["x"]}

    assert arrive(there).name == ""
