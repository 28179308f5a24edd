"""The photos of a matter: its raiser's, and what proves what was done about it."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from linli.buildings.enums.evidence import EvidenceKind
from linli.buildings.models.matter import Matter, Task
from linli.people.models import Person


class Evidence(models.Model):
    """One photo, drawn anew from its pixels; ``task`` is what it proves done, if anything.

    The raiser, who need have no account, gives what is of its raising; whoever keeps the
    committee all others. What was hidden stays, with the reason why, and is shown to nobody else.
    """

    matter = models.ForeignKey(
        Matter,
        models.PROTECT,
        related_name="evidence",
        db_index=False,
        verbose_name=_("楼事"),
    )
    task = models.ForeignKey(
        Task, models.PROTECT, null=True, related_name="evidence", verbose_name=_("任务")
    )
    kind = models.CharField(_("佐证"), max_length=6, choices=EvidenceKind)
    digest = models.CharField(max_length=64)
    image = models.BinaryField()
    taken_at = models.DateTimeField(_("收到时间"), db_index=True)
    given_by = models.ForeignKey(
        Person, models.PROTECT, null=True, related_name="evidence_given", verbose_name=_("谁给的")
    )
    hidden_at = models.DateTimeField(_("隐藏时间"), null=True)
    hidden_because = models.CharField(_("为什么隐藏"), max_length=100, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["matter", "digest"], name="a_matter_has_a_photo_once"),
            models.CheckConstraint(
                condition=Q(kind=EvidenceKind.RAISED, given_by=None, task=None)
                | (~Q(kind=EvidenceKind.RAISED) & Q(given_by__isnull=False)),
                name="who_raises_gives_what_is_of_the_raising",
            ),
            models.CheckConstraint(
                condition=Q(hidden_at__isnull=False) | Q(hidden_because=""),
                name="only_what_is_hidden_has_a_reason_to_be",
            ),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.matter_id}"
