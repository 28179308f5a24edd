"""Signing in by six digits that are sent to a phone."""

import logging
import secrets
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F
from django.utils.crypto import constant_time_compare, salted_hmac

from linli.people.actions.entries import write_down
from linli.people.actions.guessing import count_try
from linli.people.errors import PhoneSignInOff, SignInCodeWrong
from linli.people.messengers import Messenger, messenger
from linli.people.models import Person, SignInCode
from linli.people.phones import read_mobile
from linli.people.rules.guessing import (
    CODES_PER_ADDRESS,
    CODES_PER_PHONE,
    TRIES_PER_ADDRESS,
    TRIES_PER_PHONE,
)
from linli.people.sealing import blind_index

log = logging.getLogger(__name__)

CODE_LIVES = timedelta(minutes=5)
CODE_DIGITS = 6
TRIES = 5
"""Wrong ones a code bears; then another must be sent."""

_NOBODY = "000000"


def send_code(*, mobile: str, address: str, now: datetime) -> None:
    """Send a code to a phone, if it is somebody's; whoever asks does not learn whether it is.

    Args:
        mobile: the number as it was typed.
        address: the network address of who asks.
        now: the instant, aware.

    Raises:
        PhoneSignInOff: nothing here sends codes.
        MobileImpossible: it is no number.
        TooManyGuesses: too many were asked for, for this phone or from this address.
    """
    sends = messenger()
    if sends is None:
        raise PhoneSignInOff
    number = read_mobile(mobile)
    index = blind_index(number)
    count_try(CODES_PER_ADDRESS, address, now=now)
    count_try(CODES_PER_PHONE, index, now=now)
    code = f"{secrets.randbelow(10**CODE_DIGITS):0{CODE_DIGITS}d}"
    if _keep(index, code, now):
        _send(sends, number, code)


def sign_in_with_code(*, mobile: str, typed: str, address: str, now: datetime) -> Person:
    """Use a code up and return whom it signs in; of two at once exactly one gets in.

    Raises:
        PhoneSignInOff: nothing here sends codes.
        MobileImpossible: it is no number.
        TooManyGuesses: too many were tried, for this phone or from this address.
        SignInCodeWrong: it is not the newest code of this phone, or not in time; counted.
    """
    if messenger() is None:
        raise PhoneSignInOff
    index = blind_index(read_mobile(mobile))
    count_try(TRIES_PER_ADDRESS, address, now=now)
    count_try(TRIES_PER_PHONE, index, now=now)
    person = _take(index, "".join(typed.split()), now)
    if person is None:
        raise SignInCodeWrong
    return person


@transaction.atomic
def _keep(index: str, code: str, now: datetime) -> bool:
    person = Person.objects.filter(phone_index=index, left_at=None).first()
    if person is None:
        return False
    kept = {
        "person": person,
        "code_hash": _hash(index, code),
        "expires_at": now + CODE_LIVES,
        "tries_left": TRIES,
    }
    SignInCode.objects.update_or_create(phone_index=index, defaults=kept)
    return True


def _send(sends: Messenger, number: str, code: str) -> None:
    try:
        sends.send_code(number, code)
    except Exception as lost:  # noqa: BLE001  # said to whoever asked, it would say whose phone it is
        log.warning("a sign-in code was not sent: %s", type(lost).__name__)


@transaction.atomic
def _take(index: str, typed: str, now: datetime) -> Person | None:
    codes = SignInCode.objects.filter(phone_index=index, expires_at__gt=now, tries_left__gt=0)
    kept = codes.select_related("person").first()
    # Without a code the same is computed, so that the time taken tells nothing.
    right = constant_time_compare(
        kept.code_hash if kept else _hash(index, _NOBODY), _hash(index, typed)
    )
    if kept is None:
        return None
    if not right:
        codes.update(tries_left=F("tries_left") - 1)
        return None
    # The database judges the race: the second finds no row to delete.
    used, _each = codes.filter(code_hash=kept.code_hash).delete()
    if not used or not kept.person.is_active:
        return None
    write_down("signed_in", kept.person, {"way": "phone"}, by=kept.person, now=now)
    return kept.person


def _hash(index: str, code: str) -> str:
    """Keyed: a million codes are no secret to whoever could try them all on a copy."""
    said = salted_hmac("linli.people.sign-in-code", f"{index}\0{code}", algorithm="sha256")
    return said.hexdigest()
