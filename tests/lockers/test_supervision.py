"""A building's day from recorded facts, the signature under it, and orders that escalate."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction
from tests.lockers.tower import Tower, must_be_whole

from linli.ledger.models import Entry
from linli.lockers.access import Seat
from linli.lockers.actions.supervision import (
    accept_answer,
    answer_order,
    cosign,
    escalate_orders,
    order,
    send_back,
)
from linli.lockers.enums import AlarmKind
from linli.lockers.errors import (
    DaySigned,
    DeadlineUnreadable,
    FiguresMoved,
    OrderAnswered,
    OrderWaits,
    UnknownRectification,
)
from linli.lockers.models import Alarm, CabinetDay, CoSignature, Rectification
from linli.lockers.queries.supervision import Day, day_of, digest_of, orders_of, signature_of
from linli.lockers.rules.supervision import (
    COUNTED,
    REPAIR_WITHIN,
    Fault,
    LineCounts,
    Repairs,
    count_line,
    level_of,
    repairs_of,
)
from linli.people.actions import ensure_person
from linli.people.enums import Role
from linli.wire.messages import Event, EventType, Fact, Purpose

NOON = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
MARCH_2 = date(2026, 3, 2)

needs_a_database = pytest.mark.django_db


def fault(kind: AlarmKind, lasted: timedelta | None) -> Fault:
    return Fault(kind, "T-A", NOON, None if lasted is None else NOON + lasted)


def test_a_repair_is_late_after_two_hours_and_what_still_stands_may_be_too() -> None:
    faults = [
        fault(AlarmKind.FORCED, REPAIR_WITHIN),
        fault(AlarmKind.BOARD_SILENT, REPAIR_WITHIN + timedelta(seconds=1)),
        fault(AlarmKind.CABINET_SILENT, None),
        fault(AlarmKind.LEFT_OPEN, 9 * HOUR),
        fault(AlarmKind.OVERDUE, None),
    ]

    assert repairs_of(faults, now=NOON + HOUR) == Repairs(
        2, 1, REPAIR_WITHIN + timedelta(seconds=1)
    )
    assert repairs_of(faults, now=NOON + 3 * HOUR) == Repairs(1, 2, 3 * HOUR)
    assert repairs_of([], now=NOON) == Repairs(0, 0, timedelta())


def test_an_order_escalates_by_its_own_deadline_and_no_higher_than_the_district() -> None:
    levels = [
        level_of(raised_at=NOON, due_at=NOON + 4 * HOUR, now=NOON + hours * HOUR)
        for hours in (0, 3.99, 4, 7.99, 8, 100)
    ]

    assert levels == [0, 0, 1, 1, 2, 2]


def line_of(kind: EventType, data: dict[str, Fact]) -> Event:
    return Event(
        seq=1,
        mono=0,
        wall=0,
        wq=2,
        type=kind,
        comp=1,
        state=None,
        deposit="",
        grant="",
        data=data,
        hash="0" * 64,
    )


@pytest.mark.parametrize(
    ("data", "counts"), [({"dose_s": 60}, 1), ({"dose_s": 0}, 0), ({}, 0), ({"dose_s": "x"}, 0)]
)
def test_a_run_without_a_dose_is_none(data: dict[str, Fact], counts: int) -> None:
    known = LineCounts()

    count_line(known, line_of(EventType.SANI_END, data))

    assert known == LineCounts(sanitised=counts)


def test_a_line_that_no_day_is_judged_by_counts_nothing() -> None:
    known = LineCounts()

    for kind in set(EventType) - COUNTED:
        count_line(known, line_of(kind, {"dose_s": 60}))

    assert known == LineCounts()


def seat(tower: Tower, role: Role = Role.PROPERTY) -> Seat:
    return Seat(ensure_person(handle=role, name="王经理", now=tower.now), role, tower.place)


def today(tower: Tower) -> Day:
    return day_of(tower.place, MARCH_2, now=tower.now)


def signs(tower: Tower, digest: str = "") -> None:
    digest = digest or digest_of(today(tower).seen)
    cosign(seat(tower), day=MARCH_2, digest=digest, now=tower.now)


def orders(tower: Tower, hours: int = 4) -> int:
    order(seat(tower), wants="擦干净", hours=hours, now=tower.now)
    return Rectification.objects.latest("pk").pk


@needs_a_database
def test_a_day_is_counted_as_its_lines_come(tower: Tower) -> None:
    first, second = tower.stored(), tower.stored()
    tower.stored()
    tower.ask(first, Purpose.PICKUP, comp=1)
    tower.a.empty(1)
    tower.wait(61)
    tower.a.jammed.add(2)
    tower.ask(second, Purpose.PICKUP, comp=2)
    tower.wait(3)
    tower.exchange()

    known = today(tower)

    assert (known.stored, known.picked, known.overdue, known.picked_percent) == (3, 1, 0, 100.0)
    assert (known.openings, known.jams, known.sanitised) == (4, 1, 1)
    assert known.repairs.in_time == 1
    assert str(CabinetDay.objects.get()) == f"{tower.a.number} 2026-03-02"
    assert day_of(tower.place, date(2026, 3, 1), now=tower.now).stored == 0


@needs_a_database
def test_what_nobody_came_for_is_overdue_and_a_cold_zone_is_named(tower: Tower) -> None:
    assert today(tower).picked_percent is None
    tower.stored()
    tower.wait(7_200)
    tower.exchange()
    Alarm.objects.create(
        cabinet_id=tower.a.number, kind="TOO_COLD", part="1", began_at=tower.now, since=tower.now
    )

    known = today(tower)

    assert (known.overdue, known.picked_percent) == (1, 0.0)
    assert [(one.kind, one.where) for one in known.cold] == [(AlarmKind.TOO_COLD, "T-A 1")]


@needs_a_database
def test_property_signs_what_it_saw_once(tower: Tower) -> None:
    tower.stored()
    before = digest_of(today(tower).seen)
    tower.stored()

    with pytest.raises(FiguresMoved):
        signs(tower, before)
    signs(tower)
    with pytest.raises(DaySigned):
        signs(tower)

    signed = signature_of(tower.place, MARCH_2)
    kept = CoSignature.objects.get()
    assert signed is not None
    assert (signed.who, signed.digest) == ("王**", digest_of(kept.seen))
    told = Entry.objects.get(verb="day_signed")
    assert signed.digest in told.facts
    assert signature_of(tower.place, date(2026, 3, 1)) is None
    assert str(kept) == f"{tower.place.pk} 2026-03-02"
    must_be_whole()


@needs_a_database
def test_the_database_keeps_one_signature_a_day(tower: Tower) -> None:
    signs(tower)
    kept = CoSignature.objects.get()
    kept.pk = None

    with pytest.raises(IntegrityError), transaction.atomic():
        kept.save(force_insert=True)


@needs_a_database
def test_an_order_is_answered_sent_back_answered_and_accepted(tower: Tower) -> None:
    number, crew = orders(tower), seat(tower, Role.CREW)
    with pytest.raises(OrderWaits):
        accept_answer(seat(tower), number=number, now=tower.now)
    answer_order(crew, number=number, answer="擦了", now=tower.now)
    with pytest.raises(OrderAnswered):
        answer_order(crew, number=number, answer="擦了", now=tower.now)
    send_back(seat(tower), number=number, now=tower.now)
    with pytest.raises(OrderWaits):
        send_back(seat(tower), number=number, now=tower.now)
    answer_order(crew, number=number, answer="又擦了", now=tower.now)

    accept_answer(seat(tower), number=number, now=tower.now)

    verbs = Entry.objects.filter(verb__startswith="order_").order_by("pk")
    assert list(verbs.values_list("verb", flat=True)) == [
        "order_raised",
        "order_answered",
        "order_sent_back",
        "order_answered",
        "order_closed",
    ]
    assert [one.closed_at for one in orders_of(tower.place)] == [tower.now]
    assert str(Rectification.objects.get()) == f"#{number} {tower.place.pk}"


@needs_a_database
def test_an_order_has_a_deadline_and_a_building(tower: Tower) -> None:
    with pytest.raises(DeadlineUnreadable):
        orders(tower, hours=5)
    with pytest.raises(UnknownRectification):
        answer_order(seat(tower, Role.CREW), number=1, answer="擦了", now=tower.now)


@needs_a_database
def test_the_clock_escalates_what_nobody_answers_once_a_step(tower: Tower) -> None:
    orders(tower)
    answered = orders(tower)
    answer_order(seat(tower, Role.CREW), number=answered, answer="擦了", now=tower.now)
    assert escalate_orders(now=tower.now) == 0

    tower.wait(4 * 3_600)
    assert [escalate_orders(now=tower.now) for _ in range(2)] == [1, 0]
    assert today(tower).orders_late == 1
    tower.wait(4 * 3_600)
    assert [escalate_orders(now=tower.now) for _ in range(2)] == [1, 0]

    told = Entry.objects.filter(verb="order_escalated").order_by("pk")
    assert [one.actor for one in told] == ["clock", "clock"]
    assert [one.level for one in orders_of(tower.place)] == [2, 0]
