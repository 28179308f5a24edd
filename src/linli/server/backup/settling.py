"""What a restore needs Django for, in a process of its own, told in one line of JSON.

``known`` lists every migration that this version has; ``settle`` brings the tables of LINLI_DATA
and LINLI_DATABASE_URL to this version and verifies the ledger.
"""

import json
import sys

from linli.server.upgrading import migrate
from linli.server.worker import load


def known() -> dict[str, object]:
    """Return every migration that there is."""
    from django.db.migrations.loader import MigrationLoader  # noqa: PLC0415  # Django is loaded

    loader = MigrationLoader(None, ignore_no_migrations=True)
    return {"known": sorted(map(list, loader.disk_migrations))}


def settle() -> dict[str, object]:
    """Migrate, verify, and count the cabinets that will tell what happened since."""
    from django.db import connection  # noqa: PLC0415  # Django is loaded
    from django.db.migrations.executor import MigrationExecutor  # noqa: PLC0415

    from linli.ledger.queries import find_damage  # noqa: PLC0415
    from linli.server import systems  # noqa: PLC0415

    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    migrate()
    ledger, others = find_damage(), [one.verify() for one in systems.parts()]
    return {
        "migrated": len(plan),
        "entries": ledger.entries,
        "damage": len(ledger.damage) + sum(len(one.damage) for one in others),
        "cabinets": sum(one.journals for one in others),
    }


def main() -> None:
    """Do what the word says."""
    load()
    sys.stdout.write(json.dumps({"known": known, "settle": settle}[sys.argv[1]]()))


if __name__ == "__main__":
    main()
