"""How often wrong pickup codes may be typed: five in a row, then ever longer pauses, 60 a day.

"A day" is 24 hours that the cabinet has run (see ``running``), and any 24 hours, not those
of a calendar: nobody gains by a midnight, by a reboot, or by a clock that jumps. With the
power off, time stands still for whoever guesses.
"""

from linli.cabinet.machine.running import note, ran_ms
from linli.cabinet.machine.turn import Turn
from linli.cabinet.memory import WRONG_A_DAY, Memory, Watch
from linli.kernel.clock import Instant
from linli.wire.messages import EventType

WRONG_IN_A_ROW = 5
"""Then comes the first pause. Source: SCREENS, screen 3."""

FIRST_PAUSE_MS, LONGEST_PAUSE_MS = 60_000, 900_000
"""A minute, doubled by each further wrong code. Source: SCREENS, screen 3; a quarter of an
hour keeps an owner from a meal for no longer than it is hot."""

_DOUBLINGS = (LONGEST_PAUSE_MS // FIRST_PAUSE_MS).bit_length()

ROW_ENDS_MS = 3_600_000
"""A wrong code an hour after the one before begins a new row: it is somebody else's."""

DAY_MS = 86_400_000


def pause_ms(memory: Memory, now: Instant) -> int:
    """Return for how long nobody may type; 0 if anybody may."""
    until_ms = max(_day_over_ms(memory.watch), _row_over_ms(memory.watch))
    return max(0, until_ms - ran_ms(memory, now))


def guessed_wrong(turn: Turn) -> int:
    """Count a wrong code, durably, and return for how long nobody may type now.

    The journal tells of the fifth in a row and of the last one that a day has, not of each.
    """
    ran, watch = ran_ms(turn.memory, turn.now), turn.memory.watch
    goes_on = bool(watch.wrong_ms) and ran - watch.wrong_ms[-1] < ROW_ENDS_MS
    in_a_row = watch.in_a_row + 1 if goes_on else 1
    note(turn, wrong_ms=(*watch.wrong_ms, ran)[-WRONG_A_DAY:], in_a_row=in_a_row)
    wait_ms = pause_ms(turn.memory, turn.now)
    watch = turn.memory.watch
    today = sum(ran - at < DAY_MS for at in watch.wrong_ms)
    if in_a_row == WRONG_IN_A_ROW or today == WRONG_A_DAY:
        facts = {"in_a_row": in_a_row, "today": today, "wait_s": wait_ms // 1_000}
        turn.write_of_cabinet(EventType.WRONG_CODES, facts)
    return wait_ms


def guessed_right(turn: Turn) -> None:
    """A right code ends the row; the day's count stands."""
    if turn.memory.watch.in_a_row:
        note(turn, in_a_row=0)


def _day_over_ms(watch: Watch) -> int:
    """Return when one more may be typed, because the first of the last 60 was a day ago."""
    return watch.wrong_ms[0] + DAY_MS if len(watch.wrong_ms) == WRONG_A_DAY else 0


def _row_over_ms(watch: Watch) -> int:
    """Return when the pause after the last wrong code of the row is over."""
    if watch.in_a_row < WRONG_IN_A_ROW:
        return 0
    doubled = min(watch.in_a_row - WRONG_IN_A_ROW, _DOUBLINGS)
    return watch.wrong_ms[-1] + min(FIRST_PAUSE_MS << doubled, LONGEST_PAUSE_MS)
