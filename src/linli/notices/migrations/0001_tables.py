"""Notices."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("places", "0001_tables"),
    ]

    operations = [
        migrations.CreateModel(
            name="Notice",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "channel",
                    models.CharField(
                        choices=[("feed", "通知流")], max_length=10, verbose_name="渠道"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[("meal_stored", "餐到了")], max_length=20, verbose_name="类别"
                    ),
                ),
                ("label", models.CharField(max_length=40, verbose_name="收件人")),
                ("phone", models.BinaryField(null=True)),
                ("deposit", models.CharField(max_length=13)),
                ("created_at", models.DateTimeField(verbose_name="产生时间")),
                ("delivered_at", models.DateTimeField(null=True, verbose_name="送达时间")),
                (
                    "place",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="notices",
                        to="places.place",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["place", "id"], name="notices_of_a_place")],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("deposit", "kind", "channel"), name="told_once_per_kind_and_channel"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("delivered_at", None),
                            ("delivered_at__gte", models.F("created_at")),
                            _connector="OR",
                        ),
                        name="delivered_after_created",
                    ),
                ],
            },
        ),
    ]
