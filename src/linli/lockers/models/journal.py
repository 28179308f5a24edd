"""Our copy of each cabinet's journal, and the directives on their way down."""

from django.db import models

from linli.lockers.models.cabinet import Cabinet


class JournalLine(models.Model):
    """One line of a cabinet's journal, as it was sent. Never changed, never deleted.

    ``line`` is the wire's JSON; ``hash`` chains it to the line before, on both sides.
    """

    cabinet = models.ForeignKey(Cabinet, models.PROTECT, related_name="lines", db_index=False)
    epoch = models.PositiveIntegerField()
    seq = models.BigIntegerField()
    deposit = models.CharField(max_length=13, blank=True)
    hash = models.CharField(max_length=64)
    line = models.TextField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["cabinet", "epoch", "seq"], name="one_line_per_number"),
        )
        indexes = (
            models.Index(
                fields=["deposit"], condition=~models.Q(deposit=""), name="lines_of_a_deposit"
            ),
        )

    def __str__(self) -> str:
        return f"{self.cabinet_id}/{self.epoch}/{self.seq}"


class Directive(models.Model):
    """One durable order to a cabinet; sent until ``Cabinet.applied_dseq`` has reached it.

    ``mark`` tells it from any other that ever had its number; see docs/decisions/0014.
    """

    cabinet = models.ForeignKey(Cabinet, models.PROTECT, related_name="directives", db_index=False)
    dseq = models.BigIntegerField()
    mark = models.CharField(max_length=16, default="", blank=True)
    body = models.TextField()
    made_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["cabinet", "dseq"], name="one_directive_per_number"),
        )

    def __str__(self) -> str:
        return f"{self.cabinet_id}/{self.dseq}"
