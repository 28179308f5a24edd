"""Agreeing and withdrawing, by the person or, for a child, by a guardian."""

from collections.abc import Collection
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from linli.ledger.actions import NewEntry, append
from linli.people.actions import name_in_ledger
from linli.people.consent_texts import CONSENT_TEXTS
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
from linli.people.sealing_rotation import CHAIN

CHILDHOOD = timedelta(days=14 * 366)
"""Fourteen years at the most. Source: 《个人信息保护法》 (PIPL), article 31."""


def is_child(person: Person, *, now: datetime) -> bool:
    """Whether a person is known to be under fourteen."""
    return Guardianship.objects.filter(child=person, until__gt=now).exists()


def check_speaks_for(by: Person, person: Person, *, now: datetime) -> None:
    """Let pass who may agree for a person: the person, or a child's guardian.

    Raises:
        GuardianMustConsent: a child for itself.
        NotTheirGuardian: anybody else.
    """
    child = is_child(person, now=now)
    if by == person:
        if child:
            raise GuardianMustConsent
        return
    if not (child and Guardianship.objects.filter(child=person, guardian=by).exists()):
        raise NotTheirGuardian


def consents_of(person: Person, *, now: datetime) -> dict[ConsentPurpose, Consent | None]:
    """Return for each purpose the standing consent to its newest text, or None.

    What a guardian agreed to ends with the childhood: from fourteen on one is asked oneself.
    """
    return consents_of_each([person], now=now)[person.pk]


def consents_of_each(
    people: Collection[Person], *, now: datetime
) -> dict[int, dict[ConsentPurpose, Consent | None]]:
    """Return the consents of each of these people by their numbers: two queries."""
    standing = {
        (one.person_id, one.purpose): one
        for one in Consent.objects.filter(person__in=people, withdrawn_at=None)
        if one.version == CONSENT_TEXTS[ConsentPurpose(one.purpose)].version
    }
    children = set(
        Guardianship.objects.filter(child__in=people, until__gt=now).values_list("child", flat=True)
    )
    return {
        person.pk: {
            purpose: one
            if (one := standing.get((person.pk, purpose)))
            and (person.pk in children or one.given_by_id == person.pk)
            else None
            for purpose in ConsentPurpose
        }
        for person in people
    }


def has_consented(person: Person, purpose: ConsentPurpose, *, now: datetime) -> bool:
    """Whether a person agreed to the newest text of a purpose, and did not withdraw."""
    return consents_of(person, now=now)[purpose] is not None


@transaction.atomic
def give_consent(person: Person, purpose: str, *, by: Person, now: datetime) -> Consent:
    """Note a yes to the newest text of a purpose; one to an older text ends with it.

    Raises:
        PurposeUnknown: nobody asks for this.
        GuardianMustConsent, NotTheirGuardian: as ``check_speaks_for``.
        AlreadyConsented: it stands already.
    """
    wanted = _purpose(purpose)
    check_speaks_for(by, person, now=now)
    if has_consented(person, wanted, now=now):
        raise AlreadyConsented
    _standing(person, wanted).update(withdrawn_at=now, withdrawn_by=by)
    version = CONSENT_TEXTS[wanted].version
    try:
        with transaction.atomic():
            given = Consent.objects.create(
                person=person, purpose=wanted, version=version, given_at=now, given_by=by
            )
    except IntegrityError as race:
        raise AlreadyConsented from race
    _note("consent_given", person, by, {"purpose": wanted.value, "version": version}, now)
    return given


@transaction.atomic
def withdraw_consent(person: Person, purpose: str, *, by: Person, now: datetime) -> None:
    """Note that a yes no longer holds; what was done until then stays lawful.

    Raises:
        PurposeUnknown, GuardianMustConsent, NotTheirGuardian: as ``give_consent``.
        NoConsent: there is none.
    """
    wanted = _purpose(purpose)
    check_speaks_for(by, person, now=now)
    if not _standing(person, wanted).update(withdrawn_at=now, withdrawn_by=by):
        raise NoConsent
    _note("consent_withdrawn", person, by, {"purpose": wanted.value}, now)


@transaction.atomic
def note_guardian(
    child: Person, guardian: Person, *, until: datetime, by: Person, now: datetime
) -> Guardianship:
    """Note who speaks for a child until it is fourteen. The caller asks whether ``by`` may.

    Raises:
        GuardianshipImpossible: oneself; fourteen already; a birthday too far away.
    """
    if child == guardian or not now < until <= now + CHILDHOOD:
        raise GuardianshipImpossible
    noted, _ = Guardianship.objects.update_or_create(
        child=child,
        guardian=guardian,
        defaults={"until": until, "noted_at": now, "noted_by": by},
    )
    _note("guardian_noted", child, by, {"guardian": name_in_ledger(guardian)}, now)
    return noted


def _purpose(text: str) -> ConsentPurpose:
    if text not in ConsentPurpose.values:
        raise PurposeUnknown
    return ConsentPurpose(text)


def _standing(person: Person, purpose: ConsentPurpose) -> QuerySet[Consent]:
    return Consent.objects.filter(person=person, purpose=purpose, withdrawn_at=None)


def _note(
    verb: str, person: Person, by: Person, facts: dict[str, str | int], now: datetime
) -> None:
    entry = NewEntry(CHAIN, now, name_in_ledger(by), verb, name_in_ledger(person), facts)
    append([entry])
