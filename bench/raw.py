"""The limit of line 1: the SQL of one deposit, one transaction each, from a pool of processes.

Run in a room as ``python -m bench.raw``; obeys ``prepare`` and ``run``.
"""

import multiprocessing
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, count
from multiprocessing.connection import Connection
from multiprocessing.synchronize import Barrier
from random import Random
from typing import Any

from django.db import connection, connections, transaction

from bench.parts import obey
from bench.statements import FAR, Address, Deposit, Recorder, Statement, connected
from linli.kernel import clock
from linli.server.worker import load

AHEAD = 3_000
"""Deposits a second that are written out before the clock runs: more than any pool manages."""

FORM = "recorded-deposit-of-a-raw-run"


@dataclass(frozen=True, slots=True)
class Shift:
    """What one process of the pool did; times by CLOCK_MONOTONIC, in seconds."""

    done: int
    began: float
    ended: float


class Raw:
    """Deposits without a web server, without Django, without a cabinet."""

    def __init__(self) -> None:
        self._deposits: list[Deposit] = []
        self._first = 1

    def obey(self, do: str, **how: Any) -> dict[str, Any]:  # noqa: ANN401  # as JSON has it
        """Do one wish of the bench."""
        wishes: dict[str, Callable[..., dict[str, Any]]] = {
            "prepare": self.prepare,
            "run": self.run,
        }
        return wishes[do](**how)

    def prepare(self, *, cabinets: int) -> dict[str, Any]:
        """Put up cabinets and record one deposit at each; nothing of it stays."""
        from bench.planting import make_endless, plant  # noqa: PLC0415  # needs Django loaded

        codes = [one.layout.cabinet for one in plant(cabinets, doors=48, now=clock.now())]
        make_endless(codes)
        self._deposits = [record(code) for code in codes]
        connections.close_all()
        return {"statements": [one.sql for one in self._deposits[0].statements]}

    def run(self, *, processes: int, seconds: float) -> dict[str, Any]:
        """Let so many processes deposit for so long, each at cabinets of its own."""
        fork = multiprocessing.get_context("fork")
        ready = fork.Barrier(processes)
        pool, ends = [], []
        for at in range(processes):
            here, there = fork.Pipe(duplex=False)
            todo = again(self._deposits[at::processes], who=at, first=self._first)
            pool.append(fork.Process(target=work, args=(todo, processes, seconds, ready, there)))
            ends.append(here)
        for worker in pool:
            worker.start()
        shifts: list[Shift] = [end.recv() for end in ends]
        for worker in pool:
            worker.join()
        self._first += 1 + max(one.done for one in shifts)
        return {
            "deposits": sum(one.done for one in shifts),
            "seconds": max(one.ended for one in shifts) - min(one.began for one in shifts),
        }


def record(cabinet: str) -> Deposit:
    """Record what one deposit at this cabinet says to the database, and take it back."""
    from bench.planting import begin  # noqa: PLC0415  # needs Django loaded

    recorder = Recorder()
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE ledger_chain SET seq = %s WHERE name = %s", [FAR, f"cabinet/{cabinet}"]
            )
        with connection.execute_wrapper(recorder):
            (begun,) = begin(cabinet, [FORM], chance=Random(cabinet), now=clock.now())  # noqa: S311  # a name
        transaction.set_rollback(True)
    return Deposit(tuple(recorder.statements), code=begun.deposit, form=FORM)


def again(deposits: Sequence[Deposit], *, who: int, first: int) -> Iterator[list[Statement]]:
    """Yield the statements of one new deposit after another, at these cabinets in turn."""
    for number in count(first):
        for at, deposit in enumerate(deposits):
            name = f"{who:02d}{at:03d}{number:08d}"
            yield deposit.again(number=number, code=name, form=f"raw-deposit-{name}")


def work(
    todo: Iterator[list[Statement]],
    processes: int,
    seconds: float,
    ready: Barrier,
    tell: Connection,
) -> None:
    """Deposit in this process until the time is over."""
    ahead = [next(todo) for _ in range(int(AHEAD * seconds / processes))]
    with connected(address()) as run:
        ready.wait()
        done, began = 0, time.perf_counter()
        for statements in chain(ahead, todo):
            if time.perf_counter() - began >= seconds:
                break
            run(statements)
            done += 1
        tell.send(Shift(done, began, time.perf_counter()))


def address() -> Address:
    """Return the room's database."""
    told = connection.settings_dict
    if connection.vendor == "sqlite":
        return Address("sqlite", str(told["NAME"]), hello=told["OPTIONS"]["init_command"])
    return Address("postgresql", told["NAME"], host=told["HOST"], user=told["USER"])


if __name__ == "__main__":
    load()
    obey(Raw().obey)
