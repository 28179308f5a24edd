"""Checkpoints, only ever added."""

from django.db import migrations, models

from linli.ledger.triggers import append_only


class Migration(migrations.Migration):
    dependencies = [("ledger", "0003_subjects")]

    operations = [
        migrations.CreateModel(
            name="Checkpoint",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.BigIntegerField(unique=True)),
                ("at", models.DateTimeField()),
                ("text", models.TextField()),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("number__gte", 1)),
                        name="checkpoints_count_from_one",
                    )
                ],
            },
        ),
        append_only("ledger_checkpoint"),
    ]
