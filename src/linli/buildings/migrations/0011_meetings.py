"""A committee's meetings: agendas, who came, minutes and what was added to them."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('buildings', '0010_motions_and_ballots'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Meeting',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField(verbose_name='第几次')),
                ('title', models.CharField(blank=True, max_length=60, verbose_name='会议')),
                ('where', models.CharField(blank=True, max_length=60, verbose_name='地点')),
                ('begins_at', models.DateTimeField(verbose_name='开始')),
                ('ends_at', models.DateTimeField(verbose_name='结束')),
                ('called_at', models.DateTimeField(verbose_name='召集时间')),
                ('cancelled_at', models.DateTimeField(null=True, verbose_name='取消时间')),
                ('seats_held', models.PositiveSmallIntegerField(null=True, verbose_name='应到席位')),
                ('minutes', models.TextField(blank=True, verbose_name='纪要')),
                ('signed_at', models.DateTimeField(null=True, verbose_name='签发时间')),
                ('called_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='meetings_called', to=settings.AUTH_USER_MODEL, verbose_name='召集人')),
                ('committee', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='meetings', to='buildings.committee', verbose_name='楼委会')),
                ('signed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='minutes_signed', to=settings.AUTH_USER_MODEL, verbose_name='签发人')),
            ],
        ),
        migrations.CreateModel(
            name='Attendance',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('seat', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='attendances', to='buildings.seat', verbose_name='席位')),
                ('meeting', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='attendances', to='buildings.meeting', verbose_name='会议')),
            ],
        ),
        migrations.CreateModel(
            name='AgendaItem',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveSmallIntegerField(verbose_name='第几项')),
                ('says', models.CharField(blank=True, max_length=100, verbose_name='议程')),
                ('matter', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='agendas', to='buildings.matter', verbose_name='楼事')),
                ('motion', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='agendas', to='buildings.motion', verbose_name='议题')),
                ('meeting', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='agenda', to='buildings.meeting', verbose_name='会议')),
            ],
        ),
        migrations.CreateModel(
            name='MinuteNote',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('says', models.CharField(blank=True, max_length=500, verbose_name='补记')),
                ('at', models.DateTimeField(verbose_name='时间')),
                ('meeting', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='notes', to='buildings.meeting', verbose_name='会议')),
                ('noted_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='minute_notes', to=settings.AUTH_USER_MODEL, verbose_name='记录人')),
            ],
        ),
        migrations.AddConstraint(
            model_name='meeting',
            constraint=models.UniqueConstraint(fields=('committee', 'number'), name='a_meeting_has_its_own_number'),
        ),
        migrations.AddConstraint(
            model_name='meeting',
            constraint=models.CheckConstraint(condition=models.Q(('ends_at__gt', models.F('begins_at'))), name='a_meeting_takes_time'),
        ),
        migrations.AddConstraint(
            model_name='meeting',
            constraint=models.CheckConstraint(condition=models.Q(('signed_at', None), models.Q(('cancelled_at', None), ('signed_by__isnull', False)), _connector='OR'), name='minutes_are_signed_by_somebody'),
        ),
        migrations.AddConstraint(
            model_name='attendance',
            constraint=models.UniqueConstraint(fields=('meeting', 'seat'), name='a_seat_comes_once'),
        ),
        migrations.AddConstraint(
            model_name='agendaitem',
            constraint=models.UniqueConstraint(fields=('meeting', 'position'), name='a_point_has_its_place'),
        ),
    ]
