"""Hongkou stands on the map as it is."""

from datetime import datetime

import pytest
from tests.places.town import must_be_a_tree

from linli.places.enums import PlaceLevel
from linli.places.hongkou import DISTRICT, SUBDISTRICTS, TOWER, plant_hongkou
from linli.places.models import Place
from linli.places.rules.reading import read_address, read_code, read_division, read_name


@pytest.mark.parametrize("place", [DISTRICT, *SUBDISTRICTS, TOWER], ids=lambda one: one.code)
def test_every_fact_is_one_that_could_be_typed(place: object) -> None:
    assert isinstance(place, type(DISTRICT))
    assert read_code(place.code) == place.code
    assert read_name(place.name) == place.name
    assert read_address(place.address) == place.address
    assert read_division(place.division, place.level) == place.division


def test_the_tower_stands_at_the_north_bund() -> None:
    assert TOWER.point is not None
    assert (TOWER.point.longitude, TOWER.point.latitude) == (121.487822, 31.252873)


@pytest.mark.django_db
def test_eight_subdistricts_lie_in_the_district_with_its_code_before_theirs(now: datetime) -> None:
    plant_hongkou(now=now)
    plant_hongkou(now=now)

    found = Place.objects.filter(level=PlaceLevel.SUBDISTRICT, parent__code="HONGKOU")
    assert found.count() == 8
    assert all(one.division.startswith("310109") for one in found)
    assert len({one.division for one in found}) == 8
    must_be_a_tree()
