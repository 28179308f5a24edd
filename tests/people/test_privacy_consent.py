"""Agreeing and withdrawing: by oneself, or by a guardian; each is in the ledger."""

from datetime import datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from linli.ledger.models import Entry
from linli.people import consent
from linli.people.actions import ensure_person
from linli.people.consent import (
    CHILDHOOD,
    give_consent,
    has_consented,
    is_child,
    note_guardian,
    withdraw_consent,
)
from linli.people.consent_texts import CONSENT_TEXTS, ConsentText
from linli.people.models import Consent, Guardianship, Person
from linli.people.privacy_enums import ConsentPurpose
from linli.people.privacy_errors import (
    AlreadyConsented,
    GuardianMustConsent,
    GuardianshipImpossible,
    NoConsent,
    NotTheirGuardian,
    PurposeUnknown,
)

MESSAGES = ConsentPurpose.MESSAGES
YEAR = timedelta(days=365)


@pytest.fixture
def person(db: None, now: datetime) -> Person:
    return ensure_person(handle="a", name="张三", now=now)


@pytest.fixture
def guardian(db: None, now: datetime) -> Person:
    return ensure_person(handle="g", name="张大", now=now)


@pytest.fixture
def child(person: Person, guardian: Person, now: datetime) -> Person:
    note_guardian(person, guardian, until=now + YEAR, by=guardian, now=now)
    return person


def verbs() -> list[tuple[str, str, str]]:
    entries = Entry.objects.filter(chain__name="privacy").order_by("seq")
    return [(one.actor, one.verb, one.facts) for one in entries]


def test_every_purpose_has_a_text() -> None:
    assert set(CONSENT_TEXTS) == set(ConsentPurpose)


def test_nobody_has_agreed_to_anything_before_being_asked(person: Person, now: datetime) -> None:
    assert not has_consented(person, MESSAGES, now=now)


def test_a_yes_stands_until_it_is_withdrawn(person: Person, now: datetime) -> None:
    given = give_consent(person, "messages", by=person, now=now)
    assert has_consented(person, MESSAGES, now=now)
    assert str(given) == f"{person.pk} messages v1"

    with pytest.raises(AlreadyConsented):
        give_consent(person, "messages", by=person, now=now)
    withdraw_consent(person, "messages", by=person, now=now)

    assert not has_consented(person, MESSAGES, now=now)
    with pytest.raises(NoConsent):
        withdraw_consent(person, "messages", by=person, now=now)
    who = f"person:{person.pk}"
    assert verbs() == [
        (who, "consent_given", '{"purpose":"messages","version":1}'),
        (who, "consent_withdrawn", '{"purpose":"messages"}'),
    ]
    assert Consent.objects.count() == 1


@pytest.mark.parametrize("purpose", ["", "everything", "MESSAGES"])
def test_what_nobody_asks_for_is_not_agreed_to(person: Person, now: datetime, purpose: str) -> None:
    for act in (give_consent, withdraw_consent):
        with pytest.raises(PurposeUnknown):
            act(person, purpose, by=person, now=now)


def test_a_new_text_is_asked_anew_and_the_old_yes_ends_with_it(
    person: Person, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    give_consent(person, "messages", by=person, now=now)
    newer = ConsentText(2, CONSENT_TEXTS[MESSAGES].says)
    monkeypatch.setitem(CONSENT_TEXTS, MESSAGES, newer)

    assert not has_consented(person, MESSAGES, now=now)
    give_consent(person, "messages", by=person, now=now)

    standing = Consent.objects.filter(withdrawn_at=None)
    assert [one.version for one in standing] == [2]
    assert Consent.objects.count() == 2


def test_somebody_else_s_yes_is_not_taken(person: Person, guardian: Person, now: datetime) -> None:
    with pytest.raises(NotTheirGuardian):
        give_consent(person, "messages", by=guardian, now=now)
    assert verbs() == []


def test_for_a_child_its_guardian_agrees_and_nobody_else(
    child: Person, guardian: Person, now: datetime
) -> None:
    stranger = ensure_person(handle="s", name="王", now=now)
    assert is_child(child, now=now)

    with pytest.raises(GuardianMustConsent):
        give_consent(child, "messages", by=child, now=now)
    with pytest.raises(NotTheirGuardian):
        give_consent(child, "messages", by=stranger, now=now)
    give_consent(child, "messages", by=guardian, now=now)

    assert has_consented(child, MESSAGES, now=now)
    assert Consent.objects.get().given_by == guardian
    assert verbs()[-1][0] == f"person:{guardian.pk}"


def test_at_fourteen_one_is_asked_oneself(child: Person, guardian: Person, now: datetime) -> None:
    give_consent(child, "messages", by=guardian, now=now)
    birthday = now + YEAR

    assert not has_consented(child, MESSAGES, now=birthday)
    with pytest.raises(NotTheirGuardian):
        withdraw_consent(child, "messages", by=guardian, now=birthday)
    give_consent(child, "messages", by=child, now=birthday)

    assert has_consented(child, MESSAGES, now=birthday)


def test_who_speaks_for_a_child_is_in_the_ledger_by_number(
    child: Person, guardian: Person, now: datetime
) -> None:
    again = note_guardian(child, guardian, until=now + 2 * YEAR, by=guardian, now=now)

    assert str(again) == f"{guardian.pk} for {child.pk} until 2028-03-01"
    assert Guardianship.objects.count() == 1
    fact = f'{{"guardian":"person:{guardian.pk}"}}'
    assert verbs()[-1] == (f"person:{guardian.pk}", "guardian_noted", fact)


def test_a_guardianship_that_cannot_be_is_refused(
    person: Person, guardian: Person, now: datetime
) -> None:
    for who, until in (
        (person, now + YEAR),
        (guardian, now),
        (guardian, now + CHILDHOOD + timedelta(seconds=1)),
    ):
        with pytest.raises(GuardianshipImpossible):
            note_guardian(person, who, until=until, by=guardian, now=now)
    assert not is_child(person, now=now)


def test_of_two_yeses_at_once_the_database_takes_one(
    person: Person, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    give_consent(person, "messages", by=person, now=now)
    monkeypatch.setattr(consent, "has_consented", lambda *_, **__: False)
    monkeypatch.setattr(consent, "_standing", lambda *_: Consent.objects.none())

    with pytest.raises(AlreadyConsented), transaction.atomic():
        give_consent(person, "messages", by=person, now=now)
    assert Consent.objects.count() == 1


@pytest.mark.parametrize(
    "change",
    [{"purpose": "all"}, {"withdrawn_at": datetime(2000, 1, 1).astimezone()}],
)
def test_the_database_refuses_a_consent_that_makes_no_sense(
    person: Person, now: datetime, change: dict[str, object]
) -> None:
    row = {
        "person": person,
        "purpose": "messages",
        "version": 1,
        "given_at": now,
        "given_by": person,
    }

    with pytest.raises(IntegrityError), transaction.atomic():
        Consent.objects.create(**{**row, **change})
