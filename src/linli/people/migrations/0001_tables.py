"""People, grants and sign-in links."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("places", "0001_tables"),
    ]

    operations = [
        migrations.CreateModel(
            name="Person",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("password", models.CharField(max_length=128, verbose_name="password")),
                (
                    "last_login",
                    models.DateTimeField(blank=True, null=True, verbose_name="last login"),
                ),
                ("handle", models.CharField(max_length=40, unique=True, verbose_name="账号")),
                ("name", models.CharField(max_length=40, verbose_name="姓名")),
                ("joined_at", models.DateTimeField(verbose_name="加入时间")),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Grant",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("steward", "管理员"),
                            ("property", "物业"),
                            ("crew", "平台维护"),
                            ("gateway", "消息网关"),
                        ],
                        max_length=8,
                        verbose_name="角色",
                    ),
                ),
                ("until", models.DateTimeField(null=True, verbose_name="有效期至")),
                ("granted_at", models.DateTimeField(verbose_name="授予时间")),
                (
                    "granted_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="grants_given",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="grants",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "place",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="grants",
                        to="places.place",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("person", "role", "place"), name="one_grant_per_role_and_place"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("until", None), ("until__gte", models.F("granted_at")), _connector="OR"
                        ),
                        name="a_grant_ends_after_it_began",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("role__in", ["steward", "property", "crew", "gateway"])
                        ),
                        name="a_grant_is_of_a_known_role",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SignInLink",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("token_hash", models.CharField(max_length=64, unique=True)),
                ("made_at", models.DateTimeField()),
                ("expires_at", models.DateTimeField()),
                ("used_at", models.DateTimeField(null=True)),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sign_in_links",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("expires_at__gt", models.F("made_at"))),
                        name="a_link_lives_a_while",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("used_at", None),
                            ("used_at__lt", models.F("expires_at")),
                            _connector="OR",
                        ),
                        name="a_link_is_used_before_it_expires",
                    ),
                ],
            },
        ),
    ]
