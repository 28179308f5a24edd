"""What goes wrong between the server and the doors in the middle of a noon."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

from linli.server.replay.figures import Diary
from linli.server.replay.kills import timetable
from linli.server.replay.pace import Pace
from linli.server.replay.weather import Weather

Mishap = Literal["partition", "silent_board", "power_cut"]

PARTITION_S = 10 * 60
"""Of the day: a lunch without the network for so long is a complaint."""

SILENT_S = 20 * 60
"""Of the day: until somebody has pulled the board's plug and put it back."""

DARK_S = 2 * 60
"""Of the day: until the fuse is in again."""


class Struck(Protocol):
    """A cabinet that mishaps can befall."""

    async def lose_power(self, dark_s: float) -> None:
        """Lose power now, and start again after so many seconds."""
        ...

    async def silence_board(self, silent_s: float) -> None:
        """Let one board say nothing for so many seconds."""
        ...


@dataclass(frozen=True, slots=True)
class Mishaps:
    """What is to go wrong, when, and where; ``cabinets`` are those whose sensors see meals."""

    wished: Mapping[Mishap, int]
    cabinets: Sequence[Struck]
    weather: Weather
    length_s: float

    async def happen(self, pace: Pace, diary: Diary) -> None:
        """Let everything happen at its moment of the played day, and write each down."""
        async with asyncio.TaskGroup() as group:
            for number, (at, mishap) in enumerate(timetable(self.wished, length_s=self.length_s)):
                await pace.until(at)
                diary.mishaps[mishap] += 1
                group.create_task(self._befall(mishap, number, pace))

    async def _befall(self, mishap: Mishap, number: int, pace: Pace) -> None:
        if mishap == "partition":
            async with self.weather.cut():
                await pace.sleep(pace.real_s(PARTITION_S))
            return
        struck = self.cabinets[number % len(self.cabinets)]
        if mishap == "silent_board":
            await struck.silence_board(pace.real_s(SILENT_S))
        else:
            await struck.lose_power(pace.real_s(DARK_S))
