"""Cabinets, their compartments, and how many of each size can still be promised."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from linli.lockers.enums import DoorState
from linli.places.models import Place


class Cabinet(models.Model):
    """One cabinet, and how far its journal and its directives are known on both sides.

    This row is the lock of everything about one cabinet: whoever writes takes it first.
    ``applied_seq`` and ``head_hash`` name the last journal line we hold; ``dseq`` is the last
    directive made, ``applied_dseq`` and ``applied_mark`` name the last one in force there.
    ``codes_public`` is the cabinet's half of the key by which it checks pickup codes alone
    (X25519, in hex), ``bus_public`` its name on the bus (NKey); empty where there is none.
    ``alarm_seq`` counts what became of its alarms, so that a board knows when to draw anew;
    ``queued`` counts who stands in its queue, so that whoever comes to a cabinet without one
    asks for none.
    ``position`` is where it stands in its hall, from the left; None where nobody has said.
    """

    code = models.CharField(_("编号"), max_length=16, unique=True)
    building = models.ForeignKey(Place, models.PROTECT, related_name="cabinets")
    spot = models.CharField(_("位置"), max_length=40)
    public_key = models.CharField(max_length=64)
    epoch = models.PositiveIntegerField(default=1)
    applied_seq = models.BigIntegerField(default=0)
    head_hash = models.CharField(max_length=64)
    dseq = models.BigIntegerField(default=0)
    applied_dseq = models.BigIntegerField(default=0)
    applied_mark = models.CharField(max_length=16, default="", blank=True)
    boot_id = models.CharField(max_length=32, blank=True)
    heard_at = models.DateTimeField(_("最近心跳"), null=True)
    hold_ms = models.BigIntegerField(_("保存时限"))
    quarantined_at = models.DateTimeField(_("隔离时间"), null=True)
    quarantine_seq = models.BigIntegerField(null=True)
    codes_public = models.CharField(max_length=64, default="", blank=True)
    bus_public = models.CharField(max_length=56, default="", blank=True)
    revoked_at = models.DateTimeField(_("停用时间"), null=True)
    alarm_seq = models.BigIntegerField(default=0, db_default=0)
    queued = models.PositiveSmallIntegerField(_("排队人数"), default=0, db_default=0)
    counted_at = models.DateTimeField(_("盘点时间"), null=True)
    heard_epoch = models.PositiveIntegerField(default=0, db_default=0)
    left_session = models.CharField(max_length=32, default="", db_default="", blank=True)
    position = models.PositiveSmallIntegerField(_("从左数第几台"), null=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(applied_dseq__lte=models.F("dseq")),
                name="no_directive_applied_before_it_was_made",
            ),
        )

    def __str__(self) -> str:
        return self.code


class Compartment(models.Model):
    """One compartment as its cabinet last reported it; ``deposit`` is a deposit's code."""

    cabinet = models.ForeignKey(
        Cabinet, models.PROTECT, related_name="compartments", db_index=False
    )
    number = models.PositiveSmallIntegerField(_("格口"))
    size = models.CharField(_("大小"), max_length=1)
    column = models.PositiveSmallIntegerField(_("列"))
    row = models.PositiveSmallIntegerField(_("行"))
    state = models.CharField(_("状态"), max_length=10, choices=DoorState, default=DoorState.FREE)
    deposit = models.CharField(max_length=13, blank=True)
    since = models.DateTimeField(_("自"), null=True)
    left_open = models.BooleanField(_("门未关"), default=False)
    openings = models.PositiveIntegerField(_("开门次数"), default=0)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["cabinet", "number"], name="one_row_per_door"),
            models.UniqueConstraint(
                fields=["deposit"],
                condition=~Q(deposit=""),
                name="a_deposit_is_in_one_compartment",
            ),
        )

    def __str__(self) -> str:
        return f"{self.cabinet} {self.number:02d}"


class Capacity(models.Model):
    """What can be promised: free compartments of one size, and promises not yet kept.

    ``promised`` may exceed ``free`` for a while when a door is forced or taken out of
    service: the cabinet's word is the truth, and then nothing more is promised.
    """

    cabinet = models.ForeignKey(Cabinet, models.PROTECT, related_name="capacities", db_index=False)
    size = models.CharField(_("大小"), max_length=1)
    free = models.IntegerField()
    promised = models.IntegerField(default=0)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["cabinet", "size"], name="one_capacity_per_size"),
            models.CheckConstraint(
                condition=Q(free__gte=0) & Q(promised__gte=0), name="capacity_is_a_count"
            ),
        )

    def __str__(self) -> str:
        return f"{self.cabinet} {self.size}: {self.free} - {self.promised}"


class CodeTries(models.Model):
    """Wrong pickup codes typed for one cabinet on one day, in its own time zone."""

    cabinet = models.ForeignKey(Cabinet, models.PROTECT, related_name="code_tries", db_index=False)
    day = models.DateField()
    wrong = models.PositiveSmallIntegerField(default=0)
    in_a_row = models.PositiveSmallIntegerField(default=0)
    paused_until = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["cabinet", "day"], name="one_count_of_tries_a_day"),
        )

    def __str__(self) -> str:
        return f"{self.cabinet} {self.day}: {self.wrong}"
