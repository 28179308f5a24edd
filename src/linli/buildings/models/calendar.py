"""Which days of a year are worked in a district."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from linli.places.models import Place


class CalendarYear(models.Model):
    """One year's days off and made-up days in a district, as ISO dates, one a line.

    A year without a row is one that nobody knows yet: see ``rules.calendar``.
    """

    district = models.ForeignKey(
        Place, models.PROTECT, related_name="calendar_years", db_index=False
    )
    year = models.PositiveSmallIntegerField(_("年份"))
    off = models.TextField(_("放假的日子"), blank=True)
    worked = models.TextField(_("调休上班的日子"), blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["district", "year"], name="one_calendar_a_year"),
        )

    def __str__(self) -> str:
        return f"{self.district_id} {self.year}"
