"""Invitations: by which a cabinet that is being installed may make itself known."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from linli.lockers.models.cabinet import Cabinet


class Invitation(models.Model):
    """The newest invitation of a cabinet; another one takes its place.

    ``name`` is the part of the claim code that travels, ``key`` a hash of the part that does
    not. ``used_at`` is when a cabinet came with it: from then on it is good for the same keys
    only, so that an answer that was lost on the way can be asked for again.
    """

    cabinet = models.OneToOneField(Cabinet, models.PROTECT, related_name="invitation")
    name = models.CharField(max_length=5, unique=True)
    key = models.CharField(max_length=64)
    expires_at = models.DateTimeField(_("有效至"))
    used_at = models.DateTimeField(_("使用时间"), null=True)

    def __str__(self) -> str:
        return f"{self.cabinet} {self.name}"
