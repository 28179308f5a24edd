"""`linli sizing`: the same answer as the page's, for who sits at the machine."""

import json
from datetime import datetime, timedelta
from pathlib import Path

import pytest
import typer
from tests.lockers.test_sizings import MONDAY, noon
from tests.lockers.tower import Tower
from typer.testing import CliRunner

from linli.kernel import clock
from linli.lockers.actions import sizing as actions
from linli.lockers.errors import UnknownTower
from linli.lockers.rules import sizing as rules
from linli.server.folder import Folder, data_folder
from linli.server.sizing_words import add_sizing

pytestmark = pytest.mark.django_db


@pytest.fixture
def tower(now: datetime, monkeypatch: pytest.MonkeyPatch) -> Tower:
    """A tower, and little to reckon."""
    made = Tower(now=now)
    monkeypatch.setattr(clock, "now", lambda: made.now)
    monkeypatch.setattr(rules, "NOONS_AT_LEAST", 20)
    monkeypatch.setattr(rules, "REDRAWN", 10)
    monkeypatch.setattr(actions, "IMAGINED", 10)
    return made


def run(tmp_path: Path, *arguments: str) -> str:
    """What the command says."""
    app = typer.Typer()

    def with_django(_data: Path | None) -> Folder:
        return data_folder(tmp_path)

    add_sizing(app, with_django)
    done = CliRunner().invoke(app, [*arguments])
    if done.exception is not None:
        raise done.exception
    return done.output


def test_doors_are_said_with_what_they_rest_on(
    tower: Tower, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    imagined = run(tmp_path, "TOWER", "--meals", "40")
    assert "平均每个 40 份" in imagined
    assert run(tmp_path, "TOWER", "--meals", "40") == imagined
    monkeypatch.setattr(actions, "DAYS_AT_LEAST", 2)
    for day in range(2):
        noon(tower, MONDAY + timedelta(days=day), 12)

    said = run(tmp_path, "TOWER")

    assert said.splitlines()[0] == "S 7    M 0    L 0    = 7"
    assert "用了自己的 2 个中午，平均每个 12 份" in said
    told = json.loads(run(tmp_path, "TOWER", "--json"))
    assert (told["own"], told["doors"], told["total"]) == (True, [7, 0, 0], 7)


def test_a_tower_that_is_not_there_is_named(tower: Tower, tmp_path: Path) -> None:
    with pytest.raises(UnknownTower, match="NONE"):
        run(tmp_path, "NONE")
