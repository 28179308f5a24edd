"""The phone behind a door, masked."""

from collections.abc import Sequence

from linli.lockers.models import Compartment, Deposit


def phone_behind(buildings: Sequence[int], cabinet: str, number: int) -> tuple[str, str] | None:
    """Return the meal behind a door and its owner's phone, masked; None where there is none."""
    doors = Compartment.objects.filter(
        cabinet__building__in=buildings, cabinet__code=cabinet, number=number
    ).exclude(deposit="")
    meals = Deposit.objects.filter(code__in=doors.values("deposit"), phone__isnull=False)
    found = meals.first()
    return None if found is None else (found.code, str(found.phone))
