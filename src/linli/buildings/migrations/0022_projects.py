"""What is needed, what is offered, and the projects that join them."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('buildings', '0021_machines'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Project',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(blank=True, max_length=60, verbose_name='项目')),
                ('owner', models.CharField(choices=[('owner', '业主'), ('property', '物业'), ('company', '企业'), ('residents', '居委会'), ('party', '党组织')], max_length=9, verbose_name='谁牵头')),
                ('begins_on', models.DateField(verbose_name='开始')),
                ('due_on', models.DateField(verbose_name='期限')),
                ('state', models.CharField(choices=[('planned', '筹备'), ('running', '进行中'), ('done', '完成'), ('dropped', '取消')], default='planned', max_length=7, verbose_name='进展')),
                ('outcome', models.CharField(blank=True, max_length=200, verbose_name='结果')),
                ('made_at', models.DateTimeField(verbose_name='立项时间')),
                ('ended_at', models.DateTimeField(null=True, verbose_name='结束时间')),
                ('committee', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='projects', to='buildings.committee', verbose_name='楼委会')),
            ],
        ),
        migrations.CreateModel(
            name='ProjectDemand',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('matter', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='projects', to='buildings.matter', verbose_name='楼事')),
                ('project', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='demands', to='buildings.project', verbose_name='项目')),
            ],
        ),
        migrations.CreateModel(
            name='Resource',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('says', models.CharField(blank=True, max_length=60, verbose_name='能提供什么')),
                ('offerer', models.CharField(blank=True, max_length=40, verbose_name='谁提供')),
                ('until', models.DateField(null=True, verbose_name='到哪一天为止')),
                ('noted_at', models.DateTimeField(verbose_name='登记时间')),
                ('withdrawn_at', models.DateTimeField(null=True, verbose_name='撤回时间')),
                ('committee', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='resources', to='buildings.committee', verbose_name='楼委会')),
                ('noted_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='resources_noted', to=settings.AUTH_USER_MODEL, verbose_name='登记人')),
            ],
        ),
        migrations.CreateModel(
            name='ProjectResource',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('project', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='resources', to='buildings.project', verbose_name='项目')),
                ('resource', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='projects', to='buildings.resource', verbose_name='资源')),
            ],
        ),
        migrations.AddConstraint(
            model_name='project',
            constraint=models.CheckConstraint(condition=models.Q(('due_on__gte', models.F('begins_on'))), name='a_project_ends_after_it_begins'),
        ),
        migrations.AddConstraint(
            model_name='project',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('ended_at', None), ('state__in', ('planned', 'running'))), models.Q(('ended_at__isnull', False), ('state__in', ('done', 'dropped'))), _connector='OR'), name='a_project_that_ended_has_its_time'),
        ),
        migrations.AddConstraint(
            model_name='projectdemand',
            constraint=models.UniqueConstraint(fields=('project', 'matter'), name='a_project_has_a_demand_once'),
        ),
        migrations.AddConstraint(
            model_name='projectresource',
            constraint=models.UniqueConstraint(fields=('project', 'resource'), name='a_project_has_a_resource_once'),
        ),
    ]
