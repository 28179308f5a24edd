"""What a policy says of a company, with the words people read."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Gain(TextChoices):
    """Whether a company gains by a policy, as far as its facts say."""

    YES = "yes", _("可以享受")
    UNKNOWN = "unknown", _("还要问一件事")
    NO = "no", _("不符合条件")


class Sort(TextChoices):
    """What kind of thing a fact is."""

    NUMBER = "number", _("数字")
    DATE = "date", _("日期")
    CHOICE = "choice", _("选一项")
    YES_NO = "yes_no", _("是或否")
