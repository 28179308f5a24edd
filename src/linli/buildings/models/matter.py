"""What people of a building raise, who stands behind it, and what is to be done about it."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from linli.buildings.enums.kinds import MatterKind
from linli.buildings.enums.matters import Exclusion, MatterState, SeatKind, Verdict, VoiceKind
from linli.buildings.models.committee import Committee
from linli.people.models import Person
from linli.people.sealing import Purpose
from linli.people.sealing_fields import SealedText
from linli.places.rules.tree import LONGEST_CODE


class Matter(models.Model):
    """One matter of a building. Never deleted; ``state`` moves only along ``rules.lifecycle``.

    ``number`` is what people call it by. Its words are shown once it was taken up. ``merged_into``
    is the matter in which it lies, itself unchanged, so that it can be taken out again.

    ``floor`` is below 0 under the ground, ``block`` the code of a block of the building.

    ``due_on`` is the last day of the promise that stands, ``promised_on`` when the first was
    made, ``was_late`` whether one was ever broken. While ``paused_until`` is to come it is
    paused; ``due_before`` is the deadline before that pause.
    """

    committee = models.ForeignKey(Committee, models.PROTECT, related_name="matters", db_index=False)
    number = models.PositiveIntegerField(_("编号"))
    token = models.CharField(max_length=40, unique=True)
    title = models.CharField(_("什么事"), max_length=60, blank=True)
    says = models.CharField(_("详细情况"), max_length=500, blank=True)
    spot = models.CharField(_("在哪里"), max_length=40, blank=True)
    kind = models.CharField(
        _("哪一类"),
        max_length=8,
        choices=MatterKind,
        default=MatterKind.OTHER,
        db_default=MatterKind.OTHER.value,
    )
    floor = models.SmallIntegerField(_("楼层"), null=True)
    block = models.CharField(
        _("楼组"), max_length=LONGEST_CODE, default="", db_default="", blank=True
    )
    raised_at = models.DateTimeField(_("提出时间"))
    state = models.CharField(
        _("进展"), max_length=8, choices=MatterState, default=MatterState.RAISED
    )
    taken_up_at = models.DateTimeField(_("受理时间"), null=True)
    promised_on = models.DateField(_("答应的日子"), null=True)
    due_on = models.DateField(_("期限"), null=True)
    paused_on = models.DateField(_("暂停的日子"), null=True)
    paused_until = models.DateField(_("暂停到"), null=True)
    due_before = models.DateField(_("暂停前的期限"), null=True)
    pause_reason = models.CharField(_("为什么暂停"), max_length=100, blank=True)
    level = models.PositiveSmallIntegerField(_("升级"), default=0)
    was_late = models.BooleanField(_("曾经逾期"), default=False)
    answer = models.CharField(_("答复"), max_length=500, blank=True)
    exclusion = models.CharField(_("不办的原因"), max_length=9, choices=Exclusion, blank=True)
    closed_at = models.DateTimeField(_("答复时间"), null=True)
    verdict = models.CharField(
        _("提出人的评价"), max_length=8, choices=Verdict, default="", blank=True
    )
    reopened = models.PositiveSmallIntegerField(_("重开次数"), default=0)
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, related_name="merged")

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["committee", "number"], name="a_matter_has_its_own_number"
            ),
            models.CheckConstraint(
                condition=~Q(state=MatterState.IN_HAND) | Q(due_on__isnull=False),
                name="what_is_in_hand_was_promised",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=(MatterState.ANSWERED, MatterState.EXCLUDED))
                | Q(closed_at__isnull=False),
                name="what_was_answered_has_its_time",
            ),
            models.CheckConstraint(
                condition=~Q(state=MatterState.EXCLUDED) | ~Q(exclusion=""),
                name="nothing_is_refused_without_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(merged_into=None) | ~Q(merged_into=F("id")),
                name="a_matter_does_not_lie_in_itself",
            ),
        )
        indexes = (models.Index(fields=["state", "due_on"], name="matters_by_deadline"),)

    def __str__(self) -> str:
        return f"#{self.number} @ {self.committee_id}"


class Voice(models.Model):
    """Somebody who raised a matter or supports it. ``code`` is in the link that is theirs alone.

    What a machine raised has its voice, whose ``browser`` is the machine's name in the ledger.

    ``browser`` is the hash of what their browser was given, so that it counts once a matter.
    ``who`` is what they call themselves, shown to neighbours unless ``is_hidden``. ``phone`` is
    kept of who asked to be told by it how their matter goes.
    """

    matter = models.ForeignKey(Matter, models.PROTECT, related_name="voices", db_index=False)
    kind = models.CharField(_("身份"), max_length=7, choices=VoiceKind)
    code = models.CharField(max_length=40, unique=True)
    browser = models.CharField(max_length=64)
    who = models.CharField(_("怎么称呼"), max_length=30, blank=True)
    is_hidden = models.BooleanField(_("对邻居匿名"), default=True)
    at = models.DateTimeField(_("时间"))
    phone = SealedText(_("手机号"), purpose=Purpose.RECIPIENT_PHONE, row="code", null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["matter", "browser"], name="a_browser_counts_once"),
            models.UniqueConstraint(
                fields=["matter"],
                condition=Q(kind=VoiceKind.RAISER),
                name="a_matter_is_raised_by_one",
            ),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.matter_id}"


class Task(models.Model):
    """Something to be done for a matter: by which seat, and by when."""

    matter = models.ForeignKey(Matter, models.PROTECT, related_name="tasks")
    says = models.CharField(_("做什么"), max_length=100, blank=True)
    owner = models.CharField(_("谁负责"), max_length=9, choices=SeatKind)
    due_on = models.DateField(_("期限"))
    made_at = models.DateTimeField(_("布置时间"))
    done_at = models.DateTimeField(_("完成时间"), null=True)
    done_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="matter_tasks_done")

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(done_at=None) | Q(done_by__isnull=False),
                name="a_task_is_done_by_somebody",
            ),
        )

    def __str__(self) -> str:
        return f"{self.owner} {self.due_on}"
