"""Reading the ends of the ledger's chains, which takes no time however long they are."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import F, Max

from linli.ledger.models import Chain, Entry

MOST_LOOSE = 100
"""Names returned; whoever has so many needs a backup, not a longer list."""


@dataclass(frozen=True, slots=True)
class Heads:
    """What the ends say: chains whose last entry is not their head, and the newest instant."""

    chains: int
    loose: tuple[str, ...]
    newest: datetime | None


def read_heads() -> Heads:
    """Hold every chain's head against its last entry; three queries.

    A chain that was cut, or whose last entry or head was changed, is loose. What was changed
    further back only ``find_damage`` sees, which reads everything.
    """
    last = Entry.objects.filter(seq=F("chain__seq"))
    ends = dict(last.values_list("chain_id", "hash"))
    beyond = set(Entry.objects.filter(seq__gt=F("chain__seq")).values_list("chain_id", flat=True))
    chains = list(Chain.objects.order_by("name").values_list("pk", "name", "seq", "head"))
    loose = [
        name for pk, name, seq, head in chains if pk in beyond or (seq and ends.get(pk) != head)
    ]
    newest = last.aggregate(newest=Max("at"))["newest"]
    return Heads(len(chains), tuple(loose[:MOST_LOOSE]), newest)
