"""What a person can be at a place."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Role(TextChoices):
    """What a grant lets its holder do, at its place and everywhere in it."""

    STEWARD = "steward", _("管理员")
    PROPERTY = "property", _("物业")
    CREW = "crew", _("平台维护")
    GATEWAY = "gateway", _("消息网关")
