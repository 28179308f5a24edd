"""What can be wrong with a replay before it runs, in words for whoever typed the command."""

from linli.kernel.errors import Invalid, LinliError, Missing, Unavailable
from linli.server.words import Later, gettext
from linli.server.words import gettext_lazy as _

SHOWN_AT_MOST = 20
"""Problems printed of a file; the rest are counted."""


class FileRefused(Invalid):
    """A file of orders that cannot be replayed; ``problems`` says why, in the file's order."""

    file: str
    problems: tuple[LinliError, ...]

    def __str__(self) -> str:
        lines = [gettext("没有开始：{file} 不能使用。").format(file=self.file)]
        lines += [str(problem) for problem in self.problems[:SHOWN_AT_MOST]]
        if (more := len(self.problems) - SHOWN_AT_MOST) > 0:
            lines.append(gettext("……还有 {more} 处。").format(more=more))
        return "\n".join(lines)


class FileUnreadable(Invalid):
    """No such file, a folder, or no right to read it."""

    says = _("没有找到这个文件，或没有读取它的权限。")


class FileEmpty(Invalid):
    """Not one byte."""

    says = _("文件是空的。第 1 行应是列名，例如 ready_at,size。")


class NotText(Invalid):
    """Bytes that are no UTF-8, or that no text has."""

    says = _("第 {line} 行不是 UTF-8 文本：这不是 CSV 文件，或需要先另存为 UTF-8。")
    line: int


class LineTooLong(Invalid):
    """A line that no table of orders has."""

    says = _("第 {line} 行超过 {limit} 个字节，这不是订单表。")
    line: int
    limit: int


class QuotesBroken(Invalid):
    """A quoted cell that does not end, or goes on after its end."""

    says = _("第 {line} 行的引号不成对。")
    line: int


class NoReadyAt(Invalid):
    """The first line does not name the one column that is needed."""

    says = _("第 1 行没有 ready_at 这一列。第 1 行应是列名，用英文逗号分开，例如 ready_at,size。")


class ColumnTwice(Invalid):
    """Two columns of one name."""

    says = _("第 1 行的列名 {column} 出现了两次。")
    column: str


class NoRows(Invalid):
    """A header and nothing below."""

    says = _("列名下面没有订单。")


class TooManyRows(Invalid):
    """More rows than a replay holds in memory."""

    says = _("第 {line} 行起超过了 {limit} 份订单，请拆成几个文件。")
    line: int
    limit: int


class CellsMissing(Invalid):
    """A row with more or fewer cells than the header."""

    says = _("第 {line} 行有 {cells} 格，列名有 {columns} 个。")
    line: int
    cells: int
    columns: int


class ReadyAtUnreadable(Invalid):
    """A time that is not ISO 8601 with a time of day."""

    says = _("第 {line} 行的 ready_at「{text}」不是时间，应写成 2015-01-01T11:38:36。")
    line: int
    text: str


class SizeUnknown(Invalid):
    """A size that no compartment has."""

    says = _("第 {line} 行的 size「{text}」不是 S、M 或 L。")
    line: int
    text: str


class WaitImpossible(Invalid):
    """A number of seconds that nobody waits."""

    says = _("第 {line} 行的 collected_after_s「{text}」应是 0 到 {most} 之间的秒数。")
    line: int
    text: str
    most: int


class OrderNoUnreadable(Invalid):
    """An order number that the courier's page would not take."""

    says = _("第 {line} 行的 order_no「{text}」不是订单号：5 到 32 位字母、数字、短横线。")
    line: int
    text: str


class OrderNoTwice(Invalid):
    """One order number on two lines."""

    says = _("第 {line} 行的 order_no「{text}」在第 {first} 行已经有了。")
    line: int
    text: str
    first: int


class PhoneUnreadable(Invalid):
    """A phone that no phone in this country has."""

    says = _("第 {line} 行的 phone「{text}」不是有效的手机号。")
    line: int
    text: str


class NobodyInWindow(Invalid):
    """The file's orders are all before or after the part of the day that was asked for."""

    says = _("{start} 到 {end} 之间没有订单，请改 --from 和 --to。")
    start: str
    end: str


class OptionImpossible(Invalid):
    """An option with a value it cannot have."""

    says = _("没有开始：{option} 的值「{text}」不行。{why}")
    option: str
    text: str
    why: str | Later


class NotRunning(Unavailable):
    """There is no Linli in this data folder, or it does not answer."""

    says = _("没有开始：{data} 里没有正在运行的 Linli。请先运行：linli --data {data} --no-open")
    data: str


class NotLetIn(Unavailable):
    """The running Linli refused what the replay asked of it before anything ran."""

    says = _("没有开始：{url} 拒绝了请求（{status}）：{sentence}")
    url: str
    status: int
    sentence: str


class NoSuchTower(Missing):
    """No tower of this code, or none whose cabinets live in this data folder."""

    says = _("没有开始：这里没有编号为 {tower} 的楼，或它的柜子不在这个数据文件夹里。")
    tower: str


class NoAnswer(Unavailable):
    """The server was away for longer than it takes to come back by itself."""

    says = _("服务器在 {seconds} 秒内没有回答：{url}")
    url: str
    seconds: int


class NotHeard(Unavailable):
    """A cabinet's agent runs, and the server does not hear it."""

    says = _("服务器收不到 {cabinet} 的消息。请检查总线。")
    cabinet: str


class AgentStopped(Unavailable):
    """A cabinet's agent ended while the replay still needed it."""

    says = _("{cabinet} 的柜机程序停了（{status}），记录在 {log}")
    cabinet: str
    status: int
    log: str
