"""Matters as other programs read them: those that were taken up, and nothing of who spoke."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, time
from functools import reduce
from operator import or_

from django.db.models import Q, QuerySet
from django.utils.timezone import get_current_timezone
from django.utils.translation import gettext as _

from linli.buildings.enums.kinds import MatterKind
from linli.buildings.enums.matters import Exclusion, MatterState
from linli.buildings.models import Matter
from linli.buildings.rules.lifecycle import OPEN
from linli.buildings.rules.open311 import MOST_REQUESTS, Numbered, Span, Value, write_time
from linli.places.models import Place
from linli.places.rules.tree import SEPARATOR


@dataclass(frozen=True, slots=True)
class Asked:
    """Which matters are asked for. ``numbers`` overrides all else, as the standard has it.

    ``is_open`` is None for those that are and those that are not.
    """

    span: Span
    numbers: Collection[Numbered] = ()
    kinds: Collection[MatterKind] = ()
    is_open: bool | None = None


def within(place: Place) -> Q:
    """Return which matters are a place's: those of all committees in it."""
    path = place.path
    below = Q(committee__building__path__startswith=path + SEPARATOR)
    return Q(committee__building__path=path) | below


def shown_requests(place: Place, asked: Asked) -> list[dict[str, Value]]:
    """Return the matters that are asked for, the newest first, at most a thousand: one query."""
    rows = _shown(place)
    if asked.numbers:
        rows = rows.filter(reduce(or_, map(_numbered, asked.numbers)))
    else:
        rows = rows.filter(raised_at__range=(asked.span.since, asked.span.until))
        if asked.kinds:
            rows = rows.filter(kind__in=asked.kinds)
        if asked.is_open is not None:
            found = Q(merged_into=None, state__in=OPEN) | Q(merged_into__state__in=OPEN)
            rows = rows.filter(found if asked.is_open else ~found)
    return [as_request(one) for one in rows.order_by("-raised_at", "-pk")[:MOST_REQUESTS]]


def shown_request(place: Place, number: Numbered) -> dict[str, Value] | None:
    """Return one matter of a place; None where there is none, or nobody has read it."""
    found = _shown(place).filter(_numbered(number)).first()
    return None if found is None else as_request(found)


def number_of_token(place: Place, token: str) -> Numbered | None:
    """Return the number of what came with a token; None where nothing did."""
    rows = Matter.objects.filter(within(place), token=token)
    found = rows.values_list("committee__building__code", "number").first()
    return None if found is None else Numbered(*found)


def as_request(matter: Matter) -> dict[str, Value]:
    """Return a matter as the standard writes it: its state is that of the matter it lies in."""
    building, holds = matter.committee.building, matter.merged_into or matter
    changed = [one for one in (holds.taken_up_at, holds.closed_at) if one is not None]
    words = (one for one in (matter.title, matter.says) if one)
    return {
        "service_request_id": str(Numbered(building.code, matter.number)),
        "status": "open" if holds.state in OPEN else "closed",
        "status_notes": _notes(matter, holds),
        "service_name": str(MatterKind(matter.kind).label),
        "service_code": matter.kind,
        "description": "\n".join(words) or None,
        "agency_responsible": _("{building}楼委会").format(building=building.name),
        "service_notice": None,
        "requested_datetime": write_time(matter.raised_at),
        "updated_datetime": write_time(max(changed, default=matter.raised_at)),
        "expected_datetime": _expected(holds),
        "address": " ".join(one for one in (building.address or building.name, matter.spot) if one),
        "address_id": building.code,
        "zipcode": None,
        "lat": building.latitude,
        "long": building.longitude,
        "media_url": None,
    }


def _shown(place: Place) -> QuerySet[Matter]:
    rows = Matter.objects.filter(within(place), taken_up_at__isnull=False)
    return rows.select_related("committee__building", "merged_into")


def _numbered(one: Numbered) -> Q:
    return Q(committee__building__code=one.building, number=one.number)


def _notes(matter: Matter, holds: Matter) -> str | None:
    """Return what the answer says, or how far it is; before it where it lies in another."""
    told = []
    if matter is not holds:
        told.append(_("并入了 #{number}，一起办。").format(number=holds.number))
    if holds.state == MatterState.EXCLUDED:
        told.append(f"{MatterState.EXCLUDED.label}: {Exclusion(holds.exclusion).label}.")
    if holds.state in OPEN:
        told.append(str(MatterState(holds.state).label))
    elif holds.answer:
        told.append(holds.answer)
    return " ".join(told) or None


def _expected(holds: Matter) -> str | None:
    """Return the end of the last day of the promise that stands."""
    if holds.due_on is None:
        return None
    last = datetime.combine(holds.due_on, time(23, 59, 59), tzinfo=get_current_timezone())
    return write_time(last)
