"""How far we hold each cabinet's journal."""

from dataclasses import dataclass

from linli.lockers.models import Cabinet


@dataclass(frozen=True, slots=True)
class KnownPosition:
    """The last line we hold of one cabinet's journal, and its hash."""

    cabinet: str
    epoch: int
    seq: int
    head: str


def known_positions() -> list[KnownPosition]:
    """Return where we are with every cabinet that is not in quarantine."""
    rows = Cabinet.objects.filter(quarantined_at=None).values_list(
        "code", "epoch", "applied_seq", "head_hash"
    )
    return [KnownPosition(*row) for row in rows]
