"""What is wrong with how this installation was set, in words for the person who set it."""

from linli.kernel.errors import Invalid, Missing, Unavailable
from linli.server.words import gettext_lazy as _


class UnknownSetting(Invalid):
    """A name that no setting has: most often a slip of the fingers."""

    says = _("{where} 里的 {name} 不是任何设置的名字。所有设置见 docs/SETTINGS.md")
    where: str
    name: str


class BadSetting(Invalid):
    """A value that this setting cannot have. The value is not repeated: it may be a secret."""

    says = _("{where} 里的 {name} 应为{needed}。")
    where: str
    name: str
    needed: str


class SettingSaidTwice(Invalid):
    """A secret that was given both itself and by a file."""

    says = _("{name} 和 {name_file} 只能写一个。")
    name: str
    name_file: str


class SecretFileUnreadable(Unavailable):
    """The file that is to hold a secret cannot be read."""

    says = _("{name} 指定的文件 {file} 读不了（{reason}）。")
    name: str
    file: str
    reason: str


class SettingsFileMissing(Missing):
    """The file of settings that was named is not there or cannot be read."""

    says = _("读不了设置文件 {file}（{reason}）。")
    file: str
    reason: str


class SettingsFileTorn(Invalid):
    """The file of settings is no TOML."""

    says = _("看不懂设置文件 {file}：{reason}")
    file: str
    reason: str


class NotSafe(Unavailable):
    """What is set here must not be shown to the world; each reason is a line."""

    says = _("这样的设置不能对外服务：\n{reasons}")
    reasons: str


class UnknownSystem(Invalid):
    """A system that this program does not have: most often a slip of the fingers."""

    says = _("{where} 里的 {name} 写了 {unknown}，没有这样的系统。有的是：{known}")
    where: str
    name: str
    unknown: str
    known: str


class SystemNotHere(Missing):
    """A command of a system that is switched off here."""

    says = _("这里没有启用系统 {system}。要启用，请把它写进设置 systems，再重新启动邻里。")
    system: str
