"""Doors that people keep out of use: for repair, for cleaning, or until they are needed."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from linli.lockers.enums import HoldKind
from linli.lockers.models.cabinet import Cabinet
from linli.people.models import Person


class DoorHold(models.Model):
    """One door kept out of use, from somebody's word to somebody's, or the clock's.

    What the door does is its cabinet's word: it goes out of use once nothing is in it.
    ``lifted_by`` is None where the clock brought a spare door in; ``replaces`` is then the
    door that is broken, 0 where the cabinet was full.
    """

    cabinet = models.ForeignKey(Cabinet, models.PROTECT, related_name="holds", db_index=False)
    comp = models.PositiveSmallIntegerField(_("格口"))
    kind = models.CharField(_("为什么"), max_length=8, choices=HoldKind)
    reason = models.CharField(_("原因"), max_length=100)
    held_by = models.ForeignKey(Person, models.PROTECT, related_name="holds")
    held_at = models.DateTimeField(_("停用时间"))
    lifted_at = models.DateTimeField(_("恢复时间"), null=True)
    lifted_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="holds_lifted")
    lifted_reason = models.CharField(_("恢复原因"), max_length=100, blank=True)
    replaces = models.PositiveSmallIntegerField(_("顶替"), default=0)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["cabinet", "comp"],
                condition=Q(lifted_at=None),
                name="a_door_is_held_once",
            ),
        )
        indexes = (models.Index(fields=["cabinet", "lifted_at"], name="holds_lifted_lately"),)

    def __str__(self) -> str:
        return f"{self.cabinet_id} {self.comp} {self.kind}"
