"""How long an ultraviolet lamp has to burn, and how long it has burnt."""

from linli.cabinet.machine.turn import Turn
from linli.cabinet.memory import Compartment, Times
from linli.wire.messages import Fact

DOSE_MJ_CM2 = 30
"""What makes a surface clean: 30,000 µW·s/cm². Source: LOCKERS, part d (WS/T 367-2012)."""

LAMP_LIFE_MS = 1_000 * 3_600_000
"""A lamp lives 1,000 h; then it is to be changed. Source: LOCKERS, part d (GB 19258)."""

_NEW, _OLD = 90, 70
"""A 30 W lamp's µW/cm² at 1 m, new and at its end, as the same source demands.

So a lamp that has burnt its life counts 70/90 of what was measured when it was new. Between
the two it counts what lies on the straight line; beyond, it counts no less, but it was told.
"""

_UW_MS_PER_MJ = 1_000_000


def burn_ms(one: Compartment, times: Times) -> int:
    """Return how long the lamp has to burn for its dose, given its age.

    Where nobody has measured it, the configured time has to do.
    """
    if not one.fitting.lamp_uw_cm2:
        return times.sanitise_ms
    needed = DOSE_MJ_CM2 * _UW_MS_PER_MJ * _NEW * LAMP_LIFE_MS
    return -(-needed // (one.fitting.lamp_uw_cm2 * _strength(one)))


def dose_mj_cm2(one: Compartment, lit_ms: int) -> int:
    """Return the dose of so long a light, rounded down; 0 where the lamp was not measured."""
    light = one.fitting.lamp_uw_cm2 * _strength(one) * lit_ms
    return light // (_NEW * LAMP_LIFE_MS * _UW_MS_PER_MJ)


def _strength(one: Compartment) -> int:
    """Return how strong the lamp still is, of ``_NEW * LAMP_LIFE_MS``."""
    return _NEW * LAMP_LIFE_MS - (_NEW - _OLD) * min(one.lamp_ms, LAMP_LIFE_MS)


def put_out(turn: Turn, comp: int) -> int:
    """Switch the lamp off before anything else, count its age, return how long it burnt, in ms."""
    turn.darken(comp)
    lit_ms = turn.now.mono_ms - turn.doors[comp].lit_ms
    turn.change(comp, lamp_ms=turn.compartments[comp].lamp_ms + lit_ms)
    return lit_ms


def dose(turn: Turn, comp: int) -> dict[str, Fact]:
    """Put the lamp out and return what the journal says of it.

    The dose in mJ/cm² is told only where the lamp's intensity is known. That a lamp is worn
    out is told once: whoever changes it enters the new one's intensity, which begins anew.
    """
    before = turn.compartments[comp]
    lit_ms = put_out(turn, comp)
    now = turn.compartments[comp]
    facts: dict[str, Fact] = {"dose_s": lit_ms // 1_000, "lamp_h": now.lamp_ms // 3_600_000}
    if now.fitting.lamp_uw_cm2:
        facts["dose_mj"] = dose_mj_cm2(before, lit_ms)
    if now.lamp_ms >= LAMP_LIFE_MS and not now.worn:
        turn.change(comp, worn=True)
        facts["worn"] = True
    return facts


def count_cut_short(turn: Turn, comp: int) -> None:
    """Count a lamp that burnt when the power went: its whole time, as nobody knows better.

    So the count may be ahead of the lamp, and is never behind it.
    """
    one = turn.compartments[comp]
    turn.change(comp, lamp_ms=one.lamp_ms + burn_ms(one, turn.memory.times))
