"""Alarms: what needs a hand, who sees to it, and what was done."""

from dataclasses import fields

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from linli.lockers.enums import AlarmKind
from linli.lockers.models.cabinet import Cabinet
from linli.lockers.rules.alarms import AlarmNow, Cause
from linli.people.models import Person


class Alarm(models.Model):
    """One thing that needs a hand, from its cause to the word what was done about it.

    Moves only along ``rules.alarms``; the constraint lets no cause have two at once. ``comp`` is
    0 and ``part`` empty where it is about the whole cabinet. ``remedy`` is what somebody wrote.
    """

    cabinet = models.ForeignKey(Cabinet, models.PROTECT, related_name="alarms", db_index=False)
    kind = models.CharField(_("告警"), max_length=14, choices=AlarmKind)
    comp = models.PositiveSmallIntegerField(_("格口"), default=0)
    part = models.CharField(_("部件"), max_length=40, blank=True)
    began_at = models.DateTimeField(_("首次发生"))
    since = models.DateTimeField(_("自"))
    lifted_at = models.DateTimeField(_("恢复时间"), null=True)
    claimed_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="alarms_claimed")
    claimed_at = models.DateTimeField(_("认领时间"), null=True)
    remedied_by = models.ForeignKey(
        Person, models.PROTECT, null=True, related_name="alarms_remedied"
    )
    remedied_at = models.DateTimeField(_("处理时间"), null=True)
    remedy = models.CharField(_("怎么处理的"), max_length=100, blank=True)
    closed_at = models.DateTimeField(_("关闭时间"), null=True)
    returned = models.PositiveIntegerField(_("又出现次数"), default=0)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["cabinet", "kind", "comp", "part"],
                condition=Q(closed_at=None),
                name="one_open_alarm_per_cause",
            ),
            models.CheckConstraint(
                condition=Q(closed_at=None) | Q(lifted_at__isnull=False),
                name="no_alarm_is_closed_while_its_cause_stands",
            ),
            models.CheckConstraint(
                condition=Q(claimed_by=None, claimed_at=None)
                | Q(claimed_by__isnull=False, claimed_at__isnull=False),
                name="a_claim_has_its_instant",
            ),
            models.CheckConstraint(
                condition=Q(remedied_at=None)
                | Q(claimed_at__isnull=False, remedied_by__isnull=False),
                name="a_remedy_is_somebodys",
            ),
        )
        indexes = (models.Index(fields=["cabinet", "began_at"], name="alarms_of_a_day"),)

    def __str__(self) -> str:
        return f"{self.cabinet_id} {self.kind} {self.comp or self.part}"

    @property
    def cause(self) -> Cause:
        """What it is about."""
        return Cause(AlarmKind(self.kind), self.comp, self.part)

    def now(self) -> AlarmNow:
        """Return it as the rules know it."""
        return AlarmNow(
            began_at=self.began_at,
            since=self.since,
            lifted_at=self.lifted_at,
            claimed_by=self.claimed_by_id,
            claimed_at=self.claimed_at,
            remedied_at=self.remedied_at,
            closed_at=self.closed_at,
            returned=self.returned,
        )

    def become(self, then: AlarmNow) -> None:
        """Take over what a rule said; what was undone loses its words too."""
        for one in fields(then):
            name = "claimed_by_id" if one.name == "claimed_by" else one.name
            setattr(self, name, getattr(then, one.name))
        if then.remedied_at is None:
            self.remedied_by, self.remedy = None, ""
