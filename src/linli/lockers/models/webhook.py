"""Where a platform wants to be told of its orders, and what is still to be told."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from linli.lockers.enums import EventKind
from linli.lockers.models.platform import Platform
from linli.people.sealing import Purpose
from linli.people.sealing_fields import SealedText


class Webhook(models.Model):
    """One platform's address, and the secret that its messages are signed with.

    While a new secret is taken into use, messages carry the signature of the old one as well,
    until ``old_until``.
    """

    platform = models.OneToOneField(Platform, models.PROTECT, related_name="webhook")
    url = models.CharField(_("地址"), max_length=400)
    secret = SealedText(purpose=Purpose.WEBHOOK_SECRET, row="platform_id")
    old_secret = SealedText(purpose=Purpose.WEBHOOK_SECRET, row="platform_id", null=True)
    old_until = models.DateTimeField(null=True)
    changed_at = models.DateTimeField(_("修改时间"))

    def __str__(self) -> str:
        return f"{self.platform_id}: {self.url}"


class PlatformEvent(models.Model):
    """Something a platform is to be told, written with what it tells of; the outbox.

    ``name`` is the same however often it is sent. ``next_at`` is when it is to be sent next;
    None once it was delivered, or is given up: then ``dead_at`` says when.
    """

    platform = models.ForeignKey(Platform, models.PROTECT, related_name="events", db_index=False)
    name = models.CharField(max_length=40, unique=True)
    kind = models.CharField(_("事件"), max_length=20, choices=EventKind)
    body = models.TextField()
    at = models.DateTimeField(_("发生时间"))
    tries = models.PositiveSmallIntegerField(_("次数"), default=0)
    next_at = models.DateTimeField(null=True)
    delivered_at = models.DateTimeField(_("送达时间"), null=True)
    dead_at = models.DateTimeField(_("放弃时间"), null=True)
    said = models.CharField(_("最近的答复"), max_length=40, blank=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(next_at__isnull=False, delivered_at=None, dead_at=None)
                | Q(next_at=None, delivered_at__isnull=False, dead_at=None)
                | Q(next_at=None, delivered_at=None, dead_at__isnull=False),
                name="an_event_waits_or_has_ended",
            ),
        )
        indexes = (
            models.Index(
                fields=["next_at"], condition=Q(next_at__isnull=False), name="events_to_be_sent"
            ),
            models.Index(fields=["platform", "dead_at"], name="events_given_up"),
        )

    def __str__(self) -> str:
        return self.name
