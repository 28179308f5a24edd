"""To which servers matters may be handed on by Open311, and what became of each that was."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from linli.buildings.enums.open311 import AnswerFormat, ForwardState
from linli.buildings.models.matter import Matter
from linli.people.models import Person
from linli.people.sealing import Purpose
from linli.people.sealing_fields import SealedText
from linli.places.models import Place

ENDED = (ForwardState.ANSWERED, ForwardState.DEAD)
"""States in which nobody asks the other server any more."""


class Open311Endpoint(models.Model):
    """A server to which the committees in a place may hand matters on. Never deleted.

    ``code`` is drawn for it and binds its key. ``services`` maps our kinds of matters to its
    service codes; what is in none goes as ``service``.
    """

    place = models.ForeignKey(
        Place, models.PROTECT, related_name="open311_endpoints", verbose_name=_("地点")
    )
    code = models.CharField(max_length=40, unique=True)
    name = models.CharField(_("交给谁"), max_length=40)
    url = models.CharField(_("地址"), max_length=200)
    jurisdiction = models.CharField(_("对方的 jurisdiction_id"), max_length=64, blank=True)
    format = models.CharField(_("格式"), max_length=4, choices=AnswerFormat)
    service = models.CharField(_("其他类的 service_code"), max_length=64)
    services = models.JSONField(_("各类对应的 service_code"), default=dict)
    key = SealedText(_("对方给的 api_key"), purpose=Purpose.OPEN311_KEY, row="code", null=True)
    made_at = models.DateTimeField(_("登记时间"))
    ended_at = models.DateTimeField(_("停用时间"), null=True)

    def __str__(self) -> str:
        return f"{self.name} {self.url}"


class Forwarded(models.Model):
    """A matter on its way to a server, and what that says of it: a line of the queue.

    ``mark`` stands in what is sent, so that it is found there again before it is sent twice.
    ``next_at`` is when the server is asked next; None once it has ended, at ``ended_at``.
    ``reference`` is the server's number, ``answer`` what it says of the matter.
    """

    matter = models.ForeignKey(
        Matter,
        models.PROTECT,
        related_name="forwarded",
        db_index=False,
        verbose_name=_("楼事"),
    )
    endpoint = models.ForeignKey(
        Open311Endpoint, models.PROTECT, related_name="forwarded", verbose_name=_("交给谁")
    )
    mark = models.CharField(max_length=40, unique=True)
    state = models.CharField(
        _("进展"), max_length=8, choices=ForwardState, default=ForwardState.WAITING
    )
    by = models.ForeignKey(
        Person, models.PROTECT, related_name="matters_forwarded", verbose_name=_("谁转交的")
    )
    at = models.DateTimeField(_("转交时间"))
    tries = models.PositiveSmallIntegerField(_("次数"), default=0)
    tried_at = models.DateTimeField(_("第一次发出的时间"), null=True)
    next_at = models.DateTimeField(null=True)
    token = models.CharField(max_length=64, blank=True)
    reference = models.CharField(_("对方编号"), max_length=64, blank=True)
    agency = models.CharField(_("承办单位"), max_length=60, blank=True)
    answer = models.CharField(_("对方的答复"), max_length=500, blank=True)
    said = models.CharField(_("最近的情况"), max_length=80, blank=True)
    ended_at = models.DateTimeField(_("结束时间"), null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["matter", "endpoint"], name="a_matter_is_handed_on_once_to_each"
            ),
            models.CheckConstraint(
                condition=Q(state__in=ENDED, next_at=None, ended_at__isnull=False)
                | (~Q(state__in=ENDED) & Q(next_at__isnull=False, ended_at=None)),
                name="what_is_handed_on_waits_or_has_ended",
            ),
        )
        indexes = (
            models.Index(
                fields=["next_at"], condition=Q(next_at__isnull=False), name="forwards_to_be_asked"
            ),
        )

    def __str__(self) -> str:
        return f"{self.matter_id} → {self.endpoint_id}"
