"""Telling people, and reading what they were told."""

from concurrent.futures import Future, ThreadPoolExecutor
from datetime import datetime, timedelta
from threading import Event

import pytest
from django.db import IntegrityError, connection, transaction

from linli.kernel.clock import mono_ms
from linli.notices.actions import NewNotice, mark_delivered, tell
from linli.notices.models import Notice, NoticeChannel, NoticeKind
from linli.notices.queries import MOST_AT_ONCE, after
from linli.places.actions import NewPlace, ensure_place
from linli.places.enums import PlaceLevel, PlaceOrigin

LIMIT_S = 20


def planted(code: str, now: datetime) -> int:
    steps = [
        NewPlace(PlaceLevel.DISTRICT, "HK", "虹口区"),
        NewPlace(PlaceLevel.BUILDING, code, "楼"),
    ]
    return ensure_place(steps, origin=PlaceOrigin.DEMO, actor="linli", now=now).pk


def notice(place: int, deposit: str, at: datetime) -> NewNotice:
    return NewNotice(
        place_id=place,
        kind=NoticeKind.MEAL_STORED,
        label="3821",
        phone=b"encrypted",
        deposit=deposit,
        at=at,
    )


@pytest.fixture
def tower(db: None, now: datetime) -> int:
    return planted("BYL", now)


@pytest.mark.django_db(transaction=True)
def test_outside_a_transaction_nobody_is_told(now: datetime) -> None:
    with pytest.raises(AssertionError, match="stands or falls"):
        tell([notice(1, "A", now)])

    assert not Notice.objects.exists()


def test_a_notice_for_a_place_that_is_none_is_refused(tower: int, now: datetime) -> None:
    tell([notice(tower + 1, "A", now)])

    with pytest.raises(IntegrityError):
        connection.check_constraints()

    connection.set_rollback(True)  # Django's own signature


def test_nobody_is_told_twice(tower: int, now: datetime) -> None:
    tell([notice(tower, "A", now), notice(tower, "B", now), notice(tower, "A", now)])
    tell([notice(tower, "B", now), notice(tower, "C", now)])

    assert [one.deposit for one in after(place_id=tower, last_id=0)] == ["A", "B", "C"]


def test_a_feed_is_read_on_from_the_last_notice(tower: int, now: datetime) -> None:
    other = planted("OTHER", now)
    tell([notice(tower, f"{number}", now) for number in range(5)])
    tell([notice(other, "elsewhere", now)])

    first = after(place_id=tower, last_id=0, limit=3)
    rest = after(place_id=tower, last_id=first[-1].pk, limit=3)

    assert [one.deposit for one in first] == ["0", "1", "2"]
    assert [one.deposit for one in rest] == ["3", "4"]
    assert after(place_id=tower, last_id=rest[-1].pk) == []


@pytest.mark.parametrize("limit", [0, MOST_AT_ONCE + 1])
def test_nobody_reads_more_than_a_thousand_at_once(limit: int) -> None:
    with pytest.raises(AssertionError):
        after(place_id=1, last_id=0, limit=limit)


def test_a_notice_keeps_what_it_was_given(tower: int, now: datetime) -> None:
    tell([notice(tower, "A", now)])

    kept = after(place_id=tower, last_id=0)[0]
    assert kept.phone is not None
    assert kept.phone.kept == b"encrypted"
    assert (kept.kind, kept.channel) == (NoticeKind.MEAL_STORED, NoticeChannel.FEED)
    assert (kept.label, kept.created_at, kept.delivered_at) == ("3821", now, None)
    assert str(kept) == "meal_stored A"


def test_a_notice_is_marked_once(tower: int, now: datetime) -> None:
    tell([notice(tower, "A", now), notice(tower, "B", now)])
    ids = [one.pk for one in after(place_id=tower, last_id=0)]

    assert mark_delivered(ids[:1], now=now) == 1
    assert mark_delivered(ids, now=now + timedelta(minutes=1)) == 1

    times = [one.delivered_at for one in after(place_id=tower, last_id=0)]
    assert times == [now, now + timedelta(minutes=1)]


def test_a_notice_cannot_have_arrived_before_it_was_made(tower: int, now: datetime) -> None:
    tell([notice(tower, "A", now)])

    with pytest.raises(IntegrityError), transaction.atomic():
        mark_delivered([one.pk for one in Notice.objects.all()], now=now - timedelta(seconds=1))


def await_somebody_who_waits(done: Future[None]) -> None:
    """Return once a writer waits for another, or is done. SQLite lets nobody see that."""
    until = mono_ms() + LIMIT_S * 1000
    while connection.vendor == "postgresql" and not done.done() and mono_ms() < until:
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
            if cursor.fetchone() != (0,):
                return


@pytest.mark.django_db(transaction=True)
def test_a_reader_misses_nothing_that_is_committed_late(now: datetime) -> None:
    """A second writer waits for the first, so that numbers appear in their order."""
    tower = planted("BYL", now)
    written, go_on = Event(), Event()

    def slow() -> None:
        try:
            with transaction.atomic():
                tell([notice(tower, "first", now)])
                written.set()
                assert go_on.wait(LIMIT_S)
        finally:
            connection.close()

    def quick() -> None:
        try:
            with transaction.atomic():
                tell([notice(tower, "second", now)])
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(slow)
        assert written.wait(LIMIT_S)
        second = pool.submit(quick)
        await_somebody_who_waits(second)
        seen_early = after(place_id=tower, last_id=0)
        go_on.set()
        first.result(LIMIT_S)
        second.result(LIMIT_S)

    assert seen_early == []
    assert [one.deposit for one in after(place_id=tower, last_id=0)] == ["first", "second"]
