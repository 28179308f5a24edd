"""One noon from its first courier to its last meal recalled, and what it came to."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from random import SystemRandom
from typing import Any

from linli.server.folder import Folder
from linli.server.replay.client import Client
from linli.server.replay.crew import Crew, Standing
from linli.server.replay.figures import NOT_ENDED, Diary, Figures, sum_up
from linli.server.replay.habits import Habits, draw_habits
from linli.server.replay.hands import Hands
from linli.server.replay.heads import Head, journal_heads
from linli.server.replay.kills import Victim, kill_on_time
from linli.server.replay.mishaps import Mishap, Mishaps
from linli.server.replay.noon import Meal
from linli.server.replay.pace import Pace
from linli.server.replay.people import Scene, collect, deliver
from linli.server.replay.refusals import NotHeard
from linli.server.replay.tower import OK, Tower, must_be

NOTICES_EACH_S = 0.5
TOLD_WITHIN_S = 60.0
"""A stored meal's owner who has no message by then gets none."""

HEARD_WITHIN_S = 30.0
ROUND_EACH_S = 0.5
CREW_EACH_S = 5 * 60
"""Of the day: who is told by the page to go to the front desk comes back with somebody by then."""

CREW_WITHIN_S = 240.0
"""How long the crew goes round at the end without getting anything done."""

SETTLED_WITHIN_S = 60.0
"""How long both ledgers may take to become one after the last door has closed."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be played, where. ``length_s`` is the window, in seconds of the day."""

    meals: Sequence[Meal]
    length_s: float
    speed: float
    seed: int
    kills: Mapping[Victim, int]
    mishaps: Mapping[Mishap, int] = field(default_factory=dict)


@dataclass(slots=True)
class Noon:
    """One noon at one tower. ``diary`` may be read while it lasts."""

    plan: Plan
    tower: Tower
    folder: Folder
    client: Client
    hands: Mapping[str, Hands]
    diary: Diary
    read_heads: Callable[[Sequence[Path]], Awaitable[Mapping[str, Head]]] = journal_heads
    mishaps: Mishaps | None = None
    _habits: dict[str, Habits] = field(default_factory=dict)
    _told: dict[str, list[str]] = field(default_factory=dict)
    _before: dict[str, int] = field(default_factory=dict)
    _last_notice: int = 0

    async def play(self, *, read_clock: Callable[[], float]) -> Figures:
        """Play it, from the first courier until both ledgers have settled.

        Raises:
            NotHeard: the server does not hear a cabinet. NoAnswer: the server is gone.
        """
        await self._be_heard(read_clock)
        await self._clear_up(self._scene(read_clock))  # what an earlier noon was stopped at
        await self._note_what_was()
        self._draw_everyone()
        scene = self._scene(read_clock)
        pace = scene.pace
        async with asyncio.TaskGroup() as people:
            people.create_task(
                kill_on_time(
                    self.folder,
                    self.plan.kills,
                    length_s=self.plan.length_s,
                    pace=pace,
                    diary=self.diary,
                )
            )
            if self.mishaps is not None:
                people.create_task(self.mishaps.happen(pace, self.diary))
            over = asyncio.Event()
            people.create_task(self._call_the_crew(scene, over))
            post = people.create_task(self._deliver_messages(scene, people))
            await self._send_couriers(scene)
            await self._until_all_told(read_clock)
            post.cancel()
            over.set()
        await self._clear_up(scene)
        states, are_equal = await self._settle(read_clock)
        return sum_up(
            self.diary,
            states,
            ledgers_equal=are_equal,
            seen=self.tower.is_ours,
            seconds=read_clock() - pace.started,
            about={
                "tower": self.tower.code,
                "seed": self.plan.seed,
                "speed": self.plan.speed,
            },
        )

    def _scene(self, read_clock: Callable[[], float]) -> Scene:
        pace = Pace(speed=self.plan.speed, started=read_clock(), read=read_clock)
        return Scene(self.client, self.hands, pace, self.diary)

    async def _be_heard(self, read_clock: Callable[[], float]) -> None:
        """Wait until the server holds each cabinet's first line."""
        give_up = read_clock() + HEARD_WITHIN_S
        while silent := [one for one in (await self._tally())["cabinets"] if not one["seq"]]:
            if read_clock() > give_up:
                raise NotHeard(cabinet=silent[0]["code"])
            await asyncio.sleep(ROUND_EACH_S)

    async def _note_what_was(self) -> None:
        """Note the orders and messages of earlier noons, which are none of ours."""
        orders: dict[str, list[str]] = (await self._tally())["orders"]
        self._before = {recipient: len(states) for recipient, states in orders.items()}
        while await self._notices():
            pass

    def _draw_everyone(self) -> None:
        cabinets = [one.code for one in self.tower.cabinets]
        times = self.tower.times(self.plan.speed)
        for meal in self.plan.meals:
            self.diary.of(meal.recipient)
            self._habits[meal.recipient] = draw_habits(
                meal, cabinets=cabinets, times=times, seed=self.plan.seed
            )

    async def _send_couriers(self, scene: Scene) -> None:
        async with asyncio.TaskGroup() as couriers:
            for meal in self.plan.meals:
                await scene.pace.until(meal.ready_s)
                couriers.create_task(deliver(meal, self._habits[meal.recipient], scene))

    async def _deliver_messages(self, scene: Scene, people: asyncio.TaskGroup) -> None:
        """Bring owners their messages, until cancelled."""
        meals = {meal.recipient: meal for meal in self.plan.meals}
        while True:
            for notice in await self._notices():
                recipient = str(notice["order_no"] or notice["phone"])
                if (meal := meals.get(recipient)) is None:
                    continue
                told = self._told.setdefault(recipient, [])
                told.append(str(notice["deposit"]))
                if len(told) == 1:
                    people.create_task(self._owner(meal, str(notice["link"]), scene))
            await asyncio.sleep(NOTICES_EACH_S)

    async def _owner(self, meal: Meal, link: str, scene: Scene) -> None:
        habits = self._habits[meal.recipient]
        if habits.collected_after_s is None:
            return
        await scene.pace.until(scene.pace.day_s + habits.collected_after_s)
        account = self.diary.of(meal.recipient)
        while not account.cabinet:  # the message came before the courier's page did
            if account.trouble or account.refused_full:
                return
            await asyncio.sleep(ROUND_EACH_S)
        await collect(meal, habits, scene, cabinet=account.cabinet, link=link)

    async def _until_all_told(self, read_clock: Callable[[], float]) -> None:
        give_up = read_clock() + TOLD_WITHIN_S
        while read_clock() < give_up:
            untold = [
                one
                for one in self.diary.accounts.values()
                if one.put and one.recipient not in self._told
            ]
            if not untold:
                return
            await asyncio.sleep(ROUND_EACH_S)

    async def _call_the_crew(self, scene: Scene, over: asyncio.Event) -> None:
        """Let the crew look into what couriers and owners are told to wait for."""
        crew = Crew(scene, self.tower.code, SystemRandom())
        while not over.is_set():
            await crew.look_into((await self._standing()).for_crew_alone)
            with suppress(TimeoutError):
                await asyncio.wait_for(over.wait(), scene.pace.real_s(CREW_EACH_S))

    async def _clear_up(self, scene: Scene) -> None:
        """Take out what still stands, round after round, as long as that gets something done."""
        crew = Crew(scene, self.tower.code, SystemRandom())
        await asyncio.sleep(ROUND_EACH_S)  # the last owner's door has only just closed
        left, give_up = -1, 0.0
        while (waiting := await self._standing()).count:
            if waiting.count != left:
                left, give_up = waiting.count, scene.pace.read() + CREW_WITHIN_S
            if scene.pace.read() > give_up:
                return
            await crew.go_round(waiting)
            await asyncio.sleep(ROUND_EACH_S)

    async def _settle(
        self, read_clock: Callable[[], float]
    ) -> tuple[Mapping[str, Sequence[str]], bool]:
        """Wait until every order has ended and both ledgers are one; return how it stands."""
        give_up = read_clock() + SETTLED_WITHIN_S
        while True:
            tally = await self._tally()
            states = self._states(tally["orders"])
            heads = await self.read_heads([one.journal for one in self.tower.cabinets])
            are_equal = _are_equal(tally["cabinets"], self.tower, heads)
            is_over = not any(state in NOT_ENDED for some in states.values() for state in some)
            if (are_equal and is_over) or read_clock() > give_up:
                return states, are_equal
            await asyncio.sleep(ROUND_EACH_S)

    def _states(self, orders: Mapping[str, Sequence[str]]) -> dict[str, list[str]]:
        """Return the states of this noon's deposits, by recipient.

        A deposit for a phone has no order number; the server lists it under its own code.
        """
        states: dict[str, list[str]] = {}
        for recipient in self.diary.accounts:
            names = [recipient, *self._told.get(recipient, [])]
            states[recipient] = [
                state
                for name in names
                for state in orders.get(name, ())[self._before.get(name, 0) :]
            ]
        return states

    async def _tally(self) -> dict[str, Any]:
        answer = await self.client.read(f"/api/towers/{self.tower.code}/tally")
        must_be(answer, OK, self.client)
        found: dict[str, Any] = answer.body
        return found

    async def _notices(self) -> list[dict[str, Any]]:
        """Read the messages that came since the last time."""
        answer = await self.client.read(
            f"/api/notices?tower={self.tower.code}&after={self._last_notice}"
        )
        must_be(answer, OK, self.client)
        notices: list[dict[str, Any]] = answer.body["notices"]
        self._last_notice = max([self._last_notice, *(int(one["id"]) for one in notices)])
        return notices

    async def _standing(self) -> Standing:
        """Read what has not ended; at a tower with other guests, ours alone."""
        answer = await self.client.read(f"/api/towers/{self.tower.code}/standing")
        must_be(answer, OK, self.client)
        if self.tower.is_ours:
            return Standing(answer.body["deposits"], answer.body["doors"])
        ours = {deposit for told in self._told.values() for deposit in told}
        return Standing([one for one in answer.body["deposits"] if one["deposit"] in ours], [])


def _are_equal(
    cabinets: Sequence[Mapping[str, Any]], tower: Tower, heads: Mapping[str, Head]
) -> bool:
    """Whether the server holds each journal of the tower to its last line, and none is shut."""
    held = {
        str(one["code"]): Head(int(one["epoch"]), int(one["seq"]), str(one["hash"]))
        for one in cabinets
        if not one["quarantined"]
    }
    return all(
        one.code in held and held[one.code] == heads.get(str(one.journal)) for one in tower.cabinets
    )
