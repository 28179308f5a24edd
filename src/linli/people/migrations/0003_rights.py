"""Delegations, sign-ins, second factors, codes, counted tries, proposals, and leaving."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('people', '0002_privacy'),
        ('places', '0002_facts'),
    ]

    operations = [
        migrations.CreateModel(
            name='Attempts',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(max_length=64)),
                ('window_began_at', models.DateTimeField()),
                ('count', models.PositiveIntegerField(default=0)),
                ('ends_at', models.DateTimeField(db_index=True)),
            ],
        ),
        migrations.CreateModel(
            name='Proposal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=40)),
                ('subject', models.CharField(max_length=60)),
                ('facts', models.JSONField()),
                ('role', models.CharField(choices=[('steward', '管理员'), ('property', '物业'), ('crew', '平台维护'), ('gateway', '消息网关')], max_length=8, verbose_name='角色')),
                ('proposed_at', models.DateTimeField(verbose_name='申请时间')),
                ('expires_at', models.DateTimeField(verbose_name='有效至')),
                ('outcome', models.CharField(choices=[('approved', '已同意'), ('refused', '已拒绝'), ('expired', '已过期')], max_length=8, null=True, verbose_name='结果')),
                ('decided_at', models.DateTimeField(null=True, verbose_name='决定时间')),
            ],
        ),
        migrations.CreateModel(
            name='RecoveryCode',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code_hash', models.CharField(max_length=64)),
                ('used_at', models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name='SecondFactor',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('totp', '动态口令'), ('passkey', '通行密钥')], max_length=8, verbose_name='方式')),
                ('name', models.CharField(max_length=40, verbose_name='名称')),
                ('secret', models.BinaryField()),
                ('credential_hash', models.CharField(max_length=64, null=True, unique=True)),
                ('counter', models.BigIntegerField(default=0)),
                ('made_at', models.DateTimeField(verbose_name='添加时间')),
                ('used_at', models.DateTimeField(null=True, verbose_name='最近使用')),
            ],
        ),
        migrations.CreateModel(
            name='SignIn',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('session_key', models.CharField(max_length=40, unique=True)),
                ('way', models.CharField(choices=[('link', '登录链接'), ('phone', '手机验证码'), ('passkey', '通行密钥')], max_length=8, verbose_name='登录方式')),
                ('user_agent', models.CharField(max_length=200)),
                ('began_at', models.DateTimeField(verbose_name='登录时间')),
                ('seen_at', models.DateTimeField(verbose_name='最近一次')),
                ('proven_at', models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name='SignInCode',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('phone_index', models.CharField(max_length=64, unique=True)),
                ('code_hash', models.CharField(max_length=64)),
                ('expires_at', models.DateTimeField()),
                ('tries_left', models.PositiveSmallIntegerField()),
            ],
        ),
        migrations.AddField(
            model_name='grant',
            name='delegated_from',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='delegations', to='people.grant'),
        ),
        migrations.AddField(
            model_name='person',
            name='left_at',
            field=models.DateTimeField(null=True, verbose_name='离开时间'),
        ),
        migrations.AddConstraint(
            model_name='grant',
            constraint=models.CheckConstraint(condition=models.Q(('delegated_from', None), ('until__isnull', False), _connector='OR'), name='what_is_delegated_has_an_end'),
        ),
        migrations.AddConstraint(
            model_name='attempts',
            constraint=models.UniqueConstraint(fields=('key', 'window_began_at'), name='one_count_per_window'),
        ),
        migrations.AddField(
            model_name='proposal',
            name='decided_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='proposals_decided', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='proposal',
            name='place',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='proposals', to='places.place'),
        ),
        migrations.AddField(
            model_name='proposal',
            name='proposed_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='proposals', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='recoverycode',
            name='person',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='recovery_codes', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='secondfactor',
            name='person',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='factors', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='signin',
            name='person',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='sign_ins', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='signincode',
            name='person',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='sign_in_codes', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddConstraint(
            model_name='proposal',
            constraint=models.UniqueConstraint(condition=models.Q(('outcome', None)), fields=('kind', 'subject'), name='one_open_proposal_per_thing'),
        ),
        migrations.AddConstraint(
            model_name='proposal',
            constraint=models.CheckConstraint(condition=models.Q(('decided_by', None), models.Q(('decided_by', models.F('proposed_by')), _negated=True), _connector='OR'), name='nobody_decides_what_they_proposed'),
        ),
        migrations.AddConstraint(
            model_name='proposal',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('decided_at', None), ('outcome', None)), models.Q(('decided_at__isnull', False), ('outcome__isnull', False)), _connector='OR'), name='an_outcome_has_its_instant'),
        ),
        migrations.AddConstraint(
            model_name='recoverycode',
            constraint=models.UniqueConstraint(fields=('person', 'code_hash'), name='a_recovery_code_is_given_once'),
        ),
        migrations.AddConstraint(
            model_name='secondfactor',
            constraint=models.UniqueConstraint(condition=models.Q(('kind', 'totp')), fields=('person',), name='one_app_per_person'),
        ),
        migrations.AddConstraint(
            model_name='secondfactor',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('credential_hash', None), ('kind', 'totp')), models.Q(('credential_hash__isnull', False), ('kind', 'passkey')), _connector='OR'), name='a_passkey_has_a_credential'),
        ),
    ]
