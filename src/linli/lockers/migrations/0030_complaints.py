"""What people complain of at the front desk."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('lockers', '0029_sizings'),
        ('places', '0003_findable'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Complaint',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('said', models.CharField(max_length=100, verbose_name='投诉什么')),
                ('made_at', models.DateTimeField(verbose_name='投诉时间')),
                ('due_at', models.DateTimeField(verbose_name='期限')),
                ('level', models.PositiveSmallIntegerField(default=0, verbose_name='升级')),
                ('answer', models.CharField(blank=True, max_length=100, verbose_name='答复')),
                ('answered_at', models.DateTimeField(null=True, verbose_name='答复时间')),
                ('answered_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='complaints_answered', to=settings.AUTH_USER_MODEL)),
                ('building', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='complaints', to='places.place')),
                ('taken_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='complaints_taken', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'indexes': [models.Index(fields=['building', 'made_at'], name='complaints_of_a_building')],
                'constraints': [models.CheckConstraint(condition=models.Q(('due_at__gt', models.F('made_at'))), name='a_complaint_leaves_time'), models.CheckConstraint(condition=models.Q(('answered_at', None), ('answered_by__isnull', False), _connector='OR'), name='whoever_answers_a_complaint_is_known')],
            },
        ),
    ]
