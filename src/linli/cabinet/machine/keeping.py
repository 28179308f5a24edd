"""How long a meal may be handed out: two hours, or four while the record shows it was kept hot.

Sources, all in LOCKERS, part d: in China what is not kept above 60 °C is edible for 2 h, and
what is for 4 h; time alone is a control for 4 h at most by the FDA too; the UK allows 2 h
once food was below. We count the two hours from storing even then, because nobody knows how
long the meal was on its way. A zone's air stands for the meal's core: it is the colder of
the two as long as the meal cools, and the meal was hot only if somebody cooked it well.
"""

from linli.cabinet.machine.turn import Turn
from linli.cabinet.memory import Compartment, Times, Warmth
from linli.wire.messages import Fact

LONGEST_WARM_MS = 4 * 3_600_000
"""However warm a meal is kept. Source: LOCKERS, part d."""

SILENT_MS = 30_000
"""A thermometer that has not spoken for so long says nothing: ten of its polls of 3 s."""


def hold_limit_ms(one: Compartment, times: Times) -> int:
    """Return how long this meal may be picked up after it was stored.

    An unbroken record of warmth doubles the configured two hours, to four at most. Where the
    operator has configured more than that, warmth adds nothing.
    """
    if not one.warm:
        return times.hold_ms
    return max(times.hold_ms, min(2 * times.hold_ms, LONGEST_WARM_MS))


def temperature(turn: Turn, zone: int) -> float | None:
    """Return a zone's temperature in °C, None if there is no thermometer that says it now."""
    known = turn.warmths.get(zone, Warmth())
    if known.celsius is None or turn.now.mono_ms - known.heard_ms >= SILENT_MS:
        return None
    return known.celsius


def begin_record(turn: Turn, comp: int) -> dict[str, Fact]:
    """Begin a stored meal's record, where a thermometer can tell; return what it says.

    ``hold_s`` is how long the meal may be handed out if it stays as warm as it is.
    """
    zone = turn.compartments[comp].fitting.zone
    celsius = temperature(turn, zone)
    if celsius is None:
        return {}
    warm = celsius >= turn.memory.zones[zone].alarm_c
    facts: dict[str, Fact] = {"zone": zone, "celsius": tenths(celsius), "warm": warm}
    if warm:
        turn.change(comp, warm=True)
        facts["hold_s"] = hold_limit_ms(turn.compartments[comp], turn.memory.times) // 1_000
    return facts


def why_expired(one: Compartment) -> str:
    """Say what ended a meal's time: that it was cold meanwhile, or time alone."""
    return "cold" if one.warm is False else "time"


def tenths(celsius: float) -> float:
    """Return a temperature as lines carry it: in tenths, which no JSON rounds; no zero below 0."""
    return round(celsius, 1) + 0.0
