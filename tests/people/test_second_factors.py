"""Second factors: an app's codes, recovery codes, and passkeys as the database keeps them."""

import base64
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest
from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP
from django.db import connection
from tests.people.district import District, last, verbs

from linli.people.actions.accounts import reset_factors
from linli.people.actions.factors import (
    RECOVERY_CODES,
    add_app,
    add_passkey,
    address_for_app,
    new_secret,
    prove_with_code,
    prove_with_passkey,
    remove_factor,
    renew_recovery_codes,
    sign_in_with_passkey,
)
from linli.people.actions.granting import leave
from linli.people.actions.pending import read_pending, seal_pending
from linli.people.actions.sign_ins import begin_sign_in
from linli.people.enums import Role, SignInWay
from linli.people.errors import (
    FactorInUse,
    LastFactor,
    NotOverThem,
    PasskeyRefused,
    PersonLeft,
    SecondFactorUnknown,
    SecondFactorWrong,
    TooManyGuesses,
)
from linli.people.models import Person, RecoveryCode, SecondFactor, SignIn
from linli.people.passkeys import Shown
from linli.people.queries import factors_of, passkey_by_hash, passkeys_of, recovery_codes_left

STEP = timedelta(seconds=30)
HASH = "a" * 64


def code_of(secret: str, at: datetime) -> str:
    """What an app shows."""
    app = TOTP(base64.b32decode(secret), 6, SHA1(), 30)  # noqa: S303  # as apps do
    return app.generate(int(at.timestamp())).decode()


@pytest.fixture
def wang(db: None, now: datetime) -> Person:
    person = District(now).person("wang", Role.CREW, "BYL")
    begin_sign_in(person=person, session_key="k", way=SignInWay.LINK, user_agent="", now=now)
    return person


@pytest.fixture
def secret(wang: Person, now: datetime) -> str:
    """An app that was added, and its recovery codes are known to nobody."""
    made = new_secret()
    add_app(person=wang, secret=made, typed=code_of(made, now), session_key="k", now=now)
    SignIn.objects.update(proven_at=None)
    return made


def is_proven() -> bool:
    return SignIn.objects.get(session_key="k").proven_at is not None


def test_an_app_is_added_only_if_it_shows_the_right_code(wang: Person, now: datetime) -> None:
    made = new_secret()

    with pytest.raises(SecondFactorWrong):
        add_app(person=wang, secret=made, typed="000000", session_key="k", now=now - STEP * 99)
    codes = add_app(
        person=wang,
        secret=made,
        typed=f" {code_of(made, now)[:3]} {code_of(made, now)[3:]}",
        session_key="k",
        now=now,
    )

    assert is_proven()
    assert len(set(codes)) == RECOVERY_CODES == recovery_codes_left(wang)
    assert all(len(code) == 11 and code[5] == "-" for code in codes)
    assert last() == (f"person:{wang.pk}", "factor_added", '{"kind":"totp"}')
    with pytest.raises(FactorInUse):
        add_app(person=wang, secret=made, typed=code_of(made, now), session_key="k", now=now)


def test_the_secret_is_sealed_and_opens_for_its_person_alone(
    wang: Person, secret: str, now: datetime
) -> None:
    kept = SecondFactor.objects.get()
    assert secret.encode() not in kept.secret.kept
    assert kept.secret.opened() == secret
    assert secret not in str(kept.secret)

    other = District(now).person("other")
    SecondFactor.objects.update(person=other)

    with pytest.raises(ValueError, match="moved"):
        SecondFactor.objects.get().secret.opened()


def test_an_address_for_the_app_names_the_account(secret: str) -> None:
    address = address_for_app(secret, "wang")

    assert address.startswith("otpauth://totp/Linli")
    assert f"secret={secret}" in address


def test_a_code_counts_once_and_for_this_half_minute_and_the_one_before(
    wang: Person, secret: str, now: datetime
) -> None:
    later = now + 10 * STEP
    typed = code_of(secret, later)

    prove_with_code(person=wang, typed=typed, session_key="k", now=later + STEP)

    assert is_proven()
    assert last() == (f"person:{wang.pk}", "factor_shown", '{"kind":"totp"}')
    for shown, at in (
        (typed, later + STEP),
        (code_of(secret, later - STEP), later),
        (code_of(secret, later + 9 * STEP), later + 11 * STEP),
    ):
        with pytest.raises(SecondFactorWrong):
            prove_with_code(person=wang, typed=shown, session_key="k", now=at)


def test_nobody_without_an_app_is_proven_by_a_code(wang: Person, now: datetime) -> None:
    with pytest.raises(SecondFactorWrong):
        prove_with_code(person=wang, typed="123456", session_key="k", now=now)

    assert not is_proven()


def test_a_recovery_code_stands_in_once(wang: Person, secret: str, now: datetime) -> None:
    codes = renew_recovery_codes(person=wang, now=now)

    prove_with_code(person=wang, typed=codes[0].lower(), session_key="k", now=now)

    assert is_proven()
    assert recovery_codes_left(wang) == RECOVERY_CODES - 1
    assert last()[2] == '{"kind":"recovery_code"}'
    with pytest.raises(SecondFactorWrong):
        prove_with_code(person=wang, typed=codes[0], session_key="k", now=now)
    assert codes[1].replace("-", "") not in str(list(RecoveryCode.objects.values()))


def test_new_recovery_codes_make_those_before_worthless(
    wang: Person, secret: str, now: datetime
) -> None:
    old = renew_recovery_codes(person=wang, now=now)
    renew_recovery_codes(person=wang, now=now)

    with pytest.raises(SecondFactorWrong):
        prove_with_code(person=wang, typed=old[0], session_key="k", now=now)
    assert verbs()[-1] == "recovery_codes_made"


def test_guessing_stops_after_five_tries_and_goes_on_a_quarter_of_an_hour_later(
    wang: Person, secret: str, now: datetime
) -> None:
    later = now + 10 * STEP
    for _ in range(5):
        with pytest.raises(SecondFactorWrong):
            prove_with_code(person=wang, typed="x", session_key="k", now=later)

    with pytest.raises(TooManyGuesses) as caught:
        prove_with_code(person=wang, typed=code_of(secret, later), session_key="k", now=later)

    assert str(caught.value) == "试的次数太多了，请 10 分钟后再试。"
    after = later + timedelta(minutes=10)
    prove_with_code(person=wang, typed=code_of(secret, after), session_key="k", now=after)


def test_a_passkey_is_somebodys_once(wang: Person, now: datetime) -> None:
    other = District(now).person("other")
    add_passkey(
        person=wang, credential=("c", HASH), name=" 办公室 \n电脑", session_key="k", now=now
    )

    with pytest.raises(FactorInUse):
        add_passkey(person=other, credential=("c", HASH), name="", session_key="o", now=now)

    assert is_proven()
    assert passkeys_of(wang) == {HASH: "c"}
    assert (passkey_by_hash(HASH), passkey_by_hash("b" * 64)) == ("c", None)
    assert [one.name for one in factors_of(wang)] == ["办公室 电脑"]
    assert str(SecondFactor.objects.get()) == f"{wang.pk} passkey 办公室 电脑"


def test_a_passkey_without_a_name_is_called_what_it_is(wang: Person, now: datetime) -> None:
    add_passkey(person=wang, credential=("c", HASH), name="", session_key="k", now=now)

    assert [one.name for one in factors_of(wang)] == ["通行密钥"]


def test_a_passkey_signs_in_and_proves_at_once(wang: Person, now: datetime) -> None:
    add_passkey(person=wang, credential=("c", HASH), name="", session_key="k", now=now)

    assert sign_in_with_passkey(shown=Shown(HASH, 0), now=now) == wang
    assert last() == (f"person:{wang.pk}", "signed_in", '{"way":"passkey"}')
    SignIn.objects.update(proven_at=None)
    prove_with_passkey(person=wang, shown=Shown(HASH, 0), session_key="k", now=now)
    assert is_proven()


def test_a_passkey_that_is_nobodys_or_somebody_elses_does_nothing(
    wang: Person, now: datetime
) -> None:
    other = District(now).person("other")
    add_passkey(person=other, credential=("c", HASH), name="", session_key="o", now=now)

    with pytest.raises(SecondFactorUnknown):
        sign_in_with_passkey(shown=Shown("b" * 64, 0), now=now)
    with pytest.raises(SecondFactorUnknown):
        prove_with_passkey(person=wang, shown=Shown(HASH, 0), session_key="k", now=now)

    assert not is_proven()


def test_a_copied_passkey_is_refused_by_its_count(wang: Person, now: datetime) -> None:
    add_passkey(person=wang, credential=("c", HASH), name="", session_key="k", now=now)
    sign_in_with_passkey(shown=Shown(HASH, 7), now=now)

    for count in (7, 6, 0):
        with pytest.raises(PasskeyRefused):
            sign_in_with_passkey(shown=Shown(HASH, count), now=now)

    assert sign_in_with_passkey(shown=Shown(HASH, 8), now=now) == wang


def test_who_has_left_signs_in_with_no_passkey(wang: Person, now: datetime) -> None:
    leave(person=wang, by=None, now=now)
    add_passkey(person=wang, credential=("c", HASH), name="", session_key="k", now=now)

    with pytest.raises(PersonLeft):
        sign_in_with_passkey(shown=Shown(HASH, 0), now=now)


def test_the_last_factor_stays_where_one_is_needed(
    wang: Person, secret: str, now: datetime
) -> None:
    add_passkey(person=wang, credential=("c", HASH), name="", session_key="k", now=now)
    app, key = (one.number for one in factors_of(wang))

    remove_factor(person=wang, number=app, is_needed=True, now=now)
    with pytest.raises(LastFactor):
        remove_factor(person=wang, number=key, is_needed=True, now=now)
    with pytest.raises(SecondFactorUnknown):
        remove_factor(person=wang, number=app, is_needed=False, now=now)
    assert recovery_codes_left(wang) == RECOVERY_CODES
    remove_factor(person=wang, number=key, is_needed=False, now=now)

    assert factors_of(wang) == []
    assert recovery_codes_left(wang) == 0
    assert last() == (f"person:{wang.pk}", "factor_removed", '{"kind":"passkey"}')
    with pytest.raises(SecondFactorUnknown):
        renew_recovery_codes(person=wang, now=now)


def test_factors_of_who_lost_them_are_reset_by_who_is_over_them(
    wang: Person, secret: str, now: datetime
) -> None:
    hk = District(now)
    stranger, chief = hk.person("s", Role.STEWARD, "SOHO"), hk.person("c", Role.STEWARD, "HK")

    with pytest.raises(NotOverThem):
        reset_factors(person=wang, by=stranger, now=now)
    assert reset_factors(person=wang, by=chief, now=now) == 1

    assert factors_of(wang) == []
    assert not SignIn.objects.exists()
    assert last() == (f"person:{chief.pk}", "factors_reset", '{"factors":1,"sign_ins":1}')
    assert reset_factors(person=wang, by=None, now=now) == 0


def test_a_pending_secret_is_read_for_its_person_alone(wang: Person, now: datetime) -> None:
    other = District(now).person("other")
    pending = seal_pending(wang, "SECRET")

    assert "SECRET" not in bytes.fromhex(pending).decode("latin-1")
    assert read_pending(wang, pending) == "SECRET"
    for person, shown in ((other, pending), (wang, "junk"), (wang, ""), (wang, pending[:-2])):
        with pytest.raises(SecondFactorUnknown):
            read_pending(person, shown)


@pytest.mark.django_db(transaction=True)
def test_of_many_with_one_code_at_once_exactly_one_is_proven(now: datetime) -> None:
    wang = District(now).person("wang")
    made = new_secret()
    add_app(person=wang, secret=made, typed=code_of(made, now), session_key="", now=now)
    later = now + 10 * STEP

    def show(_: int) -> str:
        try:
            prove_with_code(person=wang, typed=code_of(made, later), session_key="", now=later)
        except SecondFactorWrong as refused:
            return refused.code
        finally:
            connection.close()
        return "proven"

    with ThreadPoolExecutor(5) as pool:
        found = sorted(pool.map(show, range(5)))

    assert found == ["proven", *["second_factor_wrong"] * 4]
