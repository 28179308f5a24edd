"""Everything that is kept about one person, for that person."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from linli.ledger.models import Entry
from linli.people.actions import name_in_ledger
from linli.people.consent import consents_of_each, is_child
from linli.people.consent_texts import CONSENT_TEXTS
from linli.people.models import Consent, DeletionRequest, Grant, Guardianship, Person
from linli.people.privacy_enums import ConsentPurpose
from linli.people.sealing_rotation import CHAIN

PEOPLE_CHAIN = "people"

ENTRIES_SHOWN = 1_000
"""Of the ledger, the newest; whoever needs older ones asks the steward."""


@dataclass(frozen=True, slots=True)
class AskedConsent:
    """One purpose, its newest text, and since when the person agrees; None: does not."""

    purpose: ConsentPurpose
    says: str
    given_at: datetime | None


@dataclass(frozen=True, slots=True)
class SpokenFor:
    """Oneself or a child: whose consents these are. A child's own are its guardian's to give."""

    number: int
    name: str
    may_answer: bool
    consents: tuple[AskedConsent, ...]


@dataclass(frozen=True, slots=True)
class OwnData:
    """What the page of one's own data shows."""

    name: str
    phone: str
    handle: str
    joined_at: datetime
    spoken_for: tuple[SpokenFor, ...]
    deletion_due_at: datetime | None


def own_data(person: Person, *, now: datetime) -> OwnData:
    """Return what a person sees of what is kept about them."""
    children = Person.objects.filter(guardians__guardian=person, guardians__until__gt=now)
    spoken_for = [person, *children.order_by("pk")]
    consents = consents_of_each(spoken_for, now=now)
    child = is_child(person, now=now)
    asked = DeletionRequest.objects.filter(person=person).first()
    return OwnData(
        name=person.name.opened(),
        phone=person.phone.opened() if person.phone else "",
        handle=person.handle,
        joined_at=person.joined_at,
        spoken_for=tuple(
            _spoken_for(one, consents[one.pk], may_answer=one != person or not child)
            for one in spoken_for
        ),
        deletion_due_at=asked.due_at if asked else None,
    )


def child_of(person: Person, number: int, *, now: datetime) -> Person | None:
    """Return the child of this number, for which a person speaks now."""
    return Person.objects.filter(
        pk=number, guardians__guardian=person, guardians__until__gt=now
    ).first()


def everything_about(person: Person, *, now: datetime) -> dict[str, object]:
    """Return all that is kept about a person, to be taken along as JSON."""
    who = name_in_ledger(person)
    entries = (
        Entry.objects.filter(chain__name__in=(PEOPLE_CHAIN, CHAIN))
        .filter(Q(subject=who) | Q(actor=who))
        .order_by("-at", "-seq")
    )
    return {
        "made_at": now,
        "person": {
            "number": person.pk,
            "name": person.name.opened(),
            "phone": person.phone.opened() if person.phone else None,
            "handle": person.handle,
            "joined_at": person.joined_at,
            "last_login": person.last_login,
        },
        "roles": list(
            Grant.objects.filter(person=person)
            .order_by("pk")
            .values("role", "place__code", "place__name", "until", "granted_at")
        ),
        "sign_ins": list(
            person.sign_ins.order_by("pk").values("way", "user_agent", "began_at", "seen_at")
        ),
        "screens": list(person.screens.order_by("pk").values("name", "confirmed_at", "ends_at")),
        "second_factors": list(
            person.factors.order_by("pk").values("kind", "name", "made_at", "used_at")
        ),
        "linked_accounts": list(
            person.linked_accounts.order_by("pk").values("provider", "linked_at", "used_at")
        ),
        "consents": list(
            Consent.objects.filter(person=person)
            .order_by("pk")
            .values("purpose", "version", "given_at", "withdrawn_at")
        ),
        "guardians": list(
            Guardianship.objects.filter(Q(child=person) | Q(guardian=person))
            .order_by("pk")
            .values("child", "guardian", "until")
        ),
        "children": [
            {
                "name": one.name.opened(),
                "birth_year": one.birth_year,
                "consent_version": one.consent_version,
                "consented_at": one.consented_at,
                "own_consented_at": one.own_consented_at,
                "kept_until": one.kept_until,
            }
            for one in person.children_noted.order_by("pk")
        ],
        "deletion": list(
            DeletionRequest.objects.filter(person=person).values("asked_at", "due_at")
        ),
        "ledger": list(entries.values("at", "actor", "verb", "subject", "facts")[:ENTRIES_SHOWN]),
    }


def _spoken_for(
    person: Person, given: Mapping[ConsentPurpose, Consent | None], *, may_answer: bool
) -> SpokenFor:
    asked = tuple(
        AskedConsent(purpose, str(text.says), one.given_at if (one := given[purpose]) else None)
        for purpose, text in CONSENT_TEXTS.items()
    )
    return SpokenFor(person.pk, str(person.name), may_answer, asked)
