"""Why a row of a table of companies cannot be taken in, in words for who made it."""

from django.utils.translation import gettext_lazy as _

from linli.kernel.errors import Conflict, Invalid


class DayOfFactsNeeded(Invalid):
    """A row that tells facts and not of which day."""

    says = _("写了企业情况，就要在“截至”里写是哪一天的，不能晚于今天。")


class DayUnreadable(Invalid):
    """A cell that is no day."""

    says = _("日期要像 2026-03-02。")


class PlaceIncomplete(Invalid):
    """A row with a part of a tenancy."""

    says = _("楼层、面积、租期第一天要一起写，或者都不写。")


class CodeOfAnother(Conflict):
    """The code belongs to another company, or the company has another code."""

    says = _("信用代码和登记的不一致：登记的是 {known}。请先核对。")
    known: str


class SitsOtherwise(Conflict):
    """The company is on that floor with another area or lease."""

    says = _("这家企业在 {floor} 登记的面积或租期不同。请在企业的页面上更正。")
    floor: str


class SaidTwice(Conflict):
    """Two rows say different things of one company."""

    says = _("和第 {row} 行说的不一样。")
    row: int


class TableOutdated(Conflict):
    """Companies have changed since the table was tried, and so has what it would do."""

    says = _("试算之后企业有了变化。下面是新的结果，请再看一遍。")
