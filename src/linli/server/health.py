"""For whoever watches over the installation: does it live, is it ready, how is it doing."""

import hmac
import importlib.metadata
import ipaddress
from collections.abc import Callable

from django.conf import settings
from django.db import Error, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from prometheus_client import CONTENT_TYPE_LATEST
from prometheus_client.core import GaugeMetricFamily

from linli.kernel import clock
from linli.server import beats, metrics, systems
from linli.server.folder import Folder
from linli.server.gauges import gauge

FORWARDED = ("HTTP_FORWARDED", "HTTP_X_FORWARDED_FOR", "HTTP_X_FORWARDED_PROTO", "HTTP_VIA")
"""What a proxy adds: through one on this machine everybody seems to come from it."""

MIGRATIONS_LOOKED_AT_MS = 30_000
"""How long an answer about migrations holds; reading them all takes tens of milliseconds."""


class _Migrations:
    """What was last found, and when."""

    are_applied = False
    looked_ms = -MIGRATIONS_LOOKED_AT_MS


@never_cache
@require_safe
def live(request: HttpRequest) -> HttpResponse:  # noqa: ARG001  # the same for everybody
    """Say that this process answers. It asks nobody else, not even the database."""
    return JsonResponse({"status": "live"})


@never_cache
@require_safe
def ready(request: HttpRequest) -> HttpResponse:  # noqa: ARG001  # the same for everybody
    """Say whether people can be served, and which part keeps them from it; never why."""
    folder = Folder(settings.LINLI_DATA)
    silent = set(beats.silent(folder))
    checks = {
        "database": _database_answers(),
        "migrations": _holds(_migrations_are_applied),
        **{name: holds() for one in systems.parts() for name, holds in one.checks.items()},
        **{part: part not in silent for part in _beating()},
    }
    is_ready = all(checks.values())
    told = {part: "good" if good else "bad" for part, good in checks.items()}
    return JsonResponse(
        {"status": "ready" if is_ready else "not ready", "checks": told},
        status=200 if is_ready else 503,
    )


@never_cache
@require_safe
def prometheus(request: HttpRequest) -> HttpResponse:
    """Tell Prometheus everything that is counted; strangers do not learn that this page is."""
    if not may_read_metrics(request):
        raise Http404
    folder = Folder(settings.LINLI_DATA)
    told = metrics.exposition(folder, gauges(folder))
    return HttpResponse(told, content_type=CONTENT_TYPE_LATEST)


def may_read_metrics(request: HttpRequest) -> bool:
    """Whether this is a program on this machine, or one with the token."""
    token = settings.METRICS_TOKEN
    given = request.headers.get("Authorization", "")
    if token and hmac.compare_digest(given.encode(), f"Bearer {token}".encode()):
        return True
    if any(name in request.META for name in FORWARDED):
        return False
    try:
        return ipaddress.ip_address(request.META.get("REMOTE_ADDR", "")).is_loopback
    except ValueError:
        return False


def gauges(folder: Folder) -> list[GaugeMetricFamily]:
    """Return what is so at this moment, without the database's part while that is away."""
    build = gauge("linli_build_info", "The version that runs", "version")
    build.add_metric([importlib.metadata.version("linli")], 1)
    age = gauge("linli_part_beat_age_seconds", "How long ago a part went round", "part")
    for part in _beating():
        if (ms := beats.age_ms(folder, part)) is not None:
            age.add_metric([part], ms / 1000)
    answers = _database_answers()
    database = gauge("linli_database_up", "Whether the database answers")
    database.add_metric([], answers)
    parts, now = systems.parts(), clock.now()
    told = [build, age, database, *(state for one in parts for state in one.states(folder))]
    if answers:
        told += [counted for one in parts for counted in one.gauges(now)]
    return told


def _beating() -> list[str]:
    """Return the processes of this installation that say that they go round."""
    return [one for one in systems.processes(systems.here()) if one in beats.SILENT_AFTER_MS]


def _database_answers() -> bool:
    return _holds(_select_one)


def _holds(question: Callable[[], bool]) -> bool:
    """Return the answer; a database that is away answers no."""
    try:
        return question()
    except Error:
        return False


def _select_one() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        return bool(cursor.fetchone() == (1,))


def _migrations_are_applied() -> bool:
    """Whether the tables are those of this program; asked once in a while."""
    now = clock.mono_ms()
    if not _Migrations.are_applied or now - _Migrations.looked_ms >= MIGRATIONS_LOOKED_AT_MS:
        _Migrations.looked_ms = now
        _Migrations.are_applied = not waiting_migrations()
    return _Migrations.are_applied


def waiting_migrations() -> list[str]:
    """Return the migrations of this program that the database has not had."""
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"{one.app_label}.{one.name}" for one, _backwards in plan]
