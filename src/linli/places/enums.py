"""The levels of places, where a place comes from, and how coordinates are meant."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class PlaceLevel(TextChoices):
    """How wide a place is; from the widest to the narrowest."""

    DISTRICT = "district", _("区")
    SUBDISTRICT = "subdistrict", _("街道")
    COMMUNITY = "community", _("居民区")
    BUILDING = "building", _("楼宇")
    BLOCK = "block", _("楼组")


class PlaceOrigin(TextChoices):
    """Whether a place is there, shown as an example, or made to try a day on."""

    REAL = "real", _("真实")
    DEMO = "demo", _("演示")
    REPLAY = "replay", _("回放")


class Datum(TextChoices):
    """What a pair of coordinates refers to: WGS-84 is kept, GCJ-02 is what Chinese maps show."""

    WGS84 = "WGS-84", _("WGS-84（卫星定位）")
    GCJ02 = "GCJ-02", _("GCJ-02（高德、腾讯地图）")
