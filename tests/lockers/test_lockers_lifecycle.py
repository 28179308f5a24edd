"""How a deposit moves by its cabinet's lines, and what it never does."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.lockers.journals import MEAL, OTHER_MEAL, line

from linli.lockers.enums import LIVE, OUTCOMES, WAITING, DepositState, DoorState
from linli.lockers.rules.lifecycle import DepositNow, after, contradicts
from linli.lockers.rules.projection import DoorNow, fold
from linli.wire.messages import Event, EventType, Fact, Size, State

SENT = DepositNow(DepositState.SENT)
STORED = DepositNow(DepositState.STORED, comp=1, stored_ms=5)

ENDS = {
    EventType.PICKED: DepositState.PICKED,
    EventType.RECALLED: DepositState.RECALLED,
    EventType.DISPOSED: DepositState.DISPOSED,
}


@pytest.mark.parametrize("state", [one for one in DepositState if one not in LIVE])
@pytest.mark.parametrize("kind", EventType)
def test_an_ended_deposit_never_moves_again(state: DepositState, kind: EventType) -> None:
    ended = DepositNow(state, comp=1, stored_ms=5, ended_ms=6)

    moved = after(ended, line(kind, State.OCC, comp=2, deposit=MEAL))

    assert (moved.state, moved.comp, moved.ended_ms) == (state, 1, 6)


@pytest.mark.parametrize("kind", ENDS)
@pytest.mark.parametrize("state", WAITING)
def test_what_was_never_stored_cannot_be_taken_out(state: DepositState, kind: EventType) -> None:
    waiting = DepositNow(state, comp=1)
    taken = line(kind, State.DIRTY, comp=1, deposit=MEAL)

    assert contradicts(waiting, taken)
    assert after(waiting, taken) == waiting


@pytest.mark.parametrize(
    "kind", [EventType.INTENT_D, EventType.DEPOSITED, EventType.EMPTY, EventType.CANCELLED]
)
def test_a_stored_meal_is_not_stored_promised_or_cancelled_again(kind: EventType) -> None:
    again = line(kind, State.OCC, comp=2, deposit=MEAL)

    assert contradicts(STORED, again)
    assert after(STORED, again) == STORED


@pytest.mark.parametrize(
    ("data", "hot"),
    [
        ({"zone": 1, "hold_s": 14_400}, (1, 14_400_000)),
        ({"zone": 1}, (None, None)),
        ({"hold_s": 14_400}, (None, None)),
        ({"zone": 0, "hold_s": 14_400}, (None, None)),
        ({"zone": 256, "hold_s": 14_400}, (None, None)),
        ({"zone": 1, "hold_s": 0}, (None, None)),
        ({"zone": 1, "hold_s": 86_401}, (None, None)),
        ({"zone": "1", "hold_s": "x"}, (None, None)),
    ],
)
def test_a_meal_is_kept_hot_if_its_cabinet_says_where_and_for_how_long(
    data: dict[str, Fact], hot: tuple[int | None, int | None]
) -> None:
    stored = after(SENT, line(EventType.DEPOSITED, State.OCC, comp=1, deposit=MEAL, data=data))

    assert (stored.hot_zone, stored.hot_ms) == hot


@pytest.mark.parametrize(("kind", "state"), ENDS.items())
def test_a_stored_meal_ends_as_its_cabinet_says(kind: EventType, state: DepositState) -> None:
    taken = line(kind, State.DIRTY, comp=1, deposit=MEAL, seq=9)

    ended = after(STORED, taken)

    assert (ended.state, ended.ended_ms, ended.stored_ms) == (state, taken.wall, 5)


@pytest.mark.parametrize(
    ("why", "state"),
    [
        ("expired", DepositState.EXPIRED),
        ("cancelled", DepositState.CANCELLED),
        ("full", DepositState.CANCELLED),
        ("never_arrived", DepositState.NEVER_ARRIVED),
        ("of a later version", DepositState.CANCELLED),
    ],
)
def test_a_withdrawn_deposit_ends_by_the_reason_its_cabinet_names(
    why: str, state: DepositState
) -> None:
    withdrawn = line(EventType.CANCELLED, deposit=MEAL, data={"why": why})

    assert after(SENT, withdrawn).state == state


def test_a_deposit_gives_its_door_back_when_it_closed_empty_and_may_try_another() -> None:
    bound = after(SENT, line(EventType.INTENT_D, State.OPENING_D, comp=3, deposit=MEAL))
    assert (bound.comp, bound.is_promised) == (3, False)

    back = after(bound, line(EventType.EMPTY, State.DIRTY, comp=3, deposit=MEAL))

    assert back == DepositNow(DepositState.OFFERED)
    assert back.is_promised


def test_a_meal_that_stood_too_long_is_held_and_stays_stored() -> None:
    held = after(STORED, line(EventType.HOLD_EXPIRED, State.OCC, comp=1, deposit=MEAL))

    assert (held.state, held.held) == (DepositState.STORED, True)


def test_a_line_that_says_nothing_of_the_deposit_leaves_it_as_it_was() -> None:
    opened = line(EventType.OPENED, State.OPEN_P, comp=1, deposit=MEAL)

    assert after(STORED, opened) is STORED


any_line = st.builds(
    line,
    st.sampled_from(EventType),
    st.sampled_from(State),
    comp=st.sampled_from([1, 2]),
    deposit=st.sampled_from(["", MEAL, OTHER_MEAL]),
)


def doors() -> dict[int, DoorNow]:
    return {1: DoorNow(Size.S), 2: DoorNow(Size.L)}


def folded(lines: list[Event]) -> None:
    deposits = {MEAL: DepositNow(DepositState.CREATED), OTHER_MEAL: SENT}
    sizes = {MEAL: Size.S, OTHER_MEAL: Size.M}

    outcome = fold(lines, doors(), deposits, sizes)

    now = deposits | outcome.deposits
    assert all(now[code].comp in (0, 1, 2) for code in now)
    for size in Size:
        before = sum(one.is_promised for code, one in deposits.items() if sizes[code] == size)
        promised = sum(one.is_promised for code, one in now.items() if sizes[code] == size)
        assert outcome.promised[size] == promised - before
        free_before = sum(one.size == size for one in doors().values())
        free = sum(
            one.size == size and one.state == DoorState.FREE
            for one in (doors() | outcome.doors).values()
        )
        assert outcome.free[size] == free - free_before
    assert len(outcome.stored) == len(set(outcome.stored))
    for code in outcome.stored:
        assert now[code].state in (DepositState.STORED, *OUTCOMES)


@given(st.lists(any_line, max_size=12))
def test_whatever_a_cabinet_writes_promises_and_free_doors_are_counted_right(
    lines: list[Event],
) -> None:
    folded(lines)


@given(st.lists(any_line, max_size=12), st.integers(0, 12))
def test_lines_taken_in_at_once_or_in_two_parts_come_to_the_same(
    lines: list[Event], cut: int
) -> None:
    deposits = {MEAL: SENT, OTHER_MEAL: SENT}
    sizes = dict.fromkeys(deposits, Size.S)

    whole = fold(lines, doors(), deposits, sizes)
    first = fold(lines[:cut], doors(), deposits, sizes)
    second = fold(lines[cut:], doors() | first.doors, deposits | first.deposits, sizes)

    assert doors() | whole.doors == doors() | first.doors | second.doors
    assert deposits | whole.deposits == deposits | first.deposits | second.deposits
    assert whole.stored == first.stored + second.stored
    for size in Size:
        assert whole.free[size] == first.free[size] + second.free[size]
        assert whole.promised[size] == first.promised[size] + second.promised[size]
    assert whole.contradictions == first.contradictions + second.contradictions


def test_a_contradiction_is_noted_by_its_number_and_told_to_nobody() -> None:
    twice = [
        line(EventType.INTENT_D, State.OPENING_D, comp=1, deposit=MEAL, seq=1),
        line(EventType.DEPOSITED, State.OCC, comp=1, deposit=MEAL, seq=2),
        line(EventType.DEPOSITED, State.OCC, comp=1, deposit=MEAL, seq=3),
    ]

    outcome = fold(twice, doors(), {MEAL: SENT}, {MEAL: Size.S})

    assert outcome.contradictions == [3]
    assert outcome.stored == [MEAL]
    assert outcome.deposits[MEAL].stored_ms == twice[1].wall


def test_a_door_that_was_left_open_is_until_something_is_said_of_the_door() -> None:
    left = line(EventType.LEFT_OPEN, State.OPEN_P, comp=1, deposit=MEAL, seq=1)
    too_old = line(EventType.HOLD_EXPIRED, State.OPEN_P, comp=1, deposit=MEAL, seq=2)
    closed = line(EventType.PICKED, State.DIRTY, comp=1, deposit=MEAL, seq=3)
    known = {MEAL: STORED}, {MEAL: Size.S}

    assert fold([left], doors(), *known).doors[1].left_open
    assert fold([left, too_old], doors(), *known).doors[1].left_open
    assert not fold([left, too_old, closed], doors(), *known).doors[1].left_open
    assert not fold([too_old], doors(), *known).doors[1].left_open


@pytest.mark.parametrize(
    "kind",
    [
        EventType.EMPTY,
        EventType.PICKED,
        EventType.RECALLED,
        EventType.DISPOSED,
        EventType.CLEARED,
        EventType.CANCELLED,
    ],
)
def test_a_door_forgets_its_meal_when_nothing_is_in_it_any_more(kind: EventType) -> None:
    bound = {1: DoorNow(Size.S, DoorState.OPEN_S, deposit=MEAL)}
    emptied = line(kind, State.DIRTY, comp=1, deposit=MEAL, data={"why": "never_arrived"})

    assert fold([emptied], bound, {MEAL: STORED}, {MEAL: Size.S}).doors[1].deposit == ""


@pytest.mark.parametrize("kind", [EventType.FORCED, EventType.UNSURE, EventType.NOT_TAKEN])
def test_a_door_keeps_its_meal_whatever_else_happens_to_it(kind: EventType) -> None:
    bound = {1: DoorNow(Size.S, DoorState.OPEN_P, deposit=MEAL)}
    happened = line(kind, State.CHECK, comp=1, deposit=MEAL)

    assert fold([happened], bound, {MEAL: STORED}, {MEAL: Size.S}).doors[1].deposit == MEAL


def test_a_door_counts_its_openings_and_keeps_since_when_it_is_as_it_is() -> None:
    lines = [
        line(EventType.INTENT_D, State.OPENING_D, comp=1, deposit=MEAL, seq=1),
        line(EventType.OPENED, State.OPEN_D, comp=1, deposit=MEAL, seq=2),
        line(EventType.LEFT_OPEN, State.OPEN_D, comp=1, deposit=MEAL, seq=3),
    ]

    door = fold(lines, doors(), {MEAL: SENT}, {MEAL: Size.S}).doors[1]

    assert door.openings == 1
    assert door.since_ms == lines[1].wall
    assert door.deposit == MEAL


def test_a_line_without_a_state_leaves_its_door_in_the_one_it_had() -> None:
    silent = line(EventType.BOOTED, None, comp=1)

    assert fold([silent], doors(), {}, {}).doors[1] == DoorNow(Size.S)
