"""How far a project has come, with the words people read."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class ProjectState(TextChoices):
    """How far a project has come."""

    PLANNED = "planned", _("筹备")
    RUNNING = "running", _("进行中")
    DONE = "done", _("完成")
    DROPPED = "dropped", _("取消")
