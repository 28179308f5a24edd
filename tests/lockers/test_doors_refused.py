"""The door that cannot be had, the answer that does not come: what a courier is told."""

import pytest
from tests.lockers.cabinets import ScriptedLine, is_silent, says
from tests.lockers.people import (
    FORM,
    again,
    leaves,
    promised,
    state,
    stores,
    takes,
    verbs,
)
from tests.lockers.tower import Tower, must_agree, plugged_in

from linli.lockers.actions import doors
from linli.lockers.actions.directing import withdraw_forgotten
from linli.lockers.actions.doors import Door
from linli.lockers.enums import DepositState
from linli.lockers.errors import (
    CabinetOutOfUse,
    CabinetQuiet,
    DoorOutOfOrder,
    NoCompartmentFree,
    TooBusy,
    UnknownCabinet,
)
from linli.lockers.models import Cabinet, Deposit
from linli.lockers.rules.recipients import Recipient
from linli.wire.messages import Size

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_cabinet_that_is_not_heard_is_refused_at_once_and_nothing_is_written(
    tower: Tower,
) -> None:
    tower.a.quiet = True

    with pytest.raises(CabinetQuiet) as caught:
        leaves(tower)

    assert str(caught.value).startswith("T-A 暂时没有联网")
    assert not Deposit.objects.exists()
    assert verbs(tower) == []


def test_a_cabinet_that_there_is_not_is_named(tower: Tower) -> None:
    ask = {"recipient": Recipient(tail="1"), "size": Size.S, "token": "t", "now": tower.now}
    with pytest.raises(UnknownCabinet, match="没有编号为 X 的柜子"):
        doors.deposit_at_door(cabinet="X", **ask)  # type: ignore[arg-type]

    with plugged_in(ScriptedLine(is_silent)), pytest.raises(UnknownCabinet, match="X"):
        doors.deposit_at_door(cabinet="X", **ask)  # type: ignore[arg-type]


def test_a_form_sent_again_to_a_cabinet_that_has_fallen_silent_is_the_same_deposit(
    tower: Tower,
) -> None:
    door = leaves(tower, token=FORM)
    tower.a.quiet = True

    assert leaves(tower, token=FORM) == Door(door.deposit, None, "asked")


def test_when_too_many_wait_a_person_is_told_to_come_again(
    tower: Tower, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("linli.kernel.batch.LONGEST_QUEUE", 0)

    with pytest.raises(TooBusy, match="不会重复开"):
        leaves(tower)


def test_a_person_who_waited_too_long_for_a_commit_presses_again_and_it_is_the_same_deposit(
    tower: Tower, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(doors, "ANSWER_WITHIN_S", 0.0)
    with pytest.raises(TooBusy):
        leaves(tower, token=FORM)
    monkeypatch.undo()

    assert leaves(tower, token=FORM).settled == "asked"

    assert Deposit.objects.count() == 1


def test_a_cabinet_in_quarantine_takes_no_meal_and_opens_for_no_one(tower: Tower) -> None:
    waiting, meal = leaves(tower), stores(tower)
    Cabinet.objects.update(quarantined_at=tower.now)

    for act in (leaves, lambda one: again(one, waiting), lambda one: takes(one, meal)):
        with pytest.raises(CabinetOutOfUse, match="T-A 正在盘点"):
            act(tower)


def test_a_full_cabinet_says_so_and_where_the_next_free_door_is(tower: Tower) -> None:
    for _ in range(4):
        leaves(tower)

    with pytest.raises(NoCompartmentFree) as caught:
        leaves(tower)

    assert str(caught.value) == (
        "T-A 没有空的格口了。整栋楼现在都满了，请几分钟后再试，或联系收餐人当面交接。"
    )
    assert Deposit.objects.count() == 4


def test_what_the_cabinet_says_is_full_is_full_and_the_promise_is_taken_back(
    tower: Tower,
) -> None:
    for comp in (1, 2, 3, 4):  # someone forces them, and the server has not heard
        tower.a.open(comp)

    with pytest.raises(NoCompartmentFree) as caught:
        leaves(tower)
    assert "整栋楼现在都满了" in str(caught.value)  # it does not name itself

    assert promised() == 1
    tower.exchange()
    assert promised() == 0
    assert Deposit.objects.get().state == DepositState.CANCELLED
    assert [one for one in verbs(tower) if one != "alarm_raised"] == [
        "deposit_begun",
        "directive_made",
        "journal_applied",
        "journal_applied",
    ]
    must_agree(tower)


def test_a_door_that_stays_out_of_order_is_named_and_the_promise_runs_out(tower: Tower) -> None:
    with (
        plugged_in(ScriptedLine(says("state", why="wrong_state"))),
        pytest.raises(DoorOutOfOrder),
    ):
        leaves(tower)

    assert promised() == 1
    tower.wait(61)
    assert withdraw_forgotten(now=tower.now) == 1
    tower.exchange()
    assert promised() == 0


def test_silence_is_unknown_and_never_asked_again_by_a_program(tower: Tower) -> None:
    line = ScriptedLine(is_silent)

    with plugged_in(line):
        door = leaves(tower)

    assert (door.comp, door.settled) == (None, "unknown")
    assert len(line.asked) == 1


def test_an_answer_that_is_lost_is_told_by_the_events(tower: Tower) -> None:
    tower.a.deaf = True
    door = leaves(tower)
    assert door.settled == "unknown"

    tower.a.fill(1)
    tower.exchange()

    assert state(door) == DepositState.STORED
    assert tower.a.pulses == [1]
    must_agree(tower)


@pytest.mark.parametrize("answer", ["stale", "busy"])
def test_an_answer_that_says_nothing_happened_is_asked_once_more_under_another_name(
    tower: Tower, answer: str
) -> None:
    line = ScriptedLine(says(answer), says("ok", comp=3))

    with plugged_in(line):
        door = leaves(tower, token=FORM)

    assert (door.comp, door.settled) == (3, "opened")
    assert [one.cid for one in line.asked] == [FORM, f"{FORM}~"]
    assert len({one.grant for one in line.asked}) == 1


def test_a_cabinet_that_stays_busy_has_its_person_told_so_and_the_next_press_opens(
    tower: Tower,
) -> None:
    busy = ScriptedLine(says("busy"))
    with plugged_in(busy):
        refused = leaves(tower, token=FORM)
    assert refused.settled == "busy"
    assert len(busy.asked) == 2

    door = again(tower, refused)

    assert (door.comp, door.settled) == (1, "opened")
    assert tower.a.pulses == [1]


def test_a_cabinet_that_finds_all_stale_leaves_the_door_unknown(tower: Tower) -> None:
    line = ScriptedLine(says("stale"))

    with plugged_in(line):
        door = leaves(tower)

    assert door.settled == "unknown"
    assert len(line.asked) == 2


def test_an_opening_that_was_answered_before_names_its_door_again(tower: Tower) -> None:
    door = leaves(tower)

    assert again(tower, door) == Door(door.deposit, door.comp, "opened")
    assert tower.a.pulses == [1]


def test_the_same_form_twice_is_one_deposit_and_one_opening(tower: Tower) -> None:
    first = leaves(tower, token=FORM)
    second = leaves(tower, token=FORM)

    assert second == Door(first.deposit, None, "asked")
    assert tower.a.pulses == [1]
    assert Deposit.objects.count() == 1
    assert verbs(tower) == ["deposit_begun"]
