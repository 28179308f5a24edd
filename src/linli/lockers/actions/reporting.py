"""Writing down what platforms are to be told, in the transaction of what happened."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

import msgspec

from linli.ledger.rows import insert_rows, read_rows
from linli.lockers.enums import OUTCOMES, EventKind
from linli.lockers.models import PlatformOrder, Reservation, Sandbox, Webhook
from linli.lockers.rules.lifecycle import DepositNow
from linli.lockers.rules.webhooks import kinds_of

_COLUMNS = {
    "platform_id": "bigint",
    "name": "text",
    "kind": "text",
    "body": "text",
    "at": "timestamptz",
    "tries": "smallint",
    "next_at": "timestamptz",
    "said": "text",
}


class _Told(NamedTuple):
    """A platform's order as a message names it; ``hook`` is None where nobody wants any."""

    order: int
    order_no: str
    platform: int
    building: str
    cabinet: str
    hook: int | None
    sandbox: int | None = None


def follow_orders(
    changed: Mapping[str, DepositNow], stored: Collection[str], *, now: datetime
) -> None:
    """Note what these deposits mean for the orders that platforms announced.

    Args:
        changed: what has become of each deposit, by its code.
        stored: those that were put in just now.
        now: the instant of taking it in.
    """
    if not changed:
        return
    known = {
        code: _Told(*row)
        for code, *row in read_rows(
            "SELECT d.code, o.id, o.order_no, o.platform_id, b.code, c.code, w.id, s.platform_id"
            " FROM lockers_deposit d"
            " JOIN lockers_platformorder o ON o.id = d.platform_order_id"
            " JOIN places_place b ON b.id = d.building_id"
            " JOIN lockers_cabinet c ON c.id = d.cabinet_id"
            " LEFT JOIN lockers_webhook w ON w.platform_id = o.platform_id"
            " LEFT JOIN lockers_sandbox s ON s.platform_id = o.platform_id WHERE d.code {}",
            list(changed),
        )
    }
    ended = [told.order for code, told in known.items() if changed[code].state in OUTCOMES]
    if ended:
        PlatformOrder.objects.filter(pk__in=ended, ended_at=None).update(ended_at=now)
    _write(
        [
            (f"evt_{code}_{kind.name.lower()}", kind, told)
            for code, told in known.items()
            for kind in kinds_of(changed[code], just_stored=code in stored)
        ],
        now,
    )


def report_expiry(reservation: Reservation, *, now: datetime) -> None:
    """Note that the room of an order was given back."""
    order = reservation.order
    hook = Webhook.objects.filter(platform=order.platform_id).values_list("pk", flat=True).first()
    told = _Told(
        order.pk,
        order.order_no,
        order.platform_id,
        order.building.code,
        reservation.cabinet.code,
        hook,
        Sandbox.objects.filter(pk=order.platform_id).values_list("pk", flat=True).first(),
    )
    name = f"evt_R{reservation.pk}_expired"
    _write([(name, EventKind.RESERVATION_EXPIRED, told)], now)


def _write(events: Sequence[tuple[str, EventKind, _Told]], now: datetime) -> None:
    """Put messages into the outbox; what was put there before is left out."""
    insert_rows(
        "lockers_platformevent",
        _COLUMNS,
        [
            (told.platform, name, kind.value, _body(kind, told, now), now, 0, now, "")
            for name, kind, told in events
            if told.hook is not None
        ],
        otherwise="ON CONFLICT DO NOTHING",
    )


def _body(kind: EventKind, told: _Told, now: datetime) -> str:
    data = {"order_no": told.order_no, "building": told.building, "cabinet": told.cabinet}
    content: dict[str, object] = {"type": kind.value, "timestamp": now.isoformat(), "data": data}
    if told.sandbox is not None:
        content["sandbox"] = True
    return msgspec.json.encode(content).decode()
