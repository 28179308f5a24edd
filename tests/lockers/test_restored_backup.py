"""After a restore the server knows less than its cabinets, and learns the rest from them."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from django.db import connection
from tests.lockers.tower import CUSTODY, Tower, must_agree, plugged_in, rows
from tests.server.vault import KEY, LOCK, installed

from linli.kernel.batch import Batcher
from linli.lockers.actions import doors
from linli.lockers.enums import DepositState
from linli.lockers.models import Deposit
from linli.server.backup.making import make_backup
from linli.server.backup.restoring import restore
from linli.wire.messages import Purpose, Size

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def writers_anew() -> Iterator[None]:
    """Let no later test write into the file that was put away: the writers' threads hold it."""
    yield
    doors._deposits = Batcher(doors._commit_deposits, name="deposits")  # noqa: SLF001  # a new start
    doors._openings = Batcher(doors._commit_openings, name="openings")  # noqa: SLF001  # likewise


def test_no_meal_is_lost_by_going_back_to_an_older_backup(now: datetime, tmp_path: Path) -> None:
    tower = Tower(now=now, cabinets=2)
    first, second = (one.code for one in tower.cabinets)
    here = installed(tmp_path)
    file = tmp_path / "linli.backup"
    with plugged_in(tower.line):
        picked_later = tower.stored(cabinet=first)
        promised = tower.begun(Size.M, cabinet=second)
        make_backup(file, folder=here.folder, engine=here.engine, lock=LOCK, drill=False, now=now)
        tower.wait(5)
        stored_later = [tower.stored(cabinet=code) for code in (first, second, second)]
        tower.at(picked_later).empty(tower.opened(picked_later, Purpose.PICKUP))
        tower.at(promised).fill(tower.opened(promised))
        tower.exchange()
        must_agree(tower)
        knew = _outcomes()
        doors = rows([model for model in CUSTODY if model.__name__ in {"Compartment", "Capacity"}])

        connection.close()
        restored = restore(file, folder=here.folder, engine=here.engine, key=KEY, overwrite=True)

        assert restored.cabinets == 2
        assert restored.damage == 0
        assert len(_outcomes()) == 2
        tower.greet()
        tower.exchange()

    assert _outcomes() == knew
    assert knew[picked_later.deposit] == DepositState.PICKED
    assert {knew[one.deposit] for one in (promised, *stored_later)} == {DepositState.STORED}
    assert doors == rows(
        [model for model in CUSTODY if model.__name__ in {"Compartment", "Capacity"}]
    )
    must_agree(tower)


def _outcomes() -> dict[str, str]:
    return dict(Deposit.objects.values_list("code", "state"))
