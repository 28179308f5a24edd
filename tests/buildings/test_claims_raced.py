"""Eight processes that want the same rooms at once: nobody has what another has."""

import json
import os
import subprocess
import sys
from pathlib import Path
from urllib.parse import quote

import pytest
from django.db import connection

from linli.buildings.models import Claim

RACERS = 8
TURNS = 5_000 if os.environ.get("LINLI_SOAK") else 12
HERE = Path(__file__).parents[2]


def address() -> tuple[str, str]:
    """Which database this test's processes are to use: the one that it looks into afterwards."""
    settings = connection.settings_dict
    if connection.vendor == "sqlite":
        return "sqlite", str(settings["NAME"])
    host = quote(str(settings["HOST"]), safe="")
    return "postgresql", f"postgresql://{settings['USER']}@{host}/{settings['NAME']}"


@pytest.mark.django_db(transaction=True)
def test_eight_processes_that_race_for_seats_book_none_twice_and_none_fails() -> None:
    command = [sys.executable, "-m", "tests.buildings.racer", *address(), str(RACERS), str(TURNS)]

    done = subprocess.run(  # noqa: S603  # our own words
        command, capture_output=True, check=False, timeout=500, cwd=HERE
    )

    assert not done.returncode, done.stderr.decode()
    told = json.loads(done.stdout)
    assert [one["unexpected"] for one in told] == [[]] * RACERS
    assert all(any(one[kind] for one in told) for kind in ("held", "refused")), "they met"
    seats = [
        (room, slot, seat)
        for one in told
        for room, slots, seat, _holder in one["held"]
        for slot in slots
    ]
    assert len(set(seats)) == len(seats), "two were told that they have the same"
    kept = Claim.objects.values_list("resource", "slot", "seat")
    assert sorted((room, slot.isoformat(), seat) for room, slot, seat in kept) == sorted(seats)
