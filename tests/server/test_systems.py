"""Systems: each runs alone, the platform runs with none, and a name that is none is refused."""

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from django.test import override_settings
from tests.server.whole import environment

from linli.people.actions.owner import OWNER
from linli.people.enums import Role
from linli.people.models import Grant
from linli.places.models import Place
from linli.server import systems
from linli.server.configuration import read
from linli.server.jobs import Rounds
from linli.server.prepare import plant_district
from linli.server.registry import Configuration
from linli.server.setting_errors import BadSetting, SystemNotHere, UnknownSystem

ALONE = ("", *systems.KNOWN)
LIMIT_S = 120
ROOT = Path(__file__).resolve().parents[2]

Found = dict[str, Any]
"""What ``tests.server.alone`` prints."""


def looked_at(name: str, data: Path) -> Found:
    """Start with this system alone, or with none, and tell what was found."""
    run = subprocess.run(  # our own module
        [sys.executable, "-m", "tests.server.alone"],
        cwd=ROOT,
        env=environment(
            LINLI_SYSTEMS=name,
            LINLI_DATA=str(data),
            DJANGO_SETTINGS_MODULE="linli.server.settings",
            PYTHONPATH=os.pathsep.join((str(ROOT / "src"), str(ROOT))),
        ),
        capture_output=True,
        check=False,
        timeout=LIMIT_S,
    )
    assert run.returncode == 0, run.stderr.decode()
    found: Found = json.loads(run.stdout.splitlines()[-1])
    return found


@pytest.fixture(scope="module")
def alone(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Found]:
    """Start the platform with none, and each system alone, side by side."""
    folders = [tmp_path_factory.mktemp("alone") for _name in ALONE]
    with ThreadPoolExecutor(len(ALONE)) as pool:
        return dict(zip(ALONE, pool.map(looked_at, ALONE, folders), strict=True))


@pytest.mark.parametrize("name", ALONE)
def test_every_page_of_the_platform_is_served_whatever_systems_are_here(
    alone: Mapping[str, Found], name: str
) -> None:
    found = alone[name]

    assert {
        path: status for path, status in found["pages"].items() if status not in {200, 405}
    } == {}
    assert {"/", "/account", "/account/data", "/people/", "/places/", "/roles"} <= {
        path for path, status in found["pages"].items() if status == 200
    }
    assert "王管理" in found["home"]
    assert found["whole"]


def test_without_the_lockers_nothing_of_them_is_left(
    alone: Mapping[str, Found],
) -> None:
    found = alone[""]

    assert found["namespaces"] == ["office", "portal"]
    assert found["board"] == 404
    assert found["roles"] == ["operator", "steward"]
    assert "看板" not in found["home"]
    assert "柜" not in found["home"] + found["stranger"]
    assert found["ready"] == ["database", "jobs", "migrations"]
    assert found["processes"] == ["bus", "web", "jobs"]
    assert "linli_bus_connected" not in found["gauges"]
    assert "linli_cabinets" not in found["gauges"]


def test_with_the_lockers_everything_of_them_is_there(
    alone: Mapping[str, Found],
) -> None:
    found = alone["lockers"]

    assert found["namespaces"] == ["lockers", "office", "portal"]
    assert found["board"] == 200
    assert found["roles"] == ["crew", "operator", "property", "steward"]
    assert "打开看板" in found["home"]
    assert "扫柜门上的二维码" in found["stranger"]
    assert found["ready"] == ["bus", "database", "ingest", "jobs", "migrations"]
    assert found["processes"] == ["bus", "web", "jobs", "ingest"]
    assert {"linli_bus_connected", "linli_cabinets"} <= set(found["gauges"])


def test_with_the_committees_alone_everything_of_them_is_there_and_no_cabinet(
    alone: Mapping[str, Found],
) -> None:
    found = alone["buildings"]

    assert found["namespaces"] == ["buildings", "office", "portal"]
    assert found["board"] == 404
    assert found["roles"] == ["officer", "operator", "secretary", "steward"]
    assert "办楼事" in found["home"]
    assert "楼里的事有人提" in found["stranger"]
    assert found["ready"] == ["database", "jobs", "migrations"]
    assert found["processes"] == ["bus", "web", "jobs"]


def test_all_that_there_are_are_on_unless_somebody_says_otherwise(tmp_path: Path) -> None:
    assert read({"LINLI_DATA": str(tmp_path)}).systems == tuple(systems.KNOWN)
    assert Configuration().systems == tuple(systems.KNOWN)


@pytest.mark.parametrize(
    ("given", "known"),
    [("", ()), (" , ", ()), ("lockers", ("lockers",)), ("lockers, lockers", ("lockers",))],
)
def test_a_list_names_each_system_once(tmp_path: Path, given: str, known: tuple[str, ...]) -> None:
    settings = read({"LINLI_DATA": str(tmp_path), "LINLI_SYSTEMS": given})

    assert systems.known(settings.systems) == known
    assert systems.apps(settings.systems) == [f"linli.{name}" for name in known]


def test_a_system_that_is_none_is_refused_by_its_name(tmp_path: Path) -> None:
    with pytest.raises(UnknownSystem) as in_environment:
        read({"LINLI_DATA": str(tmp_path), "LINLI_SYSTEMS": "lokers,lockers,x"})
    (tmp_path / "linli.toml").write_text('systems = ["lockers", "spaceship"]', encoding="utf-8")
    with pytest.raises(UnknownSystem) as in_file:
        read({"LINLI_DATA": str(tmp_path)})

    assert str(in_environment.value) == (
        "环境变量 里的 LINLI_SYSTEMS 写了 lokers、x，没有这样的系统。有的是：lockers、buildings"
    )
    assert str(in_file.value) == (
        f"{tmp_path / 'linli.toml'} 里的 systems 写了 spaceship，没有这样的系统。"
        "有的是：lockers、buildings"
    )


def test_systems_that_are_no_list_are_refused(tmp_path: Path) -> None:
    (tmp_path / "linli.toml").write_text('systems = "lockers"', encoding="utf-8")

    with pytest.raises(BadSetting) as caught:
        read({"LINLI_DATA": str(tmp_path)})

    assert str(caught.value).endswith("里的 systems 应为一列文字。")


def test_a_command_of_a_system_that_is_switched_off_says_so() -> None:
    systems.must_have("lockers")
    with override_settings(LINLI_SYSTEMS=()):
        assert systems.parts() == []
        with pytest.raises(SystemNotHere) as caught:
            systems.must_have("lockers")

    assert str(caught.value) == (
        "这里没有启用系统 lockers。要启用，请把它写进设置 systems，再重新启动邻里。"
    )


def test_a_part_that_a_system_leaves_out_does_nothing() -> None:
    part = systems.Part()

    part.connect(None)  # type: ignore[arg-type]  # it looks at no folder
    assert part.jobs == ()
    assert [*part.checks, *part.states(None), *part.gauges(None), *part.look(None)] == []  # type: ignore[arg-type]  # as above
    assert part.verify() == systems.Verified((), 0, 0)
    assert part.demo(None, wanted=True) == []


@pytest.mark.django_db
def test_where_no_system_plants_a_demo_there_is_a_district_for_its_owner(now: datetime) -> None:
    plant_district(now=now)
    plant_district(now=now)

    assert Place.objects.count() == 9
    held = Grant.objects.values_list("person__handle", "role", "place__code")
    assert list(held) == [(OWNER, Role.STEWARD, "HONGKOU")]


def test_a_process_goes_round_only_once_all_that_share_it_have() -> None:
    beats: list[str] = []
    rounds = Rounds(lambda: beats.append("beat"), among=3)
    first, second, third = (rounds.of(number) for number in range(3))

    first(), first(), second()
    assert beats == []

    third()
    assert beats == ["beat"]

    third(), third(), first()
    assert beats == ["beat"]

    second()
    assert beats == ["beat", "beat"]
