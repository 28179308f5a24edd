"""Settings: read from one registry, and whatever is wrong refused by its name."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from tests.server.whole import environment, linli

from linli.kernel.errors import LinliError
from linli.server import settings_page
from linli.server.configuration import adopt, needed, read, secret_files
from linli.server.registry import Configuration, about, fields, is_secret
from linli.server.setting_errors import (
    BadSetting,
    SecretFileUnreadable,
    SettingSaidTwice,
    SettingsFileMissing,
    SettingsFileTorn,
    UnknownSetting,
)

ROOT = Path(__file__).resolve().parents[2]

SECRETS = {
    "database_url",
    "secret_key",
    "metrics_token",
    "oidc",
    "wechat_site_secret",
    "wechat_account_secret",
    "aliyun_key_secret",
    "tencent_secret_key",
    "wecom_bot",
    "dingtalk_bot",
    "dingtalk_bot_secret",
    "feishu_bot",
    "feishu_bot_secret",
    "mail_password",
}


@pytest.fixture
def named(tmp_path: Path) -> dict[str, str]:
    """An environment that names a file of settings, still empty."""
    (tmp_path / "linli.toml").touch()
    return {"LINLI_DATA": str(tmp_path)}


def written(named: dict[str, str], text: str) -> Path:
    path = Path(named["LINLI_DATA"]) / "linli.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_key_that_no_setting_has_is_refused_by_its_name(named: dict[str, str]) -> None:
    path = written(named, "host = 'x'")

    with pytest.raises(UnknownSetting) as caught:
        read(named)

    assert str(caught.value) == f"{path} 里的 host 不是任何设置的名字。所有设置见 docs/SETTINGS.md"


def test_a_variable_that_no_setting_has_is_refused_where_it_matters(tmp_path: Path) -> None:
    given = {"LINLI_DATA": str(tmp_path), "LINLI_DEBUG": "1", "LINLI_VENV": ".venv", "HOME": "/"}

    read(given)
    with pytest.raises(UnknownSetting) as caught:
        read(given, strict=True)

    assert str(caught.value).startswith("环境变量 里的 LINLI_DEBUG 不是任何设置的名字")


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("https = 1", "里的 https 应为true 或 false。"),
        ("https = 'yes'", "里的 https 应为true 或 false。"),
        ("workers = 65", "里的 workers 应为1 到 64 的整数。"),
        ("workers = '4'", "里的 workers 应为1 到 64 的整数。"),
        ("workers = 0", "里的 workers 应为1 到 64 的整数。"),
        ("hosts = 'a.cn'", "里的 hosts 应为一列文字。"),
        ("log_level = 'LOUD'", "里的 log_level 应为DEBUG、ERROR、INFO、WARNING 之一。"),
        ("database_url = 5", "里的 database_url 应为文字。"),
        ("[more]\nhttps = true", "里的 more 不是任何设置的名字。"),
    ],
)
def test_a_value_of_the_wrong_kind_is_refused_by_its_setting_s_name(
    named: dict[str, str], text: str, sentence: str
) -> None:
    written(named, text)

    with pytest.raises(LinliError) as caught:
        read(named)

    assert sentence in str(caught.value)


def test_a_secret_that_is_refused_is_not_repeated(named: dict[str, str]) -> None:
    named["LINLI_WORKERS"] = "hunter2"

    with pytest.raises(BadSetting) as caught:
        read(named)

    assert str(caught.value) == "环境变量 里的 LINLI_WORKERS 应为1 到 64 的整数。"


def test_a_file_that_is_no_toml_is_refused(named: dict[str, str]) -> None:
    written(named, "https = ")

    with pytest.raises(SettingsFileTorn):
        read(named)


def test_a_file_that_was_named_must_be_there(tmp_path: Path) -> None:
    with pytest.raises(SettingsFileMissing):
        read({"LINLI_CONFIG": str(tmp_path / "away.toml")})


def test_without_a_file_everything_is_as_the_registry_says(tmp_path: Path) -> None:
    assert read({"LINLI_DATA": str(tmp_path)}) == Configuration(data=str(tmp_path))


def test_the_environment_wins_over_the_file_and_the_file_over_the_default(
    named: dict[str, str],
) -> None:
    written(named, "workers = 2\nthreads = 8\nhosts = ['a.cn']\nhttps = true")
    named |= {"LINLI_THREADS": "16", "LINLI_HOSTS": "b.cn, c.cn,", "LINLI_WEB_PORT": ""}

    found = read(named)

    assert (found.workers, found.threads, found.web_port) == (2, 16, 0)
    assert found.hosts == ["b.cn", "c.cn"]
    assert found.https


@pytest.mark.parametrize(("text", "https"), [("1", True), ("0", False), ("true", True)])
def test_a_variable_says_yes_and_no_as_people_write_it(
    named: dict[str, str], text: str, *, https: bool
) -> None:
    assert read(named | {"LINLI_HTTPS": text}).https is https


def test_a_secret_may_lie_in_a_file_of_its_own(named: dict[str, str], tmp_path: Path) -> None:
    (tmp_path / "token").write_text("s3cret\n", encoding="utf-8")
    (tmp_path / "url").write_text("postgresql://u:p@h/n\n", encoding="utf-8")
    path = written(named, f"metrics_token_file = '{tmp_path}/token'\nsecret_key = 'k'")
    named["LINLI_DATABASE_URL_FILE"] = str(tmp_path / "url")

    found = read(named, strict=True)

    assert (found.metrics_token, found.database_url) == ("s3cret", "postgresql://u:p@h/n")
    assert secret_files(named) == [tmp_path / "url", path, tmp_path / "token"]


def test_no_other_setting_is_read_from_a_file_of_its_own(named: dict[str, str]) -> None:
    written(named, "web_host_file = '/etc/passwd'")

    with pytest.raises(UnknownSetting):
        read(named)


def test_a_secret_is_given_once(named: dict[str, str]) -> None:
    written(named, "secret_key = 'a'\nsecret_key_file = 'b'")

    with pytest.raises(SettingSaidTwice) as caught:
        read(named)

    assert str(caught.value) == "secret_key 和 secret_key_file 只能写一个。"


@pytest.mark.parametrize("content", [None, b"\xff"])
def test_a_secret_s_file_that_cannot_be_read_is_named(
    named: dict[str, str], tmp_path: Path, content: bytes | None
) -> None:
    if content is not None:
        (tmp_path / "key").write_bytes(content)

    with pytest.raises(SecretFileUnreadable) as caught:
        read(named | {"LINLI_SECRET_KEY_FILE": str(tmp_path / "key")})

    assert f"LINLI_SECRET_KEY_FILE 指定的文件 {tmp_path}/key 读不了" in str(caught.value)


@pytest.mark.parametrize("by_name", [True, False])
def test_the_file_that_is_named_may_say_where_the_data_are_and_the_one_in_them_may_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, by_name: bool
) -> None:
    (tmp_path / "linli.toml").write_text("data = '/elsewhere'", encoding="utf-8")
    monkeypatch.setattr("platformdirs.user_data_path", lambda _name: tmp_path)
    monkeypatch.setenv("LINLI_CONFIG", "")
    monkeypatch.setenv("LINLI_DATA", "")
    monkeypatch.delenv("LINLI_CONFIG")
    monkeypatch.delenv("LINLI_DATA")

    adopt(config=tmp_path / "linli.toml" if by_name else None, data=None)

    assert os.environ.get("LINLI_DATA") == ("/elsewhere" if by_name else None)


def test_the_command_line_wins_over_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "linli.toml").write_text("data = '/elsewhere'", encoding="utf-8")
    monkeypatch.setenv("LINLI_DATA", "/first")
    monkeypatch.setenv("LINLI_CONFIG", "")

    found = adopt(config=tmp_path / "linli.toml", data=tmp_path)

    assert found.data == os.environ["LINLI_DATA"] == str(tmp_path)


def test_every_setting_says_what_it_means_and_what_it_may_be() -> None:
    for field in fields():
        meaning, _extra = about(field)

        assert meaning.endswith("."), field.name
        assert needed(field), field.name
        assert is_secret(field) == (field.name in SECRETS)


def test_the_page_of_settings_is_what_the_registry_says() -> None:
    """Written by: python -m linli.server.settings_page > docs/SETTINGS.md."""
    assert (ROOT / "docs" / "SETTINGS.md").read_text(encoding="utf-8") == settings_page.page()


def test_no_other_module_of_the_server_reads_a_setting_from_the_environment() -> None:
    names = {f"LINLI_{field.name.upper()}" for field in fields()} - {"LINLI_DATA", "LINLI_HOSTS"}
    found = [
        (path.name, name)
        for path in (ROOT / "src" / "linli").rglob("*.py")
        for name in names
        if f'environ.get("{name}"' in path.read_text(encoding="utf-8")
    ]

    assert found == []


def test_a_wrong_setting_ends_the_command_in_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "linli.toml").write_text("workers = 'many'", encoding="utf-8")

    refused = linli("--data", str(tmp_path), "--no-open")

    assert refused.returncode == 2
    assert refused.stderr == f"{tmp_path}/linli.toml 里的 workers 应为1 到 64 的整数。\n"


def test_the_page_can_be_written_by_its_command(tmp_path: Path) -> None:
    done = subprocess.run(  # our own command
        [sys.executable, "-m", "linli.server.settings_page"],
        env=environment(LINLI_DATA=str(tmp_path)),
        capture_output=True,
        text=True,
        check=True,
    )

    assert done.stdout == settings_page.page()


PROVIDER = "name = 'id'\nlabel = '单位'\nissuer = 'https://id.example'\nclient_id = 'linli'\n"


def test_servers_to_sign_in_through_are_tables_of_the_file_each_with_its_secret(
    named: dict[str, str], tmp_path: Path
) -> None:
    (tmp_path / "id").write_text("s3cret\n", encoding="utf-8")
    other = PROVIDER.replace("'id'", "'other'") + "client_secret = 'own'\n"
    path = written(
        named, f"[[oidc]]\n{PROVIDER}client_secret_file = '{tmp_path}/id'\n[[oidc]]\n{other}"
    )

    found = read(named)

    assert [(one.name, one.client_secret) for one in found.oidc] == [
        ("id", "s3cret"),
        ("other", "own"),
    ]
    assert "s3cret" not in repr(found)
    assert secret_files(named) == [path, tmp_path / "id"]


def test_the_environment_says_them_as_json(tmp_path: Path) -> None:
    said = '[{"name": "id", "label": "单位", "issuer": "https://id.example", "client_id": "linli"}]'

    found = read({"LINLI_DATA": str(tmp_path), "LINLI_OIDC": said})

    assert [one.issuer for one in found.oidc] == ["https://id.example"]


@pytest.mark.parametrize(
    ("text", "setting"),
    [
        ("notice_channels = ['aliyun', 'aliyun']", "notice_channels"),
        ("notice_channels = ['pigeon']", "notice_channels"),
        (f"[[oidc]]\n{PROVIDER}[[oidc]]\n{PROVIDER}", "oidc"),
        (f"[[oidc]]\n{PROVIDER}".replace("'id'", "'wechat'"), "oidc"),
        (f"[[oidc]]\n{PROVIDER}".replace("'id'", "'Id/..'"), "oidc"),
        (f"[[oidc]]\n{PROVIDER}".replace("https:", "file:"), "oidc"),
        (f"[[oidc]]\n{PROVIDER}secret = 'x'", "oidc"),
        ("oidc = 'no json'", "oidc"),
        ("proxies = ['10.0.0.1/24']", "proxies"),
        ("proxies = ['localhost']", "proxies"),
        ("outgoing_inside = ['id.lan']", "outgoing_inside"),
        ("outgoing_inside = ['https://id.lan/path']", "outgoing_inside"),
    ],
)
def test_what_no_type_can_say_is_judged_all_the_same(
    named: dict[str, str], text: str, setting: str
) -> None:
    written(named, text)

    with pytest.raises(BadSetting) as caught:
        read(named)

    assert f"里的 {setting} 应为一列" in str(caught.value)


def test_lists_of_the_environment_have_commas_between(tmp_path: Path) -> None:
    said = {"LINLI_PROXIES": "10.0.0.1, fd00::/8", "LINLI_OUTGOING_INSIDE": "https://id.lan:8443"}

    found = read({"LINLI_DATA": str(tmp_path), **said})

    assert found.proxies == ["10.0.0.1", "fd00::/8"]
    assert found.outgoing_inside == ["https://id.lan:8443"]


def test_a_provider_s_secret_is_given_once(named: dict[str, str]) -> None:
    written(named, f"[[oidc]]\n{PROVIDER}client_secret = 'a'\nclient_secret_file = 'b'")

    with pytest.raises(SettingSaidTwice) as caught:
        read(named)

    assert str(caught.value).startswith("oidc.id.client_secret 和 oidc.id.client_secret_file")
