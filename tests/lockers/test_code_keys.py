"""The key by which a cabinet checks pickup codes alone: agreed on, written down by nobody else."""

from datetime import datetime, timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from django.conf import settings
from tests.lockers.tower import TIMES, Tower, building

from linli.ledger.models import Entry
from linli.lockers.access import pickup_code_of
from linli.lockers.actions.granting import Subject, code_key, grant_key, signed_grant
from linli.lockers.actions.towers import NewTower, put_up
from linli.lockers.models import Cabinet
from linli.wire import verifier as verifiers
from linli.wire.grant import verify
from linli.wire.messages import Purpose, Size
from linli.wire.verifier import NO_VERIFIER

pytestmark = pytest.mark.django_db

DEPOSIT = "0123456789ABC"
OURS = X25519PrivateKey.from_private_bytes(settings.CODES_KEY)


def test_a_cabinet_with_its_own_half_comes_to_the_same_key() -> None:
    theirs = X25519PrivateKey.generate()

    ours = code_key(theirs.public_key().public_bytes_raw().hex())

    assert ours == verifiers.code_key(theirs, OURS.public_key())
    assert len(ours) == 32


def test_each_cabinet_is_told_a_key_of_its_own_and_we_keep_what_leads_to_it(
    now: datetime,
) -> None:
    new = NewTower(building("TOWER", now=now), prefix="T", cabinets=2, doors=4, times=TIMES)

    first, second = put_up(new, now=now)

    assert first["code_key"] != second["code_key"]
    for config in (first, second):
        public = Cabinet.objects.get(code=config["cabinet"]).codes_public
        half = X25519PublicKey.from_public_bytes(bytes.fromhex(public))
        assert config["code_key"] == verifiers.code_key(OURS, half).hex()
        assert str(config["code_key"]) not in "".join(Entry.objects.values_list("facts", flat=True))


def test_only_a_grant_for_a_deposit_brings_what_its_code_is_checked_against(
    tower: Tower, now: datetime
) -> None:
    cabinet = Cabinet.objects.get()
    subject = Subject(cabinet.pk, DEPOSIT, Size.S, cabinet.codes_public)
    kept = {
        purpose: verify(
            signed_grant(subject, purpose=purpose, until=now + timedelta(minutes=1)),
            {1: grant_key().public_key()},
        ).verifier
        for purpose in Purpose
    }

    code, key = pickup_code_of(DEPOSIT), code_key(cabinet.codes_public)
    assert verifiers.fits(kept.pop(Purpose.DEPOSIT), key, DEPOSIT, code)
    assert set(kept.values()) == {NO_VERIFIER}


def test_a_cabinet_that_checks_no_codes_is_given_nothing_to_check(now: datetime) -> None:
    text = signed_grant(Subject(1, DEPOSIT, Size.S, ""), purpose=Purpose.DEPOSIT, until=now)

    assert verify(text, {1: grant_key().public_key()}).verifier == NO_VERIFIER


def test_the_same_facts_are_the_same_grant(now: datetime) -> None:
    subject = Subject(1, DEPOSIT, Size.S, "")

    one, same, later = (
        signed_grant(subject, purpose=Purpose.PICKUP, until=now + timedelta(seconds=after))
        for after in (0, 0.4, 1)
    )

    assert one == same != later
