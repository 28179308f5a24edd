"""Names sealed, phones with their look-up, consents, guardians and wishes to be forgotten."""

from typing import Any

import django.db.models.deletion
from django.apps.registry import Apps
from django.conf import settings
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from linli.people.sealing import Purpose, seal, unseal


def _seal_names(apps: Apps, _: BaseDatabaseSchemaEditor) -> None:
    people: Any = apps.get_model("people", "Person").objects
    for person in people.only("pk", "name").iterator(chunk_size=500):
        people.filter(pk=person.pk).update(sealed=seal(person.name, Purpose.PERSON_NAME))


def _open_names(apps: Apps, _: BaseDatabaseSchemaEditor) -> None:
    people: Any = apps.get_model("people", "Person").objects
    for person in people.only("pk", "sealed").iterator(chunk_size=500):
        people.filter(pk=person.pk).update(
            name=unseal(bytes(person.sealed), Purpose.PERSON_NAME)[:40]
        )


def _person(related_name: str, **options: Any) -> "models.ForeignKey[Any, Any]":
    return models.ForeignKey(
        on_delete=django.db.models.deletion.PROTECT,
        related_name=related_name,
        to=settings.AUTH_USER_MODEL,
        **options,
    )


def _number() -> "tuple[str, models.BigAutoField[Any, Any]]":
    return "id", models.BigAutoField(
        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
    )


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0001_tables"),
    ]

    operations = [
        migrations.AddField("person", "sealed", models.BinaryField(null=True)),
        # With a default, so that the way back finds room for the names.
        migrations.AlterField(
            "person", "name", models.CharField(default="", max_length=40, verbose_name="姓名")
        ),
        migrations.RunPython(_seal_names, _open_names),
        migrations.RemoveField("person", "name"),
        migrations.RenameField("person", "sealed", "name"),
        migrations.AlterField("person", "name", models.BinaryField(verbose_name="姓名")),
        migrations.AddField(
            "person", "phone", models.BinaryField(null=True, verbose_name="手机号")
        ),
        migrations.AddField(
            "person", "phone_index", models.CharField(max_length=32, null=True, unique=True)
        ),
        migrations.AddField(
            "person",
            "forgotten_at",
            models.DateTimeField(null=True, verbose_name="个人信息删除时间"),
        ),
        migrations.CreateModel(
            name="Consent",
            fields=[
                _number(),
                (
                    "purpose",
                    models.CharField(
                        choices=[
                            ("messages", "用手机号给我发通知"),
                            ("directory", "让同楼的工作人员看到我的姓名"),
                        ],
                        max_length=10,
                        verbose_name="用途",
                    ),
                ),
                ("version", models.PositiveSmallIntegerField(verbose_name="文本版本")),
                ("given_at", models.DateTimeField(verbose_name="同意时间")),
                ("withdrawn_at", models.DateTimeField(null=True, verbose_name="撤回时间")),
                ("given_by", _person("+")),
                ("person", _person("consents", db_index=False)),
                ("withdrawn_by", _person("+", null=True)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("withdrawn_at", None)),
                        fields=("person", "purpose"),
                        name="one_standing_consent_per_purpose",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("withdrawn_at", None), ("withdrawn_by", None)),
                            models.Q(
                                ("withdrawn_at__gte", models.F("given_at")),
                                ("withdrawn_by__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="a_consent_is_withdrawn_by_somebody_after_it_was_given",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("purpose__in", ["messages", "directory"])),
                        name="a_consent_is_to_a_known_purpose",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Guardianship",
            fields=[
                _number(),
                ("until", models.DateTimeField(verbose_name="满十四周岁")),
                ("noted_at", models.DateTimeField(verbose_name="登记时间")),
                ("child", _person("guardians", db_index=False)),
                ("guardian", _person("children")),
                ("noted_by", _person("+")),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("child", "guardian"), name="a_guardian_is_named_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("child", models.F("guardian")), _negated=True),
                        name="nobody_is_their_own_guardian",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="DeletionRequest",
            fields=[
                _number(),
                ("asked_at", models.DateTimeField(verbose_name="提出时间")),
                ("due_at", models.DateTimeField(db_index=True, verbose_name="删除时间")),
                (
                    "person",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="deletion_request",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("due_at__gt", models.F("asked_at"))),
                        name="there_is_time_to_think_again",
                    ),
                ],
            },
        ),
    ]
