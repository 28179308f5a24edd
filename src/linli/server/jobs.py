"""The process that does what is due: `python -m linli.server.jobs`."""

import signal
import threading
from collections.abc import Callable

from linli.server import systems
from linli.server.beats import Beat
from linli.server.folder import data_folder
from linli.server.worker import load

ROUND_S = 5.0
"""How often this process looks whether all of its own still goes round."""


class Rounds:
    """Says that this process goes round, once each of those who share it has."""

    def __init__(self, beat: Callable[[], None], *, among: int) -> None:
        self._beat = beat
        self._all = frozenset(range(among))
        self._missing = set(self._all)
        self._lock = threading.Lock()

    def of(self, one: int) -> Callable[[], None]:
        """Return what the one with this number calls when it has gone round."""

        def went() -> None:
            with self._lock:
                self._missing.discard(one)
                if self._missing:
                    return
                self._missing |= self._all
            self._beat()

        return went


def main() -> None:
    """Do what is due until told to stop."""
    load()
    from linli.ledger.jobs import run_checkpoints  # noqa: PLC0415  # needs Django loaded
    from linli.notices.channels import chosen  # noqa: PLC0415
    from linli.notices.jobs import run_bulletins, run_inboxes, run_notices  # noqa: PLC0415
    from linli.people.retention_job import run_purges  # noqa: PLC0415

    stop, beat = threading.Event(), Beat(data_folder(None), "jobs")
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda _number, _frame: stop.set())
    beat()
    threading.Thread(target=run_purges, args=(stop,), name="purges", daemon=True).start()
    threading.Thread(target=run_checkpoints, args=(stop,), name="checkpoints", daemon=True).start()
    due = [*(run for one in systems.parts() for run in one.jobs), *systems.bridges()]
    if channels := chosen.set_up():
        due.append(lambda stop, beat: run_notices(stop, channels, beat=beat))
    if bots := chosen.bots():
        due.append(lambda stop, beat: run_bulletins(stop, bots, beat=beat))
    staff = chosen.of_staff()
    due.append(lambda stop, beat: run_inboxes(stop, staff, beat=beat))
    rounds = Rounds(beat, among=len(due) + 1)
    for place, run in enumerate(due, start=1):  # they end their last round before the process does
        threading.Thread(target=run, args=(stop, rounds.of(place)), name=f"jobs-{place}").start()
    here = rounds.of(0)
    while not stop.wait(ROUND_S):
        here()


if __name__ == "__main__":
    main()
