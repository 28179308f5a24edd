"""Correcting what is known of a place: its name, national code, address, point and outline."""

from datetime import datetime
from hashlib import sha256

from django.db import IntegrityError, transaction

from linli.ledger.actions import append
from linli.places.actions.indexing import index_places
from linli.places.actions.tree import entry_of, hold_tree, place_as_it_is
from linli.places.errors import DivisionElsewhere, DivisionTaken, PlaceClosed
from linli.places.models import Outline, Place
from linli.places.queries.finding import divisions_above, places_within
from linli.places.queries.known import facts_of
from linli.places.rules.facts import Facts, changes_between
from linli.places.rules.outlines import Ring, write_outline


@transaction.atomic
def change_place(
    code: str, *, facts: Facts, outline: Ring | None, actor: str, now: datetime
) -> Place:
    """Let a place be known as ``facts`` and ``outline`` say; what they say already is not written.

    Args:
        code: the place's.
        facts: all of them, as the rules of reading return them.
        outline: its ring, or None for no outline.
        actor: who does it, as the ledger names people.
        now: the instant, aware.

    Raises:
        UnknownPlace: there is no such place.
        PlaceClosed: it was closed.
        DivisionElsewhere: its national code does not begin as the one above it, or those in it.
        DivisionTaken: another place has this national code.
    """
    hold_tree()
    place = place_as_it_is(code)
    if place.closed_at is not None:
        raise PlaceClosed(place=place.code)
    told = changes_between(facts_of(place), facts)
    if facts.division != place.division:
        _check_division(place, facts.division)
    try:
        with transaction.atomic():
            put_facts(place, facts)
            place.save()
    except IntegrityError as taken:
        raise DivisionTaken(division=facts.division) from taken
    if (drawn := _draw(place, outline)) is not None:
        told["outline"] = drawn
    if told:
        index_places([place])
        append([entry_of(place, "place_changed", facts=told, actor=actor, now=now)])
    return place


def put_facts(place: Place, facts: Facts) -> None:
    """Write facts into a row that is saved afterwards."""
    place.name, place.division, place.address = facts.name, facts.division, facts.address
    place.longitude = facts.point.longitude if facts.point else None
    place.latitude = facts.point.latitude if facts.point else None


def _check_division(place: Place, division: str) -> None:
    above = next((one for one in reversed(divisions_above(place.codes[:-1])) if one), "")
    if division and not division.startswith(above):
        raise DivisionElsewhere(division=division, above=above)
    inner = places_within(place).exclude(pk=place.pk).filter(closed_at=None).exclude(division="")
    wrong = inner.exclude(division__startswith=division).first()
    if wrong is not None:
        raise DivisionElsewhere(division=wrong.division, above=division)


def _draw(place: Place, ring: Ring | None) -> list[object] | None:
    """Keep an outline; return how the ledger tells of it, None when it is as it was.

    The ledger keeps how many points it had and has, and the fingerprint of what it is now:
    an entry carries no documents.
    """
    there = Outline.objects.filter(place=place).first()
    before = there.ring if there else None
    if before == ring:
        return None
    if ring is None:
        Outline.objects.filter(place=place).delete()
        return [len(before or ()), 0, ""]
    Outline.objects.update_or_create(place=place, defaults={"ring": ring})
    hash_ = sha256(write_outline(ring).encode()).hexdigest()
    return [len(before or ()), len(ring), hash_]
