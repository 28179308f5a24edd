"""Places."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Place",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "level",
                    models.CharField(
                        choices=[
                            ("district", "区"),
                            ("subdistrict", "街道"),
                            ("community", "居民区"),
                            ("building", "楼宇"),
                            ("block", "楼组"),
                        ],
                        max_length=11,
                        verbose_name="级别",
                    ),
                ),
                ("name", models.CharField(max_length=40, verbose_name="名称")),
                ("code", models.CharField(max_length=16, unique=True, verbose_name="编号")),
                ("path", models.CharField(max_length=85, unique=True)),
                (
                    "origin",
                    models.CharField(
                        choices=[("real", "真实"), ("demo", "演示"), ("replay", "回放")],
                        max_length=6,
                        verbose_name="来源",
                    ),
                ),
                (
                    "parent",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="children",
                        to="places.place",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("level", "district"), ("parent", None)),
                            models.Q(
                                models.Q(("level", "district"), _negated=True),
                                ("parent__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="only_a_district_lies_in_nothing",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("parent", models.F("id")), _negated=True),
                        name="a_place_does_not_lie_in_itself",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "level__in",
                                ["district", "subdistrict", "community", "building", "block"],
                            )
                        ),
                        name="a_place_has_a_known_level",
                    ),
                ],
            },
        ),
    ]
