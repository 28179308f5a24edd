"""Second factors: adding, showing and removing authenticator apps, passkeys, recovery codes."""

import base64
import secrets
from collections.abc import Callable, Sequence
from datetime import datetime

from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.hotp import HOTP
from cryptography.hazmat.primitives.twofactor.totp import TOTP
from django.db import IntegrityError, transaction
from django.utils.crypto import salted_hmac

from linli.kernel.codes import ALPHABET
from linli.people.actions.entries import write_down
from linli.people.actions.guessing import count_try
from linli.people.enums import FactorKind
from linli.people.errors import (
    FactorInUse,
    LastFactor,
    PasskeyRefused,
    PersonLeft,
    SecondFactorUnknown,
    SecondFactorWrong,
)
from linli.people.models import Person, RecoveryCode, SecondFactor, SignIn
from linli.people.passkeys import Shown
from linli.people.rules.apps import DIGITS, STEP_S, step_of
from linli.people.rules.guessing import FACTOR_TRIES, FACTOR_TRIES_A_DAY

SECRET_BYTES = 20
"""As long as the hash that uses it. Source: RFC 4226, 4, R6."""

RECOVERY_CODES = 10
RECOVERY_LENGTH = 10
"""Characters of 5 bits: 50 bits a code, and 5 tries in a quarter of an hour at most."""

LONGEST_FACTOR_NAME = 40


def new_secret() -> str:
    """Return a new secret for an authenticator app, as apps write it: base 32."""
    return base64.b32encode(secrets.token_bytes(SECRET_BYTES)).decode()


def address_for_app(secret: str, handle: str) -> str:
    """Return what an app reads from a QR code."""
    # SHA-1 here is a keyed hash and not broken as such; most apps know no other.
    app = TOTP(base64.b32decode(secret), DIGITS, SHA1(), STEP_S)  # noqa: S303  # as said
    return app.get_provisioning_uri(handle, "Linli 邻里")


@transaction.atomic
def add_app(
    *, person: Person, secret: str, typed: str, session_key: str, now: datetime
) -> list[str]:
    """Add an authenticator app that shows the right code; this browser counts as proven.

    Returns:
        New recovery codes if the person had none, to be shown once; else nothing.

    Raises:
        SecondFactorWrong: it shows another code.
        FactorInUse: the person has an app already.
    """
    step = step_of(typed, code_at=_codes_of(secret), last_step=0, now=now)
    if step is None:
        raise SecondFactorWrong
    _add(
        SecondFactor(
            person=person,
            kind=FactorKind.TOTP,
            name=str(FactorKind.TOTP.label),
            secret=secret,
            counter=step,
            made_at=now,
        )
    )
    return _after_adding(person, FactorKind.TOTP, session_key, now)


@transaction.atomic
def add_passkey(
    *, person: Person, credential: tuple[str, str], name: str, session_key: str, now: datetime
) -> list[str]:
    """Add a passkey, ``credential`` as ``passkeys.read_added`` gave it; this browser is proven.

    Returns, and raises: as ``add_app``; FactorInUse: it is somebody's already.
    """
    secret, credential_hash = credential
    _add(
        SecondFactor(
            person=person,
            kind=FactorKind.PASSKEY,
            name=" ".join(name.split())[:LONGEST_FACTOR_NAME] or str(FactorKind.PASSKEY.label),
            secret=secret,
            credential_hash=credential_hash,
            made_at=now,
        )
    )
    return _after_adding(person, FactorKind.PASSKEY, session_key, now)


def prove_with_code(*, person: Person, typed: str, session_key: str, now: datetime) -> None:
    """Take an app's code or a recovery code as the second factor of this browser's sign-in.

    Raises:
        SecondFactorWrong: neither; counted.
        TooManyGuesses: the sixth try in a quarter of an hour, or the 31st of the day.
    """
    for limit in (FACTOR_TRIES, FACTOR_TRIES_A_DAY):
        count_try(limit, str(person.pk), now=now)
    with transaction.atomic():
        if _is_app_code(person, typed, now):
            kind = str(FactorKind.TOTP)
        elif _is_recovery_code(person, typed, now):
            kind = "recovery_code"
        else:
            raise SecondFactorWrong
        _prove(person, session_key, kind, now)


@transaction.atomic
def prove_with_passkey(*, person: Person, shown: Shown, session_key: str, now: datetime) -> None:
    """Take a passkey that was shown as the second factor of this browser's sign-in.

    Raises:
        SecondFactorUnknown: it is not this person's.
        PasskeyRefused: it was copied, by what it says of its uses.
    """
    factor = person.factors.filter(credential_hash=shown.credential_hash).first()
    if factor is None:
        raise SecondFactorUnknown
    _note_use(factor, shown, now)
    _prove(person, session_key, str(FactorKind.PASSKEY), now)


@transaction.atomic
def sign_in_with_passkey(*, shown: Shown, now: datetime) -> Person:
    """Return whom a passkey that was shown signs in: two factors at once.

    Raises:
        SecondFactorUnknown: it is nobody's.
        PasskeyRefused: it was copied, by what it says of its uses.
        PersonLeft: the person's account was ended.
    """
    factor = (
        SecondFactor.objects.filter(credential_hash=shown.credential_hash)
        .select_related("person")
        .first()
    )
    if factor is None:
        raise SecondFactorUnknown
    if not factor.person.is_active:
        raise PersonLeft
    _note_use(factor, shown, now)
    facts = {"way": str(FactorKind.PASSKEY)}
    write_down("signed_in", factor.person, facts, by=factor.person, now=now)
    return factor.person


@transaction.atomic
def renew_recovery_codes(*, person: Person, now: datetime) -> list[str]:
    """Return ten new recovery codes, to be shown once; those before are worth nothing.

    Raises:
        SecondFactorUnknown: the person has no second factor that they could stand in for.
    """
    if not person.factors.exists():
        raise SecondFactorUnknown
    person.recovery_codes.all().delete()
    codes = _give_recovery_codes(person)
    write_down("recovery_codes_made", person, {}, by=person, now=now)
    return codes


@transaction.atomic
def remove_factor(*, person: Person, number: int, is_needed: bool, now: datetime) -> None:
    """Remove one of a person's second factors; with the last one its recovery codes go.

    Args:
        person: whose it is.
        number: the factor's.
        is_needed: whether the person must keep at least one.
        now: the instant, aware.

    Raises:
        SecondFactorUnknown: none of theirs has this number.
        LastFactor: it is the last, and one is needed.
    """
    factor = person.factors.filter(pk=number).first()
    if factor is None:
        raise SecondFactorUnknown
    is_last = not person.factors.exclude(pk=number).exists()
    if is_last and is_needed:
        raise LastFactor
    if is_last:
        person.recovery_codes.all().delete()
    factor.delete()
    write_down("factor_removed", person, {"kind": factor.kind}, by=person, now=now)


def _add(factor: SecondFactor) -> None:
    try:
        with transaction.atomic():
            factor.save(force_insert=True)
    except IntegrityError as taken:
        raise FactorInUse from taken


def _after_adding(person: Person, kind: FactorKind, session_key: str, now: datetime) -> list[str]:
    SignIn.objects.filter(person=person, session_key=session_key).update(proven_at=now)
    codes = [] if person.recovery_codes.exists() else _give_recovery_codes(person)
    write_down("factor_added", person, {"kind": str(kind)}, by=person, now=now)
    return codes


def _prove(person: Person, session_key: str, kind: str, now: datetime) -> None:
    SignIn.objects.filter(person=person, session_key=session_key).update(proven_at=now)
    write_down("factor_shown", person, {"kind": kind}, by=person, now=now)


def _note_use(factor: SecondFactor, shown: Shown, now: datetime) -> None:
    """Refuse a passkey that has signed no more often than before: somebody has a copy.

    Most passkeys keep no count and always say 0. Source: WebAuthn, 7.2, step 22.
    """
    if shown.counter or factor.counter:
        newer = SecondFactor.objects.filter(pk=factor.pk, counter__lt=shown.counter)
    else:
        newer = SecondFactor.objects.filter(pk=factor.pk)
    if not newer.update(counter=shown.counter, used_at=now):
        raise PasskeyRefused


def _is_app_code(person: Person, typed: str, now: datetime) -> bool:
    app = person.factors.filter(kind=FactorKind.TOTP).first()
    if app is None:
        return False
    codes = _codes_of(app.secret.opened())
    step = step_of(typed, code_at=codes, last_step=app.counter, now=now)
    if step is None:
        return False
    # The database judges the race: of two with one code the second finds the step taken.
    newer = SecondFactor.objects.filter(pk=app.pk, counter__lt=step)
    return bool(newer.update(counter=step, used_at=now))


def _is_recovery_code(person: Person, typed: str, now: datetime) -> bool:
    plain = "".join(one for one in typed.upper() if one in ALPHABET)
    unused = person.recovery_codes.filter(code_hash=_hash(person, plain), used_at=None)
    return bool(unused.update(used_at=now))


def _give_recovery_codes(person: Person) -> list[str]:
    codes = [
        "".join(secrets.choice(ALPHABET) for _ in range(RECOVERY_LENGTH))
        for _ in range(RECOVERY_CODES)
    ]
    RecoveryCode.objects.bulk_create(
        RecoveryCode(person=person, code_hash=_hash(person, code)) for code in codes
    )
    return _in_halves(codes)


def _in_halves(codes: Sequence[str]) -> list[str]:
    half = RECOVERY_LENGTH // 2
    return [f"{code[:half]}-{code[half:]}" for code in codes]


def _hash(person: Person, code: str) -> str:
    """Keyed, so that a copy of the database is no list to guess against."""
    said = salted_hmac("linli.people.recovery", f"{person.pk}\0{code}", algorithm="sha256")
    return said.hexdigest()


def _codes_of(secret: str) -> Callable[[int], str]:
    app = HOTP(base64.b32decode(secret), DIGITS, SHA1())  # noqa: S303  # as above
    return lambda step: app.generate(step).decode()
