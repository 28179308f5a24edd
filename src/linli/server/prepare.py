"""Makes the data ready for a start, in a process of its own, and says so in one line of JSON.

The supervisor stays small by never loading Django itself; whatever needs it before the pages
are served happens here and is forgotten with the process.
"""

import argparse
import errno
import json
import os
import sys
from datetime import datetime

from linli.kernel import clock
from linli.server import stamp, systems
from linli.server.configuration import read
from linli.server.folder import Folder, data_folder
from linli.server.upgrading import migrate
from linli.server.worker import load


def prepare(folder: Folder, *, demo: bool, sign_in: bool = True) -> dict[str, object]:
    """Bring the tables and browser files up to date, plant the demo once, make a sign-in link.

    Args:
        folder: the data folder.
        demo: whether a folder that is new gets the demo.
        sign_in: whether a sign-in link is made.
    """
    # They need Django loaded, which this module's reader does not.
    from linli.server.errands import sign_in_path  # noqa: PLC0415

    began = clock.mono_ms()
    settings = read(os.environ)
    wanted = settings.database_url, settings.systems
    migrated = not (stamp.is_current(folder, *wanted) and _has_tables())
    if migrated:
        migrate()
        _collect()
        stamp.keep(folder, *wanted)
    cabinets = [code for one in systems.parts() for code in one.demo(folder, wanted=demo)]
    if demo:
        plant_district(now=clock.now())
    return {
        "migrated": migrated,
        "demo": cabinets,
        "sign_in": sign_in_path(clock.now()) if sign_in else "",
        "ms": clock.mono_ms() - began,
    }


def _has_tables() -> bool:
    """Whether the database is the one that was made ready, and no new one in its place."""
    from django.db import connection  # noqa: PLC0415  # needs Django loaded

    return "django_migrations" in connection.introspection.table_names()


def _collect() -> None:
    from django.core.management import call_command  # noqa: PLC0415  # needs Django loaded

    call_command("collectstatic", interactive=False, verbosity=0, clear=True)


def plant_district(*, now: datetime) -> None:
    """Plant the demo's district where no system has planted anything, for its owner to look after.

    So there is something to see, and to give roles at, though no system is here.
    """
    from linli.people.actions.owner import steward  # noqa: PLC0415  # needs Django loaded
    from linli.places.hongkou import DISTRICT, plant_hongkou  # noqa: PLC0415
    from linli.places.models import Place  # noqa: PLC0415
    from linli.places.queries import place_by_code  # noqa: PLC0415

    if not Place.objects.exists():
        plant_hongkou(now=now)
        steward(place_by_code(DISTRICT.code), now=now)


def main() -> None:
    """Prepare as the command line says; print what was done or what stood in the way."""
    said = argparse.ArgumentParser("linli.server.prepare", description=__doc__)
    said.add_argument("--demo", action=argparse.BooleanOptionalAction, default=True)
    said.add_argument("--sign-in", action=argparse.BooleanOptionalAction, default=True)
    asked = said.parse_args()
    try:
        load()
        result = prepare(data_folder(None), demo=asked.demo, sign_in=asked.sign_in)
    except Exception as failure:
        refused = refusal(failure)
        if refused is None:
            raise
        result = {"refused": refused, "reason": str(failure).strip().partition("\n")[0]}
    sys.stdout.write(json.dumps(result))


def refusal(failure: Exception) -> str | None:
    """Return the name of what stood in the way, None where nobody foresaw it."""
    from django.core.exceptions import ImproperlyConfigured  # noqa: PLC0415  # only when needed
    from django.db import OperationalError  # noqa: PLC0415

    from linli.server.database import BadDatabaseUrlError  # noqa: PLC0415
    from linli.server.secrets import TornSecretsError  # noqa: PLC0415

    match failure:
        case BadDatabaseUrlError():
            return "address_is_wrong"
        case TornSecretsError():
            return "secrets_torn"
        case ImproperlyConfigured() if "psycopg" in str(failure):
            return "driver_missing"
        case OSError(errno=errno.ENOSPC | errno.EDQUOT):
            return "disk_is_full"
        case OperationalError():
            return "disk_is_full" if "disk is full" in str(failure) else "database_is_away"
        case _:
            return None


if __name__ == "__main__":
    main()
