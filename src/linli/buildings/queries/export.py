"""All matters of a building as a table: each that was raised is a line, whatever became of it."""

from django.db.models import Count, F
from django.utils.translation import gettext

from linli.buildings.enums.matters import Exclusion, MatterState, Verdict
from linli.buildings.models import Committee, Matter
from linli.web.exports import MOST_ROWS, Cell, Table


def matters_table(committee: Committee) -> Table:
    """Return a building's matters, the first first: one query. Who raised one is not in it."""
    rows = Matter.objects.filter(committee=committee).annotate(
        voices_count=Count("voices"), into=F("merged_into__number")
    )
    found = rows.order_by("number")[: MOST_ROWS + 1]
    return Table("matters", _columns(), [_row(one) for one in found])


def _columns() -> list[str]:
    return [
        gettext("编号"),
        gettext("什么事"),
        gettext("在哪里"),
        gettext("提出时间"),
        gettext("受理时间"),
        gettext("答应的日子"),
        gettext("期限"),
        gettext("曾经逾期"),
        gettext("进展"),
        gettext("不办的原因"),
        gettext("并入"),
        gettext("答复"),
        gettext("答复时间"),
        gettext("提出人的评价"),
        gettext("重开次数"),
        gettext("附议"),
    ]


def _row(one: Matter) -> list[Cell]:
    counted: int = one.voices_count  # type: ignore[attr-defined]  # annotated
    into: int | None = one.into  # type: ignore[attr-defined]  # annotated
    return [
        one.number,
        one.title,
        one.spot,
        one.raised_at,
        one.taken_up_at,
        one.promised_on,
        one.due_on,
        gettext("是") if one.was_late else gettext("否"),
        str(MatterState(one.state).label),
        str(Exclusion(one.exclusion).label) if one.exclusion else "",
        into,
        one.answer,
        one.closed_at,
        str(Verdict(one.verdict).label),
        one.reopened,
        counted - 1,
    ]
