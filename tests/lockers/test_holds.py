"""Doors that people keep out of use, how they come back, and when a spare one comes in."""

from collections.abc import Mapping

import pytest
from tests.lockers.alarming import stands
from tests.lockers.journals import line
from tests.lockers.tower import Tower, must_agree

from linli.ledger.models import Entry
from linli.lockers.access import Seat
from linli.lockers.actions.alarms import settle_alarms
from linli.lockers.actions.holds import bring_in_spares, hold_doors, lift_doors
from linli.lockers.crew_errors import DoorsHeld, DoorsInUse, NoDoorsChosen
from linli.lockers.enums import DoorState, HoldKind
from linli.lockers.errors import UnknownCabinet
from linli.lockers.models import Cabinet, Compartment, DoorHold
from linli.lockers.queries.holds import holds_of
from linli.lockers.rules.holds import REASON_OF, HeldDoor, Wanted, is_nobodys, wanted
from linli.people.actions import ensure_person
from linli.people.enums import Role
from linli.wire.messages import EventType, Purpose, Size

needs_a_database = pytest.mark.django_db

FREE, OOS = DoorState.FREE, DoorState.OOS


def doors(*states: tuple[DoorState, str], spare: Mapping[int, str]) -> list[HeldDoor]:
    """Doors from 1 in their states and sizes, and spare ones by number."""
    kept = [HeldDoor(number, Size(size), OOS, is_spare=True) for number, size in spare.items()]
    used = [
        HeldDoor(number, Size(size), state, is_spare=False)
        for number, (state, size) in enumerate(states, start=1)
    ]
    return used + kept


PLENTY = dict.fromkeys(Size, 9)


def test_without_a_need_or_a_spare_door_nothing_comes_in() -> None:
    assert wanted(doors((FREE, "S"), spare={9: "S"}), left=PLENTY) is None
    assert wanted(doors((OOS, "S"), spare={}), left={}) is None
    waiting = HeldDoor(9, Size.S, DoorState.OCC, is_spare=True)
    assert wanted([waiting], left={}) is None, "its meal has not gone yet"


def test_a_broken_door_is_replaced_once_by_the_smallest_that_fits() -> None:
    broken = doors((FREE, "S"), (DoorState.CHECK, "M"), spare={7: "S", 8: "L", 9: "M"})

    assert wanted(broken, left=PLENTY) == Wanted(9, replaces=2)
    assert wanted(broken, left=PLENTY, replaced={2}) is None
    assert wanted(broken, left=PLENTY, is_out=True) is None
    assert wanted(doors((OOS, "L"), spare={7: "S"}), left=PLENTY) is None


def test_a_full_size_gets_its_own_spare_unless_a_door_is_about_to_be_free() -> None:
    full = {**PLENTY, Size.M: 0}
    spare = {7: "S", 9: "M"}

    assert wanted(doors((DoorState.OCC, "M"), spare=spare), left=full) == Wanted(9, replaces=0)
    assert wanted(doors((DoorState.SANI, "M"), spare=spare), left=full) is None
    assert wanted(doors((DoorState.OCC, "M"), spare={7: "L"}), left=full) is None


def test_only_a_spare_doors_line_is_nobodys_care() -> None:
    spare = line(EventType.BLOCKED, data={"reason": REASON_OF[HoldKind.SPARE]})

    assert is_nobodys(spare)
    assert not is_nobodys(line(EventType.BLOCKED, data={"reason": "hinge"}))
    assert not is_nobodys(line(EventType.FORCED, data={"reason": REASON_OF[HoldKind.SPARE]}))


def seat(tower: Tower) -> Seat:
    return Seat(ensure_person(handle="li", name="李师傅", now=tower.now), Role.CREW, tower.place)


def holds(
    tower: Tower, *numbers: int, kind: HoldKind = HoldKind.BROKEN, cabinet: str = "T-A"
) -> None:
    hold_doors(
        seat(tower), cabinet=cabinet, doors=numbers, kind=kind, reason="铰链坏了", now=tower.now
    )
    tower.exchange()


def lifts(tower: Tower, *numbers: int) -> None:
    lift_doors(seat(tower), cabinet="T-A", doors=numbers, reason="修好了", now=tower.now)
    tower.exchange()


def states() -> dict[int, str]:
    return dict(Compartment.objects.order_by("number").values_list("number", "state"))


@needs_a_database
def test_a_door_goes_out_of_use_and_comes_back_by_hand_with_a_reason(tower: Tower) -> None:
    holds(tower, 1, 2)
    assert [states()[one] for one in (1, 2, 3)] == ["OOS", "OOS", "FREE"]
    assert stands() == [("OUT_OF_SERVICE", 1, ""), ("OUT_OF_SERVICE", 2, "")]
    with pytest.raises(DoorsHeld):
        holds(tower, 2, 3)

    lifts(tower, 1)
    tower.wait(120)
    tower.exchange()

    assert [states()[one] for one in (1, 2)] == ["FREE", "OOS"]
    page = holds_of("T-A", [tower.place.pk])
    assert page is not None
    assert [one.number for one in page.doors if one.is_out] == [2]
    (past,) = page.lately
    assert (past.comp, past.holder, past.lifter, past.lifted_reason) == (
        1,
        "李**",
        "李**",
        "修好了",
    )
    verbs = Entry.objects.filter(verb__startswith="doors_").values_list("verb", flat=True)
    assert list(verbs.order_by("pk")) == ["doors_held", "doors_lifted"]
    assert str(DoorHold.objects.get(comp=2)) == f"{tower.a.number} 2 broken"
    must_agree(tower)


@needs_a_database
def test_what_is_no_door_or_in_use_is_refused(tower: Tower) -> None:
    for numbers in ((), (1, 99)):
        with pytest.raises(NoDoorsChosen):
            holds(tower, *numbers)
    with pytest.raises(UnknownCabinet):
        holds(tower, 1, cabinet="X-A")
    with pytest.raises(DoorsInUse):
        lifts(tower, 1)
    assert holds_of("T-A", []) is None
    assert not DoorHold.objects.exists()


@needs_a_database
def test_a_whole_cabinet_goes_out_of_use_once_its_meals_are_gone(tower: Tower) -> None:
    begun = tower.stored()
    holds(tower, 4)
    holds(tower, kind=HoldKind.CABINET)
    assert states() == {1: "OCC", 2: "OOS", 3: "OOS", 4: "OOS"}
    assert stands() == [("OUT_OF_SERVICE", 4, "")], "the others need nobody's hand"
    tower.ask(begun, Purpose.PICKUP, comp=1)
    tower.a.empty(1)
    tower.wait(120)
    tower.exchange()
    settle_alarms(now=tower.now)

    assert set(states().values()) == {"OOS"}
    assert stands() == [("OUT_OF_SERVICE", 4, "")]
    with pytest.raises(NoDoorsChosen):
        holds(tower, kind=HoldKind.CABINET)
    lifts(tower, 1, 2, 3, 4)
    tower.wait(120)
    tower.exchange()
    assert set(states().values()) == {"FREE"}
    must_agree(tower)


@needs_a_database
def test_a_spare_door_waits_quietly_and_comes_in_when_its_size_is_full(tower: Tower) -> None:
    assert bring_in_spares(now=tower.now) == 0
    holds(tower, 1, kind=HoldKind.SPARE)
    settle_alarms(now=tower.now)
    assert stands() == []
    assert bring_in_spares(now=tower.now) == 0
    tower.stored()
    tower.stored()

    assert bring_in_spares(now=tower.now) == 1
    tower.exchange()
    assert bring_in_spares(now=tower.now) == 0
    tower.wait(120)
    tower.exchange()

    assert states()[1] == "FREE"
    assert Entry.objects.filter(verb="spare_brought_in", actor="clock").count() == 1
    must_agree(tower)


@needs_a_database
def test_a_spare_door_replaces_a_broken_one_once_each_time_it_breaks(tower: Tower) -> None:
    holds(tower, 1, 2, kind=HoldKind.SPARE)
    tower.a.open(4)
    tower.a.close(4)
    tower.exchange()

    assert bring_in_spares(now=tower.now) == 1
    tower.exchange()
    assert bring_in_spares(now=tower.now) == 0
    assert DoorHold.objects.get(comp=1).replaces == 4
    tower.wait(10)
    Compartment.objects.filter(number=4).update(since=tower.now)

    assert bring_in_spares(now=tower.now) == 1
    assert DoorHold.objects.get(comp=2).replaces == 4


@needs_a_database
def test_a_spare_that_was_lifted_a_moment_ago_and_a_shut_cabinet_stay_as_they_are(
    tower: Tower, monkeypatch: pytest.MonkeyPatch
) -> None:
    holds(tower, 1, kind=HoldKind.SPARE)
    tower.stored()
    tower.stored()
    actions = "linli.lockers.actions.holds"
    monkeypatch.setattr(f"{actions}.wanted", lambda *_doors, **_more: Wanted(2, 0))
    assert bring_in_spares(now=tower.now) == 0
    monkeypatch.undo()
    holds(tower, kind=HoldKind.CABINET)
    assert bring_in_spares(now=tower.now) == 0, "nobody is to use this cabinet"
    DoorHold.objects.filter(kind=HoldKind.CABINET).update(lifted_at=tower.now)
    Cabinet.objects.update(quarantined_at=tower.now)

    assert bring_in_spares(now=tower.now) == 0
