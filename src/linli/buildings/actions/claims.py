"""Claiming a seat of something for a time, and giving it back; part of another's transaction."""

from collections.abc import Sequence
from datetime import datetime

from django.db import IntegrityError, transaction

from linli.buildings.errors.claims import Claimed
from linli.buildings.models import Claim


def claim(resource: str, slots: Sequence[datetime], *, holder: str, seats: int = 1) -> int:
    """Claim one of so many seats for all of some slots, and return which: 1 is the first.

    Whoever else claims the same at the same moment gets another seat, or is refused: the
    database decides, and nothing is held for who was refused. Slots are claimed in their order,
    so that no two wait for one another.

    Raises:
        Claimed: no seat is free for all of them.
    """
    while True:
        rows = Claim.objects.filter(resource=resource, slot__in=slots)
        taken = set(rows.values_list("seat", flat=True))
        seat = next((one for one in range(1, seats + 1) if one not in taken), None)
        if seat is None:
            raise Claimed
        try:
            with transaction.atomic():
                Claim.objects.bulk_create(
                    Claim(resource=resource, slot=slot, seat=seat, holder=holder)
                    for slot in sorted(slots)
                )
        except IntegrityError:  # somebody was first: look again, there is one seat less
            continue
        return seat


def release(holder: str) -> int:
    """Give back all that is held for something, and return how many slots that were."""
    return Claim.objects.filter(holder=holder).delete()[0]
