"""Looking for the order whose code a courier scanned; counted, because a number can be guessed."""

from collections.abc import Collection
from datetime import datetime

from linli.lockers.queries.orders import expected_order
from linli.lockers.rules.scanning import PER_ADDRESS
from linli.people.actions.guessing import count_try


def look_up(numbers: Collection[str], *, cabinet: str, address: str, now: datetime) -> int | None:
    """Return our number of the one order that is expected at a cabinet's building, if there is.

    Args:
        numbers: what the code may say.
        cabinet: the one that is stood before.
        address: where the asking comes from.
        now: the instant, aware.

    Raises:
        TooManyGuesses: too much was looked up from this address.
    """
    count_try(PER_ADDRESS, address, now=now)
    return expected_order(cabinet, numbers)
