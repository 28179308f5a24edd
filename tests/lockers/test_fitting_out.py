"""A cabinet's layout: written, read, changed only where doors are empty, held against its word."""

import pytest
from msgspec.structs import replace
from tests.lockers.test_record import FITTED
from tests.lockers.tower import Tower, must_agree

from linli.ledger.models import Entry
from linli.lockers.access import Seat
from linli.lockers.actions.fitting_out import change_layout, move_left
from linli.lockers.actions.hearing import hear
from linli.lockers.actions.holds import hold_doors
from linli.lockers.crew_errors import (
    DoorsNotEmpty,
    DoorsNotOut,
    DoorsStillFitted,
    LayoutSame,
    LayoutUnreadable,
)
from linli.lockers.enums import DoorState, HoldKind
from linli.lockers.errors import UnknownCabinet
from linli.lockers.models import Cabinet, Capacity, Compartment, DoorHold
from linli.lockers.queries.fitting_out import hall_of, laid_out
from linli.lockers.rules.fitting_out import (
    Change,
    Disagreement,
    DoorStanding,
    Objection,
    Unreadable,
    change_of,
    disagreement,
    in_hall,
    objections,
    read_layout,
    wired,
    written,
)
from linli.lockers.rules.layout import DoorPlace, arrange
from linli.people.actions import ensure_person
from linli.people.enums import Role
from linli.wire.messages import Fitted, Size

needs_a_database = pytest.mark.django_db


def test_a_layout_is_read_as_it_was_written() -> None:
    assert read_layout(written(arrange(48))) == arrange(48)
    assert written(read_layout(" 1s 3M \n\n2L ")) == "1S 3M\n2L"


@pytest.mark.parametrize(
    "text",
    ["", "1", "0S", "256S", "1S 1M", "1X", "1S;", "\u0661S", "1S\n" * 33, " ".join(["1S"] * 33)],
)
def test_what_is_no_layout_is_told_so(text: str) -> None:
    with pytest.raises(Unreadable):
        read_layout(text)


def standing(**states: DoorState) -> list[DoorStanding]:
    """Doors 1 to 4 of one column, small, free unless said."""
    return [
        DoorStanding(DoorPlace(number, Size.S, 1, number), states.get(f"d{number}", FREE), "")
        for number in range(1, 5)
    ]


FREE, OOS = DoorState.FREE, DoorState.OOS
TOLD = Fitted(doors={Size.S: [1, 2, 3, 4]}, kind="wired")


def test_a_change_names_what_it_adds_removes_resizes_and_moves() -> None:
    change = change_of(standing(), read_layout("1S 2M\n4S 5L"))

    assert change == Change(
        added=(DoorPlace(5, Size.L, 2, 2),),
        removed=(3,),
        resized=(DoorPlace(2, Size.M, 1, 2),),
        moved=(DoorPlace(4, Size.S, 2, 1),),
    )
    assert change_of(standing(), read_layout("1S 2S 3S 4S")).is_none


def against(text: str, *, told: Fitted | None = TOLD, **states: DoorState) -> dict[int, Objection]:
    doors = standing(**states)
    return objections(doors, change_of(doors, read_layout(text)), has_run=True, fitted=told)


def test_only_empty_doors_are_touched_and_those_out_of_use_lose_or_change() -> None:
    moved, resized, gone = "2S 1S 3S 4S", "1M 2S 3S 4S", "2S 3S 4S"

    assert against(moved) == {}
    assert against(moved, d1=DoorState.OCC) == {1: Objection.MEAL}
    assert against(moved, d2=DoorState.OPEN_S) == {2: Objection.MEAL}
    assert against(resized) == {1: Objection.IN_USE}
    assert against(resized, d1=OOS) == {}
    less = Fitted(doors={Size.S: [2, 3, 4]}, kind="wired")
    assert against(gone, d1=OOS)[1] is Objection.STILL_THERE
    assert against(gone, told=None, d1=OOS)[1] is Objection.STILL_THERE
    assert against(gone, told=less)[1] is Objection.IN_USE
    assert against(gone, told=less, d1=OOS) == {}


def test_a_cabinet_that_never_ran_is_laid_out_freely_but_for_meals() -> None:
    doors = [*standing(), DoorStanding(DoorPlace(9, Size.S, 2, 1), FREE, "0" * 13)]
    change = change_of(doors, read_layout("1M"))

    assert objections(doors, change, has_run=False, fitted=None) == {9: Objection.MEAL}


def test_both_words_are_held_together_door_by_door() -> None:
    here = read_layout("1S 2M 3S")

    assert disagreement(here, FITTED) == Disagreement((), (4,), (2, 3))
    less = replace(FITTED, doors={Size.S: [1], Size.M: [2]})
    assert disagreement(here, less) == Disagreement((3,), (), ())
    assert disagreement(read_layout("1S 2M"), less).is_none


def test_each_board_says_which_door_hangs_on_which_lock() -> None:
    assert wired(FITTED, {1, 2, 4}) == {"left · wkly": ((1, 1), (2, 2), (3, 4), (4, 4))}


def test_a_cabinet_moves_left_until_it_is_the_first() -> None:
    assert in_hall(["A", "B", "C"], "C") == ["A", "C", "B"]
    assert in_hall(["A", "B"], "A") == ["A", "B"]


def seat(tower: Tower) -> Seat:
    return Seat(ensure_person(handle="li", name="李师傅", now=tower.now), Role.CREW, tower.place)


def lays_out(tower: Tower, text: str, cabinet: str = "T-A") -> None:
    change_layout(seat(tower), cabinet=cabinet, text=text, now=tower.now)


def capacities() -> dict[str, int]:
    return dict(Capacity.objects.values_list("size", "free"))


@needs_a_database
def test_a_cabinet_before_its_first_word_is_laid_out_anew(tower: Tower) -> None:
    assert laid_out("T-A", []) is None
    Cabinet.objects.update(applied_seq=0, heard_at=None)

    lays_out(tower, "1M 2S\n7L 4S")

    found = laid_out("T-A", [tower.place.pk])
    assert found is not None
    assert found.text == "1M 2S\n7L 4S"
    assert (found.differs, found.boards) == (None, {})
    assert capacities() == {"S": 2, "M": 1, "L": 1}
    assert "1M 2S | 7L 4S" in str(Entry.objects.get(verb="layout_changed").facts)


@needs_a_database
def test_what_is_added_to_a_running_cabinet_is_given_out_when_the_cabinet_has_it(
    tower: Tower,
) -> None:
    tower.stored()
    free = capacities()

    lays_out(tower, "1S 2S 3M 4S 5L")

    assert Compartment.objects.get(number=5).state == DoorState.DIRTY
    assert capacities() == free
    hear([replace(tower.a.hello(), fitted=FITTED)], now=tower.now)
    found = laid_out("T-A", [tower.place.pk])
    assert found is not None
    assert found.differs == Disagreement((5,), (), ())
    with pytest.raises(LayoutSame):
        lays_out(tower, "1S 2S 3M 4S 5L")


@needs_a_database
def test_a_door_goes_once_it_is_out_of_use_and_gone_from_the_cabinet(tower: Tower) -> None:
    tower.stored()
    with pytest.raises(DoorsNotEmpty) as meal:
        lays_out(tower, "2S 1S 3M 4S")
    assert "01" in str(meal.value)
    with pytest.raises(DoorsStillFitted):
        lays_out(tower, "1S 2S 3M")
    with pytest.raises(DoorsNotOut):
        lays_out(tower, "1S 2M 3M 4S")
    hold_doors(
        seat(tower), cabinet="T-A", doors=[4], kind=HoldKind.BROKEN, reason="拆掉", now=tower.now
    )
    tower.exchange()
    told = replace(FITTED, doors={Size.S: [1, 2], Size.M: [3]})
    hear([replace(tower.a.hello(), fitted=told)], now=tower.now)
    must_agree(tower)

    lays_out(tower, "1S 2S 3M")

    assert not Compartment.objects.filter(number=4).exists()
    assert DoorHold.objects.get().lifted_at == tower.now
    assert capacities() == {"S": 1, "M": 1, "L": 0}


@needs_a_database
def test_what_cannot_be_read_or_is_not_here_changes_nothing(tower: Tower) -> None:
    with pytest.raises(LayoutUnreadable) as wrong:
        lays_out(tower, "1S oops")
    assert "OOPS" in str(wrong.value)
    with pytest.raises(UnknownCabinet):
        lays_out(tower, "1S", cabinet="X-A")


@needs_a_database
def test_cabinets_stand_in_a_hall_as_somebody_said(now: object) -> None:
    tower = Tower(now=now, cabinets=3)  # type: ignore[arg-type]  # the fixture's instant

    move_left(seat(tower), cabinet="T-C", now=tower.now)

    assert [one.code for one in hall_of(tower.place.pk)] == ["T-A", "T-C", "T-B"]
    assert len(hall_of(tower.place.pk)[0].columns) == 1
    with pytest.raises(UnknownCabinet):
        move_left(seat(tower), cabinet="X-A", now=tower.now)
