"""What people agreed to, who speaks for a child, and who wants to be forgotten."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from linli.people.privacy_enums import ConsentPurpose
from linli.people.sealing import Purpose
from linli.people.sealing_fields import SealedText

PERSON = settings.AUTH_USER_MODEL


class Consent(models.Model):
    """One person's yes to one purpose, in the words of one version, until it is withdrawn.

    Rows are added and withdrawn, never changed otherwise, until their time limit. ``given_by``
    and ``withdrawn_by`` are the person, or the guardian of a child.
    """

    person = models.ForeignKey(PERSON, models.PROTECT, related_name="consents", db_index=False)
    purpose = models.CharField(_("用途"), max_length=10, choices=ConsentPurpose)
    version = models.PositiveSmallIntegerField(_("文本版本"))
    given_at = models.DateTimeField(_("同意时间"))
    given_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    withdrawn_at = models.DateTimeField(_("撤回时间"), null=True)
    withdrawn_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+", null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["person", "purpose"],
                condition=Q(withdrawn_at=None),
                name="one_standing_consent_per_purpose",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None, withdrawn_by=None)
                | Q(withdrawn_at__gte=F("given_at"), withdrawn_by__isnull=False),
                name="a_consent_is_withdrawn_by_somebody_after_it_was_given",
            ),
            models.CheckConstraint(
                condition=Q(purpose__in=ConsentPurpose.values),
                name="a_consent_is_to_a_known_purpose",
            ),
        )

    def __str__(self) -> str:
        return f"{self.person_id} {self.purpose} v{self.version}"


class Guardianship(models.Model):
    """Who speaks for a child until it is fourteen: ``until`` is that birthday, nothing earlier.

    Whoever is named as a child here is under fourteen until then; nobody's age is kept else.
    """

    child = models.ForeignKey(PERSON, models.PROTECT, related_name="guardians", db_index=False)
    guardian = models.ForeignKey(PERSON, models.PROTECT, related_name="children")
    until = models.DateTimeField(_("满十四周岁"))
    noted_at = models.DateTimeField(_("登记时间"))
    noted_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["child", "guardian"], name="a_guardian_is_named_once"),
            models.CheckConstraint(
                condition=~Q(child=F("guardian")), name="nobody_is_their_own_guardian"
            ),
        )

    def __str__(self) -> str:
        return f"{self.guardian_id} for {self.child_id} until {self.until:%Y-%m-%d}"


class DeletionRequest(models.Model):
    """A person's wish to be forgotten at ``due_at``; taken back, the row is gone."""

    person = models.OneToOneField(PERSON, models.PROTECT, related_name="deletion_request")
    asked_at = models.DateTimeField(_("提出时间"))
    due_at = models.DateTimeField(_("删除时间"), db_index=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(due_at__gt=F("asked_at")), name="there_is_time_to_think_again"
            ),
        )

    def __str__(self) -> str:
        return f"{self.person_id} {self.due_at:%Y-%m-%d}"


class UnusedAccount(models.Model):
    """An account nobody uses, which goes at ``due_at``; used again, the row is gone.

    ``warned_at`` is when its person was told, where a phone is held and something sends texts.
    """

    person = models.OneToOneField(PERSON, models.PROTECT, related_name="unused")
    noted_at = models.DateTimeField(_("发现时间"))
    due_at = models.DateTimeField(_("删除时间"), db_index=True)
    warned_at = models.DateTimeField(_("提醒时间"), null=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(due_at__gt=F("noted_at")), name="there_is_time_to_come_back"
            ),
        )

    def __str__(self) -> str:
        return f"{self.person_id} {self.due_at:%Y-%m-%d}"


class Child(models.Model):
    """What a guardian had kept about a child under fourteen who has no account of its own.

    The row is the consent: without one of the guardian there is none, and with its withdrawal
    the row goes. ``answer_until`` is when it goes unless the child, fourteen by then, has agreed
    itself. Source: PIPL, articles 28 to 31; 《儿童个人信息网络保护规定》, articles 9 and 10.
    """

    guardian = models.ForeignKey(PERSON, models.PROTECT, related_name="children_noted")
    name = SealedText(_("名字"), purpose=Purpose.CHILD_NAME, row="owner")
    birth_year = models.PositiveSmallIntegerField(_("出生年份"))
    consent_version = models.PositiveSmallIntegerField(_("文本版本"))
    consented_at = models.DateTimeField(_("监护人同意时间"))
    answer_until = models.DateTimeField(_("本人答复期限"))
    own_consented_at = models.DateTimeField(_("本人同意时间"), null=True)
    kept_until = models.DateTimeField(_("保留至"), db_index=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(consent_version__gte=1, consented_at__isnull=False),
                name="a_child_is_noted_with_a_guardian_s_consent",
            ),
            models.CheckConstraint(
                condition=Q(own_consented_at=None, kept_until=F("answer_until"))
                | Q(
                    own_consented_at__isnull=False,  # a comparison with nothing would pass
                    own_consented_at__lt=F("answer_until"),
                    kept_until__gt=F("answer_until"),
                ),
                name="a_child_stays_longer_by_its_own_consent_alone",
            ),
        )

    def __str__(self) -> str:
        return f"{self.guardian_id} for {self.birth_year}"

    @property
    def owner(self) -> str:
        """The guardian's number, to which the name is bound."""
        return str(self.guardian_id)
