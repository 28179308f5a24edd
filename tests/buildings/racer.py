"""Real processes that claim the same things at the same moments, each with its own connection.

``python -m tests.buildings.racer ENGINE NAME RACERS TURNS [OCCASION]``: tables are there already.
With an occasion they register for it and book its room as people do, else they claim. It prints
what each of them holds in the end, and what nobody expected, as JSON.
"""

import json
import multiprocessing
import os
import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

ROOMS, SEATS, SLOTS = 3, 2, 12
TEN = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)

Held = list[tuple[str, list[str], int, str]]


def race(racer: int, turns: int, start: Any, told: Any) -> None:  # noqa: ANN401  # multiprocessing's own
    """Claim at random and give back at random; tell what is held in the end."""
    from django.db import connections, transaction  # noqa: PLC0415  # set up in each process

    from linli.buildings.actions.claims import claim, release  # noqa: PLC0415  # as above
    from linli.buildings.errors.claims import Claimed  # noqa: PLC0415  # as above
    from linli.buildings.rules.slots import SLOT, slots  # noqa: PLC0415  # as above

    chance = Random(racer)  # noqa: S311  # not for secrets
    held: Held = []
    refused, unexpected = 0, list[str]()
    start.wait()
    for turn in range(turns):
        first = chance.randrange(SLOTS)
        times = slots(TEN + first * SLOT, TEN + (first + chance.randint(1, 4)) * SLOT)
        room, holder = f"room:{chance.randrange(ROOMS)}", f"racer:{racer}.{turn}"
        try:
            if held and chance.random() < 0.6:
                release(held.pop(chance.randrange(len(held)))[3])
                continue
            with transaction.atomic():
                seat = claim(room, times, holder=holder, seats=SEATS)
            held.append((room, [one.isoformat() for one in times], seat, holder))
        except Claimed:
            refused += 1
        except Exception as error:  # noqa: BLE001  # whatever it is, the test is told
            unexpected.append(f"{type(error).__name__}: {error}")
    connections.close_all()
    told.put({"held": held, "refused": refused, "unexpected": unexpected})


def crowd(racer: int, turns: int, start: Any, told: Any, occasion: int) -> None:  # noqa: ANN401  # as above
    """Book the room of an occasion and register for it, by the actions that pages call."""
    from django.db import connections  # noqa: PLC0415  # as above
    from tests.buildings.lounge import ANNA  # noqa: PLC0415  # as above

    from linli.buildings.access.lounge import OCCASIONS, Booker  # noqa: PLC0415  # as above
    from linli.buildings.actions.bookings import NewBooking, book  # noqa: PLC0415  # as above
    from linli.buildings.actions.registering import leave, register  # noqa: PLC0415  # as above
    from linli.buildings.errors.claims import Claimed  # noqa: PLC0415  # as above

    chance = Random(racer)  # noqa: S311  # not for secrets
    one = OCCASIONS.get(pk=occasion)
    now, booker = one.changed_at, Booker(one.room, None, keeps=False)
    visitor = replace(ANNA, phone="")
    held = 0
    refused, unexpected = 0, list[str]()
    start.wait()
    for turn in range(turns):
        code, address = f"racer-{racer}-{turn}".ljust(20, "x"), f"192.0.2.{racer}-{turn}"
        begins = one.ends_at + chance.randrange(8) * timedelta(minutes=30)
        new = NewBooking(code, begins, begins + timedelta(hours=1), "面谈", visitor)
        try:
            rsvp = register(one, code, visitor, address=address, now=now)
            if turn % 3 == 0:
                leave(rsvp, now=now)
            book(booker, new, address=address, now=now)
            held += 1
        except Claimed:
            refused += 1
        except Exception as error:  # noqa: BLE001  # whatever it is, the test is told
            unexpected.append(f"{type(error).__name__}: {error}")
    connections.close_all()
    told.put({"held": held, "refused": refused, "unexpected": unexpected})


def main(engine: str, name: str, racers: str, turns: str, occasion: str = "") -> None:
    """Start them all, let them go at once, and print what they say."""
    import django  # noqa: PLC0415  # after the environment was read
    from django.conf import settings  # noqa: PLC0415  # as above

    os.environ["DJANGO_SETTINGS_MODULE"] = "linli.server.settings"
    if engine == "sqlite":
        settings.DATABASES["default"]["NAME"] = name
    else:
        os.environ["LINLI_DATABASE_URL"] = name
    django.setup()
    context = multiprocessing.get_context("fork")
    start, told = context.Barrier(int(racers)), context.Queue()
    all_of_them = [
        context.Process(
            target=crowd if occasion else race,
            args=(one, int(turns), start, told, *([int(occasion)] if occasion else [])),
        )
        for one in range(int(racers))
    ]
    for one in all_of_them:
        one.start()
    found = [told.get(timeout=300) for _one in all_of_them]
    for one in all_of_them:
        one.join()
    sys.stdout.write(json.dumps(found))


if __name__ == "__main__":
    main(*sys.argv[1:])
