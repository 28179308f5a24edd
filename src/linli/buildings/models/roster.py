"""Who serves at the windows: the week as it should be, whom it may be given to, and proposals."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from linli.buildings.enums.roster import MemberKind, Weekday
from linli.buildings.models.committee import Committee
from linli.buildings.models.duty import Duty, ServiceWindow, Shift
from linli.people.models import Person
from linli.people.sealing import Purpose
from linli.people.sealing_fields import SealedText


class ShiftPattern(models.Model):
    """A shift that a window wants each week; shifts are made from it, and then stand alone."""

    window = models.ForeignKey(
        ServiceWindow,
        models.PROTECT,
        related_name="patterns",
        db_index=False,
        verbose_name=_("窗口"),
    )
    weekday = models.PositiveSmallIntegerField(_("星期"), choices=Weekday)
    begins = models.TimeField(_("开始"))
    ends = models.TimeField(_("结束"))

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["window", "weekday", "begins"], name="a_pattern_is_there_once"
            ),
            models.CheckConstraint(condition=Q(ends__gt=F("begins")), name="a_pattern_takes_time"),
        )

    def __str__(self) -> str:
        return f"{self.window_id} {self.weekday} {self.begins:%H:%M}"


class RosterMember(models.Model):
    """Somebody on the roster of a building, from joining it to leaving it. Never deleted.

    ``called`` is how colleagues call them, sealed, and forgotten some time after they left.
    ``feed_code`` is in the link of their calendar; another code makes the link before it a dead
    one. ``most_per_week`` counts shifts.
    """

    committee = models.ForeignKey(
        Committee,
        models.PROTECT,
        related_name="roster_members",
        db_index=False,
        verbose_name=_("楼委会"),
    )
    person = models.ForeignKey(
        Person, models.PROTECT, related_name="rosters", verbose_name=_("值班人员")
    )
    kind = models.CharField(_("身份"), max_length=9, choices=MemberKind)
    called = SealedText(_("称呼"), purpose=Purpose.PERSON_NAME, null=True)
    most_per_week = models.PositiveSmallIntegerField(_("每周最多几班"))
    feed_code = models.CharField(max_length=40, unique=True)
    joined_at = models.DateTimeField(_("加入时间"))
    left_at = models.DateTimeField(_("退出的时间"), null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["committee", "person"], name="a_person_is_on_a_roster_once"
            ),
            models.CheckConstraint(
                condition=Q(most_per_week__gte=1), name="a_member_takes_some_shift"
            ),
        )

    def __str__(self) -> str:
        return f"{self.person_id} @ {self.committee_id}"


class Qualification(models.Model):
    """A window at which a member can serve."""

    member = models.ForeignKey(
        RosterMember,
        models.CASCADE,
        related_name="qualifications",
        db_index=False,
        verbose_name=_("值班成员"),
    )
    window = models.ForeignKey(
        ServiceWindow, models.PROTECT, related_name="qualified", verbose_name=_("窗口")
    )

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["member", "window"], name="a_qualification_is_there_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.member_id} {self.window_id}"


class Wish(models.Model):
    """A weekday, or a shift, that a member wants or wants to avoid; a plan weighs it."""

    member = models.ForeignKey(
        RosterMember,
        models.CASCADE,
        related_name="wishes",
        verbose_name=_("值班成员"),
    )
    weekday = models.PositiveSmallIntegerField(_("星期"), choices=Weekday, null=True)
    shift = models.ForeignKey(
        Shift, models.CASCADE, null=True, related_name="wishes", verbose_name=_("班次")
    )
    wants = models.BooleanField(_("想要"))

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["member", "weekday"], name="one_wish_a_weekday"),
            models.UniqueConstraint(fields=["member", "shift"], name="one_wish_a_shift"),
            models.CheckConstraint(
                condition=Q(weekday=None, shift__isnull=False)
                | Q(weekday__isnull=False, shift=None),
                name="a_wish_is_of_a_weekday_or_a_shift",
            ),
        )

    def __str__(self) -> str:
        return f"{self.member_id} {self.weekday} {self.shift_id}"


class Absence(models.Model):
    """Days on which a member is not there, the last one too. Why is nobody's business here."""

    member = models.ForeignKey(
        RosterMember, models.CASCADE, related_name="absences", verbose_name=_("值班成员")
    )
    first = models.DateField(_("第一天"))
    last = models.DateField(_("最后一天"))

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(last__gte=F("first")), name="an_absence_ends_after_it_began"
            ),
        )

    def __str__(self) -> str:
        return f"{self.member_id} {self.first}"


class SwapOffer(models.Model):
    """A duty that somebody offers: to one member or to all, for one of theirs or for nothing.

    It stands until ``ended_at``: it was accepted, taken back, or its duty was left otherwise.
    """

    duty = models.ForeignKey(
        Duty, models.PROTECT, related_name="offers", db_index=False, verbose_name=_("值班")
    )
    to = models.ForeignKey(
        RosterMember,
        models.PROTECT,
        null=True,
        related_name="offers",
        verbose_name=_("给谁"),
    )
    in_return = models.ForeignKey(
        Duty, models.PROTECT, null=True, related_name="wanted", verbose_name=_("换哪一班")
    )
    offered_at = models.DateTimeField(_("提出时间"))
    ended_at = models.DateTimeField(_("结束时间"), null=True)
    accepted_by = models.ForeignKey(
        RosterMember,
        models.PROTECT,
        null=True,
        related_name="accepted",
        verbose_name=_("谁接了班"),
    )

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["duty"], condition=Q(ended_at=None), name="a_duty_is_offered_once_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(in_return=None) | Q(to__isnull=False),
                name="what_is_wanted_in_return_is_somebodys",
            ),
            models.CheckConstraint(
                condition=Q(accepted_by=None) | Q(ended_at__isnull=False),
                name="an_offer_that_was_accepted_is_over",
            ),
        )

    def __str__(self) -> str:
        return f"{self.duty_id} {self.offered_at:%Y-%m-%d %H:%M}"


class RosterDraft(models.Model):
    """A proposal for the gaps between two days, until it is applied or another takes its place.

    ``cost`` is what the plan costs in points, ``bound`` below which no plan can be.
    """

    committee = models.OneToOneField(
        Committee, models.PROTECT, related_name="roster_draft", verbose_name=_("楼委会")
    )
    first = models.DateField(_("第一天"))
    last = models.DateField(_("最后一天"))
    made_at = models.DateTimeField(_("时间"))
    gaps = models.PositiveIntegerField(_("仍缺人的班"))
    cost = models.BigIntegerField(_("得分"))
    bound = models.BigIntegerField(_("下界"))
    took_ms = models.PositiveIntegerField(_("用时（毫秒）"))

    def __str__(self) -> str:
        return f"{self.committee_id} {self.first}"


class DraftDuty(models.Model):
    """Whom a proposal would give a shift."""

    draft = models.ForeignKey(
        RosterDraft,
        models.CASCADE,
        related_name="duties",
        db_index=False,
        verbose_name=_("排班建议"),
    )
    shift = models.ForeignKey(
        Shift, models.CASCADE, related_name="proposed", verbose_name=_("班次")
    )
    member = models.ForeignKey(
        RosterMember, models.CASCADE, related_name="proposed", verbose_name=_("值班成员")
    )

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["draft", "shift"], name="a_draft_gives_a_shift_once"),
        )

    def __str__(self) -> str:
        return f"{self.draft_id} {self.shift_id}"
