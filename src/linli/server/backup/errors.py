"""What keeps a backup from being made or restored, in words for the person at the terminal."""

from linli.kernel.errors import Conflict, Denied, Invalid, LinliError, Missing, Unavailable
from linli.server.words import gettext_lazy as _


class NobodyCouldOpen(Invalid):
    """Neither a passphrase nor a recipient was given, and a plain backup was not asked for."""

    says = _(
        "请说明备份怎样加密：--passphrase-file 文件，或 --to age 公钥。"
        "只有 --plain 才会写出不加密的备份。"
    )


class OneLockOnly(Invalid):
    """A passphrase, recipients and --plain exclude one another."""

    says = _("口令、--to 和 --plain 只能选一种。")


class RecipientUnreadable(Invalid):
    """What was given as a recipient is none."""

    says = _("看不懂公钥 {text}。应以 age1 或 ssh-ed25519 开头。")
    text: str


class IdentityUnreadable(Invalid):
    """A file that should hold private keys holds none."""

    says = _("{file} 里没有 age 私钥。每行应以 AGE-SECRET-KEY- 开头。")
    file: str


class PassphraseIsEmpty(Invalid):
    """An empty passphrase protects nothing."""

    says = _("口令是空的。")


class NotABackup(Invalid):
    """The file is something else."""

    says = _("{file} 不是邻里的备份。")
    file: str


class BackupDamaged(Invalid):
    """The file was cut off or changed."""

    says = _("{file} 已损坏（{reason}），没有恢复任何内容。")
    file: str
    reason: str


class KeyDoesNotFit(Denied):
    """The passphrase or the private key opens another backup, or none was given."""

    says = _("打不开这份备份：口令或私钥不对。")


class BackupIsNewer(Conflict):
    """The backup was made by a later version; an earlier one cannot read it."""

    says = _("这份备份由邻里 {theirs} 制作，这里是 {ours}。请先升级：pip install --upgrade linli")
    theirs: str
    ours: str


class OtherEngine(Conflict):
    """The backup is of SQLite and the target PostgreSQL, or the other way round."""

    says = _("这份备份来自 {theirs}，这里用的是 {ours}。请按备份设置 LINLI_DATABASE_URL。")
    theirs: str
    ours: str


class TargetNotEmpty(Conflict):
    """There is an installation already where the backup is to go."""

    says = _("{where} 里已有数据，没有覆盖。确定要换成备份的内容，请加 --overwrite")
    where: str


class StopLinliFirst(Conflict):
    """Nothing may write while everything is being replaced."""

    says = _("{folder} 里的邻里正在运行。请先停止它再恢复。")
    folder: str


class AnotherBackupRuns(Conflict):
    """Two backups of one installation at once would be in each other's way."""

    says = _("这个数据文件夹正在做另一份备份：{folder}")
    folder: str


class NoRoomForBackup(Unavailable):
    """The disk became full; the backup that was there before is untouched."""

    says = _("磁盘空间不够（{reason}）。原来的备份没有改动。")
    reason: str


class CannotWriteBackup(Unavailable):
    """The place where the backup should go refuses it."""

    says = _("不能写入 {file}（{reason}）。")
    file: str
    reason: str


class ClientMissing(Missing):
    """The programs that dump and load PostgreSQL are not installed here."""

    says = _("找不到 {name}。请安装 PostgreSQL 的客户端程序：apt-get install postgresql-client")
    name: str


class DumpFailed(Unavailable):
    """PostgreSQL's own program gave up; what it said is the reason."""

    says = _("{name} 没有完成：{reason}")
    name: str
    reason: str


class DrillImpossible(Unavailable):
    """The database does not let us make a scratch database for the restore drill."""

    says = _(
        "不能建立演练用的临时数据库（{reason}）。请给这个数据库用户 CREATEDB 权限，"
        "或用 --no-drill 跳过恢复演练。"
    )
    reason: str


class DrillDiffers(LinliError):
    """What came back from the new backup is not what went in; it was thrown away."""

    says = _("恢复演练没有通过：{tables}。这份备份已丢弃，原来的备份没有改动。")
    tables: str


class RestoredDiffers(LinliError):
    """What was loaded is not what the backup says it holds."""

    says = _("恢复的内容与备份记录的不一致：{tables}。")
    tables: str


class SettlingFailed(Unavailable):
    """The restored tables could not be brought to this version."""

    says = _("恢复后升级数据没有完成：{reason}")
    reason: str
