"""The outbox of notices that are sent to phones."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("notices", "0002_waiting")]

    operations = [
        migrations.CreateModel(
            name="Sending",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("channel", models.CharField(max_length=12, verbose_name="渠道")),
                ("tries", models.PositiveSmallIntegerField(default=0, verbose_name="发送次数")),
                ("next_at", models.DateTimeField(null=True, verbose_name="下次发送")),
                ("tried_at", models.DateTimeField(null=True, verbose_name="上次发送")),
                ("ended_at", models.DateTimeField(null=True, verbose_name="结束时间")),
                ("answer", models.CharField(blank=True, max_length=8, verbose_name="结果")),
                ("said", models.CharField(blank=True, max_length=60, verbose_name="答复")),
                (
                    "notice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="sendings",
                        to="notices.notice",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("next_at__isnull", False)),
                        fields=["channel", "next_at"],
                        name="sendings_due",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("notice", "channel"), name="a_channel_is_tried_as_one_sending"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("ended_at__isnull", False), ("next_at", None)),
                            models.Q(("ended_at", None), ("next_at__isnull", False)),
                            _connector="OR",
                        ),
                        name="a_sending_is_due_or_over",
                    ),
                ],
            },
        ),
    ]
