"""Which days are worked in a building's district."""

from dataclasses import dataclass
from datetime import date

from linli.buildings.models import CalendarYear
from linli.buildings.rules.calendar import Calendar, Year
from linli.places.models import Place


def calendar_of(building: Place) -> Calendar:
    """Return the years that are written down for the district in which a building lies."""
    rows = CalendarYear.objects.filter(district__code=building.codes[0])
    return {one.year: Year(_days(one.off), _days(one.worked)) for one in rows}


@dataclass(frozen=True, slots=True)
class Written:
    """One year's calendar as it was typed: a day a line."""

    off: str
    worked: str


def written_year(district: Place, year: int) -> Written | None:
    """Return what is written down for a year, None where nothing is."""
    found = CalendarYear.objects.filter(district=district, year=year).first()
    return None if found is None else Written(found.off, found.worked)


def _days(lines: str) -> frozenset[date]:
    return frozenset(date.fromisoformat(one) for one in lines.split())
