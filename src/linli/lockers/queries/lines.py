"""What a deposit's own lines in its cabinet's journal say that no table holds."""

from collections.abc import Iterator

import msgspec

from linli.lockers.models import JournalLine
from linli.wire.messages import Event, EventType

COURIER = "courier"
"""The name under which couriers ask for doors, in the ledger and in the journal."""


def was_seen(deposit: str) -> bool:
    """Whether a sensor saw the meal go in, and not only a door that opened and closed."""
    stored = [one for one in _newest_first(deposit) if one.type is EventType.DEPOSITED]
    return bool(stored) and "verified" not in stored[0].data


def reopened_by_courier(deposit: str) -> bool:
    """Whether it was its courier for whom a stored meal's door was last opened to take it out."""
    opened = [one for one in _newest_first(deposit) if one.type is EventType.INTENT_S]
    return bool(opened) and opened[0].data.get("actor") == COURIER


def _newest_first(deposit: str) -> Iterator[Event]:
    lines = JournalLine.objects.filter(deposit=deposit).order_by("-epoch", "-seq")
    for line in lines.values_list("line", flat=True):
        yield msgspec.json.decode(line, type=Event)
