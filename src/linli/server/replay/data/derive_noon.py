"""Makes noon.csv from the ``pizzaplace`` table; see noon.NOTICE.md for where that comes from.

Run it as ``python -m linli.server.replay.data.derive_noon 05-pizzaplace.csv noon.csv``.
"""

import csv
import sys
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, time
from pathlib import Path

LUNCH = (time(11), time(14))
"""From, and until before. The pool of each weekday then holds 955 to 1,086 orders."""

WORKDAYS = range(5)
"""Monday to Friday, as ``date.weekday`` counts."""

SMALL_UP_TO = 2
"""Pizzas that fit a small compartment."""

MEDIUM_UP_TO = 4
"""Pizzas that fit a medium compartment; an order of more needs a large one."""

HEADER = ("ready_at", "size")


def derive(rows: Iterable[Mapping[str, str]]) -> Iterator[tuple[str, str]]:
    """Return (``ready_at``, ``size``) of every lunch order, one noon a weekday.

    Args:
        rows: one a pizza, with the columns ``id`` of the order, ``date`` and ``time``.

    Orders of the same weekday, from however many weeks, share one noon and keep their second
    of the day. The noon's date is the first of that weekday in the table.
    """
    pizzas: dict[str, int] = {}
    orders: dict[str, tuple[date, time]] = {}
    for row in rows:
        pizzas[row["id"]] = pizzas.get(row["id"], 0) + 1
        orders[row["id"]] = (date.fromisoformat(row["date"]), time.fromisoformat(row["time"]))
    named: dict[int, date] = {}
    for day, _ in sorted(orders.values()):
        named.setdefault(day.weekday(), day)
    lunches = [
        (named[day.weekday()], at, _size(pizzas[order]))
        for order, (day, at) in orders.items()
        if day.weekday() in WORKDAYS and LUNCH[0] <= at < LUNCH[1]
    ]
    for day, at, size in sorted(lunches):
        yield f"{day.isoformat()}T{at.isoformat()}", size


def _size(pizzas: int) -> str:
    if pizzas <= SMALL_UP_TO:
        return "S"
    return "M" if pizzas <= MEDIUM_UP_TO else "L"


def main(source: Path, target: Path) -> None:
    """Read the table and write the noons."""
    with source.open(encoding="utf-8", newline="") as table:
        noons = list(derive(csv.DictReader(table)))
    with target.open("w", encoding="utf-8", newline="") as written:
        writer = csv.writer(written, lineterminator="\n")
        writer.writerow(HEADER)
        writer.writerows(noons)


if __name__ == "__main__":  # pragma: no cover  # the tests call main
    main(Path(sys.argv[1]), Path(sys.argv[2]))
