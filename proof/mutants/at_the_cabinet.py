"""Mistakes in what a cabinet decides: who may open, where a meal is, light and heat."""

from proof.mutants.mutant import MACHINE, Mutant, one_place
from proof.mutants.patches import Patch

_STALE = {"stale_opens": 200.0}
_ON_SITE = {"burglars": 120.0, "on_site": 0.5}

WHO_MAY_OPEN = (
    one_place(
        "a tick's age is not looked at",
        f"{MACHINE}.asking",
        "return not 0 <= turn.now.mono_ms - issued_ms <= TICK_LIVES_MS",
        "return False",
        **_STALE,
    ),
    one_place(
        "a tick of any session counts",
        f"{MACHINE}.asking",
        "if (act.cab, act.epoch, act.session) != (memory.cabinet, memory.epoch, memory.session):",
        "if (act.cab, act.epoch) != (memory.cabinet, memory.epoch):",
        **_STALE,
    ),
    one_place(
        "an act for any cabinet counts",
        f"{MACHINE}.asking",
        "if (act.cab, act.epoch, act.session) != (memory.cabinet, memory.epoch, memory.session):",
        "if act.session != memory.session:",
        **_STALE,
    ),
    one_place(
        "a repeated act is decided anew",
        f"{MACHINE}.asking",
        "if first is not None:",
        "if first is not None and first.comp > 99:",
        **_STALE,
    ),
    one_place(
        "a grant acts twice",
        f"{MACHINE}.intents",
        "if request.grant in turn.memory.used and not request.again:",
        "if not request.grant:",
        **_STALE,
    ),
    one_place(
        "used grants are forgotten at a reboot",
        "linli.cabinet.journal",
        "return replace(memory, doors=",
        "return replace(memory, used=(), doors=",
        cuts=30.0,
    ),
    one_place(
        "a grant opens any deposit's door",
        f"{MACHINE}.asking",
        "and grant.deposit == act.deposit",
        "and grant.deposit",
        **_STALE,
    ),
    one_place(
        "a grant counts for any duty",
        f"{MACHINE}.asking",
        "grant.purpose is act.purpose",
        "grant.purpose",
        **_STALE,
    ),
    one_place(
        "another cabinet's grant counts",
        f"{MACHINE}.asking",
        "return grant.cabinet == turn.memory.number and not expired",
        "return not expired",
        **_STALE,
    ),
    one_place(
        "an expired grant counts",
        f"{MACHINE}.asking",
        "return grant.cabinet == turn.memory.number and not expired",
        "return grant.cabinet == turn.memory.number",
        **_STALE,
    ),
    one_place(
        "a signature is not checked",
        "linli.wire.grant",
        "        keys[kid].verify(signature, facts)",
        "        keys[kid]",
        **_STALE,
    ),
    one_place(
        "any code fits",
        "linli.wire.verifier",
        "return is_right and kept != NO_VERIFIER",
        "return kept != NO_VERIFIER",
        **_ON_SITE,
    ),
    one_place(
        "guesses are not counted",
        f"{MACHINE}.guessing",
        "if watch.in_a_row < WRONG_IN_A_ROW:",
        "if watch.in_a_row >= 0:",
        **_ON_SITE,
    ),
    one_place(
        "an expired word counts on site",
        f"{MACHINE}.onsite",
        "    return holds_now(turn, grant)",
        "    return True",
        **_ON_SITE,
    ),
    one_place(
        "a held meal is handed out",
        f"{MACHINE}.meals",
        "    if one.held:",
        "    if one.held and one.fitting.number > 99:",
        hold_minutes=3,
        on_site=0.6,
    ),
)

WHERE_THE_MEAL_IS = (
    one_place(
        "a deposit gets a second compartment",
        f"{MACHINE}.meals",
        "    comp = turn.compartment_of(request.deposit)\n    if comp:\n"
        "        return _deposit_again",
        "    comp = turn.compartment_of(request.deposit)\n    if comp > 99:\n"
        "        return _deposit_again",
        jams=0.4,
    ),
    one_place(
        "a compartment is given out in any state",
        "linli.cabinet.memory",
        "return compartment.state is State.FREE and reads_empty(",
        "return reads_empty(",
    ),
    one_place(
        "a door that closes on nothing counts as a meal",
        f"{MACHINE}.sensing",
        "    if occupied(turn, comp) is False:\n        emptied(turn, comp, EventType.EMPTY, {})",
        "    if occupied(turn, comp) is True:\n        emptied(turn, comp, EventType.EMPTY, {})",
        careless=0.4,
    ),
    one_place(
        "a meal that was left counts as picked up",
        f"{MACHINE}.sensing",
        "    if occupied(turn, comp):\n        turn.write(EventType.NOT_TAKEN, comp, State.OCC)",
        "    if comp > 99:\n        turn.write(EventType.NOT_TAKEN, comp, State.OCC)",
        careless=0.4,
    ),
    one_place(
        "a reboot finds every door closed",
        f"{MACHINE}.booting",
        "rows = _FOUND_OPEN if is_open(turn, comp) else _FOUND_CLOSED",
        "rows = _FOUND_CLOSED",
        cuts=30.0,
        visits_while_off=0.5,
    ),
    one_place(
        "what is UNSURE after a reboot is FREE",
        f"{MACHINE}.booting",
        "    turn.write(EventType.UNSURE, comp, State.UNSURE, {**facts",
        "    turn.write(EventType.UNSURE, comp, State.FREE, {**facts",
        cuts=30.0,
        cuts_at_pulse=0.3,
    ),
    one_place(
        "a forced door is not written down",
        f"{MACHINE}.sensing",
        "def _opens_by_force(turn: Turn, comp: int) -> None:\n    forced(turn, comp)",
        "def _opens_by_force(_turn: Turn, _comp: int) -> None:\n    return",
        forced=20.0,
    ),
    one_place(
        "a jam is never noticed",
        f"{MACHINE}.elapsing",
        "    return door.pulsed_ms + JAM_MS",
        "    return None",
        jams=0.4,
    ),
    one_place(
        "a stored meal can be cancelled",
        f"{MACHINE}.directing",
        "    if comp:\n        if not turn.compartments[comp].seen:",
        "    if comp and not turn.compartments[comp].seen:\n        if comp:",
        loss=0.5,
        jams=0.4,
    ),
    one_place(
        "a deposit in somebody's hands is cancelled at once",
        f"{MACHINE}.directing",
        "    comp = turn.compartment_of(body.deposit)\n    if comp:\n"
        "        if not turn.compartments[comp].seen:",
        "    comp = turn.compartment_of(body.deposit)\n    if comp > 99:\n"
        "        if not turn.compartments[comp].seen:",
        jams=0.4,
    ),
    one_place(
        "a directive is in force again whenever it comes",
        f"{MACHINE}.directing",
        "directive.dseq == memory.dseq + 1",
        "directive.dseq <= memory.dseq + 1",
        duplicates=0.2,
        slow=0.3,
        directives=20.0,
    ),
)

_UNSEEN = {"kills": 60.0, "cuts_at_pulse": 0.3, "couriers": 120.0, "lies": 0.0}
_BLIND = {**_UNSEEN, "kills": 200.0, "loss": 0.0, "compartments": 4, "sensorless": 4}

WHAT_NOBODY_WATCHED = (
    one_place(
        "a meal that is still there after a reboot counts as picked up",
        f"{MACHINE}.booting",
        "is_picked = occupied(turn, comp) is False or",
        "is_picked = occupied(turn, comp) is not None or",
        **_UNSEEN,
    ),
    one_place(
        "a meal that was taken unseen is left to the crew",
        f"{MACHINE}.booting",
        "is_picked = occupied(turn, comp) is False or",
        "is_picked = occupied(turn, comp) is None and",
        **_UNSEEN,
    ),
    one_place(
        "a meal that was put in unseen is not told",
        f"{MACHINE}.booting",
        "is_stored = occupied(turn, comp) or",
        "is_stored = occupied(turn, comp) is None and",
        **_UNSEEN,
    ),
    one_place(
        "without a sensor a door that nobody saw open counts as used",
        f"{MACHINE}.booting",
        "_OPENED_FOR_A_MEAL = frozenset({State.OPEN_D, State.OPEN_P})",
        "_OPENED_FOR_A_MEAL = frozenset(OPENED) | {State.OPEN_D, State.OPEN_P}",
        **_BLIND,
    ),
    one_place(
        "without a sensor a deposit that nobody saw closed is left to the crew",
        f"{MACHINE}.booting",
        "_OPENED_FOR_A_MEAL = frozenset({State.OPEN_D, State.OPEN_P})",
        "_OPENED_FOR_A_MEAL = frozenset({State.OPEN_P})",
        **_BLIND,
    ),
    one_place(
        "without a sensor a pickup that nobody saw closed is left to the crew",
        f"{MACHINE}.booting",
        "_OPENED_FOR_A_MEAL = frozenset({State.OPEN_D, State.OPEN_P})",
        "_OPENED_FOR_A_MEAL = frozenset({State.OPEN_D})",
        **_BLIND,
    ),
    one_place(
        "a door that has opened counts as used whatever a sensor says",
        f"{MACHINE}.booting",
        "return one.state in _OPENED_FOR_A_MEAL and not one.fitting.occupancy_sensor",
        "return one.state in _OPENED_FOR_A_MEAL",
        **_UNSEEN,
    ),
)

LIGHT_AND_HEAT = (
    Mutant(
        "the lamp burns over what is not known to be empty",
        (
            Patch(
                f"{MACHINE}.elapsing",
                "one.state is not State.DIRTY or not reads_empty(one.fitting, door.reading)",
                "one.state is not State.DIRTY",
            ),
            Patch(
                "linli.cabinet.core",
                "        if _may_burn(self._board.readings().get(comp)):",
                "        if comp:",
            ),
        ),
        {"silences": 30.0, "couriers": 60.0, "idle_ms": 10_000},
    ),
    Mutant(
        "the lamp burns on when its door opens",
        (
            Patch(
                f"{MACHINE}.settling",
                "    if state is State.SANI:\n        put_out(turn, comp)",
                "    if state is State.OOS:\n        put_out(turn, comp)",
            ),
            Patch(
                "linli.cabinet.core",
                "if isinstance(happened, Sensed) and not _may_burn(happened.reading):",
                "if isinstance(happened, Booted):",
            ),
        ),
        {"forced": 40.0, "sanitise_ms": 60_000},
    ),
    one_place(
        "what doors did while the disk was full is forgotten",
        "linli.cabinet.unwritten",
        "        return words",
        "        return []",
        forced=60.0,
        full_disks=120.0,
    ),
    one_place(
        "the heater stays on with a door open",
        f"{MACHINE}.warming",
        "turn.now.mono_ms >= _open_since(turn.compartments, turn.doors, zone.number) + OPEN_MS",
        "turn.now.mono_ms < 0",
        heated=True,
        careless=0.4,
    ),
    Mutant(
        "the heater knows no cut-off",
        (
            Patch(
                f"{MACHINE}.warming",
                "celsius >= zone.set_c",
                "celsius >= 1_000",
            ),
            Patch(
                f"{MACHINE}.warming",
                "    if turn.memory.told.zones.get(zone.number) is EventType.TOO_HOT:\n"
                "        return False",
                "    if zone.number > 99:\n        return False",
            ),
        ),
        {"heated": True, "runaways": 0.1},
    ),
)
