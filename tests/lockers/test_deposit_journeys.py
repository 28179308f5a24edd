"""One meal from the promise to its outcome, with the cabinet's real rules at the other end."""

import pytest
from django.db import transaction
from tests.lockers.cabinets import ScriptedLine, is_silent, says
from tests.lockers.tower import Tower, must_agree, plugged_in

from linli.ledger.models import Entry
from linli.lockers.actions import doors
from linli.lockers.actions.directing import direct, withdraw_deposit, withdraw_forgotten
from linli.lockers.actions.doors import Door
from linli.lockers.enums import DepositState
from linli.lockers.errors import (
    CabinetOutOfUse,
    CabinetQuiet,
    CodeUsed,
    DoorOutOfOrder,
    MealEnded,
    MealHeld,
    NoCompartmentFree,
    NotStoredYet,
    TooBusy,
    UnknownCabinet,
    UnknownDeposit,
)
from linli.lockers.models import Cabinet, Capacity, Deposit
from linli.lockers.queries.codes import code_of
from linli.lockers.rules.recipients import Recipient
from linli.notices.models import Notice
from linli.wire.messages import HoldDeposit, Size

pytestmark = pytest.mark.django_db(transaction=True)

FORM = "form-of-one-courier"


def leaves(tower: Tower, *, token: str = "", size: Size = Size.S, order_no: str = "") -> Door:
    """Let a courier ask for a door."""
    return doors.deposit_at_door(
        cabinet=tower.a.code,
        recipient=Recipient(tail="" if order_no else "3821", order_no=order_no),
        size=size,
        token=token or tower.token(),
        now=tower.now,
    )


def stores(tower: Tower) -> Door:
    """Let a courier put a meal in, and the server know."""
    door = leaves(tower)
    assert door.comp is not None
    tower.a.fill(door.comp)
    tower.exchange()
    return door


def takes(tower: Tower, door: Door) -> Door:
    return doors.pick_up(deposit=door.deposit, cid=tower.token(), now=tower.now)


def again(tower: Tower, door: Door) -> Door:
    return doors.ask_again(deposit=door.deposit, cid=tower.token(), now=tower.now)


def fetches(tower: Tower, door: Door, *, dispose: bool = False) -> Door:
    """Let the crew ask for a meal's door."""
    return doors.recall(
        actor="person:1",
        buildings=[tower.place.pk],
        deposit=door.deposit,
        dispose=dispose,
        reason="超时",
        cid=tower.token(),
        now=tower.now,
    )


def state(door: Door) -> DepositState:
    return DepositState(Deposit.objects.get(code=door.deposit).state)


def promised() -> int:
    return sum(Capacity.objects.values_list("promised", flat=True))


def verbs(tower: Tower) -> list[str]:
    """Return what the ledger says was done at the first cabinet since it was put up."""
    entries = Entry.objects.filter(chain__name=f"cabinet/{tower.a.code}").order_by("seq")
    return list(entries.values_list("verb", flat=True))[1:]


# The door that cannot be had


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

    with pytest.raises(NoCompartmentFree):
        leaves(tower)

    assert promised() == 1
    tower.exchange()
    assert promised() == 0
    assert Deposit.objects.get().state == DepositState.CANCELLED
    assert verbs(tower) == ["deposit_begun", "directive_made", "journal_applied", "journal_applied"]
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


# The answer that does not come


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


@pytest.mark.parametrize("answer", ["stale", "busy"])
def test_a_cabinet_that_stays_busy_leaves_the_door_unknown(tower: Tower, answer: str) -> None:
    line = ScriptedLine(says(answer))

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


# The meal that goes in, and how it ends


def test_a_meal_is_stored_announced_and_taken(tower: Tower) -> None:
    door = leaves(tower, order_no="MT-00001")
    assert door == Door(door.deposit, 1, "opened")

    tower.a.fill(1)
    tower.exchange()
    assert state(door) == DepositState.STORED
    assert Notice.objects.get().label == "MT-00001"

    assert takes(tower, door) == Door(door.deposit, 1, "opened")
    tower.a.empty(1)
    tower.exchange()

    assert state(door) == DepositState.PICKED
    with pytest.raises(CodeUsed, match="餐在 12:00 取走"):
        takes(tower, door)
    with pytest.raises(MealEnded, match="已取走"):
        fetches(tower, door)
    with pytest.raises(MealEnded, match="已取走"):
        again(tower, door)
    assert verbs(tower) == [
        "deposit_begun",
        "journal_applied",
        "pickup_asked",
        "journal_applied",
    ]
    must_agree(tower)


def test_a_meal_is_taken_by_its_code_typed_with_spaces(tower: Tower) -> None:
    door = stores(tower)
    code = code_of(door.deposit)

    opened = doors.pick_up_by_code(
        cabinet="T-A", code=f" {code[:4]} {code[4:]} ", cid="c", now=tower.now
    )

    assert opened == Door(door.deposit, 1, "opened")


def test_a_meal_that_stays_in_after_a_pickup_can_be_taken_later(tower: Tower) -> None:
    door = stores(tower)
    takes(tower, door)
    tower.a.close(1)
    tower.exchange()
    assert state(door) == DepositState.STORED
    must_agree(tower)
    tower.wait(1)  # a grant that has acted never acts again, and it differs by the second

    takes(tower, door)
    tower.a.empty(1)
    tower.exchange()

    assert state(door) == DepositState.PICKED
    must_agree(tower)


def test_a_door_closed_empty_gives_the_courier_another(tower: Tower) -> None:
    door = leaves(tower)
    tower.a.close(1)
    tower.exchange()
    assert state(door) == DepositState.OFFERED
    assert promised() == 1

    tower.wait(1)
    other = again(tower, door)
    assert other.comp == 2
    tower.a.fill(2)
    tower.exchange()

    assert state(door) == DepositState.STORED
    assert "door_asked" in verbs(tower)
    must_agree(tower)


def test_a_jammed_door_opens_when_the_courier_asks_again(tower: Tower) -> None:
    tower.a.jammed = {1}
    door = leaves(tower)
    tower.wait(3)
    tower.exchange()
    assert state(door) == DepositState.SENT
    must_agree(tower)

    tower.a.jammed = set()
    assert again(tower, door).comp == 1
    tower.a.fill(1)
    tower.exchange()

    assert state(door) == DepositState.STORED
    assert tower.a.pulses == [1, 1]
    must_agree(tower)


def test_a_door_that_jams_three_times_is_given_up_and_the_next_one_opens(tower: Tower) -> None:
    tower.a.jammed = {1}
    door = leaves(tower)
    for _ in range(2):
        tower.wait(3)
        again(tower, door)
    tower.wait(3)
    with pytest.raises(DoorOutOfOrder):
        again(tower, door)
    tower.exchange()

    assert again(tower, door).comp == 2
    tower.a.fill(2)
    tower.exchange()

    assert state(door) == DepositState.STORED
    must_agree(tower)


def test_a_door_nobody_used_is_withdrawn_by_the_clock_and_the_promise_returns(
    tower: Tower,
) -> None:
    with plugged_in(ScriptedLine(is_silent)):
        door = leaves(tower)
    tower.wait(60)
    assert withdraw_forgotten(now=tower.now) == 0
    tower.wait(1)

    assert withdraw_forgotten(now=tower.now) == 1
    assert withdraw_forgotten(now=tower.now) == 0
    assert state(door) == DepositState.SENT
    tower.exchange()

    assert state(door) == DepositState.EXPIRED
    assert promised() == 0
    with pytest.raises(MealEnded, match="已过期"):
        again(tower, door)
    with pytest.raises(MealEnded, match="已过期"):
        takes(tower, door)
    must_agree(tower)


def test_an_opening_still_on_its_way_cannot_bring_back_what_was_withdrawn(tower: Tower) -> None:
    line = ScriptedLine(is_silent)
    with plugged_in(line):
        door = leaves(tower)
    tower.wait(61)
    withdraw_forgotten(now=tower.now)
    tower.exchange()

    late = tower.a.open_door(line.asked[0])

    assert late is not None
    assert (late.result, late.comp) == ("state", 0)
    assert state(door) == DepositState.EXPIRED
    assert tower.a.pulses == []


def test_the_cabinet_knows_of_a_withdrawal_before_the_server_and_says_so(tower: Tower) -> None:
    with plugged_in(ScriptedLine(is_silent)):
        door = leaves(tower)
    withdraw_deposit(deposit=door.deposit, why="cancelled", now=tower.now)
    tower.bring_down()  # and the cabinet's line about it is not up yet

    with pytest.raises(MealEnded, match="已取消"):
        again(tower, door)

    tower.exchange()
    assert state(door) == DepositState.CANCELLED


def test_a_jammed_door_behind_which_nothing_ever_was_ends_as_never_arrived(tower: Tower) -> None:
    tower.a.jammed = {1}
    door = leaves(tower)
    tower.wait(3)
    tower.exchange()

    tower.wait(61)
    withdraw_forgotten(now=tower.now)
    tower.exchange()

    assert state(door) == DepositState.NEVER_ARRIVED
    must_agree(tower)


def test_a_withdrawal_that_meets_a_stored_meal_comes_to_nothing(tower: Tower) -> None:
    door = leaves(tower)
    tower.wait(61)
    tower.a.fill(1)
    assert withdraw_forgotten(now=tower.now) == 1

    tower.exchange()

    assert state(door) == DepositState.STORED
    tower.wait(61)
    assert withdraw_forgotten(now=tower.now) == 0
    withdraw_deposit(deposit=door.deposit, why="cancelled", now=tower.now)
    assert verbs(tower).count("directive_made") == 1
    must_agree(tower)


def test_a_withdrawal_is_given_again_each_minute_while_the_courier_stands_at_the_door(
    tower: Tower,
) -> None:
    door = leaves(tower)
    for _ in range(3):
        tower.wait(61)
        tower.exchange()
        assert withdraw_forgotten(now=tower.now) == 1
        assert withdraw_forgotten(now=tower.now) == 0

    tower.a.close(1)
    tower.exchange()

    assert state(door) == DepositState.EXPIRED
    must_agree(tower)


def test_the_clock_leaves_a_cabinet_alone_that_is_in_quarantine(tower: Tower) -> None:
    with plugged_in(ScriptedLine(is_silent)):
        leaves(tower)
    Cabinet.objects.update(quarantined_at=tower.now)
    tower.wait(61)

    assert withdraw_forgotten(now=tower.now) == 0


def test_a_meal_that_is_not_in_yet_opens_for_nobody(tower: Tower) -> None:
    with plugged_in(ScriptedLine(is_silent)):
        door = leaves(tower)

    with pytest.raises(NotStoredYet):
        takes(tower, door)
    with pytest.raises(NotStoredYet):
        fetches(tower, door)


def test_an_owner_who_is_told_before_the_cabinet_has_the_meal_waits(tower: Tower) -> None:
    door = stores(tower)

    with (
        plugged_in(ScriptedLine(says("state", why="unknown_deposit"))),
        pytest.raises(NotStoredYet),
    ):
        takes(tower, door)


@pytest.mark.parametrize(
    ("then", "outcome"), [("recall", DepositState.RECALLED), ("dispose", DepositState.DISPOSED)]
)
def test_a_meal_that_stood_too_long_is_refused_to_its_owner_and_fetched_by_the_crew(
    tower: Tower,
    then: str,
    outcome: DepositState,
) -> None:
    door = stores(tower)
    tower.wait(7_200)
    with pytest.raises(MealHeld):  # by our clock: the cabinet's word is not here yet
        takes(tower, door)
    tower.exchange()
    assert Deposit.objects.get().held
    with pytest.raises(MealHeld):
        takes(tower, door)

    assert fetches(tower, door, dispose=then == "dispose").comp == 1
    tower.a.empty(1)
    tower.exchange()

    assert state(door) == outcome
    entry = Entry.objects.filter(verb=f"{then}_asked").get()
    assert (entry.actor, '"reason":"超时"' in entry.facts) == ("person:1", True)
    must_agree(tower)


def test_a_meal_that_only_the_cabinet_holds_back_is_refused_in_its_words(
    tower: Tower,
) -> None:
    door = stores(tower)
    with transaction.atomic():
        direct(
            cabinet=Cabinet.objects.get(),
            body=HoldDeposit(deposit=door.deposit, held=True),
            actor="linli",
            subject=f"deposit:{door.deposit}",
            now=tower.now,
        )
    tower.bring_down()

    with pytest.raises(MealHeld):
        takes(tower, door)


def test_a_meal_at_another_building_does_not_exist_for_the_crew(tower: Tower) -> None:
    door = stores(tower)

    with pytest.raises(UnknownDeposit):
        doors.recall(
            actor="person:1",
            buildings=[tower.place.pk + 1],
            deposit=door.deposit,
            dispose=False,
            reason="超时",
            cid="c",
            now=tower.now,
        )

    assert tower.a.pulses == [1]


@pytest.mark.parametrize("act", [takes, again])
def test_a_deposit_that_there_is_not_is_not_found(tower: Tower, act: object) -> None:
    assert callable(act)
    with pytest.raises(UnknownDeposit):
        act(tower, Door("0000000000000", None, "asked"))


# Doors without a meal


def looks(tower: Tower, comp: int, *, cabinet: str = "T-A", building: int = 0) -> Door:
    return doors.clear(
        actor="person:1",
        buildings=[building or tower.place.pk],
        cabinet=cabinet,
        comp=comp,
        reason="检查",
        cid=tower.token(),
        now=tower.now,
    )


def test_the_crew_looks_into_a_forced_door_and_it_serves_again(tower: Tower) -> None:
    tower.a.open(2)
    tower.a.close(2)
    tower.exchange()

    assert looks(tower, 2) == Door("", 2, "opened")
    tower.a.close(2)
    tower.wait(121)
    tower.exchange()

    assert Cabinet.objects.get().compartments.get(number=2).state == "FREE"
    entry = Entry.objects.get(verb="door_asked")
    assert (entry.subject, entry.actor) == ("cabinet:T-A/2", "person:1")
    assert '"reason":"检查"' in entry.facts
    must_agree(tower)


def test_the_crew_does_not_open_the_door_of_a_meal_as_if_it_were_empty(tower: Tower) -> None:
    stores(tower)

    with pytest.raises(DoorOutOfOrder):
        looks(tower, 1)


def test_a_cabinet_at_another_building_does_not_exist_for_the_crew(tower: Tower) -> None:
    with pytest.raises(UnknownCabinet):
        looks(tower, 1, building=tower.place.pk + 1)
    with pytest.raises(UnknownCabinet):
        looks(tower, 1, cabinet="T-Z")


def test_the_crew_is_told_when_the_cabinet_is_not_heard(tower: Tower) -> None:
    door = stores(tower)
    tower.a.quiet = True

    with pytest.raises(CabinetQuiet):
        looks(tower, 2)
    with pytest.raises(CabinetQuiet):
        takes(tower, door)
    assert "door_asked" not in verbs(tower)


def test_what_was_put_in_after_a_power_cut_is_stored_although_its_door_was_never_seen_open(
    tower: Tower,
) -> None:
    tower.a.jammed = {1}
    door = leaves(tower)
    tower.a.put_in(1)
    tower.a.boot()
    tower.exchange()

    assert state(door) == DepositState.STORED
    must_agree(tower)
    tower.a.jammed = set()
    takes(tower, door)
    tower.a.empty(1)
    tower.exchange()
    assert state(door) == DepositState.PICKED
    must_agree(tower)


def test_staff_open_a_jammed_door_whose_meal_nobody_has_seen(tower: Tower) -> None:
    tower.a.jammed = {1}
    door = leaves(tower)
    tower.wait(3)
    tower.exchange()
    tower.a.jammed = set()

    assert fetches(tower, door).comp == 1
    tower.a.close(1)
    tower.exchange()

    assert state(door) == DepositState.NEVER_ARRIVED
    must_agree(tower)
