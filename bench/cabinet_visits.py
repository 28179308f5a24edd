"""People who ask for doors at a bench's cabinet, and what it took until each lock was pulsed."""

import asyncio
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from random import Random

from bench.cabinet_room import LOOK_AGAIN_S, NotSoError, Room
from linli.wire.messages import EventType, Purpose, Result

AT_THE_DOOR_S = 0.5
"""A hand is quicker than most people's, and slower than any poll."""

GAPS_S = (0.6, 1.0)
"""From one who asks to the next: uneven, so that no poll keeps step with them; and so long that
the supply, two pulses in 350 ms, makes nobody wait."""

LOST_S = 5.0
"""An open that has not led to an open door by then was lost on the line: the agent has said so,
and never says an open twice."""


BURST_OVER_S = 3.0
"""After the last answer: what still waits for the supply by then, and the time for a jam."""

PRESS_AGAIN_S, MOST_PRESSES = 0.7, 20
"""How soon a person presses again, and how often at most."""


@dataclass(frozen=True, slots=True)
class Visit:
    """One visit. Times in ms from its first command; ``pulse_ms`` is None if no lock moved.

    ``asked``: how often it was asked until the cabinet was not too busy.
    """

    pulse_ms: float | None
    reply_ms: float
    deposit: str
    asked: int = 1


@dataclass(frozen=True, slots=True)
class _Asked:
    sent_s: float
    replied_s: float
    comp: int
    deposit: str
    asked: int = 1


async def there_and_back(room: Room, count: int, chance: Random) -> list[Visit]:
    """Let so many meals in and out again, one after the other at an uneven pace.

    Raises:
        NotSoError: a door was refused, or did not do what doors do.
    """
    deposits = [room.server.new_deposit() for _ in range(count)]
    brought = await _one_by_one(room, Purpose.DEPOSIT, deposits, chance)
    inside = [one.deposit for one in brought if one.pulse_ms is not None]
    return [*brought, *await _one_by_one(room, Purpose.PICKUP, inside, chance)]


async def all_at_once(room: Room, count: int) -> list[Visit]:
    """Let so many couriers press in the same moment; return what each got, lock or not.

    Who is told that the cabinet is busy presses again soon, as its page says.
    """
    asked = await asyncio.gather(
        *(_ask_until_heard(room, room.server.new_deposit()) for _ in range(count))
    )
    seen = await _visits(room, asked, wait_s=BURST_OVER_S)
    for comp in sorted(room.doors.open):
        await _leave(room, comp, Purpose.DEPOSIT)
    return seen


async def _one_by_one(
    room: Room, purpose: Purpose, deposits: Sequence[str], chance: Random
) -> list[Visit]:
    async def visit(deposit: str) -> _Asked:
        asked = await _ask(room, purpose, deposit)
        if not await _seen_open(room, asked, purpose):
            return asked
        await asyncio.sleep(AT_THE_DOOR_S)
        await _leave(room, asked.comp, purpose)
        ends = EventType.DEPOSITED if purpose is Purpose.DEPOSIT else EventType.PICKED
        await room.until(lambda: ends in room.lines_of(deposit), f"{deposit} is {ends}")
        return asked

    visits = []
    for deposit in deposits:
        visits.append(asyncio.create_task(visit(deposit)))
        await asyncio.sleep(chance.uniform(*GAPS_S))
    return await _visits(room, await asyncio.gather(*visits))


async def _ask(room: Room, purpose: Purpose, deposit: str) -> _Asked:
    sent_s, reply = await room.act(purpose, deposit)
    replied_s = asyncio.get_running_loop().time()
    if reply is None or reply.result is not Result.OK:
        msg = f"a door for {purpose} was refused: {reply}"
        raise NotSoError(msg)
    return _Asked(sent_s, replied_s, reply.comp, deposit)


async def _ask_until_heard(room: Room, deposit: str) -> _Asked:
    began_s, reply = asyncio.get_running_loop().time(), None
    for times in range(1, MOST_PRESSES + 1):
        sent_s, reply = await room.act(Purpose.DEPOSIT, deposit)
        if reply is not None and reply.result is Result.OK:
            replied_s = asyncio.get_running_loop().time()
            return _Asked(sent_s if times == 1 else began_s, replied_s, reply.comp, deposit, times)
        if reply is None or reply.result is not Result.BUSY:
            break
        await asyncio.sleep(PRESS_AGAIN_S)
    msg = f"a door was refused: {reply}"
    raise NotSoError(msg)


async def _seen_open(room: Room, asked: _Asked, purpose: Purpose) -> bool:
    """Stand at a door until the cabinet has seen it open; False: its lock was not pulsed."""
    times = 1 if purpose is Purpose.DEPOSIT else 2
    while room.lines_of(asked.deposit).count(EventType.OPENED) < times:
        if asyncio.get_running_loop().time() > asked.sent_s + LOST_S:
            pulses = await room.doors.pulses()
            if first_after(pulses, asked.comp, asked.sent_s) is None:
                return False
            msg = f"door {asked.comp} was pulsed, and nobody saw it open"
            raise NotSoError(msg)
        await asyncio.sleep(LOOK_AGAIN_S)
    return True


async def _leave(room: Room, comp: int, purpose: Purpose) -> None:
    room.doors.do("put" if purpose is Purpose.DEPOSIT else "take", door=comp)
    room.doors.do("close", door=comp)
    await room.until(lambda: comp not in room.doors.open, f"door {comp} closes")


async def _visits(room: Room, asked: Iterable[_Asked], *, wait_s: float = 0) -> list[Visit]:
    await asyncio.sleep(wait_s)
    pulses = await room.doors.pulses()
    return [
        Visit(
            first_after(pulses, one.comp, one.sent_s),
            (one.replied_s - one.sent_s) * 1_000,
            one.deposit,
            one.asked,
        )
        for one in asked
    ]


def first_after(pulses: Iterable[tuple[float, int]], door: int, sent_s: float) -> float | None:
    """Return how many ms after a command its door's lock was first pulsed; None: never."""
    times = [at for at, pulsed in pulses if pulsed == door and at >= sent_s]
    return (min(times) - sent_s) * 1_000 if times else None
