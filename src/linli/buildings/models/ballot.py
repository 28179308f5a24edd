"""What a committee decides: words on a matter, motions, ballots, votes, and what was resolved."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from linli.buildings.enums.ballots import BallotRule, CastBy, Outcome, RollKind
from linli.buildings.models.committee import Committee, Seat
from linli.buildings.models.matter import Matter
from linli.people.models import Person
from linli.people.sealing import Purpose
from linli.people.sealing_fields import SealedText


class Contribution(models.Model):
    """What was said on a matter under deliberation, minuted. ``seat`` None: by the secretary."""

    matter = models.ForeignKey(
        Matter, models.PROTECT, related_name="contributions", verbose_name=_("楼事")
    )
    seat = models.ForeignKey(
        Seat, models.PROTECT, null=True, related_name="contributions", verbose_name=_("席位")
    )
    says = models.CharField(_("发言"), max_length=300, blank=True)
    at = models.DateTimeField(_("时间"))
    noted_by = models.ForeignKey(
        Person, models.PROTECT, related_name="contributions_noted", verbose_name=_("记录人")
    )

    def __str__(self) -> str:
        return f"{self.matter_id} {self.at:%Y-%m-%d %H:%M}"


class Motion(models.Model):
    """Something to be decided: of a matter, or free. With ``seat`` it is an election to it."""

    committee = models.ForeignKey(
        Committee,
        models.PROTECT,
        related_name="motions",
        db_index=False,
        verbose_name=_("楼委会"),
    )
    number = models.PositiveIntegerField(_("编号"))
    matter = models.ForeignKey(
        Matter, models.PROTECT, null=True, related_name="motions", verbose_name=_("楼事")
    )
    seat = models.ForeignKey(
        Seat, models.PROTECT, null=True, related_name="elections", verbose_name=_("席位")
    )
    title = models.CharField(_("议题"), max_length=60, blank=True)
    says = models.CharField(_("要决定什么"), max_length=500, blank=True)
    made_at = models.DateTimeField(_("提出时间"))
    made_by = models.ForeignKey(
        Person, models.PROTECT, related_name="motions_made", verbose_name=_("登记人")
    )

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["committee", "number"], name="a_motion_has_its_own_number"
            ),
            models.CheckConstraint(
                condition=Q(matter=None) | Q(seat=None), name="an_election_is_of_no_matter"
            ),
        )

    def __str__(self) -> str:
        return f"M{self.number} @ {self.committee_id}"


class Candidate(models.Model):
    """Somebody who stands in an election; ``number`` is what is voted for."""

    motion = models.ForeignKey(
        Motion,
        models.PROTECT,
        related_name="candidates",
        db_index=False,
        verbose_name=_("选举"),
    )
    number = models.PositiveSmallIntegerField(_("几号候选人"))
    name = models.CharField(_("姓名"), max_length=20, blank=True)
    stood_at = models.DateTimeField(_("提名时间"))

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["motion", "number"], name="a_candidate_has_their_own_number"
            ),
        )

    def __str__(self) -> str:
        return f"{self.motion_id} {self.number}"


class Ballot(models.Model):
    """One vote over a motion, from its opening, when its roll is frozen, to its end.

    ``roll_hash`` is of the roll at opening, see ``rules.recount``. ``papers`` were put into the
    box of a secret ballot, ``papers_counted`` of them were counted.
    """

    motion = models.ForeignKey(
        Motion, models.PROTECT, related_name="ballots", verbose_name=_("议题")
    )
    rule = models.CharField(_("规则"), max_length=14, choices=BallotRule)
    roll_kind = models.CharField(_("谁投票"), max_length=6, choices=RollKind)
    is_secret = models.BooleanField(_("无记名"))
    roll_hash = models.CharField(_("名册的哈希"), max_length=64)
    opened_at = models.DateTimeField(_("开始时间"))
    opened_by = models.ForeignKey(
        Person, models.PROTECT, related_name="ballots_opened", verbose_name=_("发起人")
    )
    closes_at = models.DateTimeField(_("截止时间"))
    closed_at = models.DateTimeField(_("结束时间"), null=True)
    papers = models.PositiveIntegerField(_("票箱里的纸票"), default=0)
    papers_counted = models.PositiveIntegerField(_("数过的纸票"), default=0)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["motion"], condition=Q(closed_at=None), name="one_ballot_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(closes_at__gt=F("opened_at")), name="a_ballot_takes_time"
            ),
            models.CheckConstraint(
                condition=Q(papers_counted__lte=F("papers")), name="no_more_papers_than_came"
            ),
        )
        indexes = (models.Index(fields=["closed_at", "closes_at"], name="ballots_to_close"),)

    def __str__(self) -> str:
        return f"{self.motion_id} {self.opened_at:%Y-%m-%d %H:%M}"


class Voter(models.Model):
    """One line of a ballot's roll, frozen at its opening. ``code`` is in the link it votes by.

    ``area`` is in hundredths of a square metre. ``mark`` stands for the name in what leaves the
    house, see ``rules.recount.mark_of``.
    """

    ballot = models.ForeignKey(
        Ballot, models.PROTECT, related_name="voters", db_index=False, verbose_name=_("表决")
    )
    number = models.PositiveSmallIntegerField(_("名册第几行"))
    seat = models.ForeignKey(
        Seat, models.PROTECT, null=True, related_name="votes_held", verbose_name=_("席位")
    )
    who = SealedText(_("名册上的名称"), purpose=Purpose.VOTER_NAME, row="code", null=True)
    code = models.CharField(max_length=40, unique=True)
    mark = models.CharField(_("名称的哈希"), max_length=64)
    area = models.PositiveIntegerField(_("面积"))
    heads = models.PositiveIntegerField(_("人数"))

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["ballot", "number"], name="a_line_is_there_once"),
        )

    def __str__(self) -> str:
        return f"{self.ballot_id} {self.number}"


class Turnout(models.Model):
    """That a line of a roll has voted, once.

    Of a secret ballot nothing leads from here to a vote: no key, no time, and no order, since its
    own key is the line's.
    """

    voter = models.OneToOneField(
        Voter,
        models.PROTECT,
        primary_key=True,
        related_name="turnout",
        verbose_name=_("名册上的一行"),
    )
    how = models.CharField(_("怎样投的"), max_length=5, choices=CastBy)

    def __str__(self) -> str:
        return f"{self.voter_id} {self.how}"


class Vote(models.Model):
    """One vote. ``voter`` only where the ballot is not secret.

    Its key is drawn by chance: neither key nor receipt tells when it was cast; see
    ``actions.voting``.
    """

    ballot = models.ForeignKey(Ballot, models.PROTECT, related_name="votes", verbose_name=_("表决"))
    voter = models.OneToOneField(
        Voter, models.PROTECT, null=True, related_name="vote", verbose_name=_("名册上的一行")
    )
    choice = models.CharField(_("投的什么"), max_length=7)
    receipt = models.CharField(_("回执"), max_length=40, unique=True)

    def __str__(self) -> str:
        return f"{self.ballot_id} {self.receipt}"


class Proxy(models.Model):
    """A written proxy, noted by the secretary: one line of a roll votes for another."""

    giver = models.ForeignKey(
        Voter, models.PROTECT, related_name="proxies_given", verbose_name=_("委托人")
    )
    holder = models.ForeignKey(
        Voter, models.PROTECT, related_name="proxies_held", verbose_name=_("受托人")
    )
    noted_at = models.DateTimeField(_("登记时间"))
    revoked_at = models.DateTimeField(_("撤回时间"), null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["giver"], condition=Q(revoked_at=None), name="one_proxy_at_a_time"
            ),
            models.CheckConstraint(
                condition=~Q(giver=F("holder")), name="nobody_is_their_own_proxy"
            ),
        )

    def __str__(self) -> str:
        return f"{self.giver_id} -> {self.holder_id}"


class Resolution(models.Model):
    """What came of a ballot, written once at its end. ``counts`` is the result as JSON."""

    ballot = models.OneToOneField(
        Ballot, models.PROTECT, related_name="resolution", verbose_name=_("表决")
    )
    outcome = models.CharField(_("结果"), max_length=9, choices=Outcome)
    counts = models.TextField(_("票数"))
    at = models.DateTimeField(_("时间"))

    def __str__(self) -> str:
        return f"{self.ballot_id} {self.outcome}"
