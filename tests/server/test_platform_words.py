"""`linli platform`: platforms let in and shut out by whoever may read the data folder."""

import json
from datetime import datetime
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from linli.kernel import clock
from linli.kernel.errors import LinliError
from linli.lockers import access
from linli.lockers.platform_errors import KeyRefused, PlatformUnknown
from linli.server import platform_words
from linli.server.folder import Folder, data_folder


@pytest.fixture
def noon(db: None, now: datetime, monkeypatch: pytest.MonkeyPatch) -> datetime:
    monkeypatch.setattr(clock, "now", lambda: now)
    return now


def run(tmp_path: Path, *arguments: str) -> str:
    """What the command says."""
    app = typer.Typer()

    def with_django(_data: Path | None) -> Folder:
        return data_folder(tmp_path)

    platform_words.add_platform(app, with_django)
    platform_words.add_openapi(app, with_django)
    done = CliRunner().invoke(app, [*arguments])
    if isinstance(done.exception, LinliError):
        raise done.exception
    assert done.exit_code == 0, done.output
    return done.output


def shown(said: str) -> dict[str, str]:
    return dict(line.split(maxsplit=1) for line in said.splitlines() if line.count(" "))


def test_a_platform_is_let_in_by_the_key_that_is_shown_and_out_again(
    noon: datetime, tmp_path: Path
) -> None:
    first = shown(run(tmp_path, "platform", "add", "饭乐", "--code", "fan-le"))
    second = shown(run(tmp_path, "platform", "key", "fan-le"))

    for key in (first, second):
        assert access.platform_token(key["client_id"], key["client_secret"], now=noon)
    listed = run(tmp_path, "platform", "list")
    assert first["client_id"] in listed
    assert "client_secret" not in listed
    run(tmp_path, "platform", "revoke", "fan-le", first["client_id"])
    with pytest.raises(KeyRefused):
        access.platform_token(first["client_id"], first["client_secret"], now=noon)
    run(tmp_path, "platform", "end", "fan-le")
    assert "已停用" in run(tmp_path, "platform", "list")


def test_a_platforms_messages_have_an_address_and_can_be_sent_again(
    noon: datetime, tmp_path: Path
) -> None:
    run(tmp_path, "platform", "add", "饭乐", "--code", "fan-le")

    said = run(tmp_path, "platform", "webhook", "fan-le", "https://hooks.example.com/")

    assert shown(said)["webhook_secret"].startswith("whsec_")
    assert run(tmp_path, "platform", "replay", "fan-le").startswith("0 ")
    with pytest.raises(PlatformUnknown):
        run(tmp_path, "platform", "replay", "nobody")


def test_the_description_is_printed_as_json(tmp_path: Path) -> None:
    described = json.loads(run(tmp_path, "openapi"))

    assert described["openapi"].startswith("3.1")
    assert "/api/v1/orders/{order_no}" in described["paths"]
