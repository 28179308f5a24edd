"""A demo that an earlier version planted goes on with the keys it did not have."""

import json
from datetime import datetime
from pathlib import Path

import pytest

from linli.cabinet.config import read_config
from linli.lockers.actions.demo import plant_demo
from linli.lockers.actions.granting import code_key
from linli.lockers.actions.upgrading import complete
from linli.lockers.models import Cabinet
from linli.lockers.queries.identities import let_in
from linli.wire.nkey import from_seed

pytestmark = pytest.mark.django_db


def of_an_earlier_version(data: Path, now: datetime) -> Path:
    code, *_ = plant_demo(data, now)
    config = data / "cabinets" / code / "config.json"
    told = json.loads(config.read_text(encoding="utf-8"))
    config.write_text(
        json.dumps({name: what for name, what in told.items() if name not in KEYS}),
        encoding="utf-8",
    )
    Cabinet.objects.update(bus_public="", codes_public="")
    return config


KEYS = {"bus_seed", "code_key"}


def test_both_sides_get_the_keys_they_lack_once(tmp_path: Path, now: datetime) -> None:
    path = of_an_earlier_version(tmp_path, now)
    before = json.loads(path.read_text(encoding="utf-8"))

    assert complete(path)
    assert not complete(path)

    config = read_config(path)
    row = Cabinet.objects.get(code=config.cabinet)
    assert let_in() == {config.cabinet: from_seed(config.bus_seed).public}
    assert config.code_key == code_key(row.codes_public).hex()
    after = json.loads(path.read_text(encoding="utf-8"))
    assert {name: what for name, what in after.items() if name not in KEYS} == before
    assert path.stat().st_mode & 0o077 == 0


def test_cut_off_in_between_it_goes_on_with_the_name_that_the_cabinet_has(
    tmp_path: Path, now: datetime
) -> None:
    path = of_an_earlier_version(tmp_path, now)
    complete(path)
    seed = read_config(path).bus_seed
    Cabinet.objects.update(bus_public="", codes_public="")

    assert complete(path)

    assert read_config(path).bus_seed == seed
    assert list(let_in().values()) == [from_seed(seed).public]
