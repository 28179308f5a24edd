"""`linli serve`, whole: behind a proxy's HTTPS, watched over, and looked at by the doctor."""

import http.client
import os
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.server.whole import LIMIT_S, Whole, environment, free_port, linli, until

from linli.server.folder import Folder, read_json

HOST = "linli.example.cn"


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Whole]:
    """An installation that serves; every test leaves it serving."""
    root = tmp_path_factory.mktemp("serve") / "data"
    root.mkdir(mode=0o700)
    (root / "linli.toml").write_text(
        f'https = true\nhosts = ["{HOST}"]\nweb_port = {free_port()}\n', encoding="utf-8"
    )
    terminal = root.with_name("terminal")
    with terminal.open("wb") as said:
        process = subprocess.Popen(  # noqa: S603  # our own command
            [sys.executable, "-m", "linli", "serve", "--data", str(root)],
            env=environment(),
            stdout=said,
            stderr=subprocess.STDOUT,
        )
    whole = Whole(process, Folder(root), terminal)
    try:
        whole.read_until("登录请运行")
        until(lambda: asked(whole, "/health/ready")[0] == 200, "never ready")
        yield whole
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(LIMIT_S)


def asked(whole: Whole, path: str, **headers: str) -> tuple[int, http.client.HTTPMessage, str]:
    """Ask as a proxy on this machine would, or as this machine itself."""
    host, _, port = whole.url.removeprefix("http://").partition(":")
    line = http.client.HTTPConnection(host, int(port), timeout=LIMIT_S)
    try:
        line.request("GET", path, headers=headers)
        answer = line.getresponse()
        return answer.status, answer.headers, answer.read().decode()
    except OSError:
        return 0, http.client.HTTPMessage(), ""
    finally:
        line.close()


PROXY = {"Host": HOST, "X-Forwarded-Proto": "https", "X-Forwarded-For": "192.0.2.7"}


def test_what_is_unsafe_is_refused_before_anything_is_started(tmp_path: Path) -> None:
    refused = linli("serve", "--data", str(tmp_path / "data"), LINLI_DEBUG="")
    assert (refused.returncode, refused.stdout) == (2, "")
    assert "LINLI_DEBUG 不是任何设置的名字" in refused.stderr

    refused = linli("serve", "--data", str(tmp_path / "data"))

    assert refused.returncode == 2
    assert "- https：" in refused.stderr
    assert "- hosts：" in refused.stderr
    assert not (tmp_path / "data").exists()


def test_who_comes_without_https_is_sent_to_it_and_who_comes_with_it_gets_this_host_s_cookie(
    served: Whole,
) -> None:
    status, headers, _text = asked(served, "/", Host=HOST)
    assert (status, headers["Location"]) == (301, f"https://{HOST}/")

    status, headers, _text = asked(served, "/?lang=en", **PROXY)

    assert status == 200
    assert headers["Set-Cookie"].startswith("__Host-linli_language=en; ")
    assert "Secure" in headers["Set-Cookie"]
    assert headers["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains"
    assert headers["X-Frame-Options"] == "DENY"


def test_there_is_no_demo_and_no_link_that_is_a_key_in_anything_it_says(served: Whole) -> None:
    written = "\n".join(served.lines) + "".join(
        log.read_text(encoding="utf-8") for log in served.folder.log.iterdir()
    )

    assert read_json(served.folder.demo_file) == {"cabinets": []}
    assert "?k=" not in written
    assert f"https://{HOST}/" in written


def test_a_sign_in_link_leads_through_the_proxy(served: Whole) -> None:
    said = linli("sign-in", "--data", str(served.folder.root))

    assert said.stdout.startswith(f"https://{HOST}/start?k=")


def test_prometheus_on_this_machine_is_told_and_whoever_comes_by_the_proxy_is_not(
    served: Whole,
) -> None:
    asked(served, "/", **PROXY)

    status, _headers, text = asked(served, "/metrics")

    assert status == 200
    assert 'linli_bus_connected{part="ingest"} 1.0' in text
    assert 'linli_request_seconds_count{kind="pages"}' in text
    assert asked(served, "/metrics", **PROXY)[0] == 404


def test_the_doctor_finds_nothing_but_what_the_machine_itself_lacks(served: Whole) -> None:
    said = linli("doctor", "--data", str(served.folder.root))

    bad = [
        line
        for line in said.stdout.splitlines()
        if line.startswith("坏") and "时钟没有和" not in line
    ]
    assert bad == [], said.stdout + said.stderr
    assert said.stdout.count("好    ") >= 14
    assert "一小时内每个柜子都有消息" in said.stdout


def test_a_process_that_stands_still_is_found_by_health_and_doctor(
    served: Whole, monkeypatch: pytest.MonkeyPatch
) -> None:
    pid = served.pids["ingest"]
    os.kill(pid, signal.SIGSTOP)
    try:
        (served.folder.beats / "ingest").write_text(f"{time.monotonic_ns() // 10**6 - 20_000:020d}")
        status, _headers, text = asked(served, "/health/ready")
        said = linli("doctor", "--data", str(served.folder.root))
    finally:
        os.kill(pid, signal.SIGCONT)

    assert status == 503
    assert '"ingest": "bad"' in text
    assert "坏    ingest 在运行，但不再前进。" in said.stdout
    assert said.returncode == 1
    until(lambda: asked(served, "/health/ready")[0] == 200, "never ready again")


def test_nothing_in_the_data_folder_is_open_to_others(served: Whole) -> None:
    assert stat.S_IMODE(served.folder.root.stat().st_mode) == 0o700
    assert stat.S_IMODE((served.folder.root / "secrets.json").stat().st_mode) == 0o600
