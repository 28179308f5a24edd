"""The columns of the secretary's board."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Stage(TextChoices):
    """How far a matter has come, as its secretary thinks of it."""

    RAISED = "raised", _("提出")
    READ = "read", _("初核")
    DEBATED = "debated", _("议事")
    IN_HAND = "in_hand", _("办理")
    ANSWERED = "answered", _("答复")
    RATED = "rated", _("评价")
