"""Taking a table of places in: tried first, then all of it or nothing."""

import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from django.db import transaction

from linli.ledger.actions import NewEntry, append
from linli.places.actions.changing import put_facts
from linli.places.actions.indexing import index_places
from linli.places.actions.tree import hold_tree
from linli.places.enums import PlaceLevel, PlaceOrigin
from linli.places.errors import ImportGone, ImportOutdated, SheetRefused, SheetTooLarge
from linli.places.models import ImportDraft, ImportedPlace, Place
from linli.places.queries.known import all_known
from linli.places.rules.facts import changes_between, told
from linli.places.rules.importing import Changed, Plan, Planted, plan
from linli.places.rules.tree import CHAIN
from linli.places.sheets import LARGEST_FILE, read_sheet

DRAFT_LIVES = timedelta(hours=1)
"""Whoever tries a table corrects it or imports it while the page is before them. The row itself
goes with the purge of personal data: ``people.retention_table``."""


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import did."""

    planted: int
    changed: int
    unchanged: int


@transaction.atomic
def keep_draft(content: bytes, *, actor: str, now: datetime) -> None:
    """Keep a table that was uploaded, instead of the one before; good for an hour.

    Raises:
        SheetTooLarge: more than 2 MB.
        SheetUnreadable: it is no table.
    """
    if len(content) > LARGEST_FILE:
        raise SheetTooLarge
    read_sheet(content)
    ImportDraft.objects.update_or_create(actor=actor, defaults={"content": content, "made_at": now})


def has_draft(*, actor: str, now: datetime) -> bool:
    """Tell whether ``actor`` has uploaded a table within the hour."""
    return ImportDraft.objects.filter(actor=actor, made_at__gt=now - DRAFT_LIVES).exists()


def try_draft(*, actor: str, yours: Collection[int], now: datetime) -> Plan:
    """Return what the table that ``actor`` has uploaded would do now. Nothing is written.

    Args:
        actor: whose upload.
        yours: the numbers of the places it may change, and into which it may plant.
        now: the instant, aware.

    Raises:
        ImportGone: there is none, or it is older than an hour.
        SheetHeadUnknown, SheetEmpty: nothing can be said of its rows.
    """
    return plan(read_sheet(draft_of(actor=actor, now=now)), all_known(yours))


def draft_of(*, actor: str, now: datetime) -> bytes:
    """Return what ``actor`` has uploaded, as it came.

    Raises:
        ImportGone: there is none, or it is older than an hour.
    """
    draft = ImportDraft.objects.filter(actor=actor, made_at__gt=now - DRAFT_LIVES).first()
    if draft is None:
        raise ImportGone
    return bytes(draft.content)


def drop_draft(*, actor: str) -> None:
    """Throw away what ``actor`` has uploaded."""
    ImportDraft.objects.filter(actor=actor).delete()


@transaction.atomic
def import_draft(*, actor: str, yours: Collection[int], digest: str, now: datetime) -> Imported:
    """Do what the uploaded table would do: all of it, in one transaction with one entry.

    Done twice it changes nothing the second time: codes say what is there already.

    Args:
        actor: whose upload, and who does it.
        yours: as in ``try_draft``.
        digest: of the plan that was shown, so that nothing else is done than what was seen.
        now: the instant, aware.

    Raises:
        ImportGone: there is no upload.
        SheetRefused: rows cannot be taken in.
        ImportOutdated: it would do something else by now than what was shown.
    """
    hold_tree()
    work = try_draft(actor=actor, yours=yours, now=now)
    if work.refused:
        raise SheetRefused(count=len(work.refused))
    if work.digest != digest:
        raise ImportOutdated
    draft = ImportDraft.objects.get(actor=actor)
    rows = _plant(work.planted) + _change(work.changed)
    if rows:
        texts = [json.dumps(facts, ensure_ascii=False, sort_keys=True) for _, facts in rows]
        entry = NewEntry(
            chain=CHAIN,
            at=now,
            actor=actor,
            verb="places_imported",
            subject="places",
            facts={
                "file": sha256(bytes(draft.content)).hexdigest(),
                "planted": len(work.planted),
                "changed": len(work.changed),
                "rows": sha256("\n".join(texts).encode()).hexdigest(),
            },
        )
        (hash_,) = append([entry])
        ImportedPlace.objects.bulk_create(
            (
                ImportedPlace(place_id=place, entry=hash_, facts=text)
                for (place, _), text in zip(rows, texts, strict=True)
            ),
            batch_size=500,
        )
    draft.delete()
    return Imported(len(work.planted), len(work.changed), work.unchanged)


def _plant(planted: Collection[Planted]) -> list[tuple[int, dict[str, object]]]:
    """Make the new places, level by level; return the number of each with what is told of it.

    They are what the places are in which they lie: real, or part of an example.
    """
    above = dict(
        Place.objects.filter(code__in={one.above for one in planted}).values_list("code", "pk")
    )
    origins = dict(Place.objects.filter(parent=None).values_list("code", "origin"))
    told_of: list[tuple[int, dict[str, object]]] = []
    for level in PlaceLevel:
        rows = [one for one in planted if one.level == level]
        places = [_row(one, above[one.above], origins[one.path.split("/")[0]]) for one in rows]
        Place.objects.bulk_create(places, batch_size=500)
        index_places(places)
        above |= {one.code: one.pk for one in places}
        for place, one in zip(places, rows, strict=True):
            facts = told(one.facts) | {"level": str(one.level), "path": one.path}
            told_of.append((place.pk, {"planted": facts, "row": one.row}))
    return told_of


def _row(one: Planted, parent: int, origin: str) -> Place:
    place = Place(
        code=one.code,
        level=one.level,
        parent_id=parent,
        path=one.path,
        origin=PlaceOrigin(origin),
    )
    put_facts(place, one.facts)
    return place


def _change(changed: Collection[Changed]) -> list[tuple[int, dict[str, object]]]:
    rows = {one.code: one for one in Place.objects.filter(code__in=[c.code for c in changed])}
    for one in changed:
        put_facts(rows[one.code], one.after)
    # Emptied first: two places may have exchanged their national codes.
    Place.objects.filter(pk__in=[one.pk for one in rows.values()]).update(division="")
    Place.objects.bulk_update(
        rows.values(), ["name", "division", "address", "longitude", "latitude"], batch_size=200
    )
    index_places(rows.values())
    return [
        (
            rows[one.code].pk,
            {"changed": changes_between(one.before, one.after), "row": one.row},
        )
        for one in changed
    ]
