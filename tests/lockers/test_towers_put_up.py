"""Putting up cabinets: their rows, their keys, and what their agents are told."""

import json
import stat
from datetime import datetime
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from tests.lockers.tower import TIMES, Tower, building, must_be_whole, rows

from linli.cabinet.config import read_config
from linli.ledger.models import Entry
from linli.lockers.actions.demo import plant_demo
from linli.lockers.actions.towers import NewTower, next_prefix, put_up, put_up_replay
from linli.lockers.errors import TowerUnreadable
from linli.lockers.models import Cabinet, Capacity, Compartment
from linli.lockers.queries.towers import building_of
from linli.people.models import Grant
from linli.places.models import Place

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("cabinets", "doors"), [(0, 48), (27, 48), (-1, 48), (1, 0), (1, 256), (1, -1)]
)
def test_a_tower_that_cannot_be_built_is_refused_and_leaves_nothing(
    now: datetime, cabinets: int, doors: int
) -> None:
    before = rows()

    with pytest.raises(TowerUnreadable, match="不能建立这样的楼"):
        put_up_replay(name="楼", cabinets=cabinets, doors=doors, times=TIMES, now=now)

    assert rows() == before


def test_a_cabinets_agent_is_told_what_its_row_says_and_we_keep_the_public_half(
    now: datetime, tmp_path: Path
) -> None:
    place = building("TOWER", now=now)
    tower = NewTower(
        building=place, prefix="BYL", cabinets=2, doors=48, times=TIMES, spots=("东门",)
    )

    first, second = put_up(tower, now=now)

    row = Cabinet.objects.get(code="BYL-A")
    private = Ed25519PrivateKey.from_private_bytes(bytes.fromhex(str(first["private_key"])))
    assert row.public_key == private.public_key().public_bytes_raw().hex()
    assert (first["number"], first["epoch"], row.hold_ms) == (row.pk, 1, TIMES.hold_ms)
    assert [str(one) for one in Cabinet.objects.order_by("pk")] == ["BYL-A", "BYL-B"]
    assert list(Cabinet.objects.order_by("pk").values_list("spot", flat=True)) == ["东门", "B 柜"]
    assert first["server_keys"] == second["server_keys"]
    assert first["private_key"] != second["private_key"]
    assert str(Compartment.objects.get(cabinet=row, number=3)) == "BYL-A 03"
    assert [str(one) for one in Capacity.objects.filter(cabinet=row).order_by("pk")] == [
        "BYL-A S: 30 - 0",
        "BYL-A M: 12 - 0",
        "BYL-A L: 6 - 0",
    ]
    entry = Entry.objects.filter(verb="cabinet_put_up").order_by("pk")[0]
    assert entry.facts == f'{{"doors":48,"public_key":"{row.public_key}"}}'
    assert str(first["private_key"]) not in "".join(Entry.objects.values_list("facts", flat=True))
    must_be_whole()


def test_every_replay_has_a_tower_of_its_own_marked_as_such(now: datetime) -> None:
    first, configs = put_up_replay(name="楼", cabinets=2, doors=3, times=TIMES, now=now)
    second, _ = put_up_replay(name="楼", cabinets=1, doors=3, times=TIMES, now=now)

    assert (first, second) == ("REPLAY-R1", "REPLAY-R2")
    assert [one["cabinet"] for one in configs] == ["R1-A", "R1-B"]
    assert Place.objects.get(pk=building_of(second)).origin == "replay"
    assert set(Grant.objects.values_list("role", "place__code")) == {
        ("steward", "REPLAY-R1"),
        ("steward", "REPLAY-R2"),
    }
    must_be_whole()


def test_a_prefix_counts_on_from_the_highest_and_not_from_the_last_letter(
    now: datetime,
) -> None:
    tower = Tower(now=now)
    assert next_prefix("R") == "R1"
    for code in ("R2-A", "R10-B", "RX-A", "R99"):
        Cabinet.objects.filter(pk=tower.a.number).update(code=code)
        expected = {"R2-A": "R3", "R10-B": "R11"}.get(code, "R1")
        assert next_prefix("R") == expected


def test_the_demos_cabinets_can_be_run_by_the_real_agent(now: datetime, tmp_path: Path) -> None:
    codes = plant_demo(tmp_path, now)

    assert codes == ["BYL-A", "BYL-B"]
    for code in codes:
        path = tmp_path / "cabinets" / code / "config.json"
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        config = read_config(path)
        row = Cabinet.objects.get(code=code)
        assert (config.cabinet, config.number, config.epoch) == (code, row.pk, 1)
        assert len(config.compartments) == 48
        assert config.bus_file == tmp_path / "run" / "bus.json"
        assert config.signing_key().public_key().public_bytes_raw().hex() == row.public_key
        assert json.loads(path.read_text())["board"]["people"] == "auto"
    assert Place.objects.get(code="BAIYULAN").origin == "demo"
    must_be_whole()
