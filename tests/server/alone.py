"""An installation with the systems that the environment names, seen from inside its own process.

``python -m tests.server.alone`` prints what it found as one line of JSON: what was said where,
with somebody signed in who looks after a district.
"""

import json
import logging
import sys
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import django
from django.core.management import call_command

if TYPE_CHECKING:
    from linli.people.models import Person

NOW = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)
KEPT = ("/places/ALONE", "/places/ALONE/edit", "/history/person/1", "/people/invite")
"""Pages with something to fill in."""
OTHERS = ("security_txt", "prove", "sign_in")
"""There only where a contact is set, for who has a second factor to show, or for strangers."""


def main() -> None:
    """Make the tables, let somebody in, look at everything."""
    django.setup()
    call_command("check", fail_level="WARNING")
    call_command("migrate", verbosity=0)

    from django.conf import settings  # noqa: PLC0415  # once Django is set up
    from django.test import Client  # noqa: PLC0415
    from django.urls import get_resolver, reverse  # noqa: PLC0415

    from linli.people.enums import Role  # noqa: PLC0415
    from linli.people.roles import declared  # noqa: PLC0415
    from linli.portal import urls  # noqa: PLC0415
    from linli.server import errands, health, systems  # noqa: PLC0415
    from linli.server.folder import data_folder  # noqa: PLC0415

    settings.STORAGES["staticfiles"]["BACKEND"] = (
        "django.contrib.staticfiles.storage.StaticFilesStorage"  # nothing was collected
    )
    settings.STATIC_ROOT.mkdir()
    logging.disable(logging.CRITICAL)  # dozens of refusals
    client = Client(HTTP_HOST="127.0.0.1")
    stranger = " ".join(client.get("/").content.decode().split())
    client.force_login(_steward())
    plain = [
        reverse(f"portal:{one.name}")
        for one in urls.urlpatterns
        if "<" not in str(one.pattern) and one.name not in OTHERS
    ]
    pages = {path: client.get(path).status_code for path in (*plain, *KEPT)}
    sys.stdout.write(
        json.dumps(
            {
                "stranger": stranger,
                "home": " ".join(client.get("/").content.decode().split()),
                "pages": pages,
                "namespaces": sorted(get_resolver().namespace_dict),
                "board": client.get("/board/").status_code,
                "ready": sorted(client.get("/health/ready").json()["checks"]),
                "gauges": sorted(one.name for one in health.gauges(data_folder(None))),
                "whole": errands.ledger_report().is_whole,
                "roles": sorted(role.value for role in Role if role in declared),
                "processes": systems.processes(systems.here()),
            }
        )
    )


def _steward() -> "Person":
    from linli.people.actions import ensure_person, give_grant  # noqa: PLC0415
    from linli.people.enums import Role  # noqa: PLC0415
    from linli.places.actions import NewPlace, ensure_place  # noqa: PLC0415
    from linli.places.enums import PlaceLevel, PlaceOrigin  # noqa: PLC0415

    steps = (NewPlace(PlaceLevel.DISTRICT, "ALONE", "一个区"),)
    place = ensure_place(steps, origin=PlaceOrigin.REAL, actor="linli", now=NOW)
    person = ensure_person(handle="steward", name="王管理", now=NOW)
    give_grant(person=person, role=Role.STEWARD, place=place, until=None, granted_by=None, now=NOW)
    return person


if __name__ == "__main__":
    main()
