"""What owners say is wrong with their meals, for themselves and for the crew."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from linli.lockers.enums import ReportAnswer, ReportKind
from linli.lockers.models import MealReport
from linli.lockers.queries.door import label_of

SHOWN = 20
"""Reports on one board; the next come up as these are answered."""


@dataclass(frozen=True, slots=True)
class ReportNow:
    """One report. ``answer`` and ``answered_at`` are None until it is answered."""

    number: int
    kind: ReportKind
    made_at: datetime
    answer: ReportAnswer | None
    answered_at: datetime | None


@dataclass(frozen=True, slots=True)
class BoardReport:
    """One open report as the crew sees it, with the door of its meal."""

    number: int
    kind: ReportKind
    made_at: datetime
    cabinet: str
    comp: int
    deposit: str
    label: str


def last_report(deposit: str) -> ReportNow | None:
    """Return the newest report of a meal."""
    found = MealReport.objects.filter(deposit__code=deposit).order_by("-pk").first()
    if found is None:
        return None
    return ReportNow(
        number=found.pk,
        kind=ReportKind(found.kind),
        made_at=found.made_at,
        answer=ReportAnswer(found.answer) if found.answer else None,
        answered_at=found.answered_at,
    )


def open_reports(buildings: Sequence[int]) -> list[BoardReport]:
    """Return what waits for an answer in these buildings, the longest wait first."""
    rows = MealReport.objects.filter(deposit__building__in=buildings, answered_at=None)
    found = rows.select_related("deposit__cabinet").order_by("made_at", "pk")
    return [_on_board(one) for one in found[:SHOWN]]


def reports_version(buildings: Sequence[int]) -> str:
    """Return a short text that differs whenever ``open_reports`` would."""
    rows = MealReport.objects.filter(deposit__building__in=buildings, answered_at=None)
    return ".".join(str(one) for one in rows.order_by("pk").values_list("pk", flat=True))


def open_report(buildings: Sequence[int], number: int) -> BoardReport | None:
    """Return one that waits for an answer; None where there is none in these buildings."""
    rows = MealReport.objects.filter(deposit__building__in=buildings, answered_at=None)
    found = rows.select_related("deposit__cabinet").filter(pk=number).first()
    return None if found is None else _on_board(found)


def _on_board(report: MealReport) -> BoardReport:
    deposit = report.deposit
    return BoardReport(
        number=report.pk,
        kind=ReportKind(report.kind),
        made_at=report.made_at,
        cabinet=deposit.cabinet.code,
        comp=deposit.comp,
        deposit=deposit.code,
        label=label_of(deposit.tail, deposit.order_no),
    )
