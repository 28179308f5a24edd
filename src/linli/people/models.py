"""People, what they may do where, and the links that sign them in."""

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from linli.people.enums import Role
from linli.places.models import Place


class PersonManager(BaseUserManager["Person"]):
    """Finds people by handle, as Django's sign-in needs it."""


class Person(AbstractBaseUser):
    """Somebody who signs in; couriers and recipients need no account and are none.

    ``password`` is never a password: it is random, and a new one ends all sessions.
    """

    handle = models.CharField(_("账号"), max_length=40, unique=True)
    name = models.CharField(_("姓名"), max_length=40)
    joined_at = models.DateTimeField(_("加入时间"))

    objects = PersonManager()

    USERNAME_FIELD = "handle"

    def __str__(self) -> str:
        return self.name


class Grant(models.Model):
    """A role of a person at a place and in all that lies in it, until an instant or for good.

    ``granted_by`` is None when the installation itself gave it.
    """

    person = models.ForeignKey(Person, models.PROTECT, related_name="grants", db_index=False)
    role = models.CharField(_("角色"), max_length=8, choices=Role)
    place = models.ForeignKey(Place, models.PROTECT, related_name="grants")
    until = models.DateTimeField(_("有效期至"), null=True)
    granted_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="grants_given")
    granted_at = models.DateTimeField(_("授予时间"))

    class Meta:
        constraints = (
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
