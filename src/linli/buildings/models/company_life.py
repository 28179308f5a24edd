"""Who speaks for a company, what it needs, who visited it, and what it says of itself."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from linli.buildings.enums.companies import (
    ContactRole,
    CorrectionState,
    FactKey,
    NeedState,
)
from linli.buildings.models.company import Company
from linli.people.models import Person
from linli.people.sealing import Purpose
from linli.people.sealing_fields import SealedText


class Contact(models.Model):
    """Somebody who speaks for a company, kept since they agreed to it and until they leave.

    Name, phone and mail are sealed, bound to ``code``, and print masked; who has a phone is
    found by ``phone_index``, its blind index. Who left is blanked by the purge.
    """

    company = models.ForeignKey(
        Company, models.PROTECT, related_name="contacts", verbose_name=_("企业")
    )
    code = models.CharField(max_length=20, unique=True)
    name = SealedText(_("姓名"), purpose=Purpose.PERSON_NAME, row="code", null=True)
    phone = SealedText(_("手机号"), purpose=Purpose.PERSON_PHONE, row="code", null=True)
    mail = SealedText(_("邮箱"), purpose=Purpose.PERSON_MAIL, row="code", null=True)
    phone_index = models.CharField(max_length=32, db_index=True, blank=True)
    role = models.CharField(_("在企业做什么"), max_length=7, choices=ContactRole)
    agreed_on = models.DateField(_("同意保存的日子"))
    left_at = models.DateTimeField(_("不再联系的时间"), null=True)

    def __str__(self) -> str:
        return f"{self.company_id} {self.role}"


class CompanyLink(models.Model):
    """A link by which a contact comes to their company's page, without an account.

    ``code`` stands in it, signed. It ends at ``ends_at``, or when it is revoked; one that is
    for once, when something was sent by it. It ends with its contact, too.
    """

    contact = models.ForeignKey(
        Contact, models.PROTECT, related_name="links", verbose_name=_("联系人")
    )
    code = models.CharField(max_length=20, unique=True)
    is_once = models.BooleanField(_("只用一次"))
    made_by = models.ForeignKey(
        Person, models.PROTECT, related_name="company_links_made", verbose_name=_("谁发的")
    )
    made_at = models.DateTimeField(_("发出时间"))
    ends_at = models.DateTimeField(_("有效期至"))
    ended_at = models.DateTimeField(_("失效时间"), null=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("made_at")), name="a_company_link_lives_a_while"
            ),
        )

    def __str__(self) -> str:
        return f"{self.contact_id} {self.ends_at:%Y-%m-%d}"


class Need(models.Model):
    """Something a company needs, and what it was answered. ``by`` is None: the company said so."""

    company = models.ForeignKey(
        Company, models.PROTECT, related_name="needs", verbose_name=_("企业")
    )
    says = models.CharField(_("需要什么"), max_length=200, blank=True)
    raised_at = models.DateTimeField(_("提出时间"))
    by = models.ForeignKey(
        Person,
        models.PROTECT,
        null=True,
        related_name="company_needs_noted",
        verbose_name=_("登记人"),
    )
    state = models.CharField(_("进展"), max_length=8, choices=NeedState, default=NeedState.OPEN)
    answer = models.CharField(_("答复"), max_length=300, blank=True)
    answered_at = models.DateTimeField(_("答复时间"), null=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=~Q(state=NeedState.ANSWERED) | Q(answered_at__isnull=False),
                name="what_a_company_was_answered_has_its_time",
            ),
        )
        indexes = (models.Index(fields=["company", "state"], name="needs_of_a_company"),)

    def __str__(self) -> str:
        return f"{self.company_id} {self.state}"


class Visit(models.Model):
    """Somebody was at a company: what was said there, and what comes next until when."""

    company = models.ForeignKey(
        Company, models.PROTECT, related_name="visits", verbose_name=_("企业")
    )
    on = models.DateField(_("走访的日子"))
    by = models.ForeignKey(
        Person, models.PROTECT, related_name="company_visits", verbose_name=_("谁去的")
    )
    says = models.CharField(_("说了什么"), max_length=500, blank=True)
    next_says = models.CharField(_("下一步"), max_length=200, blank=True)
    next_on = models.DateField(_("下一步在哪天前"), null=True)
    noted_at = models.DateTimeField(_("登记时间"))

    class Meta:
        indexes = (models.Index(fields=["company", "on"], name="visits_of_a_company"),)

    def __str__(self) -> str:
        return f"{self.company_id} {self.on}"


class Correction(models.Model):
    """What a company says of itself by its link; the secretary takes it over, or says why not.

    ``key`` is that of a fact, or empty: then ``value`` is the company's name.
    """

    company = models.ForeignKey(
        Company, models.PROTECT, related_name="corrections", verbose_name=_("企业")
    )
    contact = models.ForeignKey(
        Contact, models.PROTECT, related_name="corrections", verbose_name=_("联系人")
    )
    key = models.CharField(_("什么"), max_length=15, choices=FactKey, blank=True)
    value = models.CharField(_("值"), max_length=60)
    said_at = models.DateTimeField(_("提出时间"))
    state = models.CharField(
        _("核对结果"), max_length=8, choices=CorrectionState, default=CorrectionState.OPEN
    )
    reason = models.CharField(_("原因"), max_length=100, blank=True)
    decided_by = models.ForeignKey(
        Person,
        models.PROTECT,
        null=True,
        related_name="company_corrections_decided",
        verbose_name=_("谁核对的"),
    )
    decided_at = models.DateTimeField(_("核对时间"), null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["company", "key"],
                condition=Q(state=CorrectionState.OPEN),
                name="one_correction_of_a_kind_waits",
            ),
            models.CheckConstraint(
                condition=~Q(state=CorrectionState.REFUSED) | ~Q(reason=""),
                name="no_correction_is_refused_without_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(state=CorrectionState.OPEN) | Q(decided_at__isnull=False),
                name="a_decided_correction_has_its_time",
            ),
        )

    def __str__(self) -> str:
        return f"{self.company_id} {self.key}"
