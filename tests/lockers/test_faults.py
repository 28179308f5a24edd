"""Faults per 10,000 openings: what is counted, of which cabinets and boards, in which days."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.lockers.pages.reading import read
from tests.lockers.test_record import FITTED
from tests.lockers.tower import Tower, plugged_in

from linli.lockers.models import Alarm, Cabinet, CabinetDay, CabinetFitted
from linli.lockers.queries import faults as queries
from linli.lockers.queries.faults import faults_of
from linli.lockers.rules.faults import Openings, family_of, together
from linli.people.actions import ensure_person, give_grant
from linli.people.enums import Role
from linli.wire import codec
from linli.wire.messages import Fitted, Size

MARCH_2 = date(2026, 3, 2)

needs_a_database = pytest.mark.django_db


def test_a_rate_is_faults_by_locks_released_and_none_without_any() -> None:
    assert Openings(opened=9_990, jams=10, boards=2).rate == 12.0
    assert Openings(opened=0, jams=1).rate == 10_000.0
    assert Openings(boards=1).rate is None
    assert together([Openings(1, 2, 3), Openings(10, 20, 30)]) == Openings(11, 22, 33)
    assert together([]) == Openings()


def test_a_cabinets_boards_are_named_by_its_own_word() -> None:
    other = FITTED.boards[0].__class__(name="b", family="8a", first=25, locks=24)
    doors: dict[Size, list[int]] = {Size.S: [1]}

    assert family_of(Fitted(doors=doors, kind="simulated")) == "simulated"
    assert family_of(Fitted(doors=doors, kind="wired", boards=[*FITTED.boards, other])) == (
        "8a + wkly"
    )


@pytest.fixture
def row(db: None, now: object) -> Tower:
    """Three cabinets: one tells of its boards and fails, one did before, one never opened."""
    made = Tower(now=now, cabinets=3)  # type: ignore[arg-type]  # the fixture's instant
    first, second, _third = (one.number for one in made.cabinets)
    for cabinet, day, openings, jams in (
        (first, MARCH_2, 1_998, 2),
        (first, MARCH_2 - timedelta(days=6), 1_000, 0),
        (first, MARCH_2 - timedelta(days=7), 500, 0),
        (second, MARCH_2 - timedelta(days=13), 99, 1),
        (second, MARCH_2 - timedelta(days=14), 0, 99),
        (second, MARCH_2, 400, 0),
    ):
        CabinetDay.objects.create(cabinet_id=cabinet, day=day, openings=openings, jams=jams)
    for days in (0, 8):
        at = made.now - timedelta(days=days)
        Alarm.objects.create(
            cabinet_id=first, kind="BOARD_SILENT", part=f"b{days}", began_at=at, since=at
        )
    CabinetFitted.objects.create(
        cabinet_id=first, told=codec.encode(FITTED).decode(), told_at=made.now
    )
    return made


@needs_a_database
def test_a_week_is_held_against_the_week_before(
    row: Tower, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queries, "SHOWN", 2)
    with CaptureQueriesContext(connection) as asked:
        found = faults_of([row.place.pk], today=MARCH_2, days=7)

    assert len(asked) == 4
    assert [one.name for one in found.cabinets] == ["T-A", "T-B"]
    assert found.more == 1
    first, second = found.cabinets
    assert (first.now, first.now.rate) == (Openings(2_998, 2, 1), 10.0)
    assert first.before == Openings(500, 0, 1)
    assert (second.now.rate, second.before.rate) == (0.0, 100.0)
    assert [(one.name, one.beside) for one in found.families] == [("", "2"), ("wkly", "1")]
    assert found.all[0].now == Openings(3_398, 2, 1)


@needs_a_database
def test_the_page_says_what_is_counted(row: Tower, client: Client) -> None:
    person = ensure_person(handle="li", name="李师傅", now=row.now)
    give_grant(
        person=person, role=Role.CREW, place=row.place, until=None, granted_by=None, now=row.now
    )
    client.force_login(person)
    with plugged_in(row.line), pytest.MonkeyPatch.context() as patch:
        patch.setattr("linli.kernel.clock.now", lambda: row.now)
        week, odd = read(client, "/board/faults?days=7"), read(client, "/board/faults?days=8")
        Cabinet.objects.update(building=row.place.parent)
        empty = read(client, "/board/faults")

    assert "放开一次门锁" in week.text
    assert "10.0" in week.text
    assert "最近 30 天" in odd.text
    assert "data-empty" in empty.source
