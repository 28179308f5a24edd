"""What a crew found behind a door that nobody had watched: said once, beside the outcome."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from linli.lockers.enums import DepositState, FindingKind
from linli.lockers.models.deposit import Deposit


class Finding(models.Model):
    """What the crew said of one deposit, and what became of its meal by that.

    The deposit's state stays what its cabinet wrote; ``outcome`` is what counts of the two, and
    is the same where the crew found what the cabinet took it to be. Who said it stands in the
    ledger alone. Never changed, never deleted.
    """

    deposit = models.OneToOneField(Deposit, models.PROTECT, related_name="finding")
    found = models.CharField(_("找到的"), max_length=8, choices=FindingKind)
    outcome = models.CharField(_("结局"), max_length=13, choices=DepositState)
    made_at = models.DateTimeField(_("说明时间"))

    def __str__(self) -> str:
        return f"{self.deposit_id}: {self.found}"
