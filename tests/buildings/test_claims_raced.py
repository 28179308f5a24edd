"""Eight processes that want the same rooms at once: nobody has what another has."""

import json
import os
import subprocess
import sys
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from django.db import connection
from tests.buildings.house import House
from tests.buildings.lounge import held, let, planned, seats_of, wanted

from linli.buildings.enums.lounge import RsvpState
from linli.buildings.models import Booking, Claim, Occasion, Rsvp
from linli.buildings.rules.slots import slots

RACERS = 8
TURNS = 5_000 if os.environ.get("LINLI_SOAK") else 12
TURNS_OF_PEOPLE = 60 if os.environ.get("LINLI_SOAK") else 4
HERE = Path(__file__).parents[2]


def address() -> tuple[str, str]:
    """Which database this test's processes are to use: the one that it looks into afterwards."""
    settings = connection.settings_dict
    if connection.vendor == "sqlite":
        return "sqlite", str(settings["NAME"])
    host = quote(str(settings["HOST"]), safe="")
    return "postgresql", f"postgresql://{settings['USER']}@{host}/{settings['NAME']}"


def raced(turns: int, *more: str) -> list[dict[str, Any]]:
    """Let them race, and return what each of them says."""
    command = [sys.executable, "-m", "tests.buildings.racer", *address(), str(RACERS), str(turns)]
    done = subprocess.run(  # noqa: S603  # our own words
        [*command, *more], capture_output=True, check=False, timeout=500, cwd=HERE
    )
    assert not done.returncode, done.stderr.decode()
    told: list[dict[str, Any]] = json.loads(done.stdout)
    assert [one["unexpected"] for one in told] == [[]] * RACERS
    assert all(any(one[kind] for one in told) for kind in ("held", "refused")), "they met"
    return told


@pytest.mark.django_db(transaction=True)
def test_eight_processes_that_race_for_seats_book_none_twice_and_none_fails() -> None:
    told = raced(TURNS)

    seats = [
        (room, slot, seat)
        for one in told
        for room, slots, seat, _holder in one["held"]
        for slot in slots
    ]
    assert len(set(seats)) == len(seats), "two were told that they have the same"
    kept = Claim.objects.values_list("resource", "slot", "seat")
    assert sorted((room, slot.isoformat(), seat) for room, slot, seat in kept) == sorted(seats)


@pytest.mark.django_db(transaction=True)
def test_eight_processes_that_book_and_register_have_each_time_and_each_seat_once(
    now: datetime,
) -> None:
    house = House(now)
    room = let(house)
    (one,) = planned(house, room, hour=9, seats=3)

    raced(TURNS_OF_PEOPLE, str(one.pk))

    rsvps = Rsvp.objects.filter(occasion=one)
    assert sorted(rsvps.values_list("number", flat=True)) == [
        at + 1 for at in range(RACERS * TURNS_OF_PEOPLE)
    ]
    seated = set(rsvps.filter(state=RsvpState.SEATED).values_list("pk", flat=True))
    assert seats_of(one) == {f"rsvp:{pk}" for pk in seated}
    assert len(seated) == 3, "a seat is free, and somebody waits"
    every = wanted_by(one) + [
        slot for booking in Booking.objects.filter(room=room) for slot in wanted(booking)
    ]
    assert held(room) == sorted(every)
    assert len(set(every)) == len(every), "two have the room at one time"


def wanted_by(one: Occasion) -> list[datetime]:
    return slots(one.begins_at, one.ends_at)
