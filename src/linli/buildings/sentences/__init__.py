"""What the ledger's verbs say in words, a module a subject; all are told once this is imported."""

from linli.buildings.sentences import ballots, matters, meetings

__all__ = ["ballots", "matters", "meetings"]
