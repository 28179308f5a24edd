"""What a guardian has kept about a child who has no account: noted, set right, let go.

The ledger names a child by the number of its row and its guardian, and keeps neither name nor
year. Source of the rules: 《个人信息保护法》 (PIPL), article 31, and 《儿童个人信息网络保护规定》.
"""

from datetime import datetime

from django.core.signing import BadSignature, Signer
from django.db import transaction

from linli.ledger.actions import NewEntry, append
from linli.people.actions import name_in_ledger
from linli.people.consent_texts import CHILD_TEXT, OWN_TEXT
from linli.people.models import Child, Person
from linli.people.privacy import LONGEST_NAME
from linli.people.privacy_errors import (
    BirthYearImpossible,
    ChildConsentMissing,
    ChildUnknown,
    GuardianPhoneNeeded,
    NameImpossible,
    TooManyChildren,
)
from linli.people.rules.children import Stage, answers_until, is_child_s, of_age, stage
from linli.people.sealing_rotation import CHAIN

MOST_CHILDREN = 10
"""Of one guardian: more is a class, which is nobody's to note here."""

_SALT = "linli.child"


def children_of(guardian: Person) -> list[Child]:
    """Return the children a guardian has noted, in the order in which they were."""
    return list(Child.objects.filter(guardian=guardian).order_by("pk"))


def child_in_reach(guardian: Person, number: int) -> Child:
    """Return a child of this guardian's.

    Raises:
        ChildUnknown: there is none of this number, or it is another's.
    """
    found = Child.objects.filter(pk=number, guardian=guardian).first()
    if found is None:
        raise ChildUnknown
    return found


def stage_of(child: Child, *, now: datetime) -> Stage:
    """Tell who decides over a child's row now."""
    return stage(child.birth_year, has_agreed=child.own_consented_at is not None, now=now)


def answer_token(child: Child) -> str:
    """Return the secret part of the address at which a child of fourteen answers for itself."""
    return Signer(salt=_SALT).sign(str(child.pk))


def child_to_answer(token: str, *, now: datetime) -> Child:
    """Return whom an address asks, as long as there is something to answer.

    Raises:
        ChildUnknown: forged, too early, answered or too late.
    """
    try:
        number = Signer(salt=_SALT).unsign(token)
    except BadSignature as forged:
        raise ChildUnknown from forged
    found = Child.objects.filter(pk=int(number), kept_until__gt=now).first()
    if found is None or stage_of(found, now=now) is not Stage.ASKED:
        raise ChildUnknown
    return found


@transaction.atomic
def note_child(  # what is kept, by whose word and when: none can be left out
    *, guardian: Person, name: str, birth_year: int, agrees: bool, by_phone: bool, now: datetime
) -> Child:
    """Keep a child's given name and year of birth, by its guardian's consent to ``CHILD_TEXT``.

    Args:
        guardian: whose word it is.
        name: the child's given name.
        birth_year: the year; neither month nor day is asked.
        agrees: whether the guardian ticked the consent, which is asked apart from anything else.
        by_phone: whether the guardian signed in to this browser by a code sent to their phone.
        now: the instant, aware.

    Raises:
        GuardianPhoneNeeded: nobody knows whose phone it is.
        ChildConsentMissing: not ticked.
        NameImpossible, BirthYearImpossible: no name; fourteen already, or not born.
        TooManyChildren: more than ten.
    """
    if not by_phone:
        raise GuardianPhoneNeeded
    if not agrees:
        raise ChildConsentMissing
    plain = _name(name)
    if not is_child_s(birth_year, now=now):
        raise BirthYearImpossible
    # Whoever notes two at once is made to wait, so that ten are ten.
    list(Person.objects.filter(pk=guardian.pk).select_for_update(no_key=True).values_list("pk"))
    if Child.objects.filter(guardian=guardian).count() >= MOST_CHILDREN:
        raise TooManyChildren(most=MOST_CHILDREN)
    until = answers_until(birth_year)
    child = Child.objects.create(
        guardian=guardian,
        name=plain,
        birth_year=birth_year,
        consent_version=CHILD_TEXT.version,
        consented_at=now,
        answer_until=until,
        kept_until=until,
    )
    _note("child_noted", child, guardian, {"version": CHILD_TEXT.version}, now)
    return child


@transaction.atomic
def correct_child(child: Child, *, name: str, birth_year: int, by: Person, now: datetime) -> None:
    """Set right what is kept; the year only as long as it is a child's, and stays one.

    Raises:
        NameImpossible: no name.
        BirthYearImpossible: a year that no child has, or another one from fourteen on.
    """
    child.name = _name(name)
    if birth_year != child.birth_year:
        if stage_of(child, now=now) is not Stage.CHILD or not is_child_s(birth_year, now=now):
            raise BirthYearImpossible
        child.birth_year = birth_year
        child.answer_until = child.kept_until = answers_until(birth_year)
    child.save()
    _note("child_corrected", child, by, {}, now)


@transaction.atomic
def withdraw_for_child(child: Child, *, by: Person, now: datetime) -> None:
    """Withdraw the consent: what was kept by it goes at once.

    Raises:
        ChildUnknown: it went a moment ago.
    """
    _delete(child)
    _note("child_consent_withdrawn", child, by, {}, now)


@transaction.atomic
def answer_as_oneself(child: Child, *, agrees: bool, now: datetime) -> None:
    """Let somebody of fourteen decide: it stays until they are of age, or goes now.

    Raises:
        ChildUnknown: somebody else answered, or the guardian withdrew, a moment ago.
    """
    if not agrees:
        _delete(child)
        _note("child_refused", child, None, {}, now)
        return
    asked = Child.objects.filter(pk=child.pk, own_consented_at=None)
    if not asked.update(own_consented_at=now, kept_until=of_age(child.birth_year)):
        raise ChildUnknown
    _note("child_agreed", child, None, {"version": OWN_TEXT.version}, now)


def _delete(child: Child) -> None:
    # By number: a row that was loaded keeps its own for the entry.
    if not Child.objects.filter(pk=child.pk).delete()[0]:
        raise ChildUnknown


def _name(name: str) -> str:
    plain = name.strip()
    if not 0 < len(plain) <= LONGEST_NAME or not plain.isprintable():
        raise NameImpossible(most=LONGEST_NAME)
    return plain


def _note(verb: str, child: Child, by: Person | None, facts: dict[str, int], now: datetime) -> None:
    subject = f"child:{child.pk}"
    who = subject if by is None else name_in_ledger(by)
    told = {**facts, "guardian": f"person:{child.guardian_id}"}
    append([NewEntry(CHAIN, now, who, verb, subject, told)])
