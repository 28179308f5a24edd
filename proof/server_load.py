"""A server's noon for the recorder: ``python -m proof.server_load PROMISES MEALS SYNC``.

The real settings, database and actions, and cabinets whose real rules run in memory. Whenever
lines were acknowledged, what was acknowledged is noted in PROMISES, one JSON object a line, and
only then the recorder gets its mark: from there on a cabinet may forget them.
"""

import json
import sys
from collections.abc import Callable
from pathlib import Path

from django.db import connection

from linli.kernel.clock import now
from linli.server.worker import load
from proof.recording import mark


def main(promises: Path, meals: int, sync: str) -> None:
    """Let so many meals be stored and collected in two cabinets."""
    from tests.lockers.tower import Tower, plugged_in  # noqa: PLC0415  # needs Django loaded

    from linli.wire.messages import Purpose  # noqa: PLC0415  # as above

    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA synchronous = {sync}")
    with promises.open("w", encoding="ascii") as notes:
        tower = Tower(now=now(), cabinets=2)
        with plugged_in(tower.line):
            for number in range(1, meals + 1):
                begun = tower.stored(cabinet=tower.cabinets[number % 2].code)
                _note(notes.write, 2 * number - 1)
                tower.at(begun).empty(tower.opened(begun, Purpose.PICKUP))
                tower.exchange()
                _note(notes.write, 2 * number)
                notes.flush()
                tower.wait(120)
    connection.close()


def _note(write: Callable[[str], object], number: int) -> None:
    from linli.ledger.models import Chain  # noqa: PLC0415  # needs Django loaded
    from linli.lockers.models import Cabinet  # noqa: PLC0415  # as above

    cabinets = list(Cabinet.objects.values_list("code", "applied_seq", "head_hash"))
    chains = list(Chain.objects.values_list("name", "seq", "head"))
    write(json.dumps({"cabinets": cabinets, "chains": chains}) + "\n")
    mark(number)


if __name__ == "__main__":
    load()
    main(Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3])
