"""Reading and updating many rows at once."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from django.db import IntegrityError, connection

from linli.ledger.models import Chain
from linli.ledger.rows import insert_rows, instant, read_rows, update_rows
from linli.notices.models import Notice
from linli.places.models import Place

pytestmark = pytest.mark.django_db

COLUMNS = {"name": "text", "seq": "bigint", "head": "text"}


@pytest.fixture(autouse=True)
def chains() -> None:
    insert_rows("ledger_chain", COLUMNS, [("a", 1, "x"), ("b", 2, "y"), ("c", 3, "z")])


def seqs() -> dict[str, int]:
    return dict(Chain.objects.values_list("name", "seq"))


def test_one_row_that_a_trigger_refuses_fails_all() -> None:
    with pytest.raises(IntegrityError):
        update_rows(
            "ledger_chain", {"seq": "bigint", "name": "text"}, [(9, "a"), (1, "b")], key=["name"]
        )


def test_no_rows_are_no_statement() -> None:
    update_rows("no_such_table", COLUMNS, [], key=["name"])


def test_only_the_rows_of_the_key_are_updated() -> None:
    update_rows(
        "ledger_chain",
        {"seq": "bigint", "name": "text"},
        [(7, "a"), (8, "c"), (9, "none")],
        key=["name"],
    )

    assert seqs() == {"a": 7, "b": 2, "c": 8}


def test_a_key_may_have_several_columns() -> None:
    update_rows(
        "ledger_chain",
        {"seq": "bigint", "name": "text", "head": "text"},
        [(7, "a", "x"), (8, "b", "x")],
        key=["name", "head"],
    )

    assert seqs() == {"a": 7, "b": 2, "c": 3}


def test_what_is_there_may_count() -> None:
    update_rows(
        "ledger_chain",
        {"seq": "bigint", "head": "text", "name": "text"},
        [(10, None, "a"), (20, "new", "b")],
        key=["name"],
        how={"seq": "{old} + {new}", "head": "COALESCE({new}, {old})"},
    )

    kept = Chain.objects.exclude(name="c").order_by("name").values_list("seq", "head")
    assert list(kept) == [(11, "x"), (22, "new")]


def test_a_moment_is_kept_whatever_zone_it_was_told_in(now: datetime) -> None:
    place = Place.objects.create(level="district", name="区", code="D", path="D", origin="demo")
    notice = Notice.objects.create(
        place=place, channel="feed", kind="meal_stored", label="", deposit="1", created_at=now
    )
    shanghai = now.astimezone(timezone(timedelta(hours=8)))

    update_rows(
        "notices_notice",
        {"delivered_at": "timestamptz", "id": "bigint"},
        [(shanghai.replace(microsecond=250), notice.pk)],
        key=["id"],
    )

    notice.refresh_from_db()
    assert notice.delivered_at == now.replace(microsecond=250)
    ((read,),) = read_rows("SELECT delivered_at FROM notices_notice WHERE id = %s", notice.pk)
    assert instant(read) == now.replace(microsecond=250)
    assert instant(read).tzinfo is not None


def test_lists_and_single_values_stand_where_the_sql_says() -> None:
    rows = read_rows(
        "SELECT name FROM ledger_chain WHERE seq > %s AND name {} AND head {} ORDER BY name",
        1,
        ["a", "b", "c"],
        {"y", "z"},
    )

    assert rows == [("b",), ("c",)]


def test_an_empty_list_finds_nothing() -> None:
    assert read_rows("SELECT name FROM ledger_chain WHERE name {}", list[str]()) == []


def test_a_text_is_one_value_and_no_list_of_letters() -> None:
    assert read_rows("SELECT seq FROM ledger_chain WHERE name = %s", "a") == [(1,)]


def test_on_postgresql_the_statement_is_the_same_however_long_the_list() -> None:
    said: list[str] = []

    def note(execute, sql, params, many, context):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202
        said.append(sql)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        read_rows("SELECT name FROM ledger_chain WHERE name {}", ["a"])
        read_rows("SELECT name FROM ledger_chain WHERE name {}", ["a", "b"])

    assert (said[0] == said[1]) == (connection.vendor == "postgresql")


def test_a_naive_moment_is_one_of_utc(now: datetime) -> None:
    assert instant(now.replace(tzinfo=None)) == now.astimezone(UTC)
