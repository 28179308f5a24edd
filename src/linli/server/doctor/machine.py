"""The machine: Python, letters, time zone, clock, and the folder that everything lies in."""

import ctypes
import shutil
import sys
import zoneinfo
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from linli.kernel import clock
from linli.server.errors import DiskIsFull, FolderNotWritable
from linli.server.findings import Finding, bad, good, note
from linli.server.folder import Folder, make_ready
from linli.server.words import gettext as _

OLDEST_PYTHON = (3, 11)
"""Source: pyproject.toml, requires-python."""

ZONE = "Asia/Shanghai"
"""In which pages tell the time. Source: server.settings."""

COMFORTABLE_MB = 1_024
"""A tower writes about 2 GB a year: with less than half of that left, somebody should look."""

_TIME_ERROR = 5
"""The clock is not synchronised. Source: adjtimex(2), return values."""


@dataclass(frozen=True, slots=True)
class Machine:
    """What is read of the machine. ``is_synchronised`` is None where the system does not say."""

    python: tuple[int, ...]
    encoding: str
    now: datetime
    is_synchronised: bool | None


def read_machine() -> Machine:
    """Read it; nothing is changed."""
    return Machine(
        python=tuple(sys.version_info[:3]),
        encoding=sys.stdout.encoding or sys.getfilesystemencoding(),
        now=clock.now().astimezone(),
        is_synchronised=_is_synchronised(),
    )


def _is_synchronised() -> bool | None:
    """Ask the kernel, which says so whatever program keeps its clock."""
    if sys.platform != "linux":
        return None
    asked = ctypes.create_string_buffer(512)  # more than struct timex has; all zero: only read
    said = ctypes.CDLL(None).adjtimex(asked)
    return None if said < 0 else bool(said != _TIME_ERROR)


def look_at(machine: Machine) -> Iterator[Finding]:
    """Yield what is found of the machine."""
    yield _python(machine)
    yield _letters(machine)
    yield _zone(machine)
    yield _clock(machine)


def _python(machine: Machine) -> Finding:
    version, oldest = (".".join(map(str, one)) for one in (machine.python, OLDEST_PYTHON))
    if machine.python < OLDEST_PYTHON:
        says = _("Python 的版本是 {version}，至少要 {oldest}。").format(
            version=version, oldest=oldest
        )
        return bad(says, _("请安装新的 Python，再用它安装邻里。"))
    return good(_("Python {version}").format(version=version))


def _letters(machine: Machine) -> Finding:
    if machine.encoding.lower().replace("-", "") != "utf8":
        says = _("这里的文字编码是 {encoding}，中文会变成乱码。").format(encoding=machine.encoding)
        return bad(says, _("请设置 LANG=C.UTF-8"))
    return good(_("文字编码 UTF-8"))


def _zone(machine: Machine) -> Finding:
    try:
        there = machine.now.astimezone(zoneinfo.ZoneInfo(ZONE)).utcoffset()
    except zoneinfo.ZoneInfoNotFoundError:
        return bad(
            _("这台机器不认识时区 {zone}。").format(zone=ZONE),
            _("请安装时区数据：apt install tzdata，或 pip install tzdata"),
        )
    if machine.now.utcoffset() != there:
        says = _("这台机器的时区不是 {zone}：网页上的时间和系统日志里的会不一样。")
        return note(says.format(zone=ZONE), _("请运行：timedatectl set-timezone Asia/Shanghai"))
    return good(_("时区 {zone}").format(zone=ZONE))


def _clock(machine: Machine) -> Finding:
    match machine.is_synchronised:
        case True:
            return good(_("时钟已和网络时间同步"))
        case False:
            says = _("时钟没有和网络时间同步，保存时限和取餐码会不准。")
            return bad(says, _("请运行：timedatectl set-ntp true"))
        case None:
            says = _("这个系统不说时钟是否同步。")
            return note(says, _("请自己确认时间是对的。"))


def clock_against(newest: datetime | None, *, now: datetime, most: timedelta) -> Finding:
    """Hold the clock against the newest instant that the ledger has written down."""
    if newest is not None and newest - now > most:
        says = _("时钟倒退了：账本里最新的一条比现在晚 {seconds} 秒。").format(
            seconds=round((newest - now).total_seconds())
        )
        return bad(says, _("请先校准时钟（timedatectl），再重新启动邻里。"))
    return good(_("时钟没有倒退"))


def look_at_folder(folder: Folder) -> Iterator[Finding]:
    """Yield what is found of the data folder: is it there, can it be written, is there room."""
    if not folder.root.exists():
        yield bad(_("还没有数据文件夹 {folder}。").format(folder=folder.root), _("请先运行：linli"))
        return
    try:
        make_ready(folder)
        free_mb = shutil.disk_usage(folder.root).free // 1_048_576
    except FolderNotWritable as refused:
        says = _("数据文件夹 {folder} 不能写入（{reason}）。").format(
            folder=folder.root, reason=refused.reason
        )
        remedy = _("请让运行邻里的用户拥有它：chown -R 用户 {folder}")
        yield bad(says, remedy.format(folder=folder.root))
        return
    except DiskIsFull as refused:
        yield bad(str(refused), _("请删去不要的文件，或换一块更大的磁盘。"))
        return
    if free_mb < COMFORTABLE_MB:
        says = _("数据文件夹所在的磁盘只剩 {megabytes} MB。").format(megabytes=free_mb)
        yield note(says, _("请删去不要的文件，或换一块更大的磁盘。"))
        return
    says = _("数据文件夹 {folder} 可以写入，还有 {megabytes} MB。")
    yield good(says.format(folder=folder.root, megabytes=free_mb))
