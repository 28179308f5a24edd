"""What every test stands on: one database for the run, one instant, one source of chance.

``LINLI_TEST_DATABASE=postgresql`` runs the same suite on a PostgreSQL made for the run; without
it, on SQLite in a file, because threads need one. Nothing outside a temporary folder is touched.
"""

import atexit
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from random import Random

import django
import hypothesis
import pytest
from tests.cluster import cluster

ENGINE = os.environ.get("LINLI_TEST_DATABASE", "sqlite")
if ENGINE not in {"sqlite", "postgresql"}:
    pytest.exit("LINLI_TEST_DATABASE is sqlite or postgresql", returncode=4)

_DATA = Path(tempfile.mkdtemp(prefix="linli-tests-"))
_around_the_run = ExitStack()
atexit.register(_around_the_run.close)
_around_the_run.callback(shutil.rmtree, _DATA, ignore_errors=True)

os.environ["DJANGO_SETTINGS_MODULE"] = "linli.server.settings"
os.environ["LINLI_DATA"] = str(_DATA)
for name in ("LINLI_DATABASE_URL", "LINLI_HOSTS", "LINLI_HTTPS"):
    os.environ.pop(name, None)
if ENGINE == "postgresql":
    os.environ["LINLI_DATABASE_URL"] = _around_the_run.enter_context(cluster(durable=False))
(_DATA / "static").mkdir()

django.setup()

# Django is set up from here on: conftests further down may import models.
from django.conf import settings  # noqa: E402
from django.db import connection, connections, transaction  # noqa: E402
from django.test import TransactionTestCase  # noqa: E402
from django.utils import translation  # noqa: E402

hypothesis.settings.register_profile("linli", deadline=None)  # a busy machine is no failure
hypothesis.settings.load_profile("linli")

settings.STORAGES["staticfiles"]["BACKEND"] = (
    "django.contrib.staticfiles.storage.StaticFilesStorage"  # nothing was collected
)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave what touches no database to the run on SQLite."""
    if ENGINE != "postgresql":
        return
    touching, others = list[pytest.Item](), list[pytest.Item]()
    for item in items:
        fixtures = set(getattr(item, "fixturenames", ()))
        touches = item.get_closest_marker("django_db") or fixtures & {"db", "transactional_db"}
        (touching if touches else others).append(item)
    config.hook.pytest_deselected(items=others)
    items[:] = touching


@contextmanager
def _without_triggers() -> Iterator[None]:
    """Let this connection do what the triggers refuse: a tamperer, or a test's cleaning up."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET session_replication_role = replica")
            yield
            cursor.execute("SET session_replication_role = DEFAULT")
            return
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
        triggers = cursor.fetchall()
        for name, _ in triggers:
            cursor.execute(f"DROP TRIGGER {name}")
        yield
        for _, sql in triggers:
            cursor.execute(sql)


KEPT = {"django_migrations", "django_content_type", "auth_permission"}
"""Written when the tables are made, and by no test."""


def _empty_all_tables(_self: TransactionTestCase) -> None:
    """Delete what a test left behind, in one transaction.

    Django's own way makes every table anew and then writes its content types and permissions:
    a tenth of a second a test, and append-only tables refuse it.
    """
    with transaction.atomic(), _without_triggers(), connection.cursor() as cursor:
        for table in _tables():
            cursor.execute(f'DELETE FROM "{table}"')  # noqa: S608  # Django's own names


@cache
def _tables() -> list[str]:
    return sorted({*connection.introspection.django_table_names(only_existing=True)} - KEPT)


# Django offers no hook around its emptying of tables.
TransactionTestCase._fixture_teardown = _empty_all_tables  # type: ignore[attr-defined]  # noqa: SLF001


@pytest.fixture(scope="session")
def django_db_modify_db_settings() -> None:
    """Put SQLite's test database into a file, which threads can share."""
    if connection.vendor == "sqlite":
        settings.DATABASES["default"]["TEST"]["NAME"] = str(_DATA / "test.sqlite3")


@pytest.fixture(scope="session")
def django_db_keepdb() -> Iterator[bool]:
    """Drop nothing at the end: the folder goes with everything in it, whoever still reads."""
    yield True
    connections.close_all()


@pytest.fixture(autouse=True)
def source_language() -> Iterator[None]:
    """Let no test inherit the language that a request of another left behind in the thread."""
    yield
    translation.activate(settings.LANGUAGE_CODE)


@pytest.fixture
def without_triggers() -> Callable[[], AbstractContextManager[None]]:
    """Do what triggers refuse, as somebody with the database's password could."""
    return _without_triggers


@pytest.fixture
def now() -> datetime:
    """A noon on which nothing else depends: 2026-03-02 12:00 in Shanghai."""
    return datetime(2026, 3, 2, 4, 0, tzinfo=UTC)


@pytest.fixture
def chance() -> Random:
    """Chance that is the same in every run."""
    return Random(20260302)  # noqa: S311  # not for secrets
