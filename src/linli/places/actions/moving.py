"""Moving a place, merging it into another, closing it, opening it again: nothing is lost."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import Value
from django.db.models.functions import Concat, Substr

from linli.ledger.actions import append
from linli.places.actions.tree import entry_of, hold_tree, place_as_it_is
from linli.places.enums import PlaceLevel
from linli.places.errors import (
    DivisionElsewhere,
    DivisionTaken,
    PlaceClosed,
    PlaceInItself,
    PlaceLevelsDiffer,
    PlaceNotEmpty,
    PlaceOutOfOrder,
    PlaceStillOpen,
    WayTooLong,
)
from linli.places.models import Place
from linli.places.queries.finding import divisions_above, places_within
from linli.places.rules.tree import (
    LONGEST_WAY,
    SEPARATOR,
    codes_of,
    is_narrower,
    lies_within,
    path_after,
)


@transaction.atomic
def move_place(code: str, *, to: str, actor: str, now: datetime) -> Place:
    """Let a place, with all that lies in it, lie in another one from now on.

    Rights and duties go by the way down: whoever is in charge where it comes to is from now
    on, whoever was only where it came from is no longer. A place that lies there already
    stays as it is, and nothing is written.

    Raises:
        UnknownPlace: there is no such place.
        PlaceClosed: one of the two was closed.
        PlaceInItself: it would lie in itself.
        PlaceOutOfOrder: it is a district, or not narrower than where it would lie.
        DivisionElsewhere: its national code, or one in it, begins otherwise than there.
        WayTooLong: too many merged places are on the way down.
    """
    hold_tree()
    place, above = _open(code), _open(to)
    if lies_within(above.path, place.path):
        raise PlaceInItself(place=place.code)
    if not is_narrower(place.level, above.level):
        raise PlaceOutOfOrder(place=place.code)
    if place.parent_id == above.pk:
        return place
    _check_division(place, above)
    before = place.path
    _put(place, above)
    facts = {"from": before, "to": place.path}
    append([entry_of(place, "place_moved", facts=facts, actor=actor, now=now)])
    return place


@transaction.atomic
def merge_place(code: str, *, into: str, actor: str, now: datetime) -> Place:
    """Close a place and let it lie, with all that lies in it, in another one of its level.

    It keeps its code and its name, and what lay in it lies in it still, so that whoever was in
    charge there reaches what they reached before; and whoever is in charge of the other place
    now reaches all of it. No grant and no cabinet is touched. It cannot be undone: what lies
    in it can be moved out, one by one.

    Raises:
        UnknownPlace: there is no such place.
        PlaceClosed: one of the two was closed.
        PlaceInItself: both are one.
        PlaceLevelsDiffer: they are of two levels.
        DivisionElsewhere: it has no national code, and one in it begins otherwise than there.
        WayTooLong: too many merged places are on the way down.
    """
    hold_tree()
    place, other = _open(code), _open(into)
    if place.pk == other.pk:
        raise PlaceInItself(place=place.code)
    if place.level != other.level:
        raise PlaceLevelsDiffer(place=place.code, other=other.code)
    if not place.division:
        _check_division(place, other)
    before = place.path
    _put(place, other, merged_at=now)
    facts = {"into": other.code, "from": before, "to": place.path}
    append([entry_of(place, "place_merged", facts=facts, actor=actor, now=now)])
    return place


@transaction.atomic
def close_place(code: str, *, actor: str, now: datetime) -> Place:
    """Close a place: it keeps its row and its history, and nothing new comes into it.

    What stands there, such as a cabinet with meals, works on until it is taken away.

    Raises:
        UnknownPlace: there is no such place.
        PlaceClosed: it was closed before.
        PlaceNotEmpty: a place that is open lies in it.
    """
    hold_tree()
    place = _open(code)
    inner = places_within(place).exclude(pk=place.pk).filter(closed_at=None).first()
    if inner is not None:
        raise PlaceNotEmpty(place=place.code, inner=inner.code)
    Place.objects.filter(pk=place.pk).update(closed_at=now)
    place.closed_at = now
    append([entry_of(place, "place_closed", facts={}, actor=actor, now=now)])
    return place


@transaction.atomic
def open_again(code: str, *, actor: str, now: datetime) -> Place:
    """Take the closing of a place back.

    Raises:
        UnknownPlace: there is no such place.
        PlaceStillOpen: it is not closed.
        PlaceClosed: it was merged into another, or lies in a place that is closed.
        DivisionTaken: its national code was given to another meanwhile.
    """
    hold_tree()
    place = place_as_it_is(code)
    if place.closed_at is None:
        raise PlaceStillOpen(place=place.code)
    if place.merged_into_id is not None:
        raise PlaceClosed(place=place.code)
    if place.parent is not None and place.parent.closed_at and not place.parent.merged_into_id:
        raise PlaceClosed(place=place.parent.code)
    try:
        with transaction.atomic():
            Place.objects.filter(pk=place.pk).update(closed_at=None)
    except IntegrityError as taken:
        raise DivisionTaken(division=place.division) from taken
    place.closed_at = None
    append([entry_of(place, "place_opened_again", facts={}, actor=actor, now=now)])
    return place


def _open(code: str) -> Place:
    place = place_as_it_is(code)
    if place.closed_at is not None:
        raise PlaceClosed(place=place.code)
    return place


def _check_division(place: Place, above: Place) -> None:
    """Refuse a move that would part a national code from the one it begins with."""
    division = next((one for one in reversed(divisions_above(above.codes)) if one), "")
    within = places_within(place).filter(closed_at=None).exclude(division="")
    wrong = within.exclude(division__startswith=division).first()
    if wrong is not None:
        raise DivisionElsewhere(division=wrong.division, above=division)


def _put(place: Place, above: Place, *, merged_at: datetime | None = None) -> None:
    """Write the way down of a place and of all in it anew."""
    assert place.level != PlaceLevel.DISTRICT or merged_at is not None
    before, after = place.path, above.path + SEPARATOR + place.code
    # Held in order of number, as the feeds of notices are, so that neither waits for the other.
    inner = places_within(place).order_by("pk").select_for_update(no_key=True)
    for code, path in inner.values_list("code", "path"):
        if len(codes_of(path_after(path, of=before, to=after))) > LONGEST_WAY:
            raise WayTooLong(place=code)
    rest = Substr("path", len(before) + 1)
    places_within(place).update(path=Concat(Value(after), rest))
    place.path, place.parent = after, above
    if merged_at is not None:
        place.closed_at, place.merged_into = merged_at, above
    place.save(update_fields=["parent", "closed_at", "merged_into"])
