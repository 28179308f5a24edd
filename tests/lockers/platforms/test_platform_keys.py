"""Who a platform is, the keys it shows, how fast it may ask, and how it is shut out."""

from base64 import b64encode
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError
from django.test import Client
from tests.lockers.platforms.calling import Computer

from linli.ledger.models import Entry
from linli.lockers import access
from linli.lockers.actions.platforms import (
    NewKey,
    add_key,
    add_platform,
    end_platform,
    revoke_key,
)
from linli.lockers.models import Platform, PlatformKey
from linli.lockers.platform_errors import (
    KeyRefused,
    PlatformKeyUnknown,
    PlatformKnown,
    PlatformUnknown,
    PlatformUnreadable,
    TokenRefused,
    TooManyRequests,
    TwoKeysAlready,
)
from linli.lockers.queries.platforms import platforms
from linli.lockers.rules.pace import Bucket, Pace, take
from linli.lockers.rules.platforms import TOKEN_LIVES

pytestmark = pytest.mark.django_db
A_SECOND = timedelta(seconds=1)


def added(now: datetime, code: str = "fan-le") -> NewKey:
    return add_platform(code=code, name="饭乐", actor="installer", now=now)


def verbs() -> list[str]:
    chain = Entry.objects.filter(chain__name="platform/fan-le").order_by("seq")
    return list(chain.values_list("verb", flat=True))


@pytest.mark.parametrize(
    ("code", "name"),
    [("", "饭乐"), ("A", "饭乐"), ("-a", "饭乐"), ("x" * 17, "饭乐"), ("ab", ""), ("ab", "a\nb")],
)
def test_a_platform_needs_a_name_and_a_code(now: datetime, code: str, name: str) -> None:
    with pytest.raises(PlatformUnreadable):
        add_platform(code=code, name=name, actor="installer", now=now)

    assert not Platform.objects.exists()


def test_of_two_platforms_with_one_code_the_second_is_refused(now: datetime) -> None:
    added(now)

    with pytest.raises(PlatformKnown):
        added(now)

    assert verbs() == ["platform_added"]
    assert PlatformKey.objects.count() == 1


def test_of_a_secret_only_a_hash_is_kept(now: datetime) -> None:
    key = added(now)

    kept = PlatformKey.objects.values().get()
    assert key.secret.startswith("linli_sk_")
    assert len(key.secret) > 40
    assert key.secret not in str(kept)
    assert key.secret not in str(list(Entry.objects.values()))


def test_two_keys_are_good_at_a_time_and_a_third_is_refused(now: datetime) -> None:
    first = added(now)
    second = add_key(platform="fan-le", actor="installer", now=now)

    with pytest.raises(TwoKeysAlready):
        add_key(platform="fan-le", actor="installer", now=now)

    for key in (first, second):
        assert access.platform_token(key.name, key.secret, now=now)
    (shown,) = platforms()
    assert (shown.code, shown.keys) == ("fan-le", (first.name, second.name))
    with pytest.raises(IntegrityError):
        PlatformKey.objects.create(
            platform=Platform.objects.get(), slot=2, name="X", secret_hash="", made_at=now
        )


def test_a_key_that_is_revoked_is_worth_nothing_at_once_nor_are_its_tokens(now: datetime) -> None:
    first = added(now)
    second = add_key(platform="fan-le", actor="installer", now=now)
    token = access.platform_token(first.name, first.secret, now=now)
    assert access.platform_of_token(token, now=now).code == "fan-le"

    revoke_key(platform="fan-le", key=first.name, actor="installer", now=now)

    with pytest.raises(TokenRefused):
        access.platform_of_token(token, now=now)
    with pytest.raises(KeyRefused):
        access.platform_token(first.name, first.secret, now=now)
    with pytest.raises(PlatformKeyUnknown):
        revoke_key(platform="fan-le", key=first.name, actor="installer", now=now)
    assert access.platform_token(second.name, second.secret, now=now)
    assert add_key(platform="fan-le", actor="installer", now=now).name != first.name
    assert verbs() == [
        "platform_added",
        "platform_key_added",
        "platform_key_revoked",
        "platform_key_added",
    ]


def test_a_platform_that_is_shut_out_is_a_stranger(now: datetime) -> None:
    key = added(now)
    token = access.platform_token(key.name, key.secret, now=now)

    end_platform(platform="fan-le", actor="installer", now=now)

    with pytest.raises(TokenRefused):
        access.platform_of_token(token, now=now)
    with pytest.raises(PlatformUnknown):
        end_platform(platform="fan-le", actor="installer", now=now)
    with pytest.raises(PlatformUnknown):
        add_key(platform="fan-le", actor="installer", now=now)
    assert platforms()[0].ended_at == now
    assert verbs()[-1] == "platform_ended"


def test_a_token_ends_after_ten_minutes_and_is_good_a_second_before(now: datetime) -> None:
    key = added(now)
    token = access.platform_token(key.name, key.secret, now=now)

    assert access.platform_of_token(token, now=now + TOKEN_LIVES - A_SECOND).code == "fan-le"
    with pytest.raises(TokenRefused):
        access.platform_of_token(token, now=now + TOKEN_LIVES)


@pytest.mark.parametrize(
    "change", [lambda t: t * 0, lambda t: t[:-1], lambda t: t.replace(".", "1")]
)
def test_a_token_that_was_changed_is_refused(now: datetime, change: object) -> None:
    key = added(now)
    token = access.platform_token(key.name, key.secret, now=now)
    assert callable(change)

    with pytest.raises(TokenRefused):
        access.platform_of_token(change(token), now=now)


def test_a_link_of_ours_is_no_token(now: datetime) -> None:
    added(now)
    signed = access._platform.sign("no token")  # noqa: SLF001  # ours, but something else

    for text in (signed, access.owner_link("0123456789ABC")):
        with pytest.raises(TokenRefused):
            access.platform_of_token(text, now=now)


def test_another_platforms_secret_opens_nothing(now: datetime) -> None:
    one, other = added(now), added(now, "other")

    for name, secret in ((one.name, other.secret), ("NONE", one.secret), ("", ""), ("\0", "")):
        with pytest.raises(KeyRefused):
            access.platform_token(name, secret, now=now)


# Over HTTP


def asked(client: Client, form: dict[str, str], **headers: str) -> tuple[int, dict[str, object]]:
    answer = client.post("/api/v1/token", form, headers=headers)
    assert answer.headers["Content-Type"].startswith("application/")
    return answer.status_code, answer.json()


GRANT = {"grant_type": "client_credentials"}


def test_a_key_is_shown_in_the_form_or_in_the_header(db: None) -> None:
    key = Computer().key
    basic = b64encode(f"{key.name}:{key.secret}".encode()).decode()

    by_form = asked(Client(), GRANT | {"client_id": key.name, "client_secret": key.secret})
    by_header = asked(Client(), GRANT, Authorization=f"Basic {basic}")

    for status, answer in (by_form, by_header):
        assert status == 200
        assert (answer["token_type"], answer["expires_in"]) == ("Bearer", 600)


@pytest.mark.parametrize("grant", ["", "password", "authorization_code", "refresh_token"])
def test_no_other_grant_is_answered(db: None, grant: str) -> None:
    key = Computer().key
    form = {"grant_type": grant, "client_id": key.name, "client_secret": key.secret}

    status, answer = asked(Client(), form)

    assert status == 422
    assert "access_token" not in answer


@pytest.mark.parametrize("header", ["Basic ", "Basic !", "Basic /w==", "Basic YWJj", "Bearer x"])
def test_who_shows_no_key_is_told_so_as_the_standard_asks(db: None, header: str) -> None:
    status, answer = asked(Client(), GRANT, Authorization=header)

    assert status == 401
    assert (answer["error"], answer["code"]) == ("invalid_client", "key_refused")
    assert answer["type"] == "/api/docs#key_refused"


@pytest.mark.parametrize("header", ["", "Basic Zm9v", "Bearer", "Bearer wrong", "Bearer ÿ"])
def test_who_shows_no_token_is_told_so(db: None, header: str) -> None:
    answer = Client().get("/api/v1/cabinets", headers={"Authorization": header})

    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"] == 'Bearer realm="linli"'
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.json()["code"] == "token_refused"


def test_who_asks_too_fast_is_told_when_to_come_again(db: None) -> None:
    client = Client()
    answers: list[Any] = []
    while len(answers) < 40 and (not answers or answers[-1].status_code != 429):
        answers.append(client.post("/api/v1/token", GRANT))

    assert answers[0].status_code == 401
    assert len(answers) > 20
    assert answers[-1].headers["Retry-After"] == "1"
    assert answers[-1].json()["code"] == TooManyRequests.code


def test_what_there_is_not_is_said_as_a_problem(db: None) -> None:
    computer = Computer()

    assert computer.asks("get", "nothing")[1]["code"] == "not_found"
    status, answer = computer.asks("put", "token", {})
    assert (status, answer["code"]) == (405, "method_not_allowed")
    assert computer.last.headers["Allow"] == "POST"
    assert computer.asks("post", "token", GRANT)[0] == 422


# The bucket


def test_a_bucket_is_emptied_and_fills_again_at_its_pace() -> None:
    pace, bucket, waits = Pace(per_s=2, burst=2), None, []
    for now_ms in (0, 0, 0, 499, 500, 10_000, 10_000, 10_000):
        bucket, wait = take(bucket, pace, now_ms)
        waits.append(wait)

    assert waits == [0, 0, 1, 1, 0, 0, 0, 1]
    assert take(Bucket(0, 0), Pace(1, 5), 3_000) == (Bucket(2, 3_000), 0)
