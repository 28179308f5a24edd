"""The triggers any migration can put on a table, and take off again."""

from collections.abc import Callable, Iterator

import pytest
from django.apps import apps
from django.db import IntegrityError, connection
from django.db.migrations import RunPython

from linli.ledger.rows import insert_rows
from linli.ledger.triggers import append_only, forward_only

pytestmark = pytest.mark.django_db(transaction=True)

Act = Callable[[str], int]


@pytest.fixture
def act() -> Iterator[Act]:
    """Run one statement and return how many rows it touched, beside a table with two rows."""

    def run(statement: str) -> int:
        with connection.cursor() as cursor:
            cursor.execute(statement)
            return int(cursor.rowcount)

    run("CREATE TABLE tried (name text, number bigint)")
    insert_rows("tried", {"name": "text", "number": "bigint"}, [("a", 1), ("b", 2)])
    yield run
    run("DROP TABLE tried")


def migrate(operation: RunPython, *, forwards: bool = True) -> None:
    code = operation.code if forwards else operation.reverse_code
    assert code is not None
    with connection.schema_editor() as editor:
        code(apps, editor)  # type: ignore[arg-type]  # a state with nothing in it would do


@pytest.mark.parametrize(
    "statement",
    ["UPDATE tried SET number = 9", "DELETE FROM tried WHERE name = 'a'"],
)
def test_an_append_only_table_grows_and_does_nothing_else(statement: str, act: Act) -> None:
    migrate(append_only("tried"))

    with pytest.raises(IntegrityError):
        act(statement)

    assert act("INSERT INTO tried VALUES ('c', 3)") == 1
    migrate(append_only("tried"), forwards=False)
    assert act(statement)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE tried SET number = number",
        "UPDATE tried SET number = number - 1",
        "UPDATE tried SET number = number + 1, name = 'c' WHERE name = 'a'",
        "DELETE FROM tried",
    ],
)
def test_a_forward_only_counter_grows_and_does_nothing_else(statement: str, act: Act) -> None:
    operation = forward_only("tried", counter="number", fixed=["name"])
    migrate(operation)

    with pytest.raises(IntegrityError):
        act(statement)

    assert act("UPDATE tried SET number = number + 3") == 2
    migrate(operation, forwards=False)
    assert act(statement)
