"""Cabinets whose journals reach the board: run as ``python -m bench.board_events`` in a room.

Obeys ``prepare`` and ``happen``. What they write is taken in by the real action, one message of
one line after the other, and each commit is noted with the tile that it changed.
"""

import time
from collections import deque
from datetime import timedelta
from random import Random
from typing import TYPE_CHECKING, Any

from bench.journals import batches, noon
from bench.parts import obey
from linli.kernel import clock
from linli.server.worker import load

if TYPE_CHECKING:
    from collections.abc import Callable

    from linli.wire.messages import Events

STANDING_LINES = 60
"""Of each journal, taken in before anybody looks: some fifteen meals stand behind doors then."""

A_COMMIT = 50
"""Of these lines."""

AN_HOUR = timedelta(hours=1)
"""So long ago the noons began: the last of them is over by now, and no meal stands too long."""


class Cabinets:
    """A tower's cabinets, with a noon each still to be told."""

    def __init__(self) -> None:
        self._messages: deque[Events] = deque()
        self._tiles: dict[tuple[str, int], str] = {}

    def obey(self, do: str, **how: Any) -> dict[str, Any]:  # noqa: ANN401  # as JSON has it
        """Do one wish of the bench."""
        wishes: dict[str, Callable[..., dict[str, Any]]] = {
            "prepare": self.prepare,
            "happen": self.happen,
        }
        return wishes[do](**how)

    def prepare(self, *, cabinets: int, doors: int, meals: int, people: int) -> dict[str, Any]:
        """Put up a tower, let its noon begin, and sign in who is to watch it.

        Args:
            cabinets: how many, at most a tower.
            doors: of each.
            meals: deposits of each cabinet's noon.
            people: each with a session of their own, and the right to watch this tower.
        """
        from bench.ingest import in_turn  # noqa: PLC0415  # needs Django loaded
        from bench.lists_visited import signed_in  # noqa: PLC0415
        from bench.planting import begin, make_endless, plant  # noqa: PLC0415
        from linli.lockers.actions.applying import apply_events  # noqa: PLC0415
        from linli.lockers.models import Cabinet  # noqa: PLC0415

        chance, now = Random(cabinets), clock.now()  # noqa: S311  # not for secrets
        planted = plant(cabinets, doors=doors, now=now)
        codes = [one.layout.cabinet for one in planted]
        make_endless(codes)  # all of a noon's deposits are promised before the first is stored
        began_ms = int(1000 * (now - AN_HOUR).timestamp())
        told = []
        for at, one in enumerate(planted):
            tokens = [f"board{at:04d}{number:017d}" for number in range(meals)]
            begun = begin(codes[at], tokens, chance=chance, now=now)
            asked = [(each.deposit, each.size) for each in begun]
            lines = noon(one.layout, asked, chance, boot_wall_ms=began_ms)
            signed = batches(one.layout, lines, one.key, size=1)
            for first in range(0, STANDING_LINES, A_COMMIT):
                apply_events(signed[first : min(first + A_COMMIT, STANDING_LINES)], now=now)
            told.append(signed[STANDING_LINES:])
        self._messages = deque(in_turn(told))
        self._tiles = _tiles(codes)
        building = Cabinet.objects.select_related("building").get(code=codes[0]).building
        sessions = [signed_in(now, f"crew-{one}", building) for one in range(people)]
        return {"sessions": sessions, "lines": len(self._messages)}

    def happen(self, *, a_second: float, seconds: float) -> dict[str, Any]:
        """Take in lines at a steady pace; return each tile's new words and when they were so.

        The moments are seconds since 1970 right after the commit, by this machine's clock, which
        is the browser's too.
        """
        from linli.lockers.actions.applying import apply_events  # noqa: PLC0415  # as above
        from linli.wire.messages import Ack  # noqa: PLC0415

        changes: list[tuple[float, str, str]] = []
        began, lines = time.perf_counter(), round(a_second * seconds)
        for number in range(lines):
            wait = began + number / a_second - time.perf_counter()
            time.sleep(max(0.0, wait))
            message = self._messages.popleft()
            (answer,) = apply_events([message], now=clock.now())
            committed = time.time()  # noqa: TID251  # a browser's clock is compared with it
            assert isinstance(answer, Ack), answer
            for tile, words in _tiles([message.cab]).items():
                if self._tiles[tile] != words:
                    self._tiles[tile] = words
                    changes.append((committed, f"{tile[0]}-{tile[1]}", words))
        return {"changes": changes, "lines": lines, "seconds": time.perf_counter() - began}


def _tiles(codes: list[str]) -> dict[tuple[str, int], str]:
    """Return the words of each tile of these cabinets, as the board would draw them now."""
    from linli.lockers.enums import DoorState  # noqa: PLC0415  # needs Django loaded
    from linli.lockers.models import Compartment  # noqa: PLC0415

    rows = Compartment.objects.filter(cabinet__code__in=codes)
    return {
        (code, number): str(DoorState(state).label)
        for code, number, state in rows.values_list("cabinet__code", "number", "state")
    }


if __name__ == "__main__":
    load()
    obey(Cabinets().obey)
