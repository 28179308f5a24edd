"""Where everything happens: five levels of places."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from linli.places.enums import PlaceLevel, PlaceOrigin
from linli.places.rules import LONGEST_CODE, codes_of


class Place(models.Model):
    """A district, or something that lies in one.

    ``path`` holds the codes from the district down to this place, so that what lies in a
    place, and whose duty reaches it, is known without climbing. It and ``code`` never change.
    """

    level = models.CharField(_("级别"), max_length=11, choices=PlaceLevel)
    name = models.CharField(_("名称"), max_length=40)
    code = models.CharField(_("编号"), max_length=LONGEST_CODE, unique=True)
    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="children")
    path = models.CharField(max_length=(LONGEST_CODE + 1) * len(PlaceLevel), unique=True)
    origin = models.CharField(_("来源"), max_length=6, choices=PlaceOrigin)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(level=PlaceLevel.DISTRICT, parent=None)
                | (~Q(level=PlaceLevel.DISTRICT) & Q(parent__isnull=False)),
                name="only_a_district_lies_in_nothing",
            ),
            models.CheckConstraint(
                condition=~Q(parent=F("id")), name="a_place_does_not_lie_in_itself"
            ),
            models.CheckConstraint(
                condition=Q(level__in=PlaceLevel.values), name="a_place_has_a_known_level"
            ),
        )

    def __str__(self) -> str:
        return f"{self.code} {self.name}"

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes from the district down to this place."""
        return codes_of(self.path)
