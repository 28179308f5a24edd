"""To which servers the committees in a place may hand matters on: connecting, and ending that."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction

from linli.buildings.access.open311 import Connected
from linli.buildings.enums.open311 import AnswerFormat
from linli.buildings.errors.forwarding import EndpointsEnough, UnknownForward
from linli.buildings.models import Open311Endpoint
from linli.ledger.actions import NewEntry, append
from linli.people.actions import name_in_ledger

MOST_ENDPOINTS = 20
"""Of a place: a city's hotline, a district, a street, property companies."""


@dataclass(frozen=True, slots=True)
class NewEndpoint:
    """A server as its office describes it; ``code`` is drawn for it."""

    code: str
    name: str
    url: str
    jurisdiction: str
    format: AnswerFormat
    service: str
    services: Mapping[str, str]
    key: str = field(repr=False)


@transaction.atomic
def connect_endpoint(at: Connected, new: NewEndpoint, *, now: datetime) -> Open311Endpoint:
    """Let the committees in a place hand matters on to a server.

    Raises:
        EndpointsEnough: there are twenty.
    """
    known = Open311Endpoint.objects.filter(place=at.place, ended_at=None)
    if known.count() >= MOST_ENDPOINTS:
        raise EndpointsEnough(most=MOST_ENDPOINTS)
    made = Open311Endpoint.objects.create(
        place=at.place,
        code=new.code,
        name=new.name,
        url=new.url,
        jurisdiction=new.jurisdiction,
        format=new.format,
        service=new.service,
        services=dict(new.services),
        key=new.key or None,
        made_at=now,
    )
    _write(at, "endpoint_connected", made, now)
    return made


@transaction.atomic
def end_endpoint(at: Connected, *, number: int, now: datetime) -> None:
    """Let nothing more be handed on to a server; what is with it is still asked for.

    Raises:
        UnknownForward: the place has none such, or it was ended.
    """
    found = Open311Endpoint.objects.filter(place=at.place, pk=number, ended_at=None).first()
    if found is None:
        raise UnknownForward
    found.ended_at = now
    found.save(update_fields=["ended_at"])
    _write(at, "endpoint_ended", found, now)


def _write(at: Connected, verb: str, endpoint: Open311Endpoint, now: datetime) -> None:
    facts = {"to": endpoint.name, "url": endpoint.url}
    by, code = name_in_ledger(at.person), at.place.code
    append([NewEntry(f"open311/{code}", now, by, verb, f"open311:{code}", facts)])
