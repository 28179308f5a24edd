"""What is counted and reckoned of a tower: refusals, days that are over, doors it would need."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from linli.lockers.models.cabinet import Cabinet
from linli.lockers.models.order import PlatformOrder
from linli.people.models import Person
from linli.places.models import Place


class Refusal(models.Model):
    """A courier's form that met a full cabinet, once however often it was sent.

    It is of a form and of nobody: neither phone nor order number stands here. Rows go after
    ``actions.figures.REFUSALS_KEPT``; the day's count stays.
    """

    token = models.CharField(max_length=40, unique=True)
    cabinet = models.ForeignKey(Cabinet, models.PROTECT, related_name="refusals", db_index=False)
    platform_order = models.ForeignKey(
        PlatformOrder, models.PROTECT, related_name="+", null=True, db_index=False
    )
    size = models.CharField(_("大小"), max_length=1)
    at = models.DateTimeField(_("时间"))

    class Meta:
        indexes = (models.Index(fields=["cabinet", "at"], name="refusals_of_a_day"),)

    def __str__(self) -> str:
        return f"{self.cabinet_id} {self.at}"


class TowerDay(models.Model):
    """One day of a tower in figures, for all of it and for each platform; of nobody.

    ``platform`` is a code, empty for the whole tower, ``-`` for meals that no platform
    announced. ``waits`` is JSON: whole minutes from put in to taken, and of how many meals.
    """

    building = models.ForeignKey(Place, models.PROTECT, related_name="tower_days", db_index=False)
    platform = models.CharField(_("外卖平台"), max_length=16, blank=True)
    day = models.DateField(_("日期"))
    stored = models.PositiveIntegerField(_("存餐"))
    picked = models.PositiveIntegerField(_("取走"))
    recalled = models.PositiveIntegerField(_("召回"))
    disposed = models.PositiveIntegerField(_("处理"))
    standing = models.PositiveIntegerField(_("还在柜里"))
    not_stored = models.PositiveIntegerField(_("没有存成"))
    full = models.PositiveIntegerField(_("因满被拒"))
    full_later = models.PositiveIntegerField(_("因满被拒后存入"))
    busiest = models.PositiveIntegerField(_("最忙 15 分钟"))
    busiest_at = models.DateTimeField(_("最忙从"), null=True)
    peak = models.PositiveIntegerField(_("同时在柜最多"))
    peak_at = models.DateTimeField(_("最满从"), null=True)
    doors = models.PositiveIntegerField(_("可用格口"))
    waits = models.TextField()
    counted_at = models.DateTimeField(_("统计时间"))

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["building", "platform", "day"], name="one_count_a_tower_platform_and_day"
            ),
            models.CheckConstraint(
                condition=models.Q(
                    stored=models.F("picked")
                    + models.F("recalled")
                    + models.F("disposed")
                    + models.F("standing")
                ),
                name="every_meal_of_a_day_is_in_one_count",
            ),
        )

    def __str__(self) -> str:
        return f"{self.building_id} {self.day} {self.platform}".strip()


class TowerSizing(models.Model):
    """How many doors a tower would need, as it was reckoned once; ``result`` is JSON.

    ``is_own``: from the tower's own noons, and not from imagined ones of ``meals`` meals.
    """

    building = models.ForeignKey(Place, models.PROTECT, related_name="sizings", db_index=False)
    made_at = models.DateTimeField(_("计算时间"))
    made_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="sizings")
    is_own = models.BooleanField(_("用自己的历史"))
    meals = models.FloatField(_("每个中午的餐"))
    result = models.TextField()

    class Meta:
        indexes = (models.Index(fields=["building", "made_at"], name="sizings_of_a_building"),)

    def __str__(self) -> str:
        return f"{self.building_id} {self.made_at}"
