"""What the install guide and the unit say is held against the program."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest
import typer

from linli.server.cli import make_app
from linli.server.configuration import read
from linli.server.folder import Folder
from linli.server.serving import must_be_safe

ROOT = Path(__file__).resolve().parents[2]
GUIDE = (ROOT / "docs" / "INSTALL.md").read_text(encoding="utf-8")
UNIT = ROOT / "docs" / "systemd" / "linli.service"


@pytest.mark.parametrize("settings", re.findall(r"```toml\n(.*?)```", GUIDE, re.DOTALL))
def test_the_settings_that_the_guide_writes_are_read_and_safe(
    settings: str, tmp_path: Path
) -> None:
    (tmp_path / "linli.toml").write_text(settings, encoding="utf-8")
    (tmp_path / "linli.toml").chmod(0o600)
    told = {"LINLI_CONFIG": str(tmp_path / "linli.toml")}

    found = read(told, strict=True)

    assert found.data == "/var/lib/linli"
    must_be_safe(found, Folder(tmp_path / "data"), found.web_host, told)


def test_every_command_that_guide_and_unit_name_is_there() -> None:
    app = typer.main.get_command(make_app(with_replay=False))
    named = re.findall(
        r"/opt/linli/bin/linli(?: --config \S+)? ([a-z][a-z-]*)", GUIDE + UNIT.read_text()
    )

    assert {"serve", "doctor", "sign-in", "backup"} <= set(named)
    assert set(named) <= set(app.commands)  # type: ignore[attr-defined]  # a group has them


def test_the_files_that_the_guide_installs_are_there() -> None:
    named = re.findall(r"\bdocs/[\w./]+|\blocks/[\w.]+", GUIDE)

    assert named
    assert [name for name in named if not (ROOT / name).is_file()] == []


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd is not here")
def test_systemd_understands_the_unit_and_finds_it_closed(tmp_path: Path) -> None:
    text = UNIT.read_text(encoding="utf-8").replace("/opt/linli/bin/linli", "/bin/true")
    (tmp_path / "linli.service").write_text(text, encoding="utf-8")
    unit = str(tmp_path / "linli.service")

    for words in (("verify", unit), ("security", "--offline=true", "--threshold=20", unit)):
        done = subprocess.run(  # noqa: S603  # the system's own program
            ["systemd-analyze", *words],  # noqa: S607  # wherever it lies
            capture_output=True,
            text=True,
            check=False,
        )
        assert (done.returncode, done.stderr) == (0, ""), done.stdout + done.stderr
