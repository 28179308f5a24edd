"""What the ledger's verbs say in words, a module a subject; all are told once this is imported."""

from linli.buildings.sentences import (
    ballots,
    campaigns,
    companies,
    evidence,
    forwarding,
    frontdesk,
    lounge,
    matters,
    meetings,
    plan,
    projects,
    roster,
)

__all__ = [
    "ballots",
    "campaigns",
    "companies",
    "evidence",
    "forwarding",
    "frontdesk",
    "lounge",
    "matters",
    "meetings",
    "plan",
    "projects",
    "roster",
]
