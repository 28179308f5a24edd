"""The crew: it looks into what only it may open, and at the end of a noon into all that is left."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any

from linli.kernel.codes import deposit_code
from linli.server.replay.habits import AtDoor
from linli.server.replay.people import (
    DOOR_OPENS_WITHIN_S,
    PRESS_AGAIN_AFTER_S,
    Scene,
    Visit,
    take_out,
)
from linli.server.replay.refusals import NoAnswer

MEMBERS = 5
"""Each at one door at a time."""

REASON = "replay: left at the end"
FOR_CREW_ALONE = "CHECK"
"""A compartment in this state opens to nobody else: its courier stands there and waits."""

AT_DOOR = AtDoor(seconds=5.0, leaves_open=False)
REFUSED_FROM = 400


@dataclass(frozen=True, slots=True)
class Standing:
    """What the server says has not ended: deposits, and doors that want looking into."""

    deposits: Sequence[Mapping[str, Any]]
    doors: Sequence[Mapping[str, Any]]

    @property
    def count(self) -> int:
        """How much is left to do."""
        return len(self.deposits) + len(self.doors)

    @property
    def for_crew_alone(self) -> "Standing":
        """What no courier and no owner can do anything about."""
        doors = [one for one in self.doors if one["state"] == FOR_CREW_ALONE]
        names = {one["deposit"] for one in doors}
        return Standing([one for one in self.deposits if one["deposit"] in names], doors)


@dataclass(frozen=True, slots=True)
class Crew:
    """People with the right to open any door of one tower. ``chance`` names their commands."""

    scene: Scene
    tower: str
    chance: Random

    async def go_round(self, standing: Standing) -> None:
        """Go to each open door and each meal once; what is refused is left to the next round."""
        for hands in self.scene.hands.values():
            for stray in hands.strays:
                await hands.close(stray)
        await self.look_into(standing)

    async def look_into(self, standing: Standing) -> None:
        """Open each of these once, and take out what is in there."""
        free = asyncio.Semaphore(MEMBERS)
        known = {one["deposit"] for one in standing.deposits}
        doors = [
            *(("recall", one) for one in standing.deposits if one["comp"]),
            *(("clear", one) for one in standing.doors if one["deposit"] not in known),
        ]
        await asyncio.gather(*(self._open(word, one, free) for word, one in doors))

    async def _open(self, word: str, one: Mapping[str, Any], free: asyncio.Semaphore) -> None:
        what = {"deposit": one["deposit"]}
        if word == "clear":
            what = {"cabinet": one["cabinet"], "comp": one["comp"]}
        cid = f"crew-{deposit_code(self.chance)}"
        async with free:
            visit = Visit(self.scene, self.scene.hands[one["cabinet"]], [self.scene.pace.read()])
            try:
                answer = await self.scene.client.write(
                    f"/api/towers/{self.tower}/{word}", {**what, "reason": REASON, "cid": cid}
                )
            except NoAnswer as silence:
                self.scene.diary.refusals[silence.code] += 1
                return
            if answer.status >= REFUSED_FROM:
                self.scene.diary.refusals[str(answer.body.get("code", answer.status))] += 1
                return
            opening = await visit.hands.opened(
                int(one["comp"]),
                since=visit.pressed[0],
                within_s=DOOR_OPENS_WITHIN_S + PRESS_AGAIN_AFTER_S,
            )
            if opening is not None:
                await take_out(opening, visit, "crew", AT_DOOR)
