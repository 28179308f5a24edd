"""Letting go of personal data whose time is over, a few rows at a time."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.apps import apps
from django.db import models, transaction
from django.db.models import Q

from linli.ledger.actions import NewEntry, append
from linli.people.actions.granting import leave
from linli.people.models import Consent, DeletionRequest, Guardianship, Person
from linli.people.retention_rules import DataClass, Purge
from linli.people.retention_table import TABLE
from linli.people.sealing_rotation import CHAIN

BATCH = 200
"""Rows of one transaction: 16 ms at most in which no courier's deposit can be written on SQLite."""


Number = int | str
"""A row's key: a number, or a session's own."""

FIRST = ""
"""Before any row."""


@dataclass(frozen=True, slots=True)
class Purged:
    """What one batch let go of."""

    key: str
    rows: int


def purge(*, now: datetime, batch: int = BATCH) -> Iterator[Purged]:
    """Let go of everything whose time is over, and yield what each batch did.

    Who stops after any batch loses nothing: the next call goes on with the rest.
    """
    for kind in TABLE:
        after: Number = FIRST
        while found := _due_after(kind, after, now, batch):
            yield Purged(kind.key, _purge_some(kind, found, now))
            after = found[-1]


def overdue(kind: DataClass, *, now: datetime) -> models.QuerySet[models.Model] | None:
    """Return the rows that are kept too long, None where the table does not stand or keeps.

    A row is due at the very instant at which its limit is reached.
    """
    if kind.limit is None or not apps.is_installed(_app_of(kind)):
        return None
    model = apps.get_model(kind.model)
    due = Q(**{f"{kind.counted_from}__lte": now - kind.limit})
    rows: models.QuerySet[models.Model] = model._default_manager.filter(due)  # noqa: SLF001  # Django's way to the rows
    if kind.purge == Purge.BLANK:
        return rows.filter(_says_something(model, kind))
    return rows.filter(forgotten_at=None) if kind.purge == Purge.FORGET else rows


def _due_after(kind: DataClass, after: Number, now: datetime, batch: int) -> list[Number]:
    """Return the next rows that are due, by their keys, in order.

    Found before the transaction, which holds SQLite's one writer as short as can be; and after
    those of the batch before, so that a table is gone through once, however much is due in it.
    """
    rows = overdue(kind, now=now)
    if rows is None:
        return []
    if after != FIRST:
        rows = rows.filter(pk__gt=after)
    return list(rows.order_by("pk").values_list("pk", flat=True)[:batch])


@transaction.atomic
def _purge_some(kind: DataClass, found: Sequence[Number], now: datetime) -> int:
    rows = overdue(kind, now=now)
    assert rows is not None, "some of them were found"
    done = _let_go(kind, rows.filter(pk__in=found), now)
    facts = {"rows": done, "how": kind.purge.value}
    append([NewEntry(CHAIN, now, "linli", "purged", f"data:{kind.key}", facts)])
    return done


def _let_go(kind: DataClass, rows: models.QuerySet[models.Model], now: datetime) -> int:
    if kind.purge == Purge.DELETE:
        return rows.delete()[0]
    if kind.purge == Purge.BLANK:
        return rows.update(**_blanks(rows.model, kind))
    numbers = _claimed(kind, list(rows.values_list("pk", flat=True)), now)
    forget(list(Person.objects.filter(pk__in=numbers)), now=now)
    return len(numbers)


def _claimed(kind: DataClass, numbers: Sequence[int], now: datetime) -> list[int]:
    """Return who is still due: whoever took a wish back, or signed in, a moment ago is not.

    The row that says so is deleted here, and the database gives it to one of two at once.
    """
    assert kind.limit is not None, "what is due has a limit"
    relation, _between, instant = kind.counted_from.rpartition("__")
    if not relation:
        return list(numbers)
    model = Person._meta.get_field(relation).related_model  # noqa: SLF001  # Django's way to a relation
    assert model is not None, "it leads to a table"
    # People first, as whoever comes back locks them: neither then waits for the other for good.
    people = Person.objects.filter(pk__in=numbers).order_by("pk").select_for_update()
    list(people.values_list("pk", flat=True))
    due = model._default_manager.filter(**{f"{instant}__lte": now - kind.limit})  # noqa: SLF001  # as above
    return [one for one in numbers if due.filter(person=one).delete()[0]]


def forget(people: Sequence[Person], *, now: datetime) -> None:
    """Blank what is known of people and end what they may do. Their numbers stay.

    So what they did can still be told from what others did, but not whose doing it was.
    """
    for person in people:
        if person.left_at is None:
            leave(person=person, by=None, now=now)
        person.name, person.phone, person.phone_index = "", None, None
        person.handle, person.last_login = f"gone-{person.pk}", None
        person.forgotten_at = now
        person.save()
        DeletionRequest.objects.filter(person=person).delete()
        Consent.objects.filter(person=person, withdrawn_at=None).update(
            withdrawn_at=now, withdrawn_by=person
        )
        Guardianship.objects.filter(Q(child=person) | Q(guardian=person)).delete()
        append([NewEntry(CHAIN, now, "linli", "person_forgotten", f"person:{person.pk}", {})])


def _app_of(kind: DataClass) -> str:
    label = kind.model.partition(".")[0]
    return "django.contrib.sessions" if label == "sessions" else f"linli.{label}"


def _blanks(model: type[models.Model], kind: DataClass) -> dict[str, str | None]:
    """Return what each field of a class is set to: nothing, or an empty text."""
    names = [field.rpartition(".")[2] for field in kind.fields]
    return {
        name: None if model._meta.get_field(name).null else ""  # noqa: SLF001  # Django's way to a field
        for name in names
    }


def _says_something(model: type[models.Model], kind: DataClass) -> Q:
    says = Q()
    for name, blank in _blanks(model, kind).items():
        says |= Q(**{f"{name}__isnull": False}) if blank is None else ~Q(**{name: ""})
    return says
