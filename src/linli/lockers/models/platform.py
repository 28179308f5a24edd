"""The food platforms whose computers ask here, and the keys they show."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Platform(models.Model):
    """A food platform's company, as its machines know it: ``code`` names it for good.

    ``ended_at`` shuts it out at once; its orders and its past stay.
    """

    code = models.CharField(_("编号"), max_length=16, unique=True)
    name = models.CharField(_("名称"), max_length=40)
    made_at = models.DateTimeField(_("登记时间"))
    ended_at = models.DateTimeField(_("停用时间"), null=True)

    def __str__(self) -> str:
        return self.code


class PlatformKey(models.Model):
    """One key of a platform: ``name`` travels in the clear, of the secret only a hash is kept.

    ``slot`` is 1 or 2: while one key is being replaced by another, both are good.
    """

    platform = models.ForeignKey(Platform, models.PROTECT, related_name="keys", db_index=False)
    slot = models.PositiveSmallIntegerField()
    name = models.CharField(_("密钥编号"), max_length=16, unique=True)
    secret_hash = models.CharField(max_length=64)
    made_at = models.DateTimeField(_("生成时间"))
    revoked_at = models.DateTimeField(_("停用时间"), null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["platform", "slot"],
                condition=Q(revoked_at=None),
                name="two_keys_of_a_platform_at_most",
            ),
            models.CheckConstraint(condition=Q(slot__in=(1, 2)), name="a_key_is_one_of_two"),
        )

    def __str__(self) -> str:
        return f"{self.platform_id}/{self.name}"
