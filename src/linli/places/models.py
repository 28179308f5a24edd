"""Where everything happens: five levels of places, what is known of each, and what became of it."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from linli.places.enums import PlaceLevel, PlaceOrigin
from linli.places.rules.divisions import LONGEST_DIVISION
from linli.places.rules.reading import LONGEST_ADDRESS, LONGEST_NAME
from linli.places.rules.tree import LONGEST_CODE, LONGEST_WAY, codes_of


class Place(models.Model):
    """A district, or something that lies in one.

    ``code`` never changes, and no row is ever deleted. ``path`` holds the codes from the
    district down to this place as things are today, so that what lies in a place, and whose
    duty reaches it, is known without climbing. When a place moves, its path and those of all
    in it are written anew in the transaction that moves it; the ledger keeps what they were.

    A place that was merged into another is closed and lies in that other, with all that lay in
    it: whoever is in charge of either still reaches it. ``division`` is its national code;
    ``longitude`` and ``latitude`` are degrees of WGS-84.
    """

    level = models.CharField(_("级别"), max_length=11, choices=PlaceLevel)
    name = models.CharField(_("名称"), max_length=LONGEST_NAME)
    code = models.CharField(_("编号"), max_length=LONGEST_CODE, unique=True)
    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="children")
    path = models.CharField(max_length=(LONGEST_CODE + 1) * LONGEST_WAY, db_index=True)
    origin = models.CharField(_("来源"), max_length=6, choices=PlaceOrigin)
    division = models.CharField(
        _("区划代码"), max_length=LONGEST_DIVISION, default="", db_default=""
    )
    address = models.CharField(_("地址"), max_length=LONGEST_ADDRESS, default="", db_default="")
    longitude = models.FloatField(_("经度"), null=True)
    latitude = models.FloatField(_("纬度"), null=True)
    closed_at = models.DateTimeField(_("撤销时间"), null=True)
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, related_name="merged")

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(level=PlaceLevel.DISTRICT, parent=None)
                | (~Q(level=PlaceLevel.DISTRICT) & Q(parent__isnull=False))
                | Q(merged_into__isnull=False),
                name="only_a_district_lies_in_nothing",
            ),
            models.CheckConstraint(
                condition=~Q(parent=F("id")), name="a_place_does_not_lie_in_itself"
            ),
            models.CheckConstraint(
                condition=Q(level__in=PlaceLevel.values), name="a_place_has_a_known_level"
            ),
            # With a condition it is no key to PostgreSQL, so that moving a place does not wait
            # for those who only refer to it: deposits, notices, grants.
            models.UniqueConstraint(
                fields=["path"], condition=~Q(path=""), name="one_place_per_path"
            ),
            models.CheckConstraint(condition=~Q(path=""), name="a_place_has_a_path"),
            models.UniqueConstraint(
                fields=["division"],
                condition=~Q(division="") & Q(closed_at=None),
                name="one_open_place_per_division",
            ),
            models.CheckConstraint(
                condition=Q(longitude=None, latitude=None)
                | Q(
                    longitude__isnull=False,
                    latitude__isnull=False,
                    longitude__range=(-180, 180),
                    latitude__range=(-90, 90),
                ),
                name="a_point_is_on_earth",
            ),
            models.CheckConstraint(
                condition=Q(merged_into=None)
                | Q(closed_at__isnull=False, parent__isnull=False, parent=F("merged_into")),
                name="what_was_merged_is_closed_and_lies_there",
            ),
        )

    def __str__(self) -> str:
        return f"{self.code} {self.name}"

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes from the district down to this place."""
        return codes_of(self.path)


class Outline(models.Model):
    """The outline of a place: one closed ring of [longitude, latitude] in WGS-84.

    Beside the place and not in it, because it is large and hardly ever read.
    """

    place = models.OneToOneField(Place, models.PROTECT, primary_key=True, related_name="outline")
    ring = models.JSONField(_("轮廓"))

    def __str__(self) -> str:
        return f"{self.place_id}: {len(self.ring)}"


class ImportDraft(models.Model):
    """A table that somebody has uploaded to be tried, until it is imported or replaced.

    One for each who uploads. It holds what was uploaded, not what it would do: that is worked
    out anew each time, because places may change meanwhile.
    """

    actor = models.CharField(max_length=40, unique=True)
    content = models.BinaryField()
    made_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.actor} {self.made_at:%Y-%m-%d %H:%M}"


class ImportedPlace(models.Model):
    """What one import did to one place; ``entry`` is the hash of its entry in the ledger.

    The entry holds a digest over all of them, in the order of their numbers: thousands of rows
    are one act, and would not fit into one entry.
    """

    place = models.ForeignKey(Place, models.PROTECT, related_name="imports")
    entry = models.CharField(max_length=64, db_index=True)
    facts = models.TextField()

    def __str__(self) -> str:
        return f"{self.place_id} {self.entry[:8]}"


class Findable(models.Model):
    """A thing that can be found by its words: one row of the index that every part keeps.

    ``kind`` and ``reference`` are what its part calls it by, and ``place`` is where it is, so
    that nobody finds what they may not see. ``words`` is as ``rules.words`` writes it. Beside
    this table stand the index of SQLite and the column of PostgreSQL: see migration 0003.
    """

    kind = models.CharField(max_length=12)
    reference = models.CharField(max_length=40)
    place = models.ForeignKey(Place, models.PROTECT, related_name="findables")
    words = models.TextField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["kind", "reference"], name="a_thing_is_found_once"),
        )

    def __str__(self) -> str:
        return f"{self.kind}:{self.reference}"
