"""Places move, merge, close and open again: nobody loses what they reach, and nothing is lost."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.places.town import (
    HK,
    JA,
    OYL,
    TLQ,
    XD,
    B,
    S,
    later,
    must_be_a_tree,
    paths,
    plant,
    told,
    town,
)

from linli.kernel.errors import LinliError
from linli.ledger.queries import find_damage
from linli.people.actions import ensure_person, give_grant
from linli.people.enums import Role
from linli.people.models import Person
from linli.people.queries import may, places_where
from linli.places.actions import NewPlace
from linli.places.actions.moving import close_place, merge_place, move_place, open_again
from linli.places.errors import (
    DivisionElsewhere,
    DivisionTaken,
    PlaceClosed,
    PlaceInItself,
    PlaceLevelsDiffer,
    PlaceNotEmpty,
    PlaceOutOfOrder,
    PlaceStillOpen,
    UnknownPlace,
    WayTooLong,
)
from linli.places.models import Place
from linli.places.queries import place_by_code

ME = "person:7"
CODES = ["HK", "JA", "OYL", "BWT", "TLQ", "XD", "BYL", "TOP", "NONE"]

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def places(db: None, now: datetime) -> None:
    """A town."""
    town(now)


def steward_at(code: str, now: datetime) -> Person:
    person = ensure_person(handle=f"of-{code}", name="管", now=now)
    give_grant(
        person=person,
        role=Role.STEWARD,
        place=place_by_code(code),
        until=None,
        granted_by=None,
        now=now,
    )
    return person


def reach(person: Person, now: datetime) -> set[str]:
    """What a person reaches, by the set of places and by asking for each."""
    found = Place.objects.filter(pk__in=places_where(person, [Role.STEWARD], now=now))
    by_set = set(found.values_list("code", flat=True))
    asked = {p.code for p in Place.objects.all() if may(person, Role.STEWARD, place=p, now=now)}
    assert by_set == asked
    return by_set


@pytest.mark.parametrize(
    ("code", "to", "error"),
    [
        ("NONE", "HK", UnknownPlace),
        ("BYL", "NONE", UnknownPlace),
        ("BYL", "BYL", PlaceInItself),
        ("TLQ", "TOP", PlaceInItself),
        ("HK", "JA", PlaceOutOfOrder),
        ("OYL", "BWT", PlaceOutOfOrder),
        ("XD", "BYL", PlaceOutOfOrder),
        ("XD", "BWT", DivisionElsewhere),
        ("OYL", "JA", DivisionElsewhere),
    ],
)
def test_a_move_that_cannot_be_is_refused_and_changes_nothing(
    code: str, to: str, error: type[LinliError], now: datetime
) -> None:
    before = paths()

    with pytest.raises(error), transaction.atomic():
        move_place(code, to=to, actor=ME, now=now)

    assert paths() == before
    assert told("place_moved") == []


def test_a_place_moves_with_all_that_lies_in_it(now: datetime) -> None:
    moved = move_place("BYL", to="XD", actor=ME, now=later(now))

    assert moved.path == "HK/OYL/XD/BYL"
    assert paths()["TOP"] == "HK/OYL/XD/BYL/TOP"
    must_be_a_tree()
    assert told("place_moved") == [(ME, "place:BYL", '{"from":"HK/TLQ/BYL","to":"HK/OYL/XD/BYL"}')]
    assert find_damage().damage == ()


def test_a_place_that_lies_there_already_is_not_moved(now: datetime) -> None:
    move_place("BYL", to="TLQ", actor=ME, now=now)

    assert told("place_moved") == []


def test_a_name_that_begins_alike_does_not_move_along(now: datetime) -> None:
    plant((HK, TLQ, NewPlace(B, "BYL2", "二号")), now=now)

    move_place("BYL", to="BWT", actor=ME, now=now)

    assert paths()["BYL2"] == "HK/TLQ/BYL2"


def test_rights_go_by_where_a_place_lies_today(now: datetime) -> None:
    old, new, own = (steward_at(code, now) for code in ("TLQ", "BWT", "BYL"))

    move_place("BYL", to="BWT", actor=ME, now=now)

    assert reach(old, now) == {"TLQ"}
    assert reach(new, now) == {"BWT", "BYL", "TOP"}
    assert reach(own, now) == {"BYL", "TOP"}


@pytest.mark.parametrize(
    ("code", "into", "error"),
    [
        ("NONE", "HK", UnknownPlace),
        ("TLQ", "NONE", UnknownPlace),
        ("TLQ", "TLQ", PlaceInItself),
        ("TLQ", "HK", PlaceLevelsDiffer),
        ("XD", "BYL", PlaceLevelsDiffer),
    ],
)
def test_a_merger_that_cannot_be_is_refused_and_changes_nothing(
    code: str, into: str, error: type[LinliError], now: datetime
) -> None:
    before = paths()

    with pytest.raises(error), transaction.atomic():
        merge_place(code, into=into, actor=ME, now=now)

    assert paths() == before
    assert told("place_merged") == []


def test_a_merged_place_is_reached_by_its_own_people_and_by_those_of_the_other(
    now: datetime,
) -> None:
    old, new, own = (steward_at(code, now) for code in ("TLQ", "BWT", "BYL"))

    merged = merge_place("TLQ", into="BWT", actor=ME, now=later(now))

    assert (merged.closed_at, merged.merged_into) == (later(now), place_by_code("BWT"))
    assert merged.name == "提篮桥街道"
    assert paths()["TOP"] == "HK/BWT/TLQ/BYL/TOP"
    must_be_a_tree()
    assert reach(old, now) == {"TLQ", "BYL", "TOP"}
    assert reach(new, now) == {"BWT", "TLQ", "BYL", "TOP"}
    assert reach(own, now) == {"BYL", "TOP"}
    assert told("place_merged") == [
        (ME, "place:TLQ", '{"from":"HK/TLQ","into":"BWT","to":"HK/BWT/TLQ"}')
    ]


def test_districts_merge_too(now: datetime) -> None:
    merge_place("JA", into="HK", actor=ME, now=now)

    assert paths()["JA"] == "HK/JA"
    must_be_a_tree()


def test_a_merged_place_without_a_national_code_must_not_part_those_in_it_from_theirs(
    now: datetime,
) -> None:
    plant((JA, NewPlace(S, "NJX", "南京西路", "310106001")), now=now)
    Place.objects.filter(code="JA").update(division="")

    with pytest.raises(DivisionElsewhere), transaction.atomic():
        merge_place("JA", into="HK", actor=ME, now=now)

    assert "NJX" in paths()


def test_into_a_place_that_was_merged_nothing_more_comes_and_out_of_it_all_can(
    now: datetime,
) -> None:
    merge_place("TLQ", into="BWT", actor=ME, now=now)

    for act in (
        lambda: move_place("XD", to="TLQ", actor=ME, now=now),
        lambda: move_place("TLQ", to="HK", actor=ME, now=now),
        lambda: merge_place("OYL", into="TLQ", actor=ME, now=now),
        lambda: merge_place("TLQ", into="OYL", actor=ME, now=now),
        lambda: close_place("TLQ", actor=ME, now=now),
        lambda: open_again("TLQ", actor=ME, now=now),
        lambda: plant((HK, TLQ), now=now),
    ):
        with pytest.raises(LinliError), transaction.atomic():
            act()
    move_place("BYL", to="BWT", actor=ME, now=now)

    assert paths()["TOP"] == "HK/BWT/BYL/TOP"


def test_on_a_way_through_a_closed_place_nothing_is_planted(now: datetime) -> None:
    close_place("XD", actor=ME, now=now)

    with pytest.raises(PlaceClosed):
        plant((HK, OYL, XD, NewPlace(B, "NEW", "新")), now=now)


def test_mergers_one_into_the_other_come_to_an_end(now: datetime) -> None:
    for at in range(8):
        plant((HK, NewPlace(S, f"S{at}", "街道")), now=now)
    merge_place("TLQ", into="S0", actor=ME, now=now)
    for at in range(5):
        merge_place(f"S{at}", into=f"S{at + 1}", actor=ME, now=now)
    assert paths()["TOP"].count("/") == 10 - 1

    with pytest.raises(WayTooLong) as caught, transaction.atomic():
        merge_place("S5", into="S6", actor=ME, now=now)

    assert caught.value.place == "TOP"
    must_be_a_tree()


def test_a_place_in_which_something_is_open_is_not_closed(now: datetime) -> None:
    with pytest.raises(PlaceNotEmpty) as caught, transaction.atomic():
        close_place("TLQ", actor=ME, now=now)

    assert str(caught.value) == "TLQ 里还有在用的地点 BYL。请先移走或撤销它。"


def test_a_closed_place_keeps_its_row_its_people_and_its_history(now: datetime) -> None:
    own, above = steward_at("TOP", now), steward_at("HK", now)

    close_place("TOP", actor=ME, now=later(now))

    assert place_by_code("TOP").closed_at == later(now)
    assert reach(own, now) == {"TOP"}
    assert "TOP" in reach(above, now)
    assert told("place_closed") == [(ME, "place:TOP", "{}")]
    acts: tuple[Callable[[], object], ...] = (
        lambda: close_place("TOP", actor=ME, now=now),
        lambda: move_place("TOP", to="BWT", actor=ME, now=now),
    )
    for act in acts:
        with pytest.raises(PlaceClosed), transaction.atomic():
            act()


def test_closing_can_be_taken_back(now: datetime) -> None:
    with pytest.raises(PlaceStillOpen):
        open_again("TOP", actor=ME, now=now)
    for code in ("TOP", "BYL"):
        close_place(code, actor=ME, now=now)
    with pytest.raises(PlaceClosed) as caught:
        open_again("TOP", actor=ME, now=now)
    assert caught.value.place == "BYL"

    for code in ("BYL", "TOP"):
        open_again(code, actor=ME, now=now)

    assert not Place.objects.exclude(closed_at=None).exists()
    assert [one[1] for one in told("place_opened_again")] == ["place:BYL", "place:TOP"]


def test_what_lies_in_a_merged_place_and_districts_can_be_opened_again(now: datetime) -> None:
    merge_place("TLQ", into="BWT", actor=ME, now=now)
    for code in ("TOP", "JA"):
        close_place(code, actor=ME, now=now)
    close_place("BYL", actor=ME, now=now)

    open_again("BYL", actor=ME, now=now)
    open_again("JA", actor=ME, now=now)

    assert place_by_code("BYL").closed_at is None


def test_a_national_code_that_went_to_another_stands_in_the_way(now: datetime) -> None:
    close_place("JA", actor=ME, now=now)
    Place.objects.filter(code="HK").update(division="310106")

    with pytest.raises(DivisionTaken), transaction.atomic():
        open_again("JA", actor=ME, now=now)

    assert place_by_code("JA").closed_at is not None


ACTS: dict[str, Callable[[str, str, datetime], object]] = {
    "move": lambda one, two, now: move_place(one, to=two, actor=ME, now=now),
    "merge": lambda one, two, now: merge_place(one, into=two, actor=ME, now=now),
    "close": lambda one, _two, now: close_place(one, actor=ME, now=now),
    "open": lambda one, _two, now: open_again(one, actor=ME, now=now),
}
acts = st.tuples(st.sampled_from(sorted(ACTS)), st.sampled_from(CODES), st.sampled_from(CODES))


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(acts, min_size=3, max_size=12))
def test_whatever_is_done_in_whatever_order_it_stays_a_tree_and_all_codes_stay(
    now: datetime, steps: list[tuple[str, str, str]]
) -> None:
    with transaction.atomic():
        own = steward_at("BYL", now)
        for verb, one, two in steps:
            try:
                with transaction.atomic():
                    ACTS[verb](one, two, now)
            except LinliError:
                continue
        must_be_a_tree()
        assert set(paths()) == set(CODES) - {"NONE"}
        in_it = {code for code, path in paths().items() if "BYL" in path.split("/")}
        assert reach(own, now) == in_it
        transaction.set_rollback(True)


@pytest.mark.django_db(transaction=True)
def test_of_many_who_change_the_tree_at_once_none_leaves_a_path_that_leads_nowhere(
    now: datetime,
) -> None:
    def act(at: int) -> None:
        try:
            match at % 3:
                case 0:
                    move_place("BYL", to="BWT" if at % 2 else "TLQ", actor=ME, now=now)
                case 1:
                    move_place("TLQ" if at % 2 else "TOP", to="BYL", actor=ME, now=now)
                case _:
                    plant((HK, TLQ, NewPlace(B, f"N{at}", "新")), now=now)
        except LinliError:
            pass
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(act, range(18)))

    must_be_a_tree()
    assert Place.objects.filter(code__startswith="N").count() == 6
    assert find_damage().damage == ()
