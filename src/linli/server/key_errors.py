"""What stands in the way of retiring a key, in words for who runs this installation."""

from linli.kernel.errors import Conflict, Missing
from linli.server.words import gettext_lazy as _


class NoSuchKey(Missing):
    """No key has this number."""

    says = _("没有第 {key} 号密钥。linli keys list 列出所有密钥。")
    key: int


class NewestKey(Conflict):
    """The newest key seals everything that is written."""

    says = _("第 {key} 号是正在使用的密钥，不能停用。请先运行 linli keys rotate。")
    key: int


class KeyStillNeeded(Conflict):
    """Rows are sealed with this key; without it nobody could read them."""

    says = _("还有 {rows} 项数据用第 {key} 号密钥封存。请先运行 linli keys reseal。")
    key: int
    rows: int


class NewKeyTooYoung(Conflict):
    """What was begun before the newer key was made may still be written with the old one."""

    says = _("新密钥刚刚生成。请在 {minutes} 分钟后再停用旧的。")
    minutes: int
