"""Keeping the index of what can be found; whatever writes a row that is found calls this.

In the transaction of that row: see decision 0016 for why, and for how it is held to.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.db import transaction

from linli.places.models import Findable, Place
from linli.places.rules.words import words_of

PLACE = "place"
"""The kind of thing that a place is."""

BATCH = 500


@dataclass(frozen=True, slots=True)
class NewFindable:
    """A thing that can be found: its name within its kind, its place, and what it is called."""

    reference: str
    place: int
    texts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Reindexed:
    """What was wrong with the index of one kind and is set right: put or put anew, and dropped."""

    put: int
    dropped: int


def index_things(kind: str, things: Iterable[NewFindable]) -> None:
    """Let things be found by what they are called now, and no longer by what they were called."""
    Findable.objects.bulk_create(
        (_row(kind, one) for one in things),
        batch_size=BATCH,
        update_conflicts=True,
        unique_fields=["kind", "reference"],
        update_fields=["place", "words"],
    )


def index_places(places: Iterable[Place]) -> None:
    """Let places be found by their names, codes and addresses as they are now."""
    index_things(PLACE, (findable_place(one) for one in places))


def findable_place(place: Place) -> NewFindable:
    """Return how a place is found."""
    called = (*code_texts(place.code), place.name, place.division, place.address)
    return NewFindable(place.code, place.pk, called)


def code_texts(code: str) -> tuple[str, ...]:
    """Return a code as it is written, and as it is typed in haste: HK-A and HKA."""
    plain = code.replace("-", "")
    return (code,) if plain == code else (code, plain)


def all_places() -> Iterable[NewFindable]:
    """Return how every place is found."""
    return (findable_place(one) for one in Place.objects.order_by("pk").iterator())


@transaction.atomic
def index_anew(kind: str, everything: Callable[[], Iterable[NewFindable]]) -> Reindexed:
    """Let the index of one kind be what its tables say; what is right is not written.

    The index is read before the tables: what comes to both in between is not taken for lost.
    """
    known = {
        reference: (place, words)
        for reference, place, words in Findable.objects.filter(kind=kind).values_list(
            "reference", "place_id", "words"
        )
    }
    wrong: list[NewFindable] = []
    gone = set(known)
    for one in everything():
        gone.discard(one.reference)
        if known.get(one.reference) != (one.place, words_of(one.texts)):
            wrong.append(one)
    index_things(kind, wrong)
    dropped = 0
    for at in range(0, len(gone), BATCH):
        some = sorted(gone)[at : at + BATCH]
        dropped += Findable.objects.filter(kind=kind, reference__in=some).delete()[0]
    return Reindexed(len(wrong), dropped)


def _row(kind: str, one: NewFindable) -> Findable:
    return Findable(
        kind=kind, reference=one.reference, place_id=one.place, words=words_of(one.texts)
    )
