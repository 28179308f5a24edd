"""A real bus and a cabinet's configuration, for each test its own."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.cabinet.stage import SERVER_KEY, Configured, NatsServer

from linli.cabinet.config import Config, read_config


@pytest.fixture
def anyio_backend() -> str:
    """Run asynchronous tests under asyncio alone: the agent knows no other loop."""
    return "asyncio"


@pytest.fixture
def bus(tmp_path: Path) -> Iterator[NatsServer]:
    """Give a running bus."""
    server = NatsServer(tmp_path)
    server.start()
    yield server
    server.kill()


@pytest.fixture
def configured(tmp_path: Path) -> Configured:
    """Give a way to write a configuration: four small doors, people driven by a socket."""

    def write(**changes: Any) -> Path:  # noqa: ANN401  # whatever JSON holds
        config = {
            "cabinet": "HK-A",
            "number": 7,
            "epoch": 1,
            "private_key": "11" * 32,
            "server_keys": {"1": SERVER_KEY.public_key().public_bytes_raw().hex()},
            "bus_file": str(tmp_path / "bus.json"),
            "journal": str(tmp_path / "journal.sqlite3"),
            "compartments": [
                {"number": number, "size": "S", "occupancy_sensor": True, "lamp": True}
                for number in (1, 2, 3, 4)
            ],
            "times": {
                "hold_ms": 7_200_000,
                "close_ms": 60_000,
                "sanitise_ms": 60_000,
                "idle_ms": 0,
            },
            "board": {
                "kind": "simulated",
                "latch_ms": 0,
                "people": "remote",
                "socket": str(tmp_path / "people.sock"),
            },
        } | changes
        path = tmp_path / "config.json"
        path.write_text(json.dumps(config))
        return path

    return write


@pytest.fixture
def config(configured: Configured) -> Config:
    """Give the configuration of four small doors."""
    return read_config(configured())
