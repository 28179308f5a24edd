"""Policies, who is told of them, and the calls by which services and care reach people."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from linli.buildings.enums.campaigns import CallResult, CampaignKind, OutreachState, ToldBy
from linli.buildings.models.committee import Committee
from linli.buildings.models.company import Company
from linli.people.models import Person
from linli.people.sealing import Purpose
from linli.people.sealing_fields import SealedText
from linli.places.models import Place


class Policy(models.Model):
    """A policy from which companies at a place may gain, as ``rules.policy_text`` writes it.

    ``edition`` counts the changes that were declared: whoever was told of one edition is told
    again only of a later one. ``source`` is an address, shown as text.
    """

    place = models.ForeignKey(
        Place, models.PROTECT, related_name="policies", verbose_name=_("适用于")
    )
    name = models.CharField(_("政策名称"), max_length=60)
    issuer = models.CharField(_("发文单位"), max_length=40)
    number = models.CharField(_("文号"), max_length=40)
    valid_from = models.DateField(_("从哪天起"))
    valid_until = models.DateField(_("到哪天为止"), null=True)
    conditions = models.TextField(_("条件"))
    gives = models.CharField(_("给什么"), max_length=300)
    how = models.CharField(_("怎样申请"), max_length=300)
    source = models.CharField(_("原文网址"), max_length=200, blank=True)
    edition = models.PositiveSmallIntegerField(_("第几版"), default=1)
    changed = models.CharField(_("改了什么"), max_length=200, blank=True)
    kept_by = models.ForeignKey(
        Person, models.PROTECT, related_name="policies_kept", verbose_name=_("登记人")
    )
    kept_at = models.DateTimeField(_("登记时间"))
    ended_at = models.DateTimeField(_("撤下时间"), null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["place", "number"],
                condition=Q(ended_at=None),
                name="a_document_is_kept_once_a_place",
            ),
            models.CheckConstraint(
                condition=Q(valid_until=None) | Q(valid_until__gte=F("valid_from")),
                name="a_policy_ends_after_it_began",
            ),
        )

    def __str__(self) -> str:
        return f"{self.place_id} {self.number}"


class Campaign(models.Model):
    """Something that is brought to companies or people of a building, one after the other.

    ``policy`` and its ``edition`` are what a campaign of that kind tells of.
    """

    committee = models.ForeignKey(
        Committee, models.PROTECT, related_name="campaigns", verbose_name=_("楼委会")
    )
    kind = models.CharField(_("送什么"), max_length=7, choices=CampaignKind)
    title = models.CharField(_("主题"), max_length=60)
    policy = models.ForeignKey(
        Policy, models.PROTECT, null=True, related_name="campaigns", verbose_name=_("政策")
    )
    edition = models.PositiveSmallIntegerField(_("政策第几版"), default=0)
    begun_by = models.ForeignKey(
        Person, models.PROTECT, related_name="campaigns_begun", verbose_name=_("发起人")
    )
    begun_at = models.DateTimeField(_("开始时间"))
    closed_at = models.DateTimeField(_("结束时间"), null=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(kind=CampaignKind.POLICY, policy__isnull=False, edition__gt=0)
                | (~Q(kind=CampaignKind.POLICY) & Q(policy=None, edition=0)),
                name="a_campaign_of_policy_has_its_policy",
            ),
        )

    def __str__(self) -> str:
        return f"{self.committee_id} {self.kind} {self.begun_at:%Y-%m-%d}"


class CampaignRound(models.Model):
    """One walk of a campaign: on which day, and who goes."""

    campaign = models.ForeignKey(
        Campaign, models.PROTECT, related_name="rounds", db_index=False, verbose_name=_("活动")
    )
    number = models.PositiveSmallIntegerField(_("第几轮"))
    on = models.DateField(_("哪天去"))
    goes = SealedText(_("谁去"), purpose=Purpose.PERSON_NAME, null=True)
    planned_at = models.DateTimeField(_("排定时间"))

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["campaign", "number"], name="a_round_has_its_own_number"
            ),
        )

    def __str__(self) -> str:
        return f"{self.campaign_id} {self.number}"


class Outreach(models.Model):
    """One company or person of a campaign, and how far that has come.

    That nobody is told twice of one edition of a policy, whatever campaign comes by, is the
    database's promise: ``policy`` and ``edition`` are their campaign's, kept here for it.
    ``who`` is a person's name and where they are found, sealed. ``code`` is in their link.
    """

    campaign = models.ForeignKey(
        Campaign, models.PROTECT, related_name="outreach", verbose_name=_("活动")
    )
    company = models.ForeignKey(
        Company, models.PROTECT, null=True, related_name="outreach", verbose_name=_("企业")
    )
    policy = models.ForeignKey(
        Policy, models.PROTECT, null=True, related_name="outreach", verbose_name=_("政策")
    )
    edition = models.PositiveSmallIntegerField(_("政策第几版"), default=0)
    round = models.ForeignKey(
        CampaignRound, models.PROTECT, null=True, related_name="outreach", verbose_name=_("第几轮")
    )
    code = models.CharField(max_length=13, unique=True)
    who = SealedText(_("姓名和住处"), purpose=Purpose.PERSON_NAME, row="code", null=True)
    state = models.CharField(
        _("进展"), max_length=8, choices=OutreachState, default=OutreachState.LISTED
    )
    told_by = models.CharField(_("怎样告知"), max_length=6, choices=ToldBy, blank=True)
    listed_at = models.DateTimeField(_("列入时间"))
    told_at = models.DateTimeField(_("告知时间"), null=True)
    read_at = models.DateTimeField(_("看过的时间"), null=True)
    applied_at = models.DateTimeField(_("申请时间"), null=True)
    ended_at = models.DateTimeField(_("有结果的时间"), null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["policy", "edition", "company"], name="nobody_is_told_twice"
            ),
            models.UniqueConstraint(
                fields=["campaign", "company"], name="a_company_is_listed_once"
            ),
            models.CheckConstraint(
                condition=Q(company__isnull=False) | Q(policy=None),
                name="a_policy_is_told_to_companies",
            ),
            models.CheckConstraint(
                condition=~Q(state=OutreachState.APPLIED) | Q(applied_at__isnull=False),
                name="who_applied_has_the_time",
            ),
        )
        indexes = (models.Index(fields=["campaign", "state"], name="outreach_of_a_campaign"),)

    def __str__(self) -> str:
        return f"{self.campaign_id} {self.state}"


class OutreachCall(models.Model):
    """One call at somebody's door: what it came to, and when the next one is. Never deleted."""

    outreach = models.ForeignKey(
        Outreach, models.PROTECT, related_name="calls", verbose_name=_("对谁")
    )
    on = models.DateField(_("哪天"))
    result = models.CharField(_("结果"), max_length=8, choices=CallResult)
    says = models.CharField(_("记了什么"), max_length=200, blank=True)
    next_on = models.DateField(_("下次哪天去"), null=True)
    by = models.ForeignKey(
        Person, models.PROTECT, related_name="outreach_calls", verbose_name=_("登记人")
    )
    at = models.DateTimeField(_("登记时间"))

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=~Q(result=CallResult.LATER) | Q(next_on__isnull=False),
                name="who_is_seen_later_has_a_day",
            ),
        )

    def __str__(self) -> str:
        return f"{self.outreach_id} {self.on}"
