"""When an alarm is raised, lifted, back and over: by lines, by what is seen, and by the time."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.lockers.enums import AlarmKind, DoorState
from linli.lockers.rules.alarms import (
    GUESSING_LASTS,
    SILENT_AFTER,
    AlarmNow,
    CabinetSeen,
    Cause,
    DoorSeen,
    PartSeen,
    causes_of,
    changes,
    claimed,
    door_alarms_after,
    is_silent,
    lifted,
    raised,
    remedied,
    returned,
    tells_of_alarms,
)
from linli.wire.messages import Event, EventType, State

NOON = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)
LATER = NOON + timedelta(minutes=5)


def line(kind: EventType, state: State | None = None) -> Event:
    """One line about door 1."""
    return Event(
        seq=1,
        mono=0,
        wall=0,
        wq=2,
        type=kind,
        comp=1,
        state=state,
        deposit="",
        grant="",
        data={},
        hash="0" * 64,
    )


def follow(*lines: Event, standing: frozenset[AlarmKind] = frozenset()) -> set[AlarmKind]:
    """What stands after some lines."""
    for one in lines:
        standing = door_alarms_after(standing, one)
    return set(standing)


def test_a_forced_door_says_so_until_it_was_looked_into() -> None:
    forced = line(EventType.FORCED, State.CHECK)

    assert follow(forced) == {AlarmKind.FORCED}
    assert follow(forced, line(EventType.UNSURE, State.CHECK)) == {AlarmKind.FORCED}
    assert follow(forced, line(EventType.INTENT_S, State.OPENING_S)) == set()


def test_a_door_out_of_service_that_is_forced_is_both() -> None:
    blocked = line(EventType.BLOCKED, State.OOS)
    forced = line(EventType.FORCED, State.OOS)

    assert follow(blocked, forced) == {AlarmKind.OUT_OF_SERVICE, AlarmKind.FORCED}
    assert follow(blocked, forced, line(EventType.UNBLOCKED, State.DIRTY)) == set()


def test_a_jam_is_unsure_until_the_door_moves() -> None:
    jam = line(EventType.UNSURE, State.UNSURE)

    assert follow(jam) == {AlarmKind.UNSURE}
    assert follow(jam, line(EventType.OPENED, State.OPEN_D)) == set()
    assert follow(line(EventType.UNSURE, State.CHECK)) == {AlarmKind.CHECK}


def test_a_door_is_left_open_until_anything_but_a_meals_age_is_said() -> None:
    left = line(EventType.LEFT_OPEN, State.OPEN_P)

    assert follow(left, line(EventType.HOLD_EXPIRED)) == {AlarmKind.LEFT_OPEN, AlarmKind.OVERDUE}
    assert follow(left, line(EventType.PICKED, State.DIRTY)) == set()


@pytest.mark.parametrize("gone", [EventType.PICKED, EventType.RECALLED, EventType.DISPOSED])
def test_a_meal_is_overdue_until_it_is_gone(gone: EventType) -> None:
    old = line(EventType.HOLD_EXPIRED)

    assert follow(old, line(EventType.NOT_TAKEN, State.OCC)) == {AlarmKind.OVERDUE}
    assert follow(old, line(gone, State.DIRTY)) == set()


@given(st.sampled_from(EventType), st.none() | st.sampled_from(State))
def test_a_line_that_tells_of_nothing_raises_nothing(kind: EventType, state: State | None) -> None:
    one = line(kind, state)

    assert tells_of_alarms(one) or not follow(one)


STATES = st.sampled_from([State.FREE, State.CHECK, State.UNSURE, State.OOS, State.OPEN_P])
KINDS = st.sampled_from(
    [EventType.FORCED, EventType.LEFT_OPEN, EventType.OPENED, EventType.BLOCKED, EventType.UNSURE]
)


@given(st.lists(st.tuples(KINDS, STATES), min_size=1, max_size=8))
def test_the_clock_finds_what_the_lines_said_and_changes_nothing(
    told: list[tuple[EventType, State]],
) -> None:
    """A FORCED whose state is none of being looked into is not what a cabinet writes."""
    told = [
        (kind, State.CHECK if kind is EventType.FORCED and state is not State.OOS else state)
        for kind, state in told
    ]
    standing = [Cause(kind, 1) for kind in follow(*(line(*one) for one in told))]
    kind, state = told[-1]
    door = DoorSeen(1, DoorState(state), left_open=kind is EventType.LEFT_OPEN)
    seen = CabinetSeen(heard_at=NOON, doors=(door,))

    out = [1] if state is State.OOS else []

    assert changes(standing, causes_of(seen, now=NOON), out_of_service=out) == ([], [])


def test_everything_that_is_seen_wrong_is_a_cause() -> None:
    seen = CabinetSeen(
        heard_at=NOON - SILENT_AFTER - timedelta(seconds=1),
        quarantined=True,
        doors=(DoorSeen(3, DoorState.OCC, is_overdue=True), DoorSeen(4, DoorState.OPEN_P, True)),  # noqa: FBT003  # left open
        parts=(PartSeen("1", AlarmKind.TOO_COLD, NOON),),
    )

    assert causes_of(seen, now=NOON) == {
        Cause(AlarmKind.CABINET_SILENT),
        Cause(AlarmKind.QUARANTINED),
        Cause(AlarmKind.OVERDUE, 3),
        Cause(AlarmKind.LEFT_OPEN, 4),
        Cause(AlarmKind.TOO_COLD, part="1"),
    }


def test_a_cabinet_that_was_shut_out_wants_nobody() -> None:
    assert causes_of(CabinetSeen(None, quarantined=True, revoked=True), now=NOON) == set()


def test_guessing_is_over_after_an_hour() -> None:
    seen = CabinetSeen(NOON, parts=(PartSeen("", AlarmKind.WRONG_CODES, NOON),))

    assert causes_of(seen, now=NOON + SILENT_AFTER) == {Cause(AlarmKind.WRONG_CODES)}
    assert Cause(AlarmKind.WRONG_CODES) not in causes_of(seen, now=NOON + GUESSING_LASTS)


def test_a_cabinet_that_was_never_heard_is_being_put_up() -> None:
    assert not is_silent(None, now=NOON)
    assert not is_silent(NOON - SILENT_AFTER, now=NOON)
    assert is_silent(NOON - SILENT_AFTER - timedelta(microseconds=1), now=NOON)


def test_what_is_forced_is_not_told_twice() -> None:
    forced, check = Cause(AlarmKind.FORCED, 1), Cause(AlarmKind.CHECK, 1)

    assert changes([forced], [check]) == ([], [])
    assert changes([], [check]) == ([check], [])
    assert changes([forced], []) == ([], [forced])
    assert changes([forced], [], out_of_service=[1]) == ([], [])


def test_what_nobody_claimed_is_over_by_itself() -> None:
    alarm = lifted(raised(at=NOON), at=LATER)

    assert (alarm.stands, alarm.closed_at) == (False, LATER)


def test_what_somebody_sees_to_waits_for_the_word_what_was_done() -> None:
    alarm = lifted(claimed(raised(at=NOON), by=7, at=NOON), at=LATER)

    assert alarm.closed_at is None
    assert remedied(alarm, at=LATER).closed_at == LATER


def test_a_remedy_closes_nothing_while_the_cause_stands() -> None:
    alarm = remedied(claimed(raised(at=NOON), by=7, at=NOON), at=NOON)

    assert alarm.closed_at is None
    assert lifted(alarm, at=LATER).closed_at == LATER


def test_what_returns_after_a_remedy_is_open_and_nobodys() -> None:
    done = lifted(remedied(claimed(raised(at=NOON), by=7, at=NOON), at=NOON), at=NOON)

    assert returned(done, at=LATER) == AlarmNow(began_at=NOON, since=LATER, returned=1)


def test_what_returns_while_somebody_is_at_it_is_still_theirs() -> None:
    gone = lifted(claimed(raised(at=NOON), by=7, at=NOON), at=NOON)

    again = returned(gone, at=LATER)

    assert (again.claimed_by, again.stands, again.returned) == (7, True, 1)


def test_a_clock_that_goes_back_never_ends_what_had_not_begun() -> None:
    assert lifted(raised(at=LATER), at=NOON).lifted_at == LATER
    assert returned(raised(at=LATER), at=NOON).since == LATER
