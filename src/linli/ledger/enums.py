"""The ways a ledger can be found damaged."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class DamageKind(TextChoices):
    """What is wrong at one place of a chain."""

    CHANGED = "changed", _("内容与指纹不符")
    MISSING = "missing", _("缺少记录")
    UNLINKED = "unlinked", _("与前一条接不上")
    HEAD_MOVED = "head_moved", _("链头与最后一条不符")
    ORPHAN = "orphan", _("记录不属于任何一条链")
    DIFFERS = "differs", _("与留存的检查点不符")
    BEHIND = "behind", _("比留存的检查点短")
