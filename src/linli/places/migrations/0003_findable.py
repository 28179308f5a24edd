"""What can be found, and the places that are there already."""

import django.db.models.deletion
from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from linli.places.rules.words import words_of

SQLITE = (
    "CREATE VIRTUAL TABLE places_findable_words USING fts5("
    "words, content='places_findable', content_rowid='id', tokenize='unicode61', prefix='1 2')",
    "CREATE TRIGGER places_findable_put AFTER INSERT ON places_findable BEGIN"
    " INSERT INTO places_findable_words(rowid, words) VALUES (NEW.id, NEW.words); END",
    "CREATE TRIGGER places_findable_drop AFTER DELETE ON places_findable BEGIN"
    " INSERT INTO places_findable_words(places_findable_words, rowid, words)"
    " VALUES ('delete', OLD.id, OLD.words); END",
    "CREATE TRIGGER places_findable_change AFTER UPDATE OF words ON places_findable BEGIN"
    " INSERT INTO places_findable_words(places_findable_words, rowid, words)"
    " VALUES ('delete', OLD.id, OLD.words);"
    " INSERT INTO places_findable_words(rowid, words) VALUES (NEW.id, NEW.words); END",
)
POSTGRESQL = (
    "ALTER TABLE places_findable ADD COLUMN found tsvector"
    " GENERATED ALWAYS AS (to_tsvector('simple', words)) STORED",
    "CREATE INDEX places_findable_found ON places_findable USING gin (found)",
)
"""Whatever writes a row, its words are found at once: nobody can forget the second table."""


def install(_: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    for statement in {"sqlite": SQLITE, "postgresql": POSTGRESQL}[editor.connection.vendor]:
        editor.execute(statement, params=None)


def remove(_: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    if editor.connection.vendor == "sqlite":
        editor.execute("DROP TABLE places_findable_words", params=None)


def index_places(apps: Apps, _: object) -> None:
    Findable = apps.get_model("places", "Findable")
    rows = apps.get_model("places", "Place").objects.order_by("pk").iterator()
    Findable.objects.bulk_create(
        (
            Findable(
                kind="place",
                reference=one.code,
                place_id=one.pk,
                words=words_of(
                    (
                        *dict.fromkeys((one.code, one.code.replace("-", ""))),
                        one.name,
                        one.division,
                        one.address,
                    )
                ),
            )
            for one in rows
        ),
        batch_size=500,
    )


class Migration(migrations.Migration):

    lives_with_previous = {
        "RunPython": "the table is new, nobody else writes it; places are some thousands, read once"
    }

    dependencies = [
        ('places', '0002_facts'),
    ]

    operations = [
        migrations.CreateModel(
            name='Findable',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=12)),
                ('reference', models.CharField(max_length=40)),
                ('words', models.TextField()),
                ('place', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='findables', to='places.place')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('kind', 'reference'), name='a_thing_is_found_once')],
            },
        ),
        migrations.RunPython(install, remove),
        migrations.RunPython(index_places, migrations.RunPython.noop),
    ]
