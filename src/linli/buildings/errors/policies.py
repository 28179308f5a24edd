"""What can go wrong when a policy is written down: which line, and what may stand there."""

from django.utils.translation import gettext_lazy as _

from linli.kernel.errors import Invalid


class LineUnreadable(Invalid):
    """A line that is no condition, no clause and no frame."""

    says = _("第 {line} 行看不懂：这里要写一项事实，像“{example}”。可以写的事实：{allowed}。")
    line: int
    example: str
    allowed: str


class ComparisonUnfit(Invalid):
    """A fact, followed by something that it cannot be compared by."""

    says = _("第 {line} 行：“{fact}”后面可以写：{allowed}。")
    line: int
    fact: str
    allowed: str


class ValueUnfit(Invalid):
    """A value that the fact can never have."""

    says = _("第 {line} 行：“{fact}”的值要写成{allowed}。")
    line: int
    fact: str
    allowed: str


class RangeBackwards(Invalid):
    """A range whose end lies before its beginning."""

    says = _("第 {line} 行：前一个值要不大于后一个值。")
    line: int


class ClauseNeeded(Invalid):
    """A condition without the clause it comes from, or a clause that says less than it has to."""

    says = _("第 {line} 行的条件要有依据：下一行写“依据：文件|条款|原句”，每段最多 {most} 个字。")
    line: int
    most: int


class ClauseAlone(Invalid):
    """A clause that no condition stands before."""

    says = _("第 {line} 行的依据前面没有条件。每个条件写一行，依据写在它的下一行。")
    line: int


class FrameOpen(Invalid):
    """A frame that is not closed."""

    says = _("第 {line} 行的“{frame}”没有结束：最后一个条件后面另起一行写“完”。")
    line: int
    frame: str


class FrameEmpty(Invalid):
    """A frame, or a whole policy, without a condition in it."""

    says = _("第 {line} 行之后没有条件，至少写一个，像“{example}”。")
    line: int
    example: str


class NothingToClose(Invalid):
    """An end to which there is no beginning."""

    says = _("第 {line} 行的“完”多了：前面没有“全部：”“任一：”或“都不：”。")
    line: int


class TooManyConditions(Invalid):
    """More than anybody can check."""

    says = _("第 {line} 行：条件太多或套得太深。最多 {most} 个条件，套 {deep} 层。")
    line: int
    most: int
    deep: int
