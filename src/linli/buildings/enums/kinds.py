"""What kinds of matters there are: the services that other programs may ask a building for."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class MatterKind(TextChoices):
    """What a matter is about. The values are what Open311 calls service codes: none is renamed."""

    LIFTS = "lifts", _("电梯")
    SAFETY = "safety", _("消防和安全")
    REPAIRS = "repairs", _("设施维修")
    CLEANING = "cleaning", _("保洁和环境")
    PARKING = "parking", _("停车和充电")
    DELIVERY = "delivery", _("外卖和快递")
    PROPERTY = "property", _("物业服务")
    OTHER = "other", _("其他")
