"""Prometheus: every process counts, one answer tells it all, and strangers learn nothing."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from prometheus_client import CollectorRegistry
from prometheus_client.parser import text_string_to_metric_families
from pytest_django.fixtures import Settings
from tests.lockers.tower import Tower, plugged_in
from tests.server.whole import environment

from linli.kernel.batch import Batcher
from linli.lockers.actions import line
from linli.lockers.actions.line import NoLine, Opening
from linli.server import beats, measured_line, metrics
from linli.server.folder import Folder, make_ready
from linli.server.measured_line import MeasuredLine
from linli.wire.messages import Purpose, Reply, Result, Size

ROOT = Path(__file__).resolve().parents[2]
DASHBOARD = ROOT / "docs" / "grafana" / "linli.json"


@pytest.fixture
def counted() -> Iterator[CollectorRegistry]:
    """What this process counts while a test runs."""
    registry = CollectorRegistry()
    metrics.use(metrics.Measures(registry))
    yield registry
    metrics.use(None)


@pytest.fixture
def tower(now: datetime) -> Iterator[Tower]:
    """One cabinet at the end of a line."""
    made = Tower(now=now)
    with plugged_in(made.line):
        yield made


class FakeLine:
    """A line that answers as it is told."""

    is_connected = True

    def __init__(self, reply: Reply | None) -> None:
        self.reply = reply

    def hears(self, cabinet: str) -> bool:
        """Hear one cabinet."""
        return cabinet == "HK-01"

    def open_door(self, opening: Opening) -> Reply | None:  # noqa: ARG002  # always the same
        """Answer as told."""
        return self.reply


def opening() -> Opening:
    return Opening("HK-01", 1, "cid", Purpose.PICKUP, "", Size.S, "", "owner")


def scraped(client: Client, **headers: Any) -> dict[str, float]:  # noqa: ANN401  # as Django has it
    """What the page tells, by name and labels."""
    answer = client.get("/metrics", **headers)
    assert answer.status_code == 200
    return {
        sample.name
        + "".join(f" {name}={value}" for name, value in sorted(sample.labels.items())): (
            sample.value
        )
        for family in text_string_to_metric_families(answer.content.decode())
        for sample in family.samples
    }


def test_a_stranger_does_not_learn_that_the_page_is_there(
    client: Client, settings: Settings
) -> None:
    settings.METRICS_TOKEN = ""

    asked: tuple[dict[str, Any], ...] = (
        {"REMOTE_ADDR": "192.0.2.7"},
        {"REMOTE_ADDR": ""},
        {"HTTP_X_FORWARDED_FOR": "192.0.2.7"},
        {"HTTP_FORWARDED": "for=192.0.2.7"},
        {"HTTP_X_FORWARDED_PROTO": "https"},
        {"HTTP_AUTHORIZATION": "Bearer ", "REMOTE_ADDR": "192.0.2.7"},
    )
    for headers in asked:
        assert client.get("/metrics", **headers).status_code == 404, headers


def test_a_wrong_token_is_no_token(client: Client, settings: Settings) -> None:
    settings.METRICS_TOKEN = "a token of this test's own"  # noqa: S105  # it opens nothing
    headers: dict[str, Any] = {"HTTP_AUTHORIZATION": "Bearer a token", "REMOTE_ADDR": "192.0.2.7"}

    assert client.get("/metrics", **headers).status_code == 404


@pytest.mark.django_db
def test_the_token_lets_another_machine_in(client: Client, settings: Settings) -> None:
    settings.METRICS_TOKEN = "a token of this test's own"  # noqa: S105  # it opens nothing
    authorization = f"Bearer {settings.METRICS_TOKEN}"

    assert scraped(client, HTTP_AUTHORIZATION=authorization, REMOTE_ADDR="192.0.2.7")


@pytest.mark.django_db
def test_this_machine_is_told_how_things_stand(client: Client, tower: Tower) -> None:
    told = scraped(client, REMOTE_ADDR="::1")

    assert told["linli_database_up"] == 1
    assert told["linli_bus_connected part=web"] == 0
    assert told["linli_queue_length queue=directives"] >= 0
    cabinets = [count for name, count in told.items() if name.startswith("linli_cabinets")]
    assert sum(cabinets) == 1


def test_without_a_database_the_rest_is_still_told(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("linli.server.health._database_answers", lambda: False)

    told = scraped(client)

    assert told["linli_database_up"] == 0
    assert not any(name.startswith("linli_cabinets") for name in told)


@pytest.mark.django_db
def test_a_scan_is_counted_and_a_page_that_is_not_there_is_none(
    client: Client, tower: Tower, counted: CollectorRegistry
) -> None:
    client.get(f"/c/{tower.a.code}")
    client.get("/c/NOWHERE")
    client.get("/health/live")

    assert counted.get_sample_value("linli_scans_total") == 1
    assert counted.get_sample_value("linli_request_seconds_count", {"kind": "doors"}) == 2


def test_a_refusal_for_too_many_is_counted(counted: CollectorRegistry) -> None:
    metrics.request_answered("pages", is_scan=False, seconds=0.01, status=503)
    metrics.request_answered(None, is_scan=False, seconds=0.01, status=503)

    assert counted.get_sample_value("linli_requests_refused_total", {"kind": "pages"}) == 1


@pytest.mark.parametrize(
    "reply", [None, Reply(v=1, cab="HK-01", cid="cid", result=Result.STALE, comp=0)]
)
def test_a_door_that_is_asked_for_is_timed_with_what_came_of_it(
    counted: CollectorRegistry, reply: Reply | None
) -> None:
    measured = MeasuredLine(FakeLine(reply))

    assert measured.hears("HK-01")
    assert measured.open_door(opening()) is reply

    result = "unknown" if reply is None else reply.result.value
    labels = {"purpose": Purpose.PICKUP.value, "result": result}
    assert counted.get_sample_value("linli_open_seconds_count", labels) == 1


def test_the_line_of_this_process_knows_whether_the_bus_is_there() -> None:
    before = line.current()
    try:
        line.connect(NoLine())
        assert not measured_line.is_connected()
        measured_line.plug_in(FakeLine(None))
        assert measured_line.is_connected()
    finally:
        line.connect(before)


def test_a_batch_is_counted_under_its_writer_s_name(counted: CollectorRegistry) -> None:
    writer: Batcher[int, int] = Batcher(lambda asked: list(asked), name="test")  # noqa: PLW0108  # the type is wider

    assert writer.submit(1).result(10) == 1
    assert writer.submit(2).result(10) == 2

    assert counted.get_sample_value("linli_batch_size_count", {"writer": "test"}) in {1, 2}


def test_who_counts_nothing_is_not_in_the_way() -> None:
    metrics.use(None)

    metrics.request_answered("doors", is_scan=True, seconds=0.1, status=200)
    metrics.door_answered("pickup", "ok", seconds=0.1)


COUNTS = """
import sys
from pathlib import Path
from linli.server import metrics
from linli.server.folder import Folder
metrics.start(Folder(Path(sys.argv[1])), "web")
for _ in range(int(sys.argv[2])):
    metrics.request_answered("doors", is_scan=True, seconds=0.01, status=200)
print("counted", flush=True)
sys.stdin.readline()
"""


def test_processes_that_count_beside_and_after_one_another_are_told_as_one(tmp_path: Path) -> None:
    folder = Folder(tmp_path)
    make_ready(folder)

    def counts(number: int) -> subprocess.Popen[str]:
        return subprocess.Popen(  # noqa: S603  # our own words
            [sys.executable, "-c", COUNTS, str(tmp_path), str(number)],
            env=environment(LINLI_DATA=str(tmp_path)),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    with counts(3) as first, counts(4) as second:
        for one in (first, second):
            assert one.stdout is not None
            one.stdout.readline()
        first.kill()  # without a word
        second.communicate("")
    with counts(5) as third:
        third.communicate("")

    told = metrics.exposition(folder, []).decode()
    assert "linli_scans_total 12.0" in told
    assert len(list(folder.metrics.glob("counter_*"))) == 2

    beats.forget(folder)

    assert "linli_scans" not in metrics.exposition(folder, []).decode()


def test_more_processes_than_there_can_be_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(metrics, "MOST_PROCESSES", 0)

    with pytest.raises(RuntimeError, match="more than 0 processes of web"):
        metrics.start(Folder(tmp_path), "web")

    assert "PROMETHEUS_MULTIPROC_DIR" not in os.environ


@pytest.mark.django_db
def test_every_expression_of_the_dashboard_names_a_metric_that_is_told(client: Client) -> None:
    gauges = {name.partition(" ")[0] for name in scraped(client)} | {
        "linli_deposits",  # told once there is a deposit
        "linli_deposits_today",
        "linli_part_beat_age_seconds",  # once a part has gone round
    }
    endings = {"counter": ("_total",), "histogram": ("_bucket", "_sum", "_count")}
    there = gauges | {
        name + ending for name, kind in metrics.names().items() for ending in endings[kind]
    }
    board = json.loads(DASHBOARD.read_text(encoding="utf-8"))
    used = [
        name
        for panel in board["panels"]
        for target in panel.get("targets", ())
        for name in re.findall(r"\blinli_\w+", target["expr"])
    ]

    assert set(used) - there == set()
    assert {name.removesuffix("_bucket").removesuffix("_total") for name in used} >= {
        "linli_scans", "linli_open_seconds", "linli_deposits", "linli_queue_length",
        "linli_cabinets", "linli_bus_connected", "linli_batch_size",
    }  # fmt: skip
