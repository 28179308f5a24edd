"""The chains, their entries, and checkpoints of both. Rows are only added: triggers see to it."""

from django.db import models
from django.db.models import Q

from linli.kernel.chain import GENESIS


class Chain(models.Model):
    """One sequence of entries with an order of its own, and its last link.

    ``seq`` counts its entries and only grows: a trigger refuses every other change.
    """

    name = models.TextField()
    seq = models.BigIntegerField(default=0)
    head = models.CharField(max_length=64, default=GENESIS)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["name"], name="one_chain_per_name"),
            models.CheckConstraint(condition=Q(seq__gte=0), name="chain_counts_from_zero"),
        )

    def __str__(self) -> str:
        return f"{self.name} #{self.seq}"


class Entry(models.Model):
    """One act that was done. Never changed, never deleted: a trigger refuses both.

    ``facts`` is canonical JSON kept as text, because the hash covers its very bytes.
    """

    chain = models.ForeignKey(Chain, models.PROTECT, related_name="entries", db_index=False)
    seq = models.BigIntegerField()
    at = models.DateTimeField()
    actor = models.TextField()
    verb = models.TextField()
    subject = models.TextField()
    facts = models.TextField()
    prev = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["chain", "seq"], name="one_entry_per_number"),
            models.CheckConstraint(condition=Q(seq__gte=1), name="entries_count_from_one"),
        )
        indexes = (models.Index(fields=["subject", "id"], name="ledger_of_one_subject"),)

    def __str__(self) -> str:
        return f"{self.chain_id}#{self.seq} {self.actor} {self.verb} {self.subject}"


class Checkpoint(models.Model):
    """What every chain was at one instant, signed; somebody outside keeps the same text.

    ``text`` is the checkpoint as ``ledger.checkpoints`` writes and reads it.
    """

    number = models.BigIntegerField(unique=True)
    at = models.DateTimeField()
    text = models.TextField()

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(number__gte=1), name="checkpoints_count_from_one"),
        )

    def __str__(self) -> str:
        return f"#{self.number} {self.at:%Y-%m-%d %H:%M}"
