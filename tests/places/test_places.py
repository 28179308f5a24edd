"""Putting places on the map, and finding them."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime

import pytest
from django.db import IntegrityError, connection, transaction

from linli.ledger.models import Entry
from linli.places.actions import NewPlace, ensure_place
from linli.places.enums import PlaceLevel, PlaceOrigin
from linli.places.errors import (
    PlaceCodeUnreadable,
    PlaceElsewhere,
    PlaceOutOfOrder,
    UnknownPlace,
)
from linli.places.models import Place
from linli.places.queries import place_by_code, places_within

DISTRICT = NewPlace(PlaceLevel.DISTRICT, "HK", "虹口区")
STREET = NewPlace(PlaceLevel.SUBDISTRICT, "TLQ", "提篮桥街道")
TOWER = NewPlace(PlaceLevel.BUILDING, "BYL", "白玉兰广场")
WAY = (DISTRICT, STREET, TOWER)


def plant(*steps: NewPlace, now: datetime) -> Place:
    return ensure_place(steps, origin=PlaceOrigin.DEMO, actor="linli", now=now)


@pytest.mark.django_db
def test_a_code_that_is_none_is_refused_before_anything_is_written(now: datetime) -> None:
    with pytest.raises(PlaceCodeUnreadable) as caught:
        plant(DISTRICT, NewPlace(PlaceLevel.BUILDING, "白玉兰", "白玉兰"), now=now)

    assert str(caught.value) == "地点编号只能用大写字母、数字和连字符，最多 16 位。"
    assert not Place.objects.exists()


@pytest.mark.django_db
def test_a_building_in_nothing_is_refused(now: datetime) -> None:
    with pytest.raises(PlaceOutOfOrder) as caught:
        plant(TOWER, now=now)

    assert caught.value.place == "BYL"
    assert not Place.objects.exists()


@pytest.mark.parametrize(
    "steps",
    [
        (DISTRICT, TOWER),
        (NewPlace(PlaceLevel.DISTRICT, "JA", "静安区"), STREET),
        (NewPlace(PlaceLevel.DISTRICT, "BYL", "白玉兰区"),),
        (DISTRICT, NewPlace(PlaceLevel.COMMUNITY, "TLQ", "提篮桥")),
    ],
)
@pytest.mark.django_db
def test_a_code_that_is_taken_elsewhere_is_refused_and_leaves_no_trace(
    steps: tuple[NewPlace, ...], now: datetime
) -> None:
    plant(*WAY, now=now)

    with pytest.raises(PlaceElsewhere), transaction.atomic():
        plant(*steps, now=now)

    assert set(Place.objects.values_list("code", flat=True)) == {"HK", "TLQ", "BYL"}
    assert Entry.objects.count() == 3


@pytest.mark.django_db
def test_the_whole_way_down_is_planted_and_written_down(now: datetime) -> None:
    tower = plant(*WAY, now=now)

    assert tower.path == "HK/TLQ/BYL"
    assert tower.codes == ("HK", "TLQ", "BYL")
    assert tower.parent is not None
    assert tower.parent.parent == Place.objects.get(level=PlaceLevel.DISTRICT)
    assert tower.origin == PlaceOrigin.DEMO
    assert str(tower) == "BYL 白玉兰广场"
    entries = Entry.objects.filter(chain__name="places").order_by("seq")
    assert [(one.actor, one.verb, one.subject) for one in entries] == [
        ("linli", "place_planted", "place:HK"),
        ("linli", "place_planted", "place:TLQ"),
        ("linli", "place_planted", "place:BYL"),
    ]
    assert entries[2].facts == (
        '{"level":"building","name":"白玉兰广场","origin":"demo","path":"HK/TLQ/BYL"}'
    )


@pytest.mark.django_db
def test_what_is_there_already_stays_as_it_is(now: datetime) -> None:
    first = plant(*WAY, now=now)

    again = ensure_place(
        [DISTRICT, STREET, NewPlace(PlaceLevel.BUILDING, "BYL", "别名")],
        origin=PlaceOrigin.REPLAY,
        actor="linli",
        now=now,
    )

    assert again == first
    assert (again.name, again.origin) == ("白玉兰广场", PlaceOrigin.DEMO)
    assert Entry.objects.count() == 3


@pytest.mark.django_db(transaction=True)
def test_of_many_who_plant_one_place_at_once_all_get_the_one(now: datetime) -> None:
    def planted(_: int) -> int:
        try:
            return plant(*WAY, now=now).pk
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as pool:
        found = set(pool.map(planted, range(12)))

    assert len(found) == 1
    assert Place.objects.count() == 3
    assert Entry.objects.count() == 3


@pytest.mark.parametrize(
    "change",
    [
        {"level": PlaceLevel.BUILDING, "parent": None},
        {"level": "planet"},
        {"code": "HK"},
        {"path": "HK"},
    ],
)
@pytest.mark.django_db
def test_the_database_keeps_places_in_order(change: dict[str, object], now: datetime) -> None:
    district = plant(DISTRICT, now=now)
    street = {
        "level": PlaceLevel.SUBDISTRICT,
        "name": "街道",
        "code": "X",
        "path": "HK/X",
        "parent": district,
        "origin": PlaceOrigin.REAL,
    }

    with pytest.raises(IntegrityError), transaction.atomic():
        Place.objects.create(**{**street, **change})

    assert Place.objects.create(**street).pk


@pytest.mark.django_db
def test_a_place_cannot_lie_in_itself(now: datetime) -> None:
    tower = plant(*WAY, now=now)

    with pytest.raises(IntegrityError), transaction.atomic():
        Place.objects.filter(pk=tower.pk).update(parent=tower)


@pytest.mark.django_db
def test_an_unknown_place_is_named_as_it_was_asked_for() -> None:
    with pytest.raises(UnknownPlace) as caught:
        place_by_code("NONE")

    assert str(caught.value) == "没有编号为 NONE 的地点，请核对编号。"


@pytest.mark.django_db
def test_a_place_is_found_by_its_code(now: datetime) -> None:
    tower = plant(*WAY, now=now)

    assert place_by_code("BYL") == tower


@pytest.mark.django_db
def test_what_lies_in_a_place_is_found_and_its_namesakes_are_not(now: datetime) -> None:
    plant(*WAY, now=now)
    plant(DISTRICT, NewPlace(PlaceLevel.SUBDISTRICT, "TLQ2", "另一街道"), now=now)

    within = places_within(place_by_code("TLQ"))

    assert [place.code for place in within] == ["TLQ", "BYL"]
