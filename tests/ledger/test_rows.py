"""Inserting many rows at once."""

from datetime import datetime

import pytest
from django.db import IntegrityError

from linli.ledger.models import Chain
from linli.ledger.rows import Value, insert_rows
from linli.notices.models import Notice, NoticeChannel, NoticeKind
from linli.places.models import Place

pytestmark = pytest.mark.django_db

COLUMNS = {"name": "text", "seq": "bigint", "head": "text"}


def test_one_bad_row_fails_all() -> None:
    with pytest.raises(IntegrityError):
        insert_rows("ledger_chain", COLUMNS, [("a", 1, ""), ("b", -1, "")])


def test_rows_of_another_length_are_refused() -> None:
    with pytest.raises(Exception, match=r"argument|binding"):
        insert_rows("ledger_chain", COLUMNS, [("a", 1, ""), ("b", 1)])


def test_no_rows_are_no_statement() -> None:
    insert_rows("no_such_table", COLUMNS, [])


def test_rows_that_are_there_already_can_be_left_alone() -> None:
    insert_rows("ledger_chain", COLUMNS, [("a", 1, "")])

    insert_rows(
        "ledger_chain", COLUMNS, [("a", 7, ""), ("b", 7, "")], otherwise="ON CONFLICT DO NOTHING"
    )

    assert set(Chain.objects.values_list("name", "seq")) == {("a", 1), ("b", 7)}


def test_every_type_comes_back_as_it_went_in(now: datetime) -> None:
    place = Place.objects.create(level="district", name="区", code="D", path="D", origin="demo")
    columns = {
        "place_id": "bigint",
        "channel": "text",
        "kind": "text",
        "label": "text",
        "phone": "bytea",
        "deposit": "text",
        "created_at": "timestamptz",
        "delivered_at": "timestamptz",
    }
    ends = (NoticeChannel.FEED.value, NoticeKind.MEAL_STORED.value)
    rows: list[tuple[Value, ...]] = [
        (place.pk, *ends, "中 '%s' \\ 文", b"\x00\xff", "1", now, None),
        (place.pk, *ends, "", None, "2", now.replace(microsecond=7), now.replace(year=2027)),
    ]

    insert_rows("notices_notice", columns, rows)

    kept = Notice.objects.order_by("deposit").values_list(*columns)
    assert [
        tuple(bytes(v) if isinstance(v, memoryview) else v for v in row) for row in kept
    ] == rows
