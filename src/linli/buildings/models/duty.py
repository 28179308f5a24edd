"""The windows of a building's service desk, when each is to be open, and who is there then."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from linli.buildings.models.committee import Committee
from linli.people.models import Person


class ServiceWindow(models.Model):
    """One window of a building's service desk, as 人才服务. It is never deleted, but closed.

    While ``paused_at`` is set nobody is called to it, though somebody is on duty.
    """

    committee = models.ForeignKey(Committee, models.PROTECT, related_name="windows", db_index=False)
    number = models.PositiveSmallIntegerField(_("几号窗"))
    name = models.CharField(_("窗口"), max_length=20)
    closed_at = models.DateTimeField(_("撤销时间"), null=True)
    paused_at = models.DateTimeField(_("暂停时间"), null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["committee", "number"], name="a_window_has_its_own_number"
            ),
        )

    def __str__(self) -> str:
        return f"{self.number} {self.name}"


class Shift(models.Model):
    """A time for which a window wants somebody. Without a duty that stands, it is a gap.

    One that is not wanted any more was dropped; it stays, and nobody is on duty in it.
    """

    window = models.ForeignKey(
        ServiceWindow,
        models.PROTECT,
        related_name="shifts",
        db_index=False,
        verbose_name=_("窗口"),
    )
    begins_at = models.DateTimeField(_("开始"))
    ends_at = models.DateTimeField(_("结束"))
    dropped_at = models.DateTimeField(_("取消时间"), null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["window", "begins_at"], name="a_shift_is_there_once"),
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("begins_at")), name="a_shift_takes_time"
            ),
        )

    def __str__(self) -> str:
        return f"{self.window_id} {self.begins_at:%Y-%m-%d %H:%M}"


class Duty(models.Model):
    """Somebody who takes a shift, and until when they did if they gave it up. Never deleted."""

    shift = models.ForeignKey(Shift, models.PROTECT, related_name="duties", verbose_name=_("班次"))
    person = models.ForeignKey(
        Person, models.PROTECT, related_name="duties", verbose_name=_("值班人员")
    )
    taken_at = models.DateTimeField(_("排上的时间"))
    left_at = models.DateTimeField(_("退出的时间"), null=True)
    signed_on_at = models.DateTimeField(_("打卡时间"), null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["shift"], condition=Q(left_at=None), name="one_takes_a_shift"
            ),
        )

    def __str__(self) -> str:
        return f"{self.shift_id} {self.person_id}"
