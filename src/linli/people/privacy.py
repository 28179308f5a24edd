"""What a person does about their own data, and how somebody else may look at it."""

from datetime import datetime, timedelta

from django.db import IntegrityError, transaction

from linli.ledger.actions import NewEntry, append
from linli.people.actions import name_in_ledger
from linli.people.models import DeletionRequest, Person
from linli.people.privacy_enums import AccessReason
from linli.people.privacy_errors import (
    AccessReasonMissing,
    DeletionAlreadyAsked,
    NameImpossible,
    NoDeletionAsked,
    NothingToReveal,
)
from linli.people.sealing import Sealed, UnreadableError
from linli.people.sealing_rotation import CHAIN

LONGEST_NAME = 40
"""Characters."""

GRACE = timedelta(days=15)
"""To think again. Source: 《App违法违规收集使用个人信息行为认定方法》: 15 working days at most."""


@transaction.atomic
def reveal(sealed: Sealed | None, *, by: Person, reason: str, subject: str, now: datetime) -> str:
    """Return a sealed text whole, and write down who saw it, when and why.

    Whether ``by`` may see it is for the ``access`` to say by which the caller came to it.

    Args:
        sealed: the text; None where there is none any more.
        by: who looks.
        reason: a value of ``AccessReason``.
        subject: whose it is, as the ledger names them: ``deposit:…``, ``person:7``.
        now: the instant, aware.

    Raises:
        AccessReasonMissing: the reason is none of the list.
        NothingToReveal: there is nothing, or it cannot be read.
    """
    if reason not in AccessReason.values:
        raise AccessReasonMissing
    try:
        text = sealed.opened() if sealed is not None else ""
    except UnreadableError as torn:
        raise NothingToReveal from torn
    if sealed is None or not text:
        raise NothingToReveal
    facts = {"what": sealed.purpose.value, "reason": reason}
    append([NewEntry(CHAIN, now, name_in_ledger(by), "revealed", subject, facts)])
    return text


@transaction.atomic
def note_opened(*, what: str, subject: str, by: Person, reason: str, now: datetime) -> None:
    """Write down that somebody of the platform opened a row that is about a person.

    Args:
        what: which row, by its table and number: ``people.SignIn 7``.
        subject: whose it is, as the ledger names them: ``person:7``, ``deposit:…``.
        by: who looks; that they may is the caller's to know.
        reason: a value of ``AccessReason``.
        now: the instant, aware.

    Raises:
        AccessReasonMissing: the reason is none of the list.
    """
    if reason not in AccessReason.values:
        raise AccessReasonMissing
    facts = {"what": what, "reason": reason}
    append([NewEntry(CHAIN, now, name_in_ledger(by), "office_opened", subject, facts)])


@transaction.atomic
def correct_name(person: Person, name: str, *, now: datetime) -> None:
    """Let a person set their own name right. The ledger says that, and neither name.

    Raises:
        NameImpossible: empty, longer than 40 characters, or not printable.
    """
    plain = name.strip()
    if not 0 < len(plain) <= LONGEST_NAME or not plain.isprintable():
        raise NameImpossible(most=LONGEST_NAME)
    person.name = plain
    person.save(update_fields=["name"])
    _note(person, "name_corrected", {}, now)


@transaction.atomic
def ask_deletion(person: Person, *, now: datetime) -> DeletionRequest:
    """Note that a person wants to be forgotten; the purge does it once the grace is over.

    Raises:
        DeletionAlreadyAsked: the person asked before.
    """
    due_at = now + GRACE
    try:
        with transaction.atomic():
            asked = DeletionRequest.objects.create(person=person, asked_at=now, due_at=due_at)
    except IntegrityError as again:
        raise DeletionAlreadyAsked from again
    _note(person, "deletion_asked", {"due_at": due_at.isoformat()}, now)
    return asked


@transaction.atomic
def take_deletion_back(person: Person, *, now: datetime) -> None:
    """Let a person stay.

    Raises:
        NoDeletionAsked: there is no wish to take back.
    """
    if not DeletionRequest.objects.filter(person=person).delete()[0]:
        raise NoDeletionAsked
    _note(person, "deletion_taken_back", {}, now)


@transaction.atomic
def note_download(person: Person, *, now: datetime) -> None:
    """Write down that a person took their own data along."""
    _note(person, "own_data_downloaded", {}, now)


def _note(person: Person, verb: str, facts: dict[str, str], now: datetime) -> None:
    who = name_in_ledger(person)
    append([NewEntry(CHAIN, now, who, verb, who, facts)])
