"""Line 2: taking in journals, beside inserting the same lines one a transaction.

Run in a room as ``python -m bench.ingest``; obeys ``prepare``, ``apply`` and ``insert``.
"""

import gc
import sqlite3
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from itertools import zip_longest
from random import Random
from typing import Any

import msgspec
import psycopg
from django.db import connection

from bench.journals import batches, noon
from bench.parts import obey
from linli.kernel import clock
from linli.server.worker import load

Row = tuple[int, int, int, str, str, str]

INSERT = (
    "INSERT INTO lockers_journalline (cabinet_id, epoch, seq, deposit, hash, line)"
    " VALUES ({0}, {0}, {0}, {0}, {0}, {0})"
)


class Ingest:
    """The work of one ingest process, and its limit, on cabinets of their own each."""

    def __init__(self) -> None:
        from linli.lockers.bus import MESSAGES_A_COMMIT  # noqa: PLC0415  # needs Django loaded

        self._a_commit = MESSAGES_A_COMMIT
        self._messages: deque[bytes] = deque()
        self._rows: deque[Row] = deque()
        self._insert: Callable[[Row], object] | None = None

    def obey(self, do: str, **how: Any) -> dict[str, Any]:  # noqa: ANN401  # as JSON has it
        """Do one wish of the bench."""
        wishes: dict[str, Callable[..., dict[str, Any]]] = {
            "prepare": self.prepare,
            "apply": self.apply,
            "insert": self.insert,
        }
        return wishes[do](**how)

    def prepare(self, *, cabinets: int, meals: int, batch: int, seed: int) -> dict[str, Any]:
        """Let cabinets live through a noon; keep their messages, and as many lines as rows.

        Args:
            cabinets: whose messages arrive in turn; as many again for the rows.
            meals: deposits of each.
            batch: lines of a message.
            seed: makes the same noons again.
        """
        from bench.planting import (  # noqa: PLC0415  # needs Django loaded
            begin,
            make_endless,
            plant,
        )

        chance, now = Random(seed), clock.now()  # noqa: S311  # not for secrets
        sent, kept = [], []
        planted = plant(2 * cabinets, doors=48, now=now)
        # All of a noon's deposits are promised before the first is stored.
        make_endless([one.layout.cabinet for one in planted])
        for at, one in enumerate(planted):
            code = one.layout.cabinet
            tokens = [f"{seed:04d}{at:04d}{number:017d}" for number in range(meals)]
            begun = begin(code, tokens, chance=chance, now=now)
            lines = noon(one.layout, [(each.deposit, each.size) for each in begun], chance)
            if at < cabinets:
                sent.append(batches(one.layout, lines, one.key, size=batch))
            else:
                kept.append(
                    [
                        (
                            one.layout.number,
                            one.layout.epoch,
                            line.seq,
                            line.deposit,
                            line.hash,
                            msgspec.json.encode(line).decode(),
                        )
                        for line in lines
                    ]
                )
        self._messages = deque(msgspec.json.encode(message) for message in in_turn(sent))
        self._rows = deque(in_turn(kept))
        gc.collect()
        gc.freeze()  # what the bench keeps is no work for the collector of an ingest process
        return {"messages": len(self._messages), "rows": len(self._rows)}

    def apply(self, *, messages: int) -> dict[str, Any]:
        """Read and apply messages, so many in a commit as the ingest process takes."""
        from linli.lockers.actions.applying import apply_events  # noqa: PLC0415  # as above
        from linli.wire import codec  # noqa: PLC0415
        from linli.wire.messages import Ack  # noqa: PLC0415

        lines = 0
        began = time.perf_counter()
        for _ in range(0, min(messages, len(self._messages)), self._a_commit):
            some = [
                codec.decode_events(self._messages.popleft())
                for _ in range(min(self._a_commit, len(self._messages)))
            ]
            answers = apply_events(some, now=clock.now())
            assert all(isinstance(one, Ack) for one in answers), answers
            lines += sum(len(one.events) for one in some)
        return {"lines": lines, "seconds": time.perf_counter() - began}

    def insert(self, *, seconds: float, most: int) -> dict[str, Any]:
        """Insert so many rows at most, one a transaction, on one connection without Django."""
        if self._insert is None:
            self._insert = raw_insert()
        insert, lines = self._insert, 0
        began = time.perf_counter()
        while lines < most and time.perf_counter() - began < seconds:
            insert(self._rows.popleft())
            lines += 1
        return {"lines": lines, "seconds": time.perf_counter() - began}


def in_turn(queues: Sequence[Sequence[Any]]) -> Iterator[Any]:
    """Yield the first of each, then the second of each, and so on."""
    for row in zip_longest(*queues):
        yield from (one for one in row if one is not None)


def raw_insert() -> Callable[[Row], object]:
    """Return what inserts one row and commits it, as durably as the product does."""
    told = connection.settings_dict
    if connection.vendor == "sqlite":
        file = sqlite3.connect(told["NAME"], isolation_level=None, timeout=20)
        file.executescript(told["OPTIONS"]["init_command"])
        return lambda row: file.execute(INSERT.format("?"), row)
    raw = psycopg.connect(
        host=told["HOST"], dbname=told["NAME"], user=told["USER"], autocommit=True
    )
    raw.prepare_threshold = 1
    return lambda row: raw.execute(INSERT.format("%s").encode(), row)


if __name__ == "__main__":
    load()
    from bench.planting import migrate

    migrate()
    obey(Ingest().obey)
