"""A building's month: what was promised, done, signed, ordered and complained of, and figures."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

import msgspec
from django.utils.timezone import localdate

from linli.lockers.enums import Period
from linli.lockers.queries.complaints import ComplaintShown, complaints_between
from linli.lockers.queries.figures import COUNTED, Figures, figures_of
from linli.lockers.queries.supervision import (
    Day,
    OrderShown,
    Signature,
    bounds,
    days_of,
    digest_of,
    orders_between,
    signatures_between,
)
from linli.lockers.rules.figures import days_from, span
from linli.places.models import Place


@dataclass(frozen=True, slots=True)
class Month:
    """One month of a building, to the day on which it is asked for.

    ``digest`` is of all that is said, as JSON without a word of any language: the same report
    has it again for as long as nothing in it changes.
    """

    building: str
    first: date
    last: date
    days: Sequence[Day]
    signatures: Mapping[date, Signature]
    orders: Sequence[OrderShown]
    complaints: Sequence[ComplaintShown]
    figures: Figures
    digest: str


def month_of(building: Place, first: date, *, now: datetime) -> Month:
    """Return the month that begins on a day; six queries a day, and fifteen."""
    _first, end = span(Period.MONTH, first)
    last = min(end, localdate(now))
    days = days_of(building, days_from(first, last), now=now)
    begin, until = bounds(first)[0], bounds(last)[1]
    signatures = signatures_between(building, first, last)
    orders = orders_between(building, begin, until)
    complaints = complaints_between(building, begin, until)
    figures = figures_of(building, first, last, now=now)
    whole = figures.whole
    said = {
        "building": building.code,
        "month": first,
        "last": last,
        "days": [msgspec.Raw(one.seen.encode()) for one in days],
        "signatures": [[day, one.digest, one.at] for day, one in signatures.items()],
        "orders": [
            [one.number, one.wants, one.raised_at, one.due_at, one.level, one.answer, one.closed_at]
            for one in orders
        ],
        "complaints": [one.fact for one in complaints],
        "figures": {name: getattr(whole, name) for name in COUNTED},
        "waits": sorted(whole.waits.items()),
    }
    return Month(
        building=building.name,
        first=first,
        last=last,
        days=days,
        signatures=signatures,
        orders=orders,
        complaints=complaints,
        figures=figures,
        digest=digest_of(msgspec.json.encode(said, order="sorted").decode()),
    )
