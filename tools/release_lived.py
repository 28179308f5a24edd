"""One installation of a release, in a process of its own: lived in, backed up, listened to."""

import json
import os
import sys
from pathlib import Path

from linli.kernel import clock
from linli.server.worker import load


def main() -> None:
    """Live in the installation that the environment names; keep what is kept in a folder."""
    load()
    from django.core.management import call_command  # noqa: PLC0415  # Django is loaded
    from django.db import connection  # noqa: PLC0415
    from django.test.utils import setup_test_environment  # noqa: PLC0415
    from tests.server import lived  # noqa: PLC0415

    from linli.server.backup.engines import engine_at  # noqa: PLC0415
    from linli.server.backup.making import make_backup  # noqa: PLC0415
    from linli.server.backup.seal import Lock  # noqa: PLC0415
    from linli.server.configuration import read  # noqa: PLC0415
    from linli.server.folder import data_folder  # noqa: PLC0415

    setup_test_environment()
    call_command("migrate", interactive=False, verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    into, now, folder = Path(sys.argv[1]), clock.now(), data_folder(None)
    tower, facts = lived.live(now)
    engine = engine_at(read(os.environ).database_url, folder.root)
    file = into / f"{connection.vendor}.backup"
    make_backup(file, folder=folder, engine=engine, lock=Lock(), drill=True, now=now)
    said = lived.one_more_meal(tower)
    (into / f"{connection.vendor}.statements.json").write_text(said, encoding="utf-8")
    with connection.cursor() as cursor:
        cursor.execute("SELECT app, name FROM django_migrations ORDER BY app, name")
        migrations = cursor.fetchall()
    sys.stdout.write(json.dumps({"migrations": migrations, "facts": facts}))


if __name__ == "__main__":
    main()
