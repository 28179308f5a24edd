"""Mistakes in what is durable, what travels, and what the server believes."""

from proof.mutants.mutant import RULES, Mutant, one_place
from proof.mutants.patches import Patch

WHAT_IS_DURABLE = (
    one_place(
        "the lock is pulsed before the intent is durable",
        "linli.cabinet.core",
        "        if not await self._made_durable(memory, todo):",
        "        self._act([one for one in todo if isinstance(one[1], Pulse)])\n"
        "        await asyncio.sleep(0)\n"
        "        if not await self._made_durable(memory, todo):",
    ),
    one_place(
        "what could not be written is done all the same",
        "linli.cabinet.core",
        "            self._failed_ms = now.mono_ms\n            return False",
        "            self._failed_ms = now.mono_ms",
        full_disks=6.0,
    ),
    one_place(
        "compartments are known by words after a reboot",
        "linli.cabinet.journal",
        "                compartments[number] = refitted(",
        "                compartments[str(number)] = refitted(",
        cuts=30.0,
    ),
    one_place(
        "a commit leaves the compartments out",
        "linli.cabinet.journal",
        "if one is not before.compartments[number]",
        "if number > 99",
        cuts=30.0,
    ),
    one_place(
        "a meal's end is forgotten at a reboot",
        "linli.cabinet.journal",
        "return replace(memory, doors=",
        "return replace(memory, ended={}, doors=",
        cuts=30.0,
    ),
)

BETWEEN_THE_TWO = (
    one_place(
        "what was sent counts as held",
        "linli.cabinet.uplink",
        "        self._flight = _Flight(lines[0].seq, now_ms, patience)",
        "        self._flight = None\n        self._journal.set_acked(lines[-1].seq)",
    ),
    one_place(
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
    one_place(
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
    one_place(
        "the server acknowledges before it commits",
        "proof.simulation.server",
        "        if site.happens(site.mix.crashes_in_transactions):\n"
        '            site.counts["crashes in a transaction"] += 1',
        "        if isinstance(told, Ack):\n            self._say(told)\n"
        "        if site.happens(site.mix.crashes_in_transactions):\n"
        '            site.counts["crashes in a transaction"] += 1',
    ),
    one_place(
        "lines after a gap are applied",
        f"{RULES}.journal",
        "    if first > position.seq + 1:",
        "    if first < 0:",
        slow=0.3,
        restores=3.0,
    ),
    one_place(
        "lines are applied again",
        f"{RULES}.journal",
        "        if expected > position.seq:",
        "        if expected > 0:",
        duplicates=0.2,
    ),
    Mutant(
        "hashes are not compared",
        (
            Patch(
                f"{RULES}.journal",
                "        elif held.get(expected, position.head) != event.hash:",
                "        elif not event.hash:",
            ),
            Patch(
                f"{RULES}.journal",
                "            if not new and previous != position.head:",
                "            if not previous:",
            ),
        ),
        {"epilogue": "old image, no hello", "couriers": 40.0},
    ),
)

WHAT_THE_SERVER_BELIEVES = (
    one_place(
        "a promise is never given back",
        f"{RULES}.projection",
        "    folded.promised[size] += now.is_promised - before.is_promised",
        "    folded.promised[size] += 0",
    ),
    one_place(
        "a compartment that is taken still counts as free",
        f"{RULES}.projection",
        "            folded.free[door.size] += (door.state == DoorState.FREE) - (",
        "            folded.free[door.size] += 1 - (",
    ),
    one_place(
        "a door keeps the meal that was taken",
        f"{RULES}.projection",
        "    if line.type in _UNBINDING:",
        '    if line.deposit == "never":',
    ),
    one_place(
        "a deposit keeps the door that it left",
        f"{RULES}.lifecycle",
        "    return replace(deposit, state=DepositState.OFFERED, comp=0)",
        "    return replace(deposit, state=DepositState.OFFERED)",
        careless=0.4,
        compartments=2,
        couriers=120.0,
        idle_ms=0,
        sanitise_ms=5_000,
    ),
    one_place(
        "a meal that was recalled counts as picked up",
        f"{RULES}.lifecycle",
        "    EventType.RECALLED: DepositState.RECALLED,",
        "    EventType.RECALLED: DepositState.PICKED,",
    ),
    one_place(
        "a deposit that never came is waited for",
        f"{RULES}.lifecycle",
        "    EventType.CANCELLED: _withdrawn,",
        "",
    ),
)
