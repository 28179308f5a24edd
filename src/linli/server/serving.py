"""What `linli serve` demands before it shows an installation to the world, and what it says."""

import contextlib
import os
import socket
import stat
from collections.abc import Iterator, Mapping
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

from linli.kernel.outgoing import read_origin
from linli.server import embedded_bus, hosts
from linli.server.configuration import NAMED_BY, secret_files
from linli.server.errors import BusNeedsTls
from linli.server.folder import Folder, read_json
from linli.server.forwarding import read_network
from linli.server.registry import Configuration
from linli.server.secrets import FILE as SECRETS
from linli.server.setting_errors import NotSafe
from linli.server.words import gettext as _

SHORTEST_KEY = 50
"""Characters of a key that signs sessions. Source: Django's own check, security.W009."""

FEWEST_DIFFERENT = 5
"""Different characters in it. Source: as above."""

SHORTEST_TOKEN = 16

ENCRYPTED = ("require", "verify-ca", "verify-full")
"""What libpq calls a line that is never plain. Source: PostgreSQL, libpq, SSL modes."""


def must_be_safe(
    settings: Configuration, folder: Folder, host: str, environment: Mapping[str, str]
) -> None:
    """Return if the world may be shown this installation.

    Raises:
        NotSafe: it may not; every reason is named.
    """
    found = [
        *_the_web(settings, host),
        *_the_edge(settings),
        *_the_ways_in(settings),
        *_the_secrets(settings, folder, environment),
        *_the_database(settings),
        *_the_bus(folder),
        *_the_demo(folder),
    ]
    if found:
        raise NotSafe(reasons="\n".join(f"- {reason}" for reason in found))


def _the_web(settings: Configuration, host: str) -> Iterator[str]:
    if not settings.https:
        yield _("https：没有打开。请让代理提供 HTTPS，再写 https = true")
    names = [name for name in settings.hosts if name not in hosts.LOOPBACK]
    if not names:
        yield _('hosts：没有写对外的域名，例如 hosts = ["linli.example.cn"]')
    if any("*" in name or name.startswith(".") for name in names):
        yield _("hosts：不能用通配符，请逐个写出域名。")
    if settings.hsts_seconds == 0:
        yield _("hsts_seconds：不能是 0，否则浏览器会接受不加密的连接。")
    if not hosts.is_only_this_machine(host) and not settings.proxy_elsewhere:
        yield _(
            "web_host：{host} 让别的机器绕过代理。请写 127.0.0.1；"
            "代理在另一台机器上时写 proxy_elsewhere = true"
        ).format(host=host)
    if settings.pages_at_once + settings.reports_at_once >= settings.threads:
        yield _("threads：要多于 pages_at_once 加 reports_at_once，否则开柜门的请求没有余地。")


def _the_edge(settings: Configuration) -> Iterator[str]:
    networks = [read_network(one) for one in settings.proxies]
    if settings.proxy_elsewhere and all(one.is_loopback for one in networks):
        yield _("proxies：代理在另一台机器上时，请写它的地址，否则不知道是谁在访问。")
    if any(one.prefixlen == 0 for one in networks):
        yield _("proxies：不能写所有地址，否则谁都能冒充别人。")
    for one in settings.outgoing_inside:
        origin = read_origin(one)
        if origin is None or origin.scheme != "https":
            yield _("outgoing_inside：{origin} 不加密。请写 https").format(origin=one)
        elif hosts.is_only_this_machine(origin.host):
            yield _("outgoing_inside：{origin} 是本机，对外服务时不能写。").format(origin=one)


def _the_ways_in(settings: Configuration) -> Iterator[str]:
    for one in settings.oidc:
        if not one.issuer.startswith("https://"):
            yield _("oidc：{name} 的 issuer 不加密。请写 https").format(name=one.name)
        if not one.client_secret:
            yield _("oidc：{name} 没有 client_secret。").format(name=one.name)
    for kind in ("site", "account"):
        given = (getattr(settings, f"wechat_{kind}_id"), getattr(settings, f"wechat_{kind}_secret"))
        if any(given) and not all(given):
            yield _("wechat_{kind}_id 和 wechat_{kind}_secret 要一起写。").format(kind=kind)


def _the_secrets(
    settings: Configuration, folder: Folder, environment: Mapping[str, str]
) -> Iterator[str]:
    key, token = settings.secret_key, settings.metrics_token
    if key and (
        len(key) < SHORTEST_KEY
        or len(set(key)) < FEWEST_DIFFERENT
        or key.startswith("django-insecure-")
    ):
        yield _("secret_key：太短或太简单，至少要 {length} 个随机字符；不写则自动生成。").format(
            length=SHORTEST_KEY
        )
    if token and len(token) < SHORTEST_TOKEN:
        yield _("metrics_token：太短，至少要 {length} 个字符。").format(length=SHORTEST_TOKEN)
    for path in (*secret_places(folder), *secret_files(environment)):
        if is_open_to_others(path):
            yield _("{path} 能被别的用户读取。请运行：chmod go= {path}").format(path=path)


def secret_places(folder: Folder) -> tuple[Path, ...]:
    """Return what of a data folder nobody else may read."""
    return (folder.root, folder.root / SECRETS, folder.bus_keys_file)


def is_open_to_others(path: Path) -> bool:
    """Whether others than its owner may read it; what is not there is closed."""
    try:
        return bool(stat.S_IMODE(path.stat().st_mode) & (stat.S_IRWXG | stat.S_IRWXO))
    except OSError:
        return False


def _the_database(settings: Configuration) -> Iterator[str]:
    parts = urlsplit(settings.database_url)
    options = dict(parse_qsl(parts.query))
    host = unquote(options.get("host") or parts.hostname or "")
    is_here = not host or host.startswith("/") or hosts.is_only_this_machine(host)
    if not is_here and options.get("sslmode") not in ENCRYPTED:
        yield _("database_url：到 {host} 的连接没有加密。请在后面写 ?sslmode=verify-full").format(
            host=host
        )


def _the_bus(folder: Folder) -> Iterator[str]:
    try:
        if folder.bus_listen_file.exists():
            embedded_bus.where(folder)
    except BusNeedsTls as refused:
        yield str(refused)


def _the_demo(folder: Folder) -> Iterator[str]:
    if read_json(folder.demo_file).get("cabinets"):
        yield _("数据文件夹 {folder} 里有演示数据。请换一个新的数据文件夹。").format(
            folder=folder.root
        )


def public_url(settings: Configuration) -> str:
    """Return where people find the pages; empty where only this machine does."""
    names = [name for name in settings.hosts if name not in hosts.LOOPBACK]
    return f"https://{names[0]}" if settings.https and names else ""


def told(settings: Configuration, folder: Folder, *, took_ms: int) -> Iterator[str]:
    """Yield what the person who started it, or the journal, is told."""
    seconds = f"{took_ms / 1000:.1f}"
    yield _("正在服务    {url}/    用时 {seconds} 秒").format(
        url=public_url(settings), seconds=seconds
    )
    yield _("数据    {folder}").format(folder=folder.root)
    if not settings.database_url:
        yield _("数据库是 SQLite：够一座楼、一台机器用。几座楼或几台机器请用 PostgreSQL。")
    if os.geteuid() == 0:
        yield _("正以 root 身份运行。请换一个专用的用户，见 docs/INSTALL.md")
    named = os.environ.get(NAMED_BY)
    where = f"--config {named}" if named else f"--data {folder.root}"
    yield _("登录请运行：linli {where} sign-in").format(where=where)


def notify(state: str) -> None:
    """Tell systemd, if it waits for a word. Source: sd_notify(3)."""
    address = os.environ.get("NOTIFY_SOCKET", "")
    if not address:
        return
    with contextlib.suppress(OSError), socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as line:
        line.connect("\0" + address[1:] if address.startswith("@") else address)
        line.sendall(state.encode())
