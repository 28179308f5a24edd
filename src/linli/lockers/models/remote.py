"""Doors that staff opened from afar, and what a second person agreed to."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from linli.lockers.models.cabinet import Cabinet
from linli.people.models import Person
from linli.places.models import Place


class OpeningPermit(models.Model):
    """A second person's yes to some more openings of one building's doors, for an hour."""

    operator = models.ForeignKey(Person, models.PROTECT, related_name="opening_permits")
    building = models.ForeignKey(Place, models.PROTECT, related_name="opening_permits")
    approved_by = models.ForeignKey(Person, models.PROTECT, related_name="opening_permits_given")
    openings = models.PositiveSmallIntegerField(_("可开次数"))
    used = models.PositiveSmallIntegerField(_("已开次数"), default=0)
    until = models.DateTimeField(_("有效至"))

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(used__lte=F("openings")), name="no_permit_is_used_beyond_its_number"
            ),
            models.CheckConstraint(
                condition=~Q(operator=F("approved_by")), name="nobody_permits_oneself"
            ),
        )

    def __str__(self) -> str:
        return f"{self.operator_id} {self.used}/{self.openings}"


class RemoteOpening(models.Model):
    """One door that somebody asked to open from afar; counted before it is asked for.

    ``operator`` is who, as the ledger names people; ``cid`` makes the same press one opening.
    """

    operator = models.CharField(max_length=40)
    cabinet = models.ForeignKey(
        Cabinet, models.PROTECT, related_name="remote_openings", db_index=False
    )
    cid = models.CharField(max_length=40, unique=True)
    at = models.DateTimeField(_("时间"), db_index=True)
    permit = models.ForeignKey(OpeningPermit, models.PROTECT, null=True, related_name="used_for")

    def __str__(self) -> str:
        return f"{self.operator} @ {self.cabinet_id}"
