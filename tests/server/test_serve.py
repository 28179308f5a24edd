"""What is refused before an installation is shown to the world, each by its setting's name."""

import json
import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from tests.server.whole import environment

from linli.server import serving
from linli.server.folder import Folder, make_ready, write_json
from linli.server.registry import Configuration, OidcProvider
from linli.server.secrets import load_or_make
from linli.server.serving import must_be_safe, notify, public_url, told
from linli.server.setting_errors import NotSafe

SAFE = {"https": True, "hosts": ["linli.example.cn"]}
KEY = "0123456789abcdefghijklmnopqrstuvwxyz0123456789abcdefghijklmnop"


def provider(**settings: str) -> OidcProvider:
    """A server to sign in through."""
    whole = {"issuer": "https://id.example", "client_secret": "s", **settings}
    return OidcProvider(name="id", label="单位", client_id="linli", **whole)


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    """A data folder as a first start makes it."""
    made = Folder(tmp_path / "data")
    make_ready(made)
    load_or_make(made.root)
    return made


def refusals(folder: Folder, *, host: str = "127.0.0.1", **settings: object) -> list[str]:
    """Everything that is refused."""
    chosen = Configuration(**(SAFE | settings))  # type: ignore[arg-type]  # a test's table
    with pytest.raises(NotSafe) as caught:
        must_be_safe(chosen, folder, host, {"LINLI_DATA": str(folder.root)})
    first, *reasons = str(caught.value).splitlines()
    assert first == "这样的设置不能对外服务："
    return reasons


@pytest.mark.parametrize(
    ("settings", "reason"),
    [
        ({"https": False}, "https：没有打开"),
        ({"hosts": []}, "hosts：没有写对外的域名"),
        ({"hosts": ["localhost", "[::1]", "127.0.0.1"]}, "hosts：没有写对外的域名"),
        ({"hosts": ["*"]}, "hosts：不能用通配符"),
        ({"hosts": [".example.cn"]}, "hosts：不能用通配符"),
        ({"hsts_seconds": 0}, "hsts_seconds：不能是 0"),
        ({"host": "0.0.0.0"}, "web_host：0.0.0.0 让别的机器绕过代理"),  # noqa: S104  # refused
        ({"proxy_elsewhere": True}, "proxies：代理在另一台机器上"),
        ({"proxy_elsewhere": True, "proxies": ["127.0.0.1"]}, "proxies：代理在另一台机器上"),
        ({"proxies": ["10.0.0.2", "0.0.0.0/0"]}, "proxies：不能写所有地址"),
        ({"proxies": ["::/0"]}, "proxies：不能写所有地址"),
        ({"outgoing_inside": ["http://id.lan"]}, "outgoing_inside：http://id.lan 不加密"),
        ({"outgoing_inside": ["https://127.0.0.1:1"]}, "outgoing_inside：https://127.0.0.1:1 是本"),
        ({"outgoing_inside": ["https://localhost"]}, "outgoing_inside：https://localhost 是本机"),
        ({"oidc": [provider(issuer="http://id.lan")]}, "oidc：id 的 issuer 不加密"),
        ({"oidc": [provider(client_secret="")]}, "oidc：id 没有 client_secret"),
        ({"wechat_site_id": "wx1"}, "wechat_site_id 和 wechat_site_secret 要一起写"),
        ({"wechat_account_secret": "s"}, "wechat_account_id 和 wechat_account_secret 要一起写"),
        ({"threads": 24}, "threads：要多于 pages_at_once"),
        ({"secret_key": "short"}, "secret_key：太短或太简单"),
        ({"secret_key": "abab" * 20}, "secret_key：太短或太简单"),
        ({"secret_key": "django-insecure-" + KEY}, "secret_key：太短或太简单"),
        ({"metrics_token": "fifteen letters"}, "metrics_token：太短"),
        ({"database_url": "postgresql://u:p@db.example.cn/n"}, "database_url：到 db.example.cn"),
        ({"database_url": "postgresql://u@10.0.0.9/n?sslmode=prefer"}, "database_url：到 10.0.0.9"),
        ({"database_url": "postgresql:///n?host=10.0.0.9"}, "database_url：到 10.0.0.9"),
    ],
)
def test_an_unsafe_setting_is_refused_by_its_name(
    folder: Folder, settings: dict[str, object], reason: str
) -> None:
    (said,) = refusals(folder, **settings)  # type: ignore[arg-type]  # a test's table

    assert said.startswith(f"- {reason}")


@pytest.mark.parametrize(
    "settings",
    [
        {},
        {"host": "0.0.0.0", "proxy_elsewhere": True, "proxies": ["10.0.0.2"]},  # noqa: S104  # the proxy alone reaches it
        {"outgoing_inside": ["https://id.intranet.example:8443"]},
        {"wechat_site_id": "wx1", "wechat_site_secret": "s"},
        {"secret_key": KEY, "metrics_token": "sixteen letters!"},
        {"database_url": "postgresql://u:p@db.example.cn/n?sslmode=verify-full"},
        {"database_url": "postgresql://u@localhost/n"},
        {"database_url": "postgresql://u@127.0.0.1/n"},
        {"database_url": "postgresql://u@%2Frun%2Fpostgresql/n"},
        {"database_url": "postgresql:///n"},
    ],
)
def test_what_is_safe_is_let_pass(folder: Folder, settings: dict[str, object]) -> None:
    host = str(settings.get("host", "127.0.0.1"))
    rest = {name: value for name, value in settings.items() if name != "host"}
    chosen = Configuration(**(SAFE | rest))  # type: ignore[arg-type]  # a test's table

    must_be_safe(chosen, folder, host, {"LINLI_DATA": str(folder.root)})


def test_everything_unsafe_is_said_at_once(folder: Folder) -> None:
    assert len(refusals(folder, https=False, hosts=[], metrics_token="x")) == 3  # noqa: S106  # refused


@pytest.mark.parametrize("name", ["secrets.json", "."])
def test_a_secret_that_others_may_read_is_refused_with_the_command_that_closes_it(
    folder: Folder, name: str
) -> None:
    path = folder.root / name
    path.chmod(0o755 if path.is_dir() else 0o640)

    assert refusals(folder) == [f"- {path} 能被别的用户读取。请运行：chmod go= {path}"]


def test_a_file_of_settings_that_holds_a_secret_must_be_closed_too(folder: Folder) -> None:
    path = folder.root / "linli.toml"
    path.write_text(f"secret_key = '{KEY}'", encoding="utf-8")
    path.chmod(0o644)

    assert refusals(folder, secret_key=KEY) == [
        f"- {path} 能被别的用户读取。请运行：chmod go= {path}"
    ]


def test_the_demo_is_never_shown_to_the_world(folder: Folder) -> None:
    write_json(folder.demo_file, {"cabinets": ["BYL-A"]})

    assert refusals(folder) == [
        f"- 数据文件夹 {folder.root} 里有演示数据。请换一个新的数据文件夹。"
    ]


def test_a_bus_for_other_machines_without_a_certificate_is_refused(folder: Folder) -> None:
    write_json(folder.bus_listen_file, {"host": "0.0.0.0", "port": 4222, "name": "x"})  # noqa: S104  # refused

    (said,) = refusals(folder)

    assert said.startswith("- 总线要在 0.0.0.0 上等待连接，但没有 TLS 证书。")


def test_a_bus_for_this_machine_alone_needs_none(folder: Folder) -> None:
    write_json(folder.bus_listen_file, {"host": "127.0.0.1", "port": 4222})

    must_be_safe(Configuration(**SAFE), folder, "127.0.0.1", {})  # type: ignore[arg-type]  # as above


@pytest.mark.parametrize(
    ("settings", "url"),
    [
        (SAFE, "https://linli.example.cn"),
        ({**SAFE, "https": False}, ""),
        ({"https": True, "hosts": ["localhost"]}, ""),
    ],
)
def test_links_name_the_first_host_that_the_world_knows(
    settings: dict[str, object], url: str
) -> None:
    assert public_url(Configuration(**settings)) == url  # type: ignore[arg-type]  # a test's table


@pytest.mark.parametrize("is_root", [True, False])
@pytest.mark.parametrize("database_url", ["", "postgresql:///n"])
def test_what_is_served_is_told_without_any_link_that_is_a_key(
    folder: Folder, monkeypatch: pytest.MonkeyPatch, database_url: str, *, is_root: bool
) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 0 if is_root else 1000)
    settings = Configuration(**SAFE, database_url=database_url)  # type: ignore[arg-type]  # as above

    monkeypatch.delenv("LINLI_CONFIG", raising=False)
    said = "\n".join(told(settings, folder, took_ms=1_234))
    monkeypatch.setenv("LINLI_CONFIG", "/etc/linli/linli.toml")
    by_file = "\n".join(told(settings, folder, took_ms=1_234))

    assert "https://linli.example.cn/    用时 1.2 秒" in said
    assert "?k=" not in said
    assert f"linli --data {folder.root} sign-in" in said
    assert "linli --config /etc/linli/linli.toml sign-in" in by_file
    assert ("SQLite" in said) == (database_url == "")
    assert ("正以 root 身份运行" in said) == is_root


def test_systemd_is_told_if_it_waits_for_a_word(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    notify("READY=1")

    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as listening:
        listening.bind(str(tmp_path / "n"))
        monkeypatch.setenv("NOTIFY_SOCKET", str(tmp_path / "n"))
        notify("READY=1")
        assert listening.recv(64) == b"READY=1"

    notify("READY=1")
    monkeypatch.setenv("NOTIFY_SOCKET", "@nobody-listens-there")
    notify("READY=1")


DEPLOYED = """
import json
from linli.server.worker import load
load()
from django.conf import settings
from django.core.management import call_command
call_command("check", deploy=True, fail_level="WARNING")
print(json.dumps({
    "debug": settings.DEBUG,
    "cookies": [settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME,
                settings.LANGUAGE_COOKIE_NAME],
    "secure": [settings.SESSION_COOKIE_SECURE, settings.CSRF_COOKIE_SECURE,
               settings.LANGUAGE_COOKIE_SECURE],
    "paths": [settings.SESSION_COOKIE_PATH, settings.CSRF_COOKIE_PATH],
    "domains": [settings.SESSION_COOKIE_DOMAIN, settings.CSRF_COOKIE_DOMAIN],
    "hosts": settings.ALLOWED_HOSTS,
}))
"""


def test_django_s_own_check_of_a_deployment_has_nothing_to_say_and_cookies_are_this_host_s_alone(
    tmp_path: Path,
) -> None:
    done = subprocess.run(  # noqa: S603  # our own words
        [sys.executable, "-W", "error", "-c", DEPLOYED],
        env=environment(LINLI_DATA=str(tmp_path), LINLI_HTTPS="1", LINLI_HOSTS="linli.example.cn"),
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stderr
    assert "no issues" in done.stdout + done.stderr
    said = json.loads(done.stdout.splitlines()[-1])
    assert said == {
        "debug": False,
        "cookies": ["__Host-linli_session", "__Host-linli_csrf", "__Host-linli_language"],
        "secure": [True] * 3,
        "paths": ["/", "/"],
        "domains": [None, None],
        "hosts": ["linli.example.cn", "127.0.0.1", "localhost", "[::1]"],
    }


def test_what_must_be_closed_is_what_the_folder_s_secrets_lie_in(folder: Folder) -> None:
    assert set(serving.secret_places(folder)) == {
        folder.root,
        folder.root / "secrets.json",
        folder.bus_keys_file,
    }
