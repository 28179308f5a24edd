"""What bare ``linli`` does: everything on one machine, until told to stop."""

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from linli.kernel import clock
from linli.kernel.errors import LinliError
from linli.server import beats, configuration, embedded_bus, hosts, ports, serving, stamp, systems
from linli.server.embedded_bus import EmbeddedBus
from linli.server.errors import (
    DatabaseAddressIsWrong,
    DatabaseDoesNotAnswer,
    DiskIsFull,
    DoesNotRun,
    DriverMissing,
    NotPrepared,
    SecretsAreTorn,
)
from linli.server.folder import (
    ROOM_NEEDED_MB,
    Folder,
    data_folder,
    make_ready,
    read_json,
    take,
    write_json,
)
from linli.server.registry import Configuration
from linli.server.secrets import FILE as SECRETS
from linli.server.supervisor import Child, Supervisor
from linli.server.words import gettext as _

FIRST_PORT = 8000
LONGEST_START_MS = 60_000
"""A part that has not answered by then never will; the slowest start measured took 7 s."""

FALLS_AT_START = 3
"""So often a part may fall before the start is given up."""

LOOK_AGAIN_MS = 20
LET_IN_EACH_MS = 250
"""How often to look for cabinets that were put up or shut out; one that is must go in 5 s."""

LONGEST_ANSWER_S = 5


@dataclass(frozen=True, slots=True)
class Wish:
    """What the person at the terminal asked for. None means: as is best here.

    ``serves`` is for the world, behind a proxy: nothing unsafe, no demo, no browser.
    """

    data: Path | None = None
    host: str = "127.0.0.1"
    port: int | None = None
    opens: bool | None = None
    demo: bool = True
    serves: bool = False


def run(wish: Wish) -> None:
    """Start everything, say where it is, keep it running until told to stop.

    Raises:
        LinliError: whatever stood in the way of starting, in a sentence.
    """
    began = clock.mono_ms()
    settings = configuration.read(os.environ, strict=wish.serves)
    folder = data_folder(wish.data)
    if wish.serves:
        serving.must_be_safe(settings, folder, wish.host, os.environ)
    is_new = make_ready(folder)
    lock = _take_afresh(folder)
    version = embedded_bus.version_of(server := embedded_bus.find_server())
    port = web_port(wish, folder)
    supervisor = Supervisor(folder, _environment(wish, folder, settings), lock, say)
    supervisor.listen()
    bus = EmbeddedBus(server, folder)
    start = Start(wish, folder, supervisor, bus, port, settings)
    try:
        prepared = start.bring_up()
        if prepared is not None:
            took = clock.mono_ms() - began
            start.tell(prepared, bus_version=version, is_new=is_new, took_ms=took)
            start.let_in()
            start.bring_up_the_rest(prepared["demo"])
            serving.notify("READY=1")
        while not supervisor.is_stopping:
            supervisor.wait(LET_IN_EACH_MS)
            start.let_in()
        say(_("正在停止……"))
    finally:
        supervisor.stop()


def _take_afresh(folder: Folder) -> int:
    """Take the folder, without what an earlier run said of itself."""
    lock = take(folder)
    beats.forget(folder)
    return lock


def say(line: str) -> None:
    """Tell the person at the terminal, if there still is one."""
    with contextlib.suppress(OSError):
        sys.stdout.write(f"  {line}\n")
        sys.stdout.flush()


def web_port(wish: Wish, folder: Folder) -> int:
    """Return the port asked for; without one that of last time, 8000, or any that is free.

    Raises:
        PortIsTaken: another program has the one asked for.
        PortNotAllowed: the system lets nobody listen there.
    """
    if wish.port is not None:
        ports.must_be_free(wish.host, wish.port)
        return wish.port
    last = urlsplit(str(read_json(folder.web_file).get("url", ""))).port
    return ports.first_free(wish.host, [last, FIRST_PORT] if last else [FIRST_PORT])


def _environment(wish: Wish, folder: Folder, settings: Configuration) -> Mapping[str, str]:
    """Return what children are told: where the data are, and how to be small."""
    environment = {
        "LINLI_HOSTS": ",".join(settings.hosts or hosts.names(wish.host)),
        # Two arenas instead of eight a core: each thread's own would never shrink.
        "MALLOC_ARENA_MAX": "2",
        **os.environ,
        "LINLI_DATA": str(folder.root),
        "PYTHONUNBUFFERED": "1",
    }
    environment.pop("DJANGO_SETTINGS_MODULE", None)
    return environment


@dataclass(slots=True)
class Start:
    """One start, step by step."""

    wish: Wish
    folder: Folder
    supervisor: Supervisor
    bus: EmbeddedBus
    port: int
    settings: Configuration = field(default_factory=Configuration)

    def bring_up(self) -> dict[str, Any] | None:
        """Start bus and pages and make the data ready; None when told to stop meanwhile.

        Where the data were ready already, the pages start while the sign-in link is made.

        Raises:
            LinliError: whatever stood in the way.
        """
        embedded_bus.where(self.folder)  # what stands in its way is a sentence, not a fall
        self.supervisor.start(Child("bus", _("总线"), self.bus.command, wave=1))
        ready = stamp.is_current(self.folder, self.settings.database_url, self.settings.systems)
        if ready:
            self._start_web()
        prepared = self._prepare()
        if prepared is None:
            return None
        if not ready:
            self._start_web()
        answered = self.until_answering("bus", *embedded_bus.address(self.folder), b"")
        local = hosts.this_machine(self.wish.host)
        ask = f"GET / HTTP/1.0\r\nHost: {hosts.bracketed(local)}:{self.port}\r\n\r\n".encode()
        answered = answered and self.until_answering("web", local, self.port, ask)
        return prepared if answered else None

    def let_in(self) -> None:
        """Let the bus know of cabinets that were put up or shut out since the last look."""
        with contextlib.suppress(OSError):  # a full disk: who is let in stays as it is
            if self.bus.let_in():
                self.supervisor.signal("bus", signal.SIGHUP)

    def _start_web(self) -> None:
        url = f"http://{hosts.bracketed(hosts.this_machine(self.wish.host))}:{self.port}"
        write_json(self.folder.web_file, {"url": url})
        command = python("linli.server.web", self.wish.host, str(self.port))
        self.supervisor.start(Child("web", _("网页"), _always(command)))

    def bring_up_the_rest(self, demo: list[str]) -> None:
        """Start what the first page does not need: event ingest, jobs, the demo's cabinets."""
        wanted = systems.processes(self.settings.systems)
        for name, called in (("ingest", _("事件接收")), ("jobs", _("后台任务"))):
            if name not in wanted:
                continue
            command = python(f"linli.server.{name}")
            self.supervisor.start(Child(name, called, _always(command)))
        for code in demo:
            command = python("linli.cabinet", str(self.folder.cabinet_config(code)))
            called = _("柜子 {code}").format(code=code)
            self.supervisor.start(Child(f"cabinet-{code}", called, _always(command)))

    def _prepare(self) -> dict[str, Any] | None:
        wanted = ["--demo" if self.wish.demo else "--no-demo"]
        if self.wish.serves:  # a link in a log would be a key for whoever reads the log
            wanted.append("--no-sign-in")
        command = python("linli.server.prepare", *wanted)
        process = self.supervisor.run_once(command, "prepare")
        try:
            while process.poll() is None and not self.supervisor.is_stopping:
                self.supervisor.wait()
        finally:
            process.kill()
            out, _err = process.communicate()
        if self.supervisor.is_stopping:
            return None
        return self._read(process, out)

    def _read(self, process: subprocess.Popen[bytes], out: bytes) -> dict[str, Any]:
        if process.returncode != 0:
            raise NotPrepared(log=str(self.folder.log_of("prepare")))
        result: dict[str, Any] = json.loads(out)
        if "refused" in result:
            raise self._refusal(result["refused"], result["reason"])
        return result

    def _refusal(self, refused: str, reason: str) -> LinliError:
        match refused:
            case "disk_is_full":
                return DiskIsFull(folder=str(self.folder.root), megabytes=ROOM_NEEDED_MB)
            case "address_is_wrong":
                return DatabaseAddressIsWrong()
            case "driver_missing":
                return DriverMissing()
            case "secrets_torn":
                return SecretsAreTorn(file=str(self.folder.root / SECRETS))
            case _:
                return DatabaseDoesNotAnswer(reason=reason)

    def until_answering(self, name: str, host: str, port: int, ask: bytes) -> bool:
        """Wait until a part answers; False when told to stop meanwhile.

        Raises:
            DoesNotRun: it fell again and again, or stayed silent.
        """
        give_up = clock.mono_ms() + LONGEST_START_MS
        while not self.supervisor.is_stopping:
            if _answers(host, port, ask):
                return True
            if self.supervisor.falls(name) >= FALLS_AT_START or clock.mono_ms() > give_up:
                log = str(self.folder.log_of(name))
                raise DoesNotRun(name=self.supervisor.called(name), log=log)
            self.supervisor.wait(LOOK_AGAIN_MS)
        return False

    def tell(
        self, prepared: Mapping[str, Any], *, bus_version: str, is_new: bool, took_ms: int
    ) -> None:
        """Say in a few lines where everything is."""
        if self.wish.serves:
            for line in serving.told(self.settings, self.folder, took_ms=took_ms):
                say(line)
            return
        how = _("新建") if is_new else _("已有")
        seconds = f"{took_ms / 1000:.1f}"
        bus = "{}:{}".format(*embedded_bus.address(self.folder))
        address = f"http://{hosts.bracketed(hosts.seen_from_outside(self.wish.host))}:{self.port}"
        link = address + prepared["sign_in"]
        say(_("数据    {folder}    {how}").format(folder=self.folder.root, how=how))
        say(_("总线    NATS {version}    {address}").format(version=bus_version, address=bus))
        if prepared["demo"]:
            codes = "、".join(prepared["demo"])
            say(_("演示    白玉兰广场，模拟柜子 {codes}").format(codes=codes))
        else:
            say(_("演示    无"))
        say(_("网页    {address}/    用时 {seconds} 秒").format(address=address, seconds=seconds))
        say(_("登录    {link}    （只能用一次）").format(link=link))
        if prepared["demo"]:
            say(_("先看    {address}/demo    （登录以后）").format(address=address))
        if hosts.is_only_this_machine(self.wish.host):
            say(_("手机试用：linli --host 0.0.0.0"))
        say(_("按 Ctrl+C 停止。") + "    English: linli --lang en")
        if self._opens_browser():
            import webbrowser  # noqa: PLC0415  # a slow import that a server never needs

            webbrowser.open(link)

    def _opens_browser(self) -> bool:
        if self.wish.opens is not None:
            return self.wish.opens
        has_screen = any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY"))
        return sys.stdout.isatty() and (has_screen or sys.platform == "darwin")


def python(module: str, *arguments: str) -> list[str]:
    """Return how to run one of our modules with this Python."""
    return [sys.executable, "-m", module, *arguments]


def _always(command: list[str]) -> Callable[[], Sequence[str]]:
    return lambda: command


def _answers(host: str, port: int, ask: bytes) -> bool:
    """Whether something there accepts and says anything at all."""
    try:
        with socket.create_connection((host, port), timeout=LONGEST_ANSWER_S) as line:
            line.sendall(ask)
            return bool(line.recv(1))
    except OSError:
        return False
