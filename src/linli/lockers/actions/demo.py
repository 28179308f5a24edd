"""The demo's tower: real rows, real agents, simulated boards at the very end."""

import json
import os
from datetime import datetime
from pathlib import Path

import msgspec
from django.db import transaction

from linli.lockers.actions.identities import put_in_place
from linli.lockers.actions.towers import USUAL_TIMES, NewTower, put_up
from linli.people.actions.owner import steward
from linli.places.actions import ensure_place
from linli.places.enums import PlaceOrigin
from linli.places.hongkou import WAY_TO_TOWER, plant_hongkou
from linli.places.queries import place_by_code

SPOTS = ("东门", "西门")
DOORS = 48
PEOPLE_DWELL_MS = 4_000
ZONE = 1
"""All compartments of a demo cabinet are kept hot by one heater."""
LATCH_MS = 30
LONGEST_SOCKET = 100
"""Bytes; Linux takes 107, macOS 103. Source: sys/un.h of both."""


def plant_demo(data: Path, now: datetime) -> list[str]:
    """Put up the demo's tower and write its agents' settings; return its cabinets' codes."""
    with transaction.atomic():
        plant_hongkou(now=now)
        building = ensure_place(WAY_TO_TOWER, origin=PlaceOrigin.DEMO, actor="linli", now=now)
        steward(place_by_code(WAY_TO_TOWER[0].code), now=now)
        tower = NewTower(
            building=building,
            prefix="BYL",
            cabinets=len(SPOTS),
            doors=DOORS,
            times=USUAL_TIMES,
            spots=SPOTS,
        )
        configs = put_up(tower, now=now)
        for config in configs:
            _write(data, config)
    return [str(config["cabinet"]) for config in configs]


def open_to_hands(config: Path, run: Path) -> bool:
    """Let the demo break a simulated cabinet's doors, through a socket in ``run``; say if it may.

    A socket's path is short; in a folder that lies too deep there is none.
    """
    told = msgspec.json.decode(config.read_bytes())
    board = told["board"]
    socket = str(run / f"{told['cabinet']}.hands")
    is_right = board["kind"] == "simulated" and len(os.fsencode(socket)) <= LONGEST_SOCKET
    if is_right and board.get("socket") != socket:
        board["socket"] = socket
        put_in_place(config, json.dumps(told, indent=1))
    return is_right


def _write(data: Path, config: dict[str, object]) -> None:
    folder = data / "cabinets" / str(config["cabinet"])
    folder.mkdir(parents=True, exist_ok=True)
    fittings = config["compartments"]
    assert isinstance(fittings, list), "as put_up made them"
    config |= {
        "zones": [{"number": ZONE}],
        "compartments": [{**one, "zone": ZONE} for one in fittings],
        "bus_file": str(data / "run" / "bus.json"),
        "journal": str(folder / "journal.sqlite3"),
        "board": {
            "kind": "simulated",
            "latch_ms": LATCH_MS,
            "people": "auto",
            "dwell_ms": PEOPLE_DWELL_MS,
        },
    }
    file = os.open(folder / "config.json", os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(file, "wb") as handle:
        handle.write(msgspec.json.format(msgspec.json.encode(config), indent=1))
