"""The last act on a place is taken back by who did it, for a while, unless something happened."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from tests.places.town import later, paths, told, town

from linli.ledger.models import Entry
from linli.ledger.queries import find_damage
from linli.places.actions.changing import change_place
from linli.places.actions.moving import close_place, merge_place, move_place, open_again
from linli.places.actions.undoing import take_back
from linli.places.errors import PlaceClosed, TooLateToUndo, UnknownPlace
from linli.places.models import Place
from linli.places.queries import place_by_code
from linli.places.queries.history import history_of
from linli.places.queries.known import facts_of, outline_of
from linli.places.rules.coordinates import Point
from linli.places.rules.facts import Facts

ME, OTHER = "person:7", "person:8"
RING = [[121.48, 31.25], [121.49, 31.25], [121.49, 31.26], [121.48, 31.25]]

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def places(db: None, now: datetime) -> None:
    """A town."""
    town(now)


def last(code: str) -> str:
    """Return the entry of what was done last to a place."""
    return history_of(place_by_code(code))[0].entry


def rename(code: str, name: str, now: datetime, actor: str = ME) -> None:
    change_place(code, facts=Facts(name), outline=None, actor=actor, now=now)


def test_a_place_that_was_moved_lies_where_it_lay(now: datetime) -> None:
    before = paths()
    move_place("BYL", to="BWT", actor=ME, now=now)

    take_back("BYL", entry=last("BYL"), actor=ME, now=later(now, 9))

    assert paths() == before
    assert [subject for _who, subject, _facts in told("place_moved")] == ["place:BYL"] * 2
    assert find_damage().damage == ()


def test_a_place_that_was_closed_is_open(now: datetime) -> None:
    close_place("TOP", actor=ME, now=now)

    take_back("TOP", entry=last("TOP"), actor=ME, now=now)

    assert place_by_code("TOP").closed_at is None
    assert len(told("place_opened_again")) == 1


def test_what_is_known_of_a_place_is_what_it_was_and_an_outline_stays(now: datetime) -> None:
    known = Facts("北外滩街道", "310109018", "路 1 号", Point(121.5, 31.25))
    change_place("BWT", facts=known, outline=RING, actor="linli", now=now)
    change_place("BWT", facts=Facts("北"), outline=RING, actor=ME, now=now)
    take_back("BWT", entry=last("BWT"), actor=ME, now=now)
    assert facts_of(place_by_code("BWT")) == known
    assert outline_of(place_by_code("BWT")) == RING

    rename("XD", "祥", now)
    take_back("XD", entry=last("XD"), actor=ME, now=now)

    assert facts_of(place_by_code("XD")) == Facts("祥德居民区", "310109009001")
    assert len(told("place_changed")) == 5


def test_what_was_taken_back_can_be_taken_back(now: datetime) -> None:
    rename("BYL", "甲", now)
    take_back("BYL", entry=last("BYL"), actor=ME, now=now)

    take_back("BYL", entry=last("BYL"), actor=ME, now=now)

    assert place_by_code("BYL").name == "甲"


def moved_again(now: datetime) -> None:
    move_place("BYL", to="OYL", actor=OTHER, now=now)


def moved_by_oneself(now: datetime) -> None:
    move_place("BYL", to="OYL", actor=ME, now=now)


def renamed(now: datetime) -> None:
    rename("BYL", "新", now, OTHER)


@pytest.mark.parametrize("meanwhile", [moved_again, moved_by_oneself, renamed])
def test_if_something_happened_since_nothing_is_changed(
    meanwhile: Callable[[datetime], None], now: datetime
) -> None:
    move_place("BYL", to="BWT", actor=ME, now=now)
    shown = last("BYL")
    meanwhile(later(now))
    before = paths(), Entry.objects.count()

    with pytest.raises(TooLateToUndo) as refused:
        take_back("BYL", entry=shown, actor=ME, now=later(now, 2))

    assert "10 分钟" in str(refused.value)
    assert (paths(), Entry.objects.count()) == before


@pytest.mark.parametrize(
    ("actor", "minutes"), [(OTHER, 0), (ME, 10), (ME, 60)], ids=["another", "just over", "long ago"]
)
def test_only_who_did_it_takes_it_back_and_only_for_ten_minutes(
    actor: str, minutes: int, now: datetime
) -> None:
    close_place("TOP", actor=ME, now=now)

    with pytest.raises(TooLateToUndo):
        take_back("TOP", entry=last("TOP"), actor=actor, now=now + timedelta(minutes=minutes))

    assert place_by_code("TOP").closed_at == now


def test_a_merger_an_outline_and_what_was_never_done_are_not_taken_back(now: datetime) -> None:
    merge_place("TLQ", into="BWT", actor=ME, now=now)
    change_place("BYL", facts=Facts("白玉兰广场"), outline=RING, actor=ME, now=now)
    before = Entry.objects.count()

    for code in ("TLQ", "BWT", "BYL", "JA"):
        with pytest.raises(TooLateToUndo):
            take_back(code, entry=last(code), actor=ME, now=now)

    with pytest.raises(UnknownPlace):
        take_back("NONE", entry="", actor=ME, now=now)
    assert Entry.objects.count() == before


def test_where_the_place_above_was_closed_meanwhile_the_refusal_says_so(now: datetime) -> None:
    move_place("BYL", to="BWT", actor=ME, now=now)
    close_place("TLQ", actor=OTHER, now=now)

    with pytest.raises(PlaceClosed):
        take_back("BYL", entry=last("BYL"), actor=ME, now=now)

    assert paths()["BYL"] == "HK/BWT/BYL"
    open_again("TLQ", actor=OTHER, now=now)
    take_back("BYL", entry=last("BYL"), actor=ME, now=now)
    assert paths()["BYL"] == "HK/TLQ/BYL"
    assert Place.objects.filter(closed_at=None).count() == Place.objects.count()
