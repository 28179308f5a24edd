"""The photos of a matter as its pages show them, without their bytes."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from linli.buildings.enums.evidence import EvidenceKind
from linli.buildings.models import Evidence, Matter


@dataclass(frozen=True, slots=True)
class EvidenceRow:
    """One photo: of which matter, what it shows, and why it is hidden, if it is."""

    id: int
    number: int
    kind: EvidenceKind
    taken_at: datetime
    task: int | None
    is_hidden: bool
    because: str


def evidence_of(matter: Matter, *, to_raiser: bool = False) -> list[EvidenceRow]:
    """Return the photos of a matter and of those that lie in it, as they came: one query.

    Those of what nobody has read are its raiser's and its secretary's alone.
    """
    within = Q(matter__merged_into=matter, matter__taken_up_at__isnull=False)
    own = Q(matter=matter) if to_raiser else Q(matter=matter, matter__taken_up_at__isnull=False)
    rows = Evidence.objects.filter(own | within).order_by("pk")
    return [
        EvidenceRow(number, matter_no, EvidenceKind(kind), at, task, hidden is not None, because)
        for number, matter_no, kind, at, task, hidden, because in rows.values_list(
            "pk", "matter__number", "kind", "taken_at", "task", "hidden_at", "hidden_because"
        )
    ]
