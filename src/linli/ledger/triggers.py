"""Triggers that make a table append-only, or its counter forward-only, on both engines.

Django on SQLite rebuilds a table to alter it, and its triggers go with the old one: a migration
that alters such a table must end with the same operation again.
"""

from collections.abc import Sequence

from django.apps.registry import Apps
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations import RunPython

REFUSE = """
CREATE OR REPLACE FUNCTION linli_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% refuses %', TG_TABLE_NAME, TG_OP
        USING ERRCODE = 'integrity_constraint_violation';
END
$$
"""
"""Raises what Django knows as IntegrityError, as RAISE(ABORT) does on SQLite."""


def append_only(table: str) -> RunPython:
    """Return the migration's operation after which rows of ``table`` can only be added.

    UPDATE, DELETE and, on PostgreSQL, TRUNCATE raise IntegrityError, whoever tries.
    """
    return _operation(
        table,
        sqlite=[
            _sqlite_refusal(f"{table}_no_update", f"BEFORE UPDATE ON {table}"),
            _sqlite_refusal(f"{table}_no_delete", f"BEFORE DELETE ON {table}"),
        ],
        postgresql=[
            _postgresql_refusal(
                f"{table}_append_only",
                f"BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} FOR EACH STATEMENT",
            ),
        ],
    )


def forward_only(table: str, *, counter: str, fixed: Sequence[str]) -> RunPython:
    """Return the migration's operation after which ``counter`` can only grow.

    An UPDATE that leaves the counter where it is, takes it back or changes one of the
    ``fixed`` columns raises IntegrityError; so do DELETE and TRUNCATE.
    """
    wrong = " OR ".join(
        [f"NEW.{counter} <= OLD.{counter}", *(f"NEW.{one} <> OLD.{one}" for one in fixed)]
    )
    return _operation(
        table,
        sqlite=[
            _sqlite_refusal(f"{table}_no_way_back", f"BEFORE UPDATE ON {table} WHEN {wrong}"),
            _sqlite_refusal(f"{table}_no_delete", f"BEFORE DELETE ON {table}"),
        ],
        postgresql=[
            _postgresql_refusal(
                f"{table}_no_way_back",
                f"BEFORE UPDATE ON {table} FOR EACH ROW WHEN ({wrong})",
            ),
            _postgresql_refusal(
                f"{table}_no_delete",
                f"BEFORE DELETE OR TRUNCATE ON {table} FOR EACH STATEMENT",
            ),
        ],
    )


def _sqlite_refusal(name: str, when: str) -> str:
    return f"CREATE TRIGGER {name} {when} BEGIN SELECT RAISE(ABORT, '{name}'); END"


def _postgresql_refusal(name: str, when: str) -> str:
    return f"CREATE TRIGGER {name} {when} EXECUTE FUNCTION linli_refuse()"


def _operation(table: str, *, sqlite: Sequence[str], postgresql: Sequence[str]) -> RunPython:
    def name_of(statement: str) -> str:
        return statement.split()[2]

    def install(_: Apps, editor: BaseDatabaseSchemaEditor) -> None:
        by_engine = {"sqlite": sqlite, "postgresql": [REFUSE, *postgresql]}
        for statement in by_engine[editor.connection.vendor]:
            editor.execute(statement, params=None)

    def remove(_: Apps, editor: BaseDatabaseSchemaEditor) -> None:
        endings = {"sqlite": (sqlite, ""), "postgresql": (postgresql, f" ON {table}")}
        statements, ending = endings[editor.connection.vendor]
        for statement in statements:
            editor.execute(f"DROP TRIGGER {name_of(statement)}{ending}", params=None)

    return RunPython(install, remove)
