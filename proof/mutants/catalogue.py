"""The mutants: each a mistake that somebody could make, in one place, and that must be found."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from proof.mutants.patches import Patch

_MACHINE = "linli.cabinet.machine"
_RULES = "linli.lockers.rules"


@dataclass(frozen=True, slots=True)
class Mutant:
    """A mistake. ``stirred`` sets rates of the runs in which it shows, where it seldom does."""

    name: str
    patches: tuple[Patch, ...]
    stirred: Mapping[str, object] = field(default_factory=dict)


def _in(name: str, module: str, old: str, new: str, **stirred: object) -> Mutant:
    return Mutant(name, (Patch(module, old, new),), stirred)


_STALE = {"stale_opens": 200.0}
_ON_SITE = {"burglars": 120.0, "on_site": 0.5}

WHO_MAY_OPEN = (
    _in(
        "a tick's age is not looked at",
        f"{_MACHINE}.asking",
        "return not 0 <= turn.now.mono_ms - issued_ms <= TICK_LIVES_MS",
        "return False",
        **_STALE,
    ),
    _in(
        "a tick of any session counts",
        f"{_MACHINE}.asking",
        "if (act.cab, act.epoch, act.session) != (memory.cabinet, memory.epoch, memory.session):",
        "if (act.cab, act.epoch) != (memory.cabinet, memory.epoch):",
        **_STALE,
    ),
    _in(
        "an act for any cabinet counts",
        f"{_MACHINE}.asking",
        "if (act.cab, act.epoch, act.session) != (memory.cabinet, memory.epoch, memory.session):",
        "if act.session != memory.session:",
        **_STALE,
    ),
    _in(
        "a repeated act is decided anew",
        f"{_MACHINE}.asking",
        "if first is not None:",
        "if first is not None and first.comp > 99:",
        **_STALE,
    ),
    _in(
        "a grant acts twice",
        f"{_MACHINE}.intents",
        "if request.grant in turn.memory.used and not request.again:",
        "if not request.grant:",
        **_STALE,
    ),
    _in(
        "used grants are forgotten at a reboot",
        "linli.cabinet.journal",
        "return replace(memory, doors=",
        "return replace(memory, used=(), doors=",
        cuts=30.0,
    ),
    _in(
        "a grant opens any deposit's door",
        f"{_MACHINE}.asking",
        "and grant.deposit == act.deposit",
        "and grant.deposit",
        **_STALE,
    ),
    _in(
        "a grant counts for any duty",
        f"{_MACHINE}.asking",
        "grant.purpose is act.purpose",
        "grant.purpose",
        **_STALE,
    ),
    _in(
        "another cabinet's grant counts",
        f"{_MACHINE}.asking",
        "return grant.cabinet == turn.memory.number and not expired",
        "return not expired",
        **_STALE,
    ),
    _in(
        "an expired grant counts",
        f"{_MACHINE}.asking",
        "return grant.cabinet == turn.memory.number and not expired",
        "return grant.cabinet == turn.memory.number",
        **_STALE,
    ),
    _in(
        "a signature is not checked",
        "linli.wire.grant",
        "        keys[kid].verify(signature, facts)",
        "        keys[kid]",
        **_STALE,
    ),
    _in(
        "any code fits",
        "linli.wire.verifier",
        "return is_right and kept != NO_VERIFIER",
        "return kept != NO_VERIFIER",
        **_ON_SITE,
    ),
    _in(
        "guesses are not counted",
        f"{_MACHINE}.guessing",
        "if watch.in_a_row < WRONG_IN_A_ROW:",
        "if watch.in_a_row >= 0:",
        **_ON_SITE,
    ),
    _in(
        "an expired word counts on site",
        f"{_MACHINE}.onsite",
        "    return holds_now(turn, grant)",
        "    return True",
        **_ON_SITE,
    ),
    _in(
        "a held meal is handed out",
        f"{_MACHINE}.meals",
        "    if one.held:",
        "    if one.held and one.fitting.number > 99:",
        hold_minutes=3,
        on_site=0.6,
    ),
)

WHERE_THE_MEAL_IS = (
    _in(
        "a deposit gets a second compartment",
        f"{_MACHINE}.meals",
        "    comp = turn.compartment_of(request.deposit)\n    if comp:\n"
        "        return _deposit_again",
        "    comp = turn.compartment_of(request.deposit)\n    if comp > 99:\n"
        "        return _deposit_again",
        jams=0.4,
    ),
    _in(
        "a compartment is given out in any state",
        "linli.cabinet.memory",
        "return compartment.state is State.FREE and reads_empty(",
        "return reads_empty(",
    ),
    _in(
        "a door that closes on nothing counts as a meal",
        f"{_MACHINE}.sensing",
        "    if occupied(turn, comp) is False:\n        emptied(turn, comp, EventType.EMPTY, {})",
        "    if occupied(turn, comp) is True:\n        emptied(turn, comp, EventType.EMPTY, {})",
        careless=0.4,
    ),
    _in(
        "a meal that was left counts as picked up",
        f"{_MACHINE}.sensing",
        "    if occupied(turn, comp):\n        turn.write(EventType.NOT_TAKEN, comp, State.OCC)",
        "    if comp > 99:\n        turn.write(EventType.NOT_TAKEN, comp, State.OCC)",
        careless=0.4,
    ),
    _in(
        "a reboot finds every door closed",
        f"{_MACHINE}.booting",
        "rows = _FOUND_OPEN if is_open(turn, comp) else _FOUND_CLOSED",
        "rows = _FOUND_CLOSED",
        cuts=30.0,
        visits_while_off=0.5,
    ),
    _in(
        "what is UNSURE after a reboot is FREE",
        f"{_MACHINE}.booting",
        "    turn.write(EventType.UNSURE, comp, State.UNSURE, {**facts",
        "    turn.write(EventType.UNSURE, comp, State.FREE, {**facts",
        cuts=30.0,
        cuts_at_pulse=0.3,
    ),
    _in(
        "a forced door is not written down",
        f"{_MACHINE}.sensing",
        "def _opens_by_force(turn: Turn, comp: int) -> None:\n    forced(turn, comp)",
        "def _opens_by_force(_turn: Turn, _comp: int) -> None:\n    return",
        forced=20.0,
    ),
    _in(
        "a jam is never noticed",
        f"{_MACHINE}.elapsing",
        "    return door.pulsed_ms + JAM_MS",
        "    return None",
        jams=0.4,
    ),
    _in(
        "a stored meal can be cancelled",
        f"{_MACHINE}.directing",
        "    if comp:\n        if not turn.compartments[comp].seen:",
        "    if comp and not turn.compartments[comp].seen:\n        if comp:",
        loss=0.5,
        jams=0.4,
    ),
    _in(
        "a deposit in somebody's hands is cancelled at once",
        f"{_MACHINE}.directing",
        "    comp = turn.compartment_of(body.deposit)\n    if comp:\n"
        "        if not turn.compartments[comp].seen:",
        "    comp = turn.compartment_of(body.deposit)\n    if comp > 99:\n"
        "        if not turn.compartments[comp].seen:",
        jams=0.4,
    ),
    _in(
        "a directive is in force again whenever it comes",
        f"{_MACHINE}.directing",
        "directive.dseq == memory.dseq + 1",
        "directive.dseq <= memory.dseq + 1",
        duplicates=0.2,
        slow=0.3,
        directives=20.0,
    ),
)

LIGHT_AND_HEAT = (
    Mutant(
        "the lamp burns over what is not known to be empty",
        (
            Patch(
                f"{_MACHINE}.elapsing",
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
                f"{_MACHINE}.settling",
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
    _in(
        "the heater stays on with a door open",
        f"{_MACHINE}.warming",
        "turn.now.mono_ms >= _open_since(turn.compartments, turn.doors, zone.number) + OPEN_MS",
        "turn.now.mono_ms < 0",
        heated=True,
        careless=0.4,
    ),
    Mutant(
        "the heater knows no cut-off",
        (
            Patch(
                f"{_MACHINE}.warming",
                "celsius >= zone.set_c",
                "celsius >= 1_000",
            ),
            Patch(
                f"{_MACHINE}.warming",
                "    if turn.memory.told.zones.get(zone.number) is EventType.TOO_HOT:\n"
                "        return False",
                "    if zone.number > 99:\n        return False",
            ),
        ),
        {"heated": True, "runaways": 0.1},
    ),
)

WHAT_IS_DURABLE = (
    _in(
        "the lock is pulsed before the intent is durable",
        "linli.cabinet.core",
        "        if not await self._made_durable(memory, todo):",
        "        self._act([one for one in todo if isinstance(one[1], Pulse)])\n"
        "        await asyncio.sleep(0)\n"
        "        if not await self._made_durable(memory, todo):",
    ),
    _in(
        "what could not be written is done all the same",
        "linli.cabinet.core",
        "            self._failed_ms = now.mono_ms\n            return False",
        "            self._failed_ms = now.mono_ms",
        full_disks=6.0,
    ),
    _in(
        "compartments are known by words after a reboot",
        "linli.cabinet.journal",
        "                compartments[number] = refitted(",
        "                compartments[str(number)] = refitted(",
        cuts=30.0,
    ),
    _in(
        "a commit leaves the compartments out",
        "linli.cabinet.journal",
        "if one is not before.compartments[number]",
        "if number > 99",
        cuts=30.0,
    ),
    _in(
        "a meal's end is forgotten at a reboot",
        "linli.cabinet.journal",
        "return replace(memory, doors=",
        "return replace(memory, ended={}, doors=",
        cuts=30.0,
    ),
)

BETWEEN_THE_TWO = (
    _in(
        "what was sent counts as held",
        "linli.cabinet.uplink",
        "        self._flight = _Flight(lines[0].seq, now_ms, patience)",
        "        self._flight = None\n        self._journal.set_acked(lines[-1].seq)",
    ),
    _in(
        "what was lost is never sent again",
        "linli.cabinet.uplink",
        "        if self._quarantined or (flight is not None and now_ms < flight.due_ms):",
        "        if self._quarantined or flight is not None:",
        loss=0.5,
        cuts=0.0,
        kills=0.0,
        cuts_at_commit=0.0,
        cuts_at_pulse=0.0,
        partitions=0.0,
        epilogue="",
    ),
    _in(
        "a server that asks for lines is not heard",
        "linli.cabinet.uplink",
        "        self._journal.set_acked(nak.expect - 1)",
        "        self._journal.acked()",
        restores=3.0,
        cuts=0.0,
        cuts_at_commit=0.0,
        cuts_at_pulse=0.0,
        kills=0.0,
    ),
    _in(
        "the server acknowledges before it commits",
        "proof.simulation.server",
        "        if site.happens(site.mix.crashes_in_transactions):\n"
        '            site.counts["crashes in a transaction"] += 1',
        "        if isinstance(told, Ack):\n            self._say(told)\n"
        "        if site.happens(site.mix.crashes_in_transactions):\n"
        '            site.counts["crashes in a transaction"] += 1',
    ),
    _in(
        "lines after a gap are applied",
        f"{_RULES}.journal",
        "    if first > position.seq + 1:",
        "    if first < 0:",
        slow=0.3,
        restores=3.0,
    ),
    _in(
        "lines are applied again",
        f"{_RULES}.journal",
        "        if expected > position.seq:",
        "        if expected > 0:",
        duplicates=0.2,
    ),
    Mutant(
        "hashes are not compared",
        (
            Patch(
                f"{_RULES}.journal",
                "        elif held.get(expected, position.head) != event.hash:",
                "        elif not event.hash:",
            ),
            Patch(
                f"{_RULES}.journal",
                "            if not new and previous != position.head:",
                "            if not previous:",
            ),
        ),
        {"epilogue": "old image, no hello", "couriers": 40.0},
    ),
)

WHAT_THE_SERVER_BELIEVES = (
    _in(
        "a promise is never given back",
        f"{_RULES}.projection",
        "    folded.promised[size] += now.is_promised - before.is_promised",
        "    folded.promised[size] += 0",
    ),
    _in(
        "a compartment that is taken still counts as free",
        f"{_RULES}.projection",
        "            folded.free[door.size] += (door.state == DoorState.FREE) - (",
        "            folded.free[door.size] += 1 - (",
    ),
    _in(
        "a door keeps the meal that was taken",
        f"{_RULES}.projection",
        "    if line.type in _UNBINDING:",
        '    if line.deposit == "never":',
    ),
    _in(
        "a deposit keeps the door that it left",
        f"{_RULES}.lifecycle",
        "    return replace(deposit, state=DepositState.OFFERED, comp=0)",
        "    return replace(deposit, state=DepositState.OFFERED)",
        careless=0.4,
        compartments=2,
        couriers=120.0,
        idle_ms=0,
        sanitise_ms=5_000,
    ),
    _in(
        "a meal that was recalled counts as picked up",
        f"{_RULES}.lifecycle",
        "    EventType.RECALLED: DepositState.RECALLED,",
        "    EventType.RECALLED: DepositState.PICKED,",
    ),
    _in(
        "a deposit that never came is waited for",
        f"{_RULES}.lifecycle",
        "    EventType.CANCELLED: _withdrawn,",
        "",
    ),
)

NO_MUTANTS = (
    _in(
        "nothing is changed",
        f"{_MACHINE}.ticking",
        "now_ms - issued_ms <= TICK_LIVES_MS",
        "TICK_LIVES_MS >= now_ms - issued_ms",
    ),
    _in("out of date", f"{_MACHINE}.ticking", "what no longer stands there", ""),
)
"""By which the proof itself is tried: what changes nothing survives, what is gone is an error."""

MUTANTS = (
    *WHO_MAY_OPEN,
    *WHERE_THE_MEAL_IS,
    *LIGHT_AND_HEAT,
    *WHAT_IS_DURABLE,
    *BETWEEN_THE_TWO,
    *WHAT_THE_SERVER_BELIEVES,
)
