"""A migration that the version before it cannot live with is not let in."""

from collections.abc import Sequence

import pytest
from django.db import connection, migrations, models
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState
from tests.server import upgrade_rules as rules
from tests.server.releases import released
from tests.server.upgrade_rules import objections

from linli.ledger.indexes import AddIndexMeanwhile
from linli.ledger.triggers import append_only

OURS = {"ledger", "lockers", "notices", "people", "places"}


def migration(operations: Sequence[Operation], **said: object) -> migrations.Migration:
    """A migration of the lockers."""
    kind = type("Migration", (migrations.Migration,), {"operations": list(operations), **said})
    made = kind("0099_new", "lockers")
    assert isinstance(made, migrations.Migration)
    return made


@pytest.fixture(scope="module")
def today() -> ProjectState:
    """The models as they are."""
    return MigrationLoader(None).project_state()


def nothing(_apps: object, _editor: object) -> None:
    """Change nothing."""


INDEX = models.Index(fields=["begun_at"], name="by_begin")
UNIQUE = models.UniqueConstraint(fields=["order_no"], name="one_order")
TEXT = models.CharField(max_length=9)

BAD = [
    (migrations.RemoveField("deposit", "tail"), rules.GONE),
    (migrations.RenameField("deposit", "tail", "end"), rules.GONE),
    (migrations.DeleteModel("Deposit"), rules.GONE),
    (migrations.RenameModel("Deposit", "Meal"), rules.GONE),
    (migrations.AlterModelTable("deposit", "meals"), rules.GONE),
    (migrations.AddField("deposit", "note", TEXT), rules.EMPTY),
    (migrations.AddField("deposit", "n", models.IntegerField(default=1)), rules.EMPTY),
    (
        migrations.AddField("deposit", "n", models.IntegerField(null=True, db_index=True)),
        rules.HELD_UP,
    ),
    (migrations.AlterField("deposit", "tail", models.CharField(max_length=3)), rules.ANEW),
    (migrations.AlterField("deposit", "size", models.IntegerField()), rules.ANEW),
    (migrations.AlterField("deposit", "ended_at", models.DateTimeField()), rules.ANEW),
    (
        migrations.AlterField("deposit", "code", models.CharField(max_length=13, db_index=True)),
        rules.ANEW,
    ),
    (migrations.AddIndex("deposit", INDEX), rules.HELD_UP),
    (AddIndexMeanwhile("deposit", INDEX), rules.HELD_UP),
    (migrations.AddConstraint("deposit", UNIQUE), rules.REFUSES),
    (migrations.AddConstraint("cabinet", UNIQUE), rules.REFUSES),
    (migrations.RunPython(nothing), rules.NO_WAY_BACK),
    (migrations.RunPython(nothing, nothing), rules.NO_WAY_BACK),
    (migrations.RunSQL("VACUUM"), rules.UNKNOWN),
    (migrations.AlterUniqueTogether("deposit", {("tail", "size")}), rules.UNKNOWN),
]


@pytest.mark.parametrize(("operation", "why"), BAD, ids=[type(one).__name__ for one, _ in BAD])
def test_what_runs_could_not_live_with_is_refused(
    today: ProjectState, operation: Operation, why: str
) -> None:
    (found,) = objections(_only_database(operation), today)

    assert found.endswith(why)


def _only_database(operation: Operation) -> migrations.Migration:
    """Hide it from the models, some of which it could not be done to."""
    return migration([migrations.SeparateDatabaseAndState([operation])])


def test_what_runs_can_live_with_is_let_in(today: ProjectState) -> None:
    new = migrations.CreateModel("Thing", [("id", models.BigAutoField(primary_key=True))])
    made = [
        new,
        migrations.AddField("thing", "name", models.CharField(max_length=9, unique=True)),
        migrations.AddIndex("thing", models.Index(fields=["name"], name="by_name")),
    ]
    fine = [
        migrations.AddField("deposit", "note", models.CharField(max_length=9, db_default="")),
        migrations.AddField("deposit", "seen_at", models.DateTimeField(null=True)),
        migrations.AlterField("deposit", "tail", models.CharField("尾", max_length=5, blank=True)),
        migrations.AlterField("deposit", "size", models.CharField(max_length=1, null=True)),
        migrations.AddIndex("cabinet", models.Index(fields=["spot"], name="by_spot")),
        migrations.RemoveIndex("deposit", "deposits_of_a_day"),
        migrations.AlterModelOptions("deposit", {"ordering": ["id"]}),
    ]

    assert objections(migration([*made, append_only("lockers_thing")]), today) == []
    assert objections(migration(fine), today) == []
    (found,) = objections(migration([*made, *fine]), today)
    assert found.endswith(rules.ALONE)
    meanwhile = [AddIndexMeanwhile("deposit", INDEX), migrations.RunPython(nothing, nothing)]
    assert objections(migration(meanwhile, atomic=False), today) == []


def test_a_migration_says_itself_why_it_may(today: ProjectState) -> None:
    gone = [migrations.RemoveField("deposit", "tail")]
    said = {"RemoveField deposit.tail": "0.3.0 no longer reads it"}

    assert objections(migration(gone, lives_with_previous=said), today) == []
    unused = said | {"RemoveField deposit.gone": "it was"}
    (found,) = objections(migration(gone, lives_with_previous=unused), today)
    assert found.endswith("no RemoveField deposit.gone is here")
    assert objections(migration(gone, lives_with_previous=dict.fromkeys(said, "")), today)


def test_every_migration_since_the_first_release_can_be_lived_with() -> None:
    loader = MigrationLoader(None)
    first = released()[0].migrations

    found = []
    for app, name in loader.disk_migrations:
        if app in OURS and (app, name) not in first:
            before = loader.project_state((app, name), at_end=False)
            found += objections(loader.get_migration(app, name), before)

    assert not found, "\n".join(found)


@pytest.mark.django_db(transaction=True)
def test_an_index_is_made_meanwhile_and_again_where_it_was_cut_off() -> None:
    state = MigrationLoader(None).project_state()
    operation = AddIndexMeanwhile("deposit", INDEX)
    after = state.clone()
    operation.state_forwards("lockers", after)

    def there() -> bool:
        with connection.cursor() as cursor:
            found = connection.introspection.get_constraints(cursor, "lockers_deposit")
        return "by_begin" in found

    with connection.schema_editor(atomic=False) as editor:
        operation.database_forwards("lockers", editor, state, after)
        made = there()
        if connection.vendor == "postgresql":
            operation.database_forwards("lockers", editor, state, after)
        still = there()
        operation.database_backwards("lockers", editor, after, state)

    assert (made, still, there()) == (True, True, False)
