"""What owners say is wrong with a meal: beside its state, which only the cabinet moves."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from linli.lockers.enums import ReportAnswer, ReportKind
from linli.lockers.models.deposit import Deposit


class MealReport(models.Model):
    """One thing an owner said, and what the crew answered; both are words of a list.

    So neither holds anything about a person. ``answer`` is empty until there is one; ``level``
    is how far it has escalated meanwhile.
    """

    deposit = models.ForeignKey(Deposit, models.PROTECT, related_name="reports")
    kind = models.CharField(_("反馈"), max_length=8, choices=ReportKind)
    made_at = models.DateTimeField(_("反馈时间"))
    answer = models.CharField(_("答复"), max_length=8, choices=ReportAnswer, blank=True)
    answered_at = models.DateTimeField(_("答复时间"), null=True)
    level = models.PositiveSmallIntegerField(_("升级"), default=0, db_default=0)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["deposit"],
                condition=Q(answered_at=None),
                name="one_open_report_per_deposit",
            ),
            models.CheckConstraint(
                condition=Q(answered_at=None, answer="")
                | (Q(answered_at__isnull=False) & ~Q(answer="")),
                name="an_answer_has_its_time",
            ),
        )

    def __str__(self) -> str:
        return f"{self.deposit_id}: {self.kind}"
