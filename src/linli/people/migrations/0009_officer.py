"""The role of whoever serves at a window of a service desk."""

from django.db import migrations, models

ROLES = [('steward', '管理员'), ('property', '物业'), ('crew', '平台维护'), ('gateway', '消息网关'), ('operator', '平台运营'), ('secretary', '楼委会秘书'), ('officer', '窗口人员')]


class Migration(migrations.Migration):

    lives_with_previous = {
        "AddConstraint grant.a_grant_is_of_a_known_role": (
            "it takes every role that the one before took, and one more"
        )
    }

    dependencies = [
        ('people', '0008_secretary'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='grant',
            name='a_grant_is_of_a_known_role',
        ),
        migrations.AlterField(
            model_name='grant',
            name='role',
            field=models.CharField(choices=ROLES, max_length=9, verbose_name='角色'),
        ),
        migrations.AlterField(
            model_name='proposal',
            name='role',
            field=models.CharField(choices=ROLES, max_length=9, verbose_name='角色'),
        ),
        migrations.AddConstraint(
            model_name='grant',
            constraint=models.CheckConstraint(condition=models.Q(('role__in', [role for role, _ in ROLES])), name='a_grant_is_of_a_known_role'),
        ),
    ]
