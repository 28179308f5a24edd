"""The companies of a building, on which floors they sit, and what is known of them."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from linli.buildings.enums.companies import (
    CompanyState,
    FactKey,
    FactLevel,
    FactPurpose,
    FactSource,
)
from linli.buildings.models.committee import Committee
from linli.people.models import Person


class Company(models.Model):
    """One company, as the keepers of one building know it. Never deleted, but left or closed.

    ``credit_code`` is its unified social credit code (GB 32100), empty while nobody knows it.
    ``industry`` is a division of GB/T 4754 by its two digits, see ``enums.industries``; empty
    while nobody knows it. ``agreed_at`` is when it agreed to stand in the building's public
    directory, with its name and floor; None: it does not stand there.
    """

    committee = models.ForeignKey(
        Committee,
        models.PROTECT,
        related_name="companies",
        db_index=False,
        verbose_name=_("楼委会"),
    )
    name = models.CharField(_("企业名称"), max_length=60)
    credit_code = models.CharField(_("统一社会信用代码"), max_length=18, blank=True)
    industry = models.CharField(_("行业"), max_length=2, blank=True)
    state = models.CharField(
        _("状态"), max_length=6, choices=CompanyState, default=CompanyState.OPEN
    )
    agreed_at = models.DateTimeField(_("同意公开名录的时间"), null=True)
    noted_at = models.DateTimeField(_("登记时间"))

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["committee", "name"], name="a_company_has_its_own_name"
            ),
            models.UniqueConstraint(
                fields=["committee", "credit_code"],
                condition=~Q(credit_code=""),
                name="a_company_has_its_own_credit_code",
            ),
        )

    def __str__(self) -> str:
        return f"{self.committee_id} {self.name}"


class Floor(models.Model):
    """One floor of a building that can be let; ``number`` orders them, below ground negative."""

    committee = models.ForeignKey(
        Committee, models.PROTECT, related_name="floors", db_index=False, verbose_name=_("楼委会")
    )
    number = models.SmallIntegerField(_("楼层"))
    area = models.PositiveIntegerField(_("可租面积（平方米）"))

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["committee", "number"], name="a_floor_is_there_once"),
            models.CheckConstraint(
                condition=Q(area__gt=0) & ~Q(number=0), name="a_floor_has_an_area_and_a_number"
            ),
        )

    def __str__(self) -> str:
        return f"{self.committee_id} {self.number}"


class Tenancy(models.Model):
    """A company on a floor, with its area in square metres; on two floors it has two.

    ``ends_on`` is the last day of the lease, None while nobody knows it; ``left_on`` the day it
    moved out, before that or after. Whoever has not left is there, whatever the lease says.
    """

    company = models.ForeignKey(
        Company, models.PROTECT, related_name="tenancies", verbose_name=_("企业")
    )
    floor = models.ForeignKey(
        Floor, models.PROTECT, related_name="tenancies", verbose_name=_("楼层")
    )
    area = models.PositiveIntegerField(_("面积（平方米）"))
    begins_on = models.DateField(_("租期第一天"))
    ends_on = models.DateField(_("租期最后一天"), null=True)
    left_on = models.DateField(_("搬走的日子"), null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["company", "floor"],
                condition=Q(left_on=None),
                name="a_company_is_on_a_floor_once",
            ),
            models.CheckConstraint(condition=Q(area__gt=0), name="a_tenancy_has_an_area"),
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("begins_on")),
                name="a_lease_ends_after_it_began",
            ),
            models.CheckConstraint(
                condition=Q(left_on=None) | Q(left_on__gte=F("begins_on")),
                name="who_left_had_come",
            ),
        )

    def __str__(self) -> str:
        return f"{self.company_id} @ {self.floor_id}"


class Fact(models.Model):
    """One thing that is known of a company. A new one replaces it; none is ever overwritten.

    Read facts by ``queries.companies.facts_of``, never from here: it tells what is unknown from
    what is expired, and gives values of their own type. ``value`` is as ``rules.facts`` writes
    it, ``as_of`` the day for which it was true, ``expires_on`` the first day on which nobody
    relies on it any more, None for what never changes. ``replaced_at`` is when a newer one came.
    """

    company = models.ForeignKey(
        Company, models.PROTECT, related_name="facts", verbose_name=_("企业")
    )
    key = models.CharField(_("什么"), max_length=15, choices=FactKey)
    value = models.CharField(_("值"), max_length=20)
    source = models.CharField(_("来源"), max_length=8, choices=FactSource)
    as_of = models.DateField(_("截至哪天"))
    expires_on = models.DateField(_("哪天过期"), null=True)
    purpose = models.CharField(_("用途"), max_length=7, choices=FactPurpose)
    level = models.CharField(_("谁能看"), max_length=9, choices=FactLevel)
    noted_by = models.ForeignKey(
        Person,
        models.PROTECT,
        null=True,
        related_name="company_facts_noted",
        verbose_name=_("登记人"),
    )
    noted_at = models.DateTimeField(_("登记时间"))
    replaced_at = models.DateTimeField(_("被取代的时间"), null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["company", "key"],
                condition=Q(replaced_at=None),
                name="one_fact_of_a_kind_holds",
            ),
            models.CheckConstraint(
                condition=Q(expires_on=None) | Q(expires_on__gt=F("as_of")),
                name="a_fact_holds_for_a_while",
            ),
        )

    def __str__(self) -> str:
        return f"{self.company_id} {self.key}"
