"""Complaints: taken down, answered once, escalated while nobody answers, signed for."""

import json
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from tests.lockers.test_supervision import seat, signs, today
from tests.lockers.tower import Tower, must_be_whole

from linli.ledger.models import Entry
from linli.lockers.actions.complaints import (
    answer_complaint,
    escalate_complaints,
    take_complaint,
)
from linli.lockers.actions.reports import answer_report, report_meal
from linli.lockers.enums import ReportAnswer, ReportKind
from linli.lockers.errors import FiguresMoved
from linli.lockers.models import Complaint, CoSignature, MealReport
from linli.lockers.property_errors import ComplaintAnswered
from linli.lockers.queries.complaints import complaints_waiting
from linli.lockers.queries.supervision import bounds, digest_of
from linli.people.enums import Role

pytestmark = pytest.mark.django_db

MARCH_2 = date(2026, 3, 2)
HOUR_S = 3_600


def complains(tower: Tower) -> int:
    take_complaint(seat(tower), said="柜门夹手", now=tower.now)
    return Complaint.objects.latest("pk").pk


def reports(tower: Tower) -> MealReport:
    report_meal(deposit=tower.stored().deposit, kind=ReportKind.DAMAGED, now=tower.now)
    return MealReport.objects.latest("pk")


def levels() -> list[int]:
    found = [model.objects.order_by("pk") for model in (Complaint, MealReport)]
    return [one.level for rows in found for one in rows]


def told() -> list[str]:
    verbs = Entry.objects.filter(verb__startswith="complaint_").order_by("pk")
    return list(verbs.values_list("verb", flat=True))


def test_a_complaint_is_answered_once_and_by_its_own_building(tower: Tower) -> None:
    number, crew = complains(tower), seat(tower, Role.CREW)
    with pytest.raises(ComplaintAnswered):
        answer_complaint(crew, number=number + 1, answer="换了", now=tower.now)
    answer_complaint(crew, number=number, answer="换了垫圈", now=tower.now)

    with pytest.raises(ComplaintAnswered):
        answer_complaint(crew, number=number, answer="又换", now=tower.now)

    (shown,) = today(tower).complaints
    assert (shown.said, shown.answer, shown.answered_at) == ("柜门夹手", "换了垫圈", tower.now)
    assert told() == ["complaint_taken", "complaint_answered"]
    assert "柜门" not in "".join(Entry.objects.values_list("facts", flat=True))
    assert str(Complaint.objects.get()) == f"#{number} {tower.place.pk}"
    must_be_whole()


def test_both_kinds_stand_in_the_day_in_the_order_in_which_they_came(tower: Tower) -> None:
    report = reports(tower)
    tower.wait(60)
    complains(tower)

    known = today(tower)

    assert [(one.of_meal, one.said) for one in known.complaints] == [
        (True, "餐损坏了"),
        (False, "柜门夹手"),
    ]
    first, second = known.complaints
    assert first.where.startswith("T-A-0")
    assert first.due_at - first.made_at == timedelta(hours=2)
    assert second.due_at - second.made_at == timedelta(hours=24)
    answer_report(
        actor="person:1",
        buildings=[tower.place.pk],
        number=report.pk,
        answer=ReportAnswer.REFUND,
        now=tower.now,
    )
    assert today(tower).complaints[0].answer == str(ReportAnswer.REFUND.label)


def test_a_complaint_moves_the_figures_that_property_signs_and_no_word_of_it_is_kept(
    tower: Tower,
) -> None:
    before = digest_of(today(tower).seen)
    number = complains(tower)

    with pytest.raises(FiguresMoved):
        signs(tower, before)
    signs(tower)

    seen = json.loads(CoSignature.objects.get().seen)
    assert [one[:2] for one in seen["complaints"]] == [[False, number]]
    assert "柜门" not in CoSignature.objects.get().seen


def test_what_nobody_answers_waits_on_the_days_after_and_escalates_once_a_step(
    tower: Tower,
) -> None:
    reports(tower)
    complains(tower)
    answered = complains(tower)
    answer_complaint(seat(tower, Role.CREW), number=answered, answer="换了", now=tower.now)
    assert escalate_complaints(now=tower.now) == 0

    tower.now += timedelta(hours=2)
    assert [escalate_complaints(now=tower.now) for _ in range(2)] == [1, 0]
    assert levels() == [0, 0, 1]
    tower.now += timedelta(hours=22)
    assert [escalate_complaints(now=tower.now) for _ in range(2)] == [2, 0]
    assert levels() == [1, 0, 2]
    tower.now += timedelta(hours=48)
    assert escalate_complaints(now=tower.now) == 1

    assert levels() == [2, 0, 2]
    assert told().count("complaint_escalated") == 4
    waiting = complaints_waiting(tower.place, bounds(MARCH_2 + timedelta(days=1))[0])
    assert [(one.of_meal, one.level) for one in waiting] == [(False, 2), (True, 2)]
    assert complaints_waiting(tower.place, bounds(MARCH_2)[0]) == []


def test_the_database_keeps_an_answer_with_whoever_gave_it(tower: Tower) -> None:
    complains(tower)

    with pytest.raises(IntegrityError), transaction.atomic():
        Complaint.objects.update(answered_at=tower.now)
