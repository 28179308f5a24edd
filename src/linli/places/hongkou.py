"""Hongkou, the district in which the demo takes place: its subdistricts as they are.

Names and codes are those of the National Bureau of Statistics' 统计用区划代码 of 2023, as
transcribed in two public repositories that agree with one another (a third agrees on 310109016,
the only one it has); the Bureau's own page was not read. The tower's address and point are
those that AMap shows, turned into WGS-84.
"""

from datetime import datetime

from linli.places.actions.planting import ensure_place
from linli.places.enums import PlaceLevel, PlaceOrigin
from linli.places.rules.coordinates import Point, rounded, wgs84_of
from linli.places.rules.tree import NewPlace

DISTRICT = NewPlace(PlaceLevel.DISTRICT, "HONGKOU", "虹口区", "310109")

BEIWAITAN = NewPlace(PlaceLevel.SUBDISTRICT, "BEIWAITAN", "北外滩街道", "310109018")

SUBDISTRICTS = (
    NewPlace(PlaceLevel.SUBDISTRICT, "OUYANGLU", "欧阳路街道", "310109009"),
    NewPlace(PlaceLevel.SUBDISTRICT, "QUYANGLU", "曲阳路街道", "310109010"),
    NewPlace(PlaceLevel.SUBDISTRICT, "GUANGZHONGLU", "广中路街道", "310109011"),
    NewPlace(PlaceLevel.SUBDISTRICT, "JIAXINGLU", "嘉兴路街道", "310109014"),
    NewPlace(PlaceLevel.SUBDISTRICT, "LIANGCHENG", "凉城新村街道", "310109016"),
    NewPlace(PlaceLevel.SUBDISTRICT, "SICHUANBEILU", "四川北路街道", "310109017"),
    BEIWAITAN,
    NewPlace(PlaceLevel.SUBDISTRICT, "JIANGWANZHEN", "江湾镇街道", "310109019"),
)

TOWER = NewPlace(
    PlaceLevel.BUILDING,
    "BAIYULAN",
    "白玉兰广场",
    address="东大名路501号",
    point=rounded(wgs84_of(Point(121.492299, 31.250901))),
)

WAY_TO_TOWER = (DISTRICT, BEIWAITAN, TOWER)


def plant_hongkou(*, now: datetime) -> None:
    """Put the district and its eight subdistricts on the map, as part of the demo."""
    for one in SUBDISTRICTS:
        ensure_place((DISTRICT, one), origin=PlaceOrigin.DEMO, actor="linli", now=now)
