"""What the ledger's verbs say in words, a module a subject; all are told once this is imported."""

from linli.buildings.sentences import matters, roster

__all__ = ["matters", "roster"]
