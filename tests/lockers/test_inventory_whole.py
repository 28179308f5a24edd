"""A disk set back to an old image, counted, and in use again: real agent, bus and ingest."""

import shutil
from datetime import datetime
from pathlib import Path

import msgspec
import pytest
from tests.cabinet.stage import NatsServer
from tests.lockers.radio import eventually, ingesting
from tests.lockers.test_offline_whole import a_courier_comes, at_work, state
from tests.lockers.tower import TIMES, building, must_be_whole, plugged_in

from linli.cabinet.config import read_config
from linli.cabinet.epochs import begin_epoch
from linli.kernel import clock
from linli.lockers.actions.inventory import take_inventory
from linli.lockers.actions.towers import NewTower, put_up
from linli.lockers.bus import BusLine
from linli.lockers.enums import DepositState
from linli.lockers.models import Cabinet

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def path(now: datetime, tmp_path: Path, bus: NatsServer) -> Path:
    """Put up a cabinet of two doors and write its agent's settings."""
    new = NewTower(building("TOWER", now=now), prefix="W", cabinets=1, doors=2, times=TIMES)
    told = put_up(new, now=now)[0] | {
        "bus_file": str(bus.file),
        "journal": str(tmp_path / "journal.sqlite3"),
        "board": {"kind": "simulated", "latch_ms": 1, "people": "auto", "dwell_ms": 1},
    }
    path = tmp_path / "config.json"
    path.write_bytes(msgspec.json.encode(told))
    return path


def row() -> Cabinet:
    return Cabinet.objects.get()


def test_a_cabinet_whose_disk_was_set_back_is_counted_and_serves_again(
    path: Path, bus: NatsServer
) -> None:
    line, config = BusLine(bus.file), read_config(path)
    image = path.with_name("image.sqlite3")
    with ingesting(bus.file), plugged_in(line):
        with at_work(path) as agent:
            eventually(lambda: row().applied_seq and line.hears("W-A"))
            journal = config.journal
            agent.cabinet.journal.verify()
            for one in ("", "-wal"):
                shutil.copy(f"{journal}{one}", f"{image}{one}")
            meal = a_courier_comes("form-before-the-image")
            eventually(lambda: state(meal) == DepositState.STORED)
        for one in ("", "-wal"):
            shutil.move(f"{image}{one}", f"{journal}{one}")
        with at_work(path):
            eventually(lambda: row().quarantined_at)
            take_inventory(
                actor="person:1",
                buildings=[row().building_id],
                cabinet="W-A",
                doors={1: False, 2: False},
                meals={},
                now=clock.now(),
            )
            assert state(meal) == DepositState.PICKED
        with at_work(path) as told:
            eventually(lambda: told.cabinet.agent.word)
            word = told.cabinet.agent.word
        assert word is not None
        begin_epoch(journal, config.layout(), word, after=1)
        with at_work(path) as agent:
            eventually(lambda: row().quarantined_at is None and line.hears("W-A"))
            again = a_courier_comes("form-after-the-inventory")
            assert again.settled == "opened"
            eventually(lambda: state(again) == DepositState.STORED)
            eventually(lambda: row().head_hash == agent.head())

    assert row().epoch == 2
    must_be_whole()
