"""Four eyes: proposing, and deciding what somebody else proposed.

A system that asks for it calls ``propose`` from its own action, and later ``approve`` within the
transaction in which it does what was proposed. Who proposes must hold a right that the system
asks for itself; who decides holds ``role`` at ``place``.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from django.db import IntegrityError, transaction

from linli.ledger.actions import NewEntry, append
from linli.people.actions.entries import CHAIN, name_in_ledger
from linli.people.enums import Outcome, Role
from linli.people.errors import OwnProposal, ProposalOver, ProposalUnknown, ProposedAlready
from linli.people.models import Person, Proposal
from linli.people.queries import may
from linli.people.rules.proposals import PROPOSED_FOR, Verdict, verdict
from linli.places.models import Place

Facts = Mapping[str, str | int | bool | None]


@dataclass(frozen=True, slots=True)
class Matter:
    """What is proposed: ``kind`` and ``subject`` in a system's own words, who has a say in it."""

    kind: str
    subject: str
    place: Place
    role: Role
    facts: Facts = field(default_factory=dict)


@transaction.atomic
def propose(matter: Matter, *, by: Person, now: datetime) -> Proposal:
    """Propose something for another person to decide, within a week.

    Raises:
        ProposedAlready: the same is proposed of the same thing, and waits.
    """
    same = Proposal.objects.filter(kind=matter.kind, subject=matter.subject, outcome=None)
    same.filter(expires_at__lte=now).update(outcome=Outcome.EXPIRED, decided_at=now)
    try:
        with transaction.atomic():
            proposal = Proposal.objects.create(
                kind=matter.kind,
                subject=matter.subject,
                facts=dict(matter.facts),
                place=matter.place,
                role=matter.role,
                proposed_by=by,
                proposed_at=now,
                expires_at=now + PROPOSED_FOR,
            )
    except IntegrityError as waiting:
        raise ProposedAlready from waiting
    _write_down("proposed", proposal, by, now)
    return proposal


@transaction.atomic
def approve(number: int, *, kind: str, by: Person, now: datetime) -> Proposal:
    """Agree to what somebody else proposed, once; the caller does it in the same transaction.

    Args:
        number: the proposal's.
        kind: what the caller is ready to do; it is handed no proposal of another kind.
        by: who decides.
        now: the instant, aware.

    Raises:
        ProposalUnknown: there is none of this kind, or ``by`` has no say in it.
        OwnProposal: ``by`` proposed it.
        ProposalOver: it was decided, or a week has passed.
    """
    return _decide(number, kind, by, Outcome.APPROVED, now)


@transaction.atomic
def refuse(number: int, *, kind: str, by: Person, now: datetime) -> Proposal:
    """Turn down what somebody else proposed. Raises: as ``approve``."""
    return _decide(number, kind, by, Outcome.REFUSED, now)


def _decide(number: int, kind: str, by: Person, outcome: Outcome, now: datetime) -> Proposal:
    found = Proposal.objects.filter(pk=number, kind=kind).select_related("place").first()
    if found is None or not may(by, Role(found.role), place=found.place, now=now):
        raise ProposalUnknown
    said = verdict(
        proposed_by=found.proposed_by_id,
        person=by.pk,
        expires_at=found.expires_at,
        is_open=found.outcome is None,
        now=now,
    )
    if said is Verdict.OWN:
        raise OwnProposal
    # The database judges the race: the second finds the proposal no longer open.
    decided = said is Verdict.MAY and Proposal.objects.filter(pk=number, outcome=None).update(
        outcome=outcome, decided_by=by, decided_at=now
    )
    if not decided:
        raise ProposalOver
    found.refresh_from_db()
    _write_down(str(outcome), found, by, now)
    return found


def _write_down(verb: str, proposal: Proposal, by: Person, now: datetime) -> None:
    append(
        [
            NewEntry(
                chain=CHAIN,
                at=now,
                actor=name_in_ledger(by),
                verb=f"proposal_{verb}" if verb != "proposed" else verb,
                subject=f"proposal:{proposal.pk}",
                facts={"kind": proposal.kind, "of": proposal.subject},
            )
        ]
    )
