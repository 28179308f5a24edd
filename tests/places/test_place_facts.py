"""What is known of a place is corrected, written down once, and checked against its neighbours."""

import json
from datetime import datetime

import pytest
from django.db import IntegrityError, transaction
from tests.places.town import BYL, HK, TLQ, later, must_be_a_tree, plant, told, town

from linli.kernel.errors import LinliError
from linli.places.actions import NewPlace
from linli.places.actions.changing import change_place
from linli.places.actions.moving import close_place, merge_place, move_place, open_again
from linli.places.errors import DivisionElsewhere, DivisionTaken, PlaceClosed, UnknownPlace
from linli.places.models import ImportDraft, ImportedPlace, Outline, Place
from linli.places.queries import place_by_code
from linli.places.queries.history import MOST_HAPPENINGS, history_of
from linli.places.queries.known import facts_of, outline_of
from linli.places.rules.coordinates import Point
from linli.places.rules.facts import Facts

ME = "person:7"
RING = [[121.48, 31.25], [121.49, 31.25], [121.49, 31.26], [121.48, 31.25]]

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def places(db: None, now: datetime) -> None:
    """A town."""
    town(now)


def change(code: str, now: datetime, **facts: object) -> Place:
    known = facts_of(place_by_code(code))
    given = {"name": known.name, "division": known.division, **facts}
    return change_place(code, facts=Facts(**given), outline=None, actor=ME, now=now)  # type: ignore[arg-type]  # as given


def test_what_is_corrected_is_kept_and_told_as_it_was_and_is(now: datetime) -> None:
    known = Facts("北外滩", "310109018", "东大名路501号", Point(121.487822, 31.252873))

    place = change_place("BWT", facts=known, outline=RING, actor=ME, now=later(now))

    assert facts_of(place_by_code("BWT")) == facts_of(place) == known
    assert outline_of(place) == RING
    ((actor, subject, facts),) = told("place_changed")
    assert (actor, subject) == (ME, "place:BWT")
    hash_ = json.loads(facts)["outline"].pop()
    assert json.loads(facts) == {
        "name": ["北外滩街道", "北外滩"],
        "address": [None, "东大名路501号"],
        "point": [None, [121.487822, 31.252873]],
        "outline": [0, 4, hash_],
    }


def test_what_was_so_already_is_not_written(now: datetime) -> None:
    known = Facts("北外滩街道", "310109018")
    for ring in (RING, RING, None, None):
        change_place("BWT", facts=known, outline=ring, actor=ME, now=now)

    outlines = [json.loads(facts)["outline"][:2] for _, _, facts in told("place_changed")]
    assert outlines == [[0, 4], [4, 0]]
    assert not Outline.objects.exists()


@pytest.mark.parametrize(
    ("code", "division", "error"),
    [
        ("NONE", "", UnknownPlace),
        ("TOP", "", PlaceClosed),
        ("BWT", "310109009", DivisionTaken),
        ("BWT", "310106018", DivisionElsewhere),
        ("XD", "310109010001", DivisionElsewhere),
        ("HK", "310110", DivisionElsewhere),
        ("OYL", "310109010", DivisionElsewhere),
    ],
)
def test_what_cannot_be_known_of_a_place_is_refused(
    code: str, division: str, error: type[LinliError], now: datetime
) -> None:
    close_place("TOP", actor=ME, now=now)

    with pytest.raises(error), transaction.atomic():
        change_place(code, facts=Facts("名", division), outline=None, actor=ME, now=now)

    assert told("place_changed") == []
    must_be_a_tree()


def test_a_code_above_may_be_given_up_and_one_below_kept(now: datetime) -> None:
    change("OYL", now, division="")
    change("XD", now, division="310109011001")

    with pytest.raises(DivisionElsewhere) as caught, transaction.atomic():
        change("OYL", now, division="310109009")
    assert (caught.value.division, caught.value.above) == ("310109011001", "310109009")
    with pytest.raises(DivisionElsewhere) as caught, transaction.atomic():
        change("XD", now, division="310106011001")
    assert caught.value.above == "310109"


def test_the_code_of_a_closed_place_can_be_given_to_another(now: datetime) -> None:
    close_place("BWT", actor=ME, now=now)

    change("TLQ", now, division="310109018")

    assert place_by_code("TLQ").division == place_by_code("BWT").division


def test_facts_told_at_planting_are_those_that_are_known(now: datetime) -> None:
    new = NewPlace(BYL.level, "NEW", "新楼", "", "大连路1号", Point(121.5, 31.26))
    plant((HK, TLQ, new), now=now)

    assert json.loads(told("place_planted")[-1][2]) == {
        "level": "building",
        "name": "新楼",
        "path": "HK/TLQ/NEW",
        "origin": "demo",
        "address": "大连路1号",
        "point": [121.5, 31.26],
    }


def test_the_history_of_a_place_is_what_was_done_to_it_and_merged_into_it(now: datetime) -> None:
    change("BWT", later(now), address="东大名路")
    merge_place("TLQ", into="BWT", actor=ME, now=later(now, 2))
    move_place("BYL", to="BWT", actor=ME, now=later(now, 3))
    move_place("BYL", to="OYL", actor=ME, now=later(now, 4))
    close_place("BWT", actor=ME, now=later(now, 5))
    open_again("BWT", actor=ME, now=later(now, 6))

    found = history_of(place_by_code("BWT"))

    assert [(one.verb, one.other) for one in found] == [
        ("place_opened_again", ""),
        ("place_closed", ""),
        ("place_merged", "TLQ"),
        ("place_changed", ""),
        ("place_planted", ""),
    ]
    assert found[2].facts["from"] == "HK/TLQ"
    assert (found[2].at, found[2].actor, found[-1].actor) == (later(now, 2), ME, "linli")


def test_a_long_history_ends_somewhere(now: datetime) -> None:
    for at in range(MOST_HAPPENINGS + 2):
        change("BWT", now, address=f"{at} 号")

    assert len(history_of(place_by_code("BWT"))) == MOST_HAPPENINGS


@pytest.mark.parametrize(
    "wrong",
    [
        {"path": ""},
        {"division": "310109009"},
        {"longitude": 121.4},
        {"longitude": 181.0, "latitude": 31.0},
        {"longitude": 121.0, "latitude": -91.0},
        {"merged_into": True},
        {"merged_into": True, "closed_at": True},
    ],
)
def test_the_database_keeps_what_is_known_of_places(
    wrong: dict[str, object], now: datetime
) -> None:
    if "merged_into" in wrong:
        wrong = wrong | {"merged_into": place_by_code("OYL")}
    if "closed_at" in wrong:
        wrong = wrong | {"closed_at": now}

    with pytest.raises(IntegrityError), transaction.atomic():
        Place.objects.filter(code="BWT").update(**wrong)


def test_rows_say_what_they_are(now: datetime) -> None:
    place = place_by_code("BWT")

    assert str(Outline(place=place, ring=RING)) == f"{place.pk}: 4"
    assert str(ImportDraft(actor=ME, made_at=now)) == "person:7 2026-03-02 04:00"
    assert str(ImportedPlace(place=place, entry="a" * 64)) == f"{place.pk} aaaaaaaa"
