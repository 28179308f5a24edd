"""How far a matter that was handed on has come, and how another server is asked."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class ForwardState(TextChoices):
    """How far a matter has come at the server that it was handed on to."""

    WAITING = "waiting", _("等着转交")
    TAKEN = "taken", _("对方收下了，等编号")
    OPEN = "open", _("对方在办")
    ANSWERED = "answered", _("对方答复了")
    DEAD = "dead", _("没有转成")


class AnswerFormat(TextChoices):
    """In which of the standard's two formats a server is asked: XML is the one that all have."""

    XML = "xml", "XML"
    JSON = "json", "JSON"
