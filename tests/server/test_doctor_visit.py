"""The doctor's visit by its command: what it says, what ends it, and that it makes nothing."""

from pathlib import Path
from unittest import mock

import pytest
from tests.server.whole import linli

from linli.server.doctor import visit
from linli.server.findings import Finding, Visited, bad, good, note
from linli.server.folder import Folder, make_ready
from linli.server.registry import Configuration
from linli.server.secrets import load_or_make


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    """A data folder with its secrets."""
    made = Folder(tmp_path / "data")
    make_ready(made)
    load_or_make(made.root)
    return made


def wrong(findings: Finding | list[Finding]) -> list[str]:
    """What is said of what is not good, each with its remedy."""
    found = [findings] if isinstance(findings, Finding) else findings
    assert found
    assert all(bool(one.remedy) == (one.level != "good") for one in found)
    return [f"{one.says} → {one.remedy}" for one in found if one.level != "good"]


def test_a_visit_ends_with_how_much_must_be_seen_to() -> None:
    assert list(Visited((good("a"), note("b", "c"))).lines()) == [
        "好    a",
        "注意    b  →  c",
        "没有问题",
    ]
    assert Visited((good("a"), note("b", "c"))).is_well
    assert list(Visited((bad("d", "e"),)).lines()) == ["坏    d  →  e", "有 1 个问题"]
    assert not Visited((bad("d", "e"),)).is_well


@pytest.mark.parametrize(
    ("settings", "sentence"),
    [
        ("workers = 0", "里的 workers 应为1 到 64 的整数。  →  请改正设置，见 docs/SETTINGS.md"),
        (
            "database_url = 'mysql://x'",
            (
                "看不懂 LINLI_DATABASE_URL。应为 postgresql://用户:密码@主机:端口/库名"
                "  →  请改正设置，见 docs/SETTINGS.md"
            ),
        ),
        ("", "data 里还没有数据库。  →  请先运行：linli"),
    ],
)
def test_a_visit_by_its_command_says_what_keeps_it_from_looking_further(
    folder: Folder, settings: str, sentence: str
) -> None:
    (folder.root / "linli.toml").write_text(settings, encoding="utf-8")

    told = linli("doctor", "--data", str(folder.root))

    assert told.returncode == 1
    assert sentence in told.stdout
    assert "Traceback" not in told.stderr
    assert not (folder.root / "linli.sqlite3").exists()


def test_a_visit_to_a_folder_that_is_not_there_makes_none(tmp_path: Path) -> None:
    told = linli("doctor", "--data", str(tmp_path / "away"))

    assert told.returncode == 1
    assert f"还没有数据文件夹 {tmp_path}/away。" in told.stdout
    assert not (tmp_path / "away").exists()


def test_a_driver_that_is_missing_is_said(folder: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    from django.core.exceptions import ImproperlyConfigured  # noqa: PLC0415  # here alone

    settings = Configuration(database_url="postgresql:///n")
    failure = ImproperlyConfigured("Error loading psycopg2 or psycopg module")
    monkeypatch.setattr(visit, "load", mock.Mock(side_effect=failure))

    assert wrong(list(visit.look_at_data(folder, settings))) == [
        (
            "还没有安装 PostgreSQL 的驱动。请运行：pip install 'linli[postgres]'"
            " → 请运行：pip install 'linli[postgres]'"
        )
    ]

    monkeypatch.setattr(visit, "load", mock.Mock(side_effect=ValueError("unforeseen")))
    with pytest.raises(ValueError, match="unforeseen"):
        list(visit.look_at_data(folder, settings))
