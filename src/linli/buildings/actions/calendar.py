"""Writing down which days of a year are worked."""

from collections.abc import Collection
from datetime import date, datetime

from django.db import transaction

from linli.buildings.models import CalendarYear
from linli.ledger.actions import NewEntry, append
from linli.people.actions import name_in_ledger
from linli.people.models import Person
from linli.places.models import Place


@transaction.atomic
def write_year(
    *,
    district: Place,
    year: int,
    off: Collection[date],
    worked: Collection[date],
    by: Person,
    now: datetime,
) -> None:
    """Write a year's days off and made-up days down, in place of what was written before.

    Promises that were made keep their dates: they were told to people.
    """
    CalendarYear.objects.update_or_create(
        district=district, year=year, defaults={"off": _lines(off), "worked": _lines(worked)}
    )
    append(
        [
            NewEntry(
                chain=f"calendar/{district.code}",
                at=now,
                actor=name_in_ledger(by),
                verb="calendar_written",
                subject=f"place:{district.code}",
                facts={"year": year, "off": len(off), "worked": len(worked)},
            )
        ]
    )


def _lines(days: Collection[date]) -> str:
    return "\n".join(day.isoformat() for day in sorted(days))
