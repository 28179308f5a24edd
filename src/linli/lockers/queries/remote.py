"""What was opened from afar within the hour, and what a second person is asked for."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import F

from linli.lockers.models import OpeningPermit, RemoteOpening
from linli.lockers.rules.remote import Opened
from linli.people.models import Person, Proposal


@dataclass(frozen=True, slots=True)
class AskedFor:
    """What somebody asks a second person for; the name is masked."""

    number: int
    who: str
    building: str
    openings: int
    reason: str
    at: datetime
    is_own: bool


def openings_since(since: datetime) -> list[Opened]:
    """Return all openings from afar after an instant."""
    rows = RemoteOpening.objects.filter(at__gt=since).values_list(
        "at", "operator", "cabinet_id", "permit_id"
    )
    return [Opened(at, operator, cabinet, permit is None) for at, operator, cabinet, permit in rows]


def permitted_left(person: Person, *, now: datetime) -> int:
    """Return how many openings a second person's yes still leaves."""
    permits = OpeningPermit.objects.filter(operator=person, until__gt=now, used__lt=F("openings"))
    return sum(one.openings - one.used for one in permits)


def asked_for(kind: str, person: Person, places: Sequence[int], *, now: datetime) -> list[AskedFor]:
    """Return what waits for a yes in these places, one's own too; oldest first."""
    waiting = Proposal.objects.select_related("proposed_by", "place").filter(
        kind=kind, outcome=None, expires_at__gt=now, place__in=places
    )
    return [
        AskedFor(
            number=one.pk,
            who=str(one.proposed_by.name),
            building=one.place.name,
            openings=int(one.facts["openings"]),
            reason=str(one.facts["reason"]),
            at=one.proposed_at,
            is_own=one.proposed_by_id == person.pk,
        )
        for one in waiting.order_by("pk")
    ]
