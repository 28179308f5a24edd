"""Where a platform's computer rehearses: a cabinet of its own that is nowhere."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from linli.lockers.models.cabinet import Cabinet
from linli.lockers.models.platform import Platform
from linli.people.sealing import Purpose
from linli.people.sealing_fields import SealedText
from linli.places.models import Place


class Sandbox(models.Model):
    """The mock cabinet of one platform that rehearses for another, ``rehearses``.

    Its journal is written here, by ``actions.sandbox``, and signed with ``private_key``: no
    agent has that key, and nothing on the bus answers to the cabinet's name.
    """

    platform = models.OneToOneField(
        Platform, models.PROTECT, related_name="sandbox", primary_key=True
    )
    rehearses = models.OneToOneField(Platform, models.PROTECT, related_name="rehearsal")
    building = models.OneToOneField(Place, models.PROTECT, related_name="+")
    cabinet = models.OneToOneField(Cabinet, models.PROTECT, related_name="+")
    private_key = SealedText(purpose=Purpose.SANDBOX_KEY, row="platform_id")
    made_at = models.DateTimeField(_("建立时间"))
    reset_at = models.DateTimeField(_("重置时间"), null=True)

    def __str__(self) -> str:
        return f"{self.platform_id} for {self.rehearses_id}"
