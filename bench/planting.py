"""Towers to measure on, put up by the real actions in a room of the bench."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from random import Random
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.core.management import call_command
from django.db import connection

from linli.cabinet.memory import Fitting, Layout, Times
from linli.lockers.actions.beginning import Begun, DepositRequest, begin_deposits
from linli.lockers.actions.towers import put_up_replay
from linli.lockers.rules.recipients import Recipient
from linli.wire.messages import Configure, Size

TIMES = Configure(hold_ms=7_200_000, close_ms=60_000, sanitise_ms=60_000, idle_ms=0)
"""As the demo's cabinets have them."""

ENDLESS = 10_000_000
"""Free compartments of a cabinet on whose deposits no cabinet ever acts."""

CABINETS_OF_A_TOWER = 26


@dataclass(frozen=True, slots=True)
class Planted:
    """A cabinet, as its agent would know it."""

    layout: Layout
    key: Ed25519PrivateKey


def migrate() -> None:
    """Make the tables."""
    call_command("migrate", interactive=False, verbosity=0)


def plant(cabinets: int, *, doors: int, now: datetime) -> list[Planted]:
    """Put up as many towers as it takes to have so many cabinets."""
    planted: list[Planted] = []
    while (missing := cabinets - len(planted)) > 0:
        _, configs = put_up_replay(
            name="bench",
            cabinets=min(missing, CABINETS_OF_A_TOWER),
            doors=doors,
            times=TIMES,
            now=now,
        )
        planted.extend(map(_planted, configs))
    return planted


def make_endless(codes: Sequence[str]) -> None:
    """Let these cabinets promise as many compartments as anyone asks for."""
    marks = ", ".join(["%s"] * len(codes))
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE lockers_capacity SET free = %s WHERE cabinet_id IN"  # noqa: S608  # only marks are put in
            f" (SELECT id FROM lockers_cabinet WHERE code IN ({marks}))",
            [ENDLESS, *codes],
        )


def begin(cabinet: str, tokens: Sequence[str], *, chance: Random, now: datetime) -> list[Begun]:
    """Have a deposit promised at one cabinet for each token, by the real action, in one commit."""
    requests = [
        DepositRequest(
            cabinet=cabinet,
            recipient=Recipient(tail=f"{number % 10_000:04d}"),
            size=Size.S,
            token=token,
            now=now,
        )
        for number, token in enumerate(tokens)
    ]
    begun = [one for one in begin_deposits(requests, chance=chance) if isinstance(one, Begun)]
    assert len(begun) == len(tokens), "the cabinets of a bench promise without end"
    return begun


def _planted(config: dict[str, Any]) -> Planted:
    fittings = (
        Fitting(one["number"], one["size"], one["occupancy_sensor"], one["lamp"])
        for one in config["compartments"]
    )
    layout = Layout(
        cabinet=config["cabinet"],
        number=config["number"],
        epoch=config["epoch"],
        compartments=tuple(fittings),
        times=Times(**config["times"]),
    )
    private = Ed25519PrivateKey.from_private_bytes(bytes.fromhex(config["private_key"]))
    return Planted(layout, private)
