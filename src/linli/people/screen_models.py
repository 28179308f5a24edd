"""Screens on walls, which a member of staff lets show the board."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from linli.places.models import Place


class Screen(models.Model):
    """A screen that shows the board of some places by a person's word, until a day.

    It holds a secret of its own, and shows a code while it waits; only hashes of both are kept.
    ``ends_at`` is when waiting, or showing, is over. A row that is gone was ended.
    """

    token_hash = models.CharField(max_length=64, unique=True)
    code_hash = models.CharField(max_length=64, unique=True, null=True)  # noqa: DJ001  # a screen that waits no more has none
    asked_at = models.DateTimeField(_("请求时间"))
    ends_at = models.DateTimeField(_("有效期至"), db_index=True)
    person = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="screens")
    name = models.CharField(_("名称"), max_length=40, blank=True)
    places = models.ManyToManyField(Place, related_name="screens")
    confirmed_at = models.DateTimeField(_("确认时间"), null=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(person=None, confirmed_at=None, code_hash__isnull=False)
                | Q(person__isnull=False, confirmed_at__isnull=False, code_hash=None),
                name="a_screen_waits_or_is_somebody_s",
            ),
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("asked_at")), name="a_screen_lives_a_while"
            ),
        )

    def __str__(self) -> str:
        return f"{self.person_id} {self.ends_at:%Y-%m-%d %H:%M}"
