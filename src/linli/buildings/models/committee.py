"""The committee of a building, its seats, and who held them when."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from linli.buildings.enums.matters import HowChosen, SeatKind
from linli.people.models import Person
from linli.places.models import Place


class Committee(models.Model):
    """The committee of one building. ``matters_raised`` numbers its matters, without a gap.

    Its building reaches from the lowest to the highest floor, once somebody has said so.
    """

    building = models.OneToOneField(Place, models.PROTECT, related_name="committee")
    founded_on = models.DateField(_("成立日期"))
    matters_raised = models.PositiveIntegerField(_("楼事数"), default=0)
    lowest_floor = models.SmallIntegerField(_("最低一层"), null=True)
    highest_floor = models.SmallIntegerField(_("最高一层"), null=True)

    def __str__(self) -> str:
        return f"{self.building_id} {self.founded_on}"


class Seat(models.Model):
    """One seat; ``number`` tells it from others of its kind."""

    committee = models.ForeignKey(Committee, models.PROTECT, related_name="seats", db_index=False)
    kind = models.CharField(_("席位"), max_length=9, choices=SeatKind)
    number = models.PositiveSmallIntegerField(_("第几席"))

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["committee", "kind", "number"], name="a_seat_is_there_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.committee_id} {self.kind} {self.number}"


class Term(models.Model):
    """Somebody in a seat, from a day to a day, and how they came to it. Never deleted.

    ``ended_at`` is when it was ended, at its time or before. ``holder`` is as they are called in
    the house: who sits in a committee need have no account.
    """

    seat = models.ForeignKey(Seat, models.PROTECT, related_name="terms")
    holder = models.CharField(_("姓名"), max_length=20, blank=True)
    how = models.CharField(_("怎样产生"), max_length=7, choices=HowChosen)
    votes = models.PositiveIntegerField(_("得票"), null=True)
    begins_on = models.DateField(_("任期第一天"))
    ends_on = models.DateField(_("任期最后一天"))
    noted_by = models.ForeignKey(Person, models.PROTECT, related_name="terms_noted")
    noted_at = models.DateTimeField(_("登记时间"))
    ended_at = models.DateTimeField(_("结束时间"), null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["seat"], condition=Q(ended_at=None), name="one_in_a_seat_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(ends_on__gt=F("begins_on")), name="a_term_takes_time"
            ),
            models.CheckConstraint(
                condition=Q(how=HowChosen.ELECTED, votes__isnull=False)
                | Q(how=HowChosen.NAMED, votes=None),
                name="only_an_election_has_votes",
            ),
        )

    def __str__(self) -> str:
        return f"{self.seat_id} {self.begins_on}"
