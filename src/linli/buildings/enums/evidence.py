"""What a photo of a matter shows, with the words people read."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class EvidenceKind(TextChoices):
    """When a photo was taken: the first is its raiser's, the others are the committee's."""

    RAISED = "raised", _("提出时")
    BEFORE = "before", _("办之前")
    AFTER = "after", _("办好之后")
