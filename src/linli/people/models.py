"""People, what they may do where, and the links that sign them in."""

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from linli.people.enums import FactorKind, Outcome, Role, SignInWay
from linli.people.privacy_models import (
    Child,
    Consent,
    DeletionRequest,
    Guardianship,
    UnusedAccount,
)
from linli.people.screen_models import Screen
from linli.people.sealing import Purpose
from linli.people.sealing_fields import SealedText
from linli.places.models import Place

__all__ = [
    "Attempts",
    "Child",
    "Consent",
    "DeletionRequest",
    "Grant",
    "Guardianship",
    "LinkedAccount",
    "Person",
    "Proposal",
    "RecoveryCode",
    "Screen",
    "SecondFactor",
    "SignIn",
    "SignInCode",
    "SignInLink",
    "UnusedAccount",
]


class PersonManager(BaseUserManager["Person"]):
    """Finds people by handle, as Django's sign-in needs it."""


class Person(AbstractBaseUser):
    """Somebody who signs in; couriers and recipients need no account and are none.

    ``name`` and ``phone`` are sealed and print masked; who has a phone is found by
    ``phone_index``, its blind index. ``password`` is never a password: it is random, and a
    new one ends all sessions.
    """

    handle = models.CharField(_("账号"), max_length=40, unique=True)
    name = SealedText(_("姓名"), purpose=Purpose.PERSON_NAME)
    phone = SealedText(_("手机号"), purpose=Purpose.PERSON_PHONE, null=True)
    phone_index = models.CharField(max_length=32, unique=True, null=True)  # noqa: DJ001  # no phone is not an empty one
    joined_at = models.DateTimeField(_("加入时间"))
    forgotten_at = models.DateTimeField(_("个人信息删除时间"), null=True)
    left_at = models.DateTimeField(_("离开时间"), null=True)

    objects = PersonManager()

    USERNAME_FIELD = "handle"

    def __str__(self) -> str:
        return str(self.name)

    @property
    def is_active(self) -> bool:  # type: ignore[override]  # Django reads it and never writes it
        """Whether the person may sign in; Django asks at every request."""
        return self.left_at is None


class Grant(models.Model):
    """A role of a person at a place and in all that lies in it, until an instant or for good.

    ``granted_by`` is None when the installation itself gave it. ``delegated_from`` is the grant
    of somebody who lets this person stand in, until an instant at the latest that one's own.
    """

    person = models.ForeignKey(Person, models.PROTECT, related_name="grants", db_index=False)
    role = models.CharField(_("角色"), max_length=9, choices=Role)
    place = models.ForeignKey(Place, models.PROTECT, related_name="grants")
    until = models.DateTimeField(_("有效期至"), null=True)
    granted_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="grants_given")
    granted_at = models.DateTimeField(_("授予时间"))
    delegated_from = models.ForeignKey(
        "self", models.PROTECT, null=True, related_name="delegations"
    )

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(delegated_from=None) | Q(until__isnull=False),
                name="what_is_delegated_has_an_end",
            ),
            models.UniqueConstraint(
                fields=["person", "role", "place"], name="one_grant_per_role_and_place"
            ),
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gte=F("granted_at")),
                name="a_grant_ends_after_it_began",
            ),
            models.CheckConstraint(
                condition=Q(role__in=Role.values), name="a_grant_is_of_a_known_role"
            ),
        )

    def __str__(self) -> str:
        return f"{self.person_id} {self.role} @ {self.place_id}"


class SignInLink(models.Model):
    """A link that signs one person in, once, for a while. Only the token's hash is kept."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="sign_in_links")
    token_hash = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(expires_at__gt=F("made_at")), name="a_link_lives_a_while"
            ),
            models.CheckConstraint(
                condition=Q(used_at=None) | Q(used_at__lt=F("expires_at")),
                name="a_link_is_used_before_it_expires",
            ),
        )

    def __str__(self) -> str:
        return f"{self.person_id} {self.expires_at:%Y-%m-%d %H:%M}"


class SignIn(models.Model):
    """One browser in which a person is signed in. A row that is gone is a sign-in that ended.

    ``proven_at`` is when a second factor was shown in it. ``seen_at`` is exact to a minute.
    """

    person = models.ForeignKey(Person, models.PROTECT, related_name="sign_ins")
    session_key = models.CharField(max_length=40, unique=True)
    way = models.CharField(_("登录方式"), max_length=8, choices=SignInWay)
    user_agent = models.CharField(max_length=200)
    began_at = models.DateTimeField(_("登录时间"))
    seen_at = models.DateTimeField(_("最近一次"))
    proven_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.person_id} {self.way} {self.began_at:%Y-%m-%d %H:%M}"


class SecondFactor(models.Model):
    """An authenticator app or a passkey of a person.

    ``secret`` is sealed: the app's shared secret, or the passkey's public credential.
    ``counter`` only grows: the last time step an app's code was taken for, so that none counts
    twice; or how often a passkey says it has signed.
    """

    person = models.ForeignKey(Person, models.PROTECT, related_name="factors")
    kind = models.CharField(_("方式"), max_length=8, choices=FactorKind)
    name = models.CharField(_("名称"), max_length=40)
    secret = SealedText(purpose=Purpose.SECOND_FACTOR, row="owner")
    credential_hash = models.CharField(max_length=64, null=True, unique=True)  # noqa: DJ001  # an app has none, and none is not unique
    counter = models.BigIntegerField(default=0)
    made_at = models.DateTimeField(_("添加时间"))
    used_at = models.DateTimeField(_("最近使用"), null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["person"], condition=Q(kind=FactorKind.TOTP), name="one_app_per_person"
            ),
            models.CheckConstraint(
                condition=Q(kind=FactorKind.TOTP, credential_hash=None)
                | Q(kind=FactorKind.PASSKEY, credential_hash__isnull=False),
                name="a_passkey_has_a_credential",
            ),
        )

    def __str__(self) -> str:
        return f"{self.person_id} {self.kind} {self.name}"

    @property
    def owner(self) -> str:
        """The person's number, to which the secret is bound: it does not open as another's."""
        return str(self.person_id)


class LinkedAccount(models.Model):
    """An account at another server by which a person signs in here.

    Of whose account it is over there only blind indexes are kept: ``subject_index`` of its
    issuer and subject, ``union_index`` of what WeChat calls the person in all its applications.
    """

    person = models.ForeignKey(Person, models.PROTECT, related_name="linked_accounts")
    provider = models.CharField(_("登录方式"), max_length=20)
    subject_index = models.CharField(max_length=32, unique=True)
    union_index = models.CharField(max_length=32, unique=True, null=True)  # noqa: DJ001  # none is not unique
    linked_at = models.DateTimeField(_("关联时间"))
    used_at = models.DateTimeField(_("最近使用"), null=True)

    def __str__(self) -> str:
        return f"{self.person_id} {self.provider}"


class RecoveryCode(models.Model):
    """A code that stands in, once, for a second factor that was lost. Only its hash is kept."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="recovery_codes")
    code_hash = models.CharField(max_length=64)
    used_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["person", "code_hash"], name="a_recovery_code_is_given_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.person_id} {self.used_at}"


class SignInCode(models.Model):
    """Six digits sent to a phone; they sign in whoever types them, once, within minutes.

    The newest of a phone takes the place of those before. ``person`` is whose phone it is.
    """

    phone_index = models.CharField(max_length=64, unique=True)
    person = models.ForeignKey(Person, models.PROTECT, related_name="sign_in_codes")
    code_hash = models.CharField(max_length=64)
    expires_at = models.DateTimeField()
    tries_left = models.PositiveSmallIntegerField()

    def __str__(self) -> str:
        return f"{self.person_id} {self.expires_at:%Y-%m-%d %H:%M}"


class Attempts(models.Model):
    """How often something was tried in one window of time, counted for all processes at once.

    ``key`` is a keyed hash of what limit, and of whose phone, address or account.
    """

    key = models.CharField(max_length=64)
    window_began_at = models.DateTimeField()
    count = models.PositiveIntegerField(default=0)
    ends_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["key", "window_began_at"], name="one_count_per_window"),
        )

    def __str__(self) -> str:
        return f"{self.key[:8]} {self.count}"


class Proposal(models.Model):
    """What one person wants done and another must agree to, before a system does it.

    ``kind`` and ``subject`` are the system's words for what and to which thing; ``facts`` is
    what it needs to do it. ``role`` at ``place`` is whose right it is to decide.
    """

    kind = models.CharField(max_length=40)
    subject = models.CharField(max_length=60)
    facts = models.JSONField()
    place = models.ForeignKey(Place, models.PROTECT, related_name="proposals")
    role = models.CharField(_("角色"), max_length=9, choices=Role)
    proposed_by = models.ForeignKey(Person, models.PROTECT, related_name="proposals")
    proposed_at = models.DateTimeField(_("申请时间"))
    expires_at = models.DateTimeField(_("有效至"))
    outcome = models.CharField(_("结果"), max_length=8, choices=Outcome, null=True)  # noqa: DJ001  # no outcome yet is not an empty one
    decided_by = models.ForeignKey(
        Person, models.PROTECT, null=True, related_name="proposals_decided"
    )
    decided_at = models.DateTimeField(_("决定时间"), null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["kind", "subject"],
                condition=Q(outcome=None),
                name="one_open_proposal_per_thing",
            ),
            models.CheckConstraint(
                condition=Q(decided_by=None) | ~Q(decided_by=F("proposed_by")),
                name="nobody_decides_what_they_proposed",
            ),
            models.CheckConstraint(
                condition=Q(outcome=None, decided_at=None)
                | Q(outcome__isnull=False, decided_at__isnull=False),
                name="an_outcome_has_its_instant",
            ),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.subject}"
