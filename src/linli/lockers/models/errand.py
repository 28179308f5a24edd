"""Errands: a meal that somebody fetches for its owner, by a link that opens its door once."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from linli.lockers.models.deposit import Deposit


class Errand(models.Model):
    """One link that an owner has given away. It says nothing of the owner or of who fetches.

    ``code`` is its name in the link; ``cid`` is the press that has used it, empty until then.
    """

    code = models.CharField(max_length=13, unique=True)
    deposit = models.ForeignKey(Deposit, models.PROTECT, related_name="errands", db_index=False)
    made_at = models.DateTimeField(_("生成时间"))
    used_at = models.DateTimeField(_("开门时间"), null=True)
    revoked_at = models.DateTimeField(_("收回时间"), null=True)
    cid = models.CharField(max_length=40, blank=True, default="")

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["deposit"],
                condition=Q(revoked_at=None),
                name="one_live_errand_per_deposit",
            ),
        )

    def __str__(self) -> str:
        return f"{self.code}: {self.deposit_id}"
