"""Health: whether it lives, whether it is ready, and not a word of why not."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.db import OperationalError
from django.test import Client

from linli.server import beats, health
from linli.server.beats import Beat
from linli.server.folder import Folder

SECRET = "password=hunter2"  # noqa: S105  # it opens nothing


@pytest.fixture
def beating(monkeypatch: pytest.MonkeyPatch) -> Iterator[Folder]:
    """Every part goes round, and the bus is reached."""
    folder = Folder(django_settings.LINLI_DATA)
    folder.run.mkdir(exist_ok=True)
    for part in beats.SILENT_AFTER_MS:
        Beat(folder, part)()
    monkeypatch.setattr("linli.server.measured_line.is_connected", lambda: True)
    monkeypatch.setattr(health._Migrations, "are_applied", False)  # noqa: SLF001  # put back
    yield folder
    beats.forget(folder)


def away() -> bool:
    raise OperationalError(SECRET)


def test_it_lives_without_any_database(client: Client) -> None:
    """The fixture that would allow one is not asked for."""
    answer = client.get("/health/live")

    assert (answer.status_code, answer.json()) == (200, {"status": "live"})
    assert "no-store" in answer.headers["Cache-Control"]


@pytest.mark.django_db
def test_it_is_ready_when_every_part_is(client: Client, beating: Folder) -> None:
    answer = client.get("/health/ready")

    assert answer.json() == {
        "status": "ready",
        "checks": dict.fromkeys(("database", "migrations", "bus", "ingest", "jobs"), "good"),
    }
    assert answer.status_code == 200
    assert client.get("/health/ready").status_code == 200


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("broken", "instead", "part"),
    [
        ("linli.server.health._select_one", away, "database"),
        ("linli.server.health.waiting_migrations", away, "migrations"),
        ("linli.server.health.waiting_migrations", lambda: ["a.0001"], "migrations"),
        ("linli.server.measured_line.is_connected", lambda: False, "bus"),
        ("linli.server.beats.age_ms", lambda _folder, _part: None, "ingest"),
        ("linli.server.beats.age_ms", lambda _folder, _part: 60_001, "jobs"),
        ("linli.server.beats.age_ms", lambda _folder, _part: -1, "jobs"),
    ],
)
def test_what_keeps_it_from_being_ready_is_named_and_not_explained(
    client: Client,
    beating: Folder,
    monkeypatch: pytest.MonkeyPatch,
    broken: str,
    instead: object,
    part: str,
) -> None:
    monkeypatch.setattr(broken, instead)

    answer = client.get("/health/ready")

    assert answer.status_code == 503
    assert answer.json()["status"] == "not ready"
    assert answer.json()["checks"][part] == "bad"
    assert "hunter2" not in answer.content.decode()


def test_nothing_can_be_written_to_it(client: Client) -> None:
    assert client.post("/health/live").status_code == 405
    assert client.post("/health/ready").status_code == 405


def test_a_part_says_that_it_goes_round_at_most_once_a_second(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, now = Folder(tmp_path), [5_000]
    folder.run.mkdir()
    monkeypatch.setattr("linli.kernel.clock.mono_ms", lambda: now[0])
    beat = Beat(folder, "jobs")

    assert beats.age_ms(folder, "jobs") is None
    beat()
    now[0] += 999
    beat()
    assert beats.age_ms(folder, "jobs") == 999
    now[0] += 1
    beat()
    assert beats.age_ms(folder, "jobs") == 0


def test_a_part_whose_disk_is_gone_goes_on_and_is_taken_for_silent(tmp_path: Path) -> None:
    folder = Folder(tmp_path / "gone")

    Beat(folder, "jobs")()

    assert set(beats.silent(folder)) == {"ingest", "jobs"}
