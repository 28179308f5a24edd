"""What the crew does on a cleaning round: it begins, ticks doors with a photo, and ends."""

from collections.abc import Collection, Mapping
from datetime import datetime
from hashlib import sha256

from django.db import IntegrityError, transaction

from linli.ledger.actions import append
from linli.lockers.access import Seat
from linli.lockers.actions.entries import of_building, of_cabinet
from linli.lockers.actions.seated import lock_cabinet_of
from linli.lockers.crew_errors import (
    CleaningUnderWay,
    DoorsUnreadable,
    NoCleaningRound,
    NothingToClean,
    PhotoUsed,
)
from linli.lockers.enums import CleaningWork
from linli.lockers.models import CleanedDoor, Cleaning, CleaningPhoto, CleaningRound
from linli.lockers.queries.cleaning import doors_of, to_clean
from linli.lockers.rules.cleaning import may_be_ticked
from linli.people.actions import name_in_ledger


def begin_cleaning(seat: Seat, *, now: datetime) -> None:
    """Begin a round through what is due in a building.

    Raises:
        NothingToClean: nothing is.
        CleaningUnderWay: somebody has begun one a moment ago, or earlier.
    """
    due = sum(len(one.due) for one in to_clean(seat.building.pk, now=now))
    if not due:
        raise NothingToClean
    try:
        with transaction.atomic():
            CleaningRound.objects.create(building=seat.building, begun_by=seat.person, begun_at=now)
            _write_down(seat, "cleaning_begun", now, {"doors": due})
    except IntegrityError as other:
        raise CleaningUnderWay from other


def tick_doors(
    seat: Seat,
    *,
    cabinet: str,
    doors: Collection[int],
    work: CleaningWork,
    photo: bytes,
    now: datetime,
) -> None:
    """Note that some doors of a cabinet were cleaned, with the one photo that shows it.

    ``photo`` is drawn anew already. Doors that were ticked before are ticked again.

    Raises:
        NoCleaningRound: none is under way in the building.
        UnknownCabinet: no cabinet in use there is called so.
        DoorsUnreadable: no door, one that it does not have, or one with a meal or a lamp in it.
        PhotoUsed: the same photo has ticked doors before.
    """
    digest = sha256(photo).hexdigest()
    try:
        with transaction.atomic():
            walking = CleaningRound.objects.filter(building=seat.building, ended_at=None).first()
            if walking is None:
                raise NoCleaningRound
            here = lock_cabinet_of(seat, cabinet)
            if not may_be_ticked([one for _cabinet, one in doors_of([here.pk])], doors):
                raise DoorsUnreadable
            made = Cleaning.objects.create(
                round=walking,
                cabinet=here,
                done_by=seat.person,
                done_at=now,
                work=work,
                digest=digest,
            )
            CleanedDoor.objects.bulk_create(
                CleanedDoor(cleaning=made, comp=comp) for comp in sorted(doors)
            )
            CleaningPhoto.objects.create(cleaning=made, taken_at=now, image=photo)
            ticked = ",".join(f"{comp}" for comp in sorted(doors))
            facts = {"doors": ticked, "work": work.value, "photo": digest}
            actor = name_in_ledger(seat.person)
            append([of_cabinet(cabinet, "doors_cleaned", actor=actor, facts=facts, now=now)])
    except IntegrityError as other:
        raise PhotoUsed from other


def end_cleaning(seat: Seat, *, now: datetime) -> None:
    """End the round that is under way, whatever is left.

    Raises:
        NoCleaningRound: none is.
    """
    with transaction.atomic():
        walking = CleaningRound.objects.filter(building=seat.building, ended_at=None)
        done = CleanedDoor.objects.filter(cleaning__round__in=walking).count()
        left = sum(len(one.due) for one in to_clean(seat.building.pk, now=now))
        if not walking.update(ended_at=now):
            raise NoCleaningRound
        _write_down(seat, "cleaning_ended", now, {"doors": done, "left": left})


def _write_down(seat: Seat, verb: str, now: datetime, facts: Mapping[str, int]) -> None:
    actor = name_in_ledger(seat.person)
    append([of_building(seat.building.code, verb, actor=actor, facts=facts, now=now)])
