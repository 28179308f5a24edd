"""The lounge: rooms and who has them, gatherings and who comes to them."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('buildings', '0052_shift_dropped'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Gathering',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('words', models.CharField(blank=True, max_length=500, verbose_name='介绍')),
                ('repeats', models.CharField(choices=[('once', '只办一次'), ('weekly', '每周同一天'), ('biweekly', '每两周同一天'), ('monthly', '每月第几个星期几')], max_length=8, verbose_name='多久一次')),
                ('rule', models.CharField(blank=True, max_length=80, verbose_name='重复规则')),
                ('made_at', models.DateTimeField(verbose_name='安排时间')),
                ('committee', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='gatherings', to='buildings.committee', verbose_name='楼委会')),
                ('made_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='gatherings', to=settings.AUTH_USER_MODEL, verbose_name='谁安排的')),
            ],
        ),
        migrations.CreateModel(
            name='Occasion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(max_length=60, verbose_name='名称')),
                ('begins_at', models.DateTimeField(verbose_name='开始')),
                ('ends_at', models.DateTimeField(verbose_name='结束')),
                ('seats', models.PositiveSmallIntegerField(verbose_name='座位')),
                ('sequence', models.PositiveIntegerField(default=0, verbose_name='改过几次')),
                ('registered', models.PositiveIntegerField(default=0, verbose_name='报名号')),
                ('changed_at', models.DateTimeField(verbose_name='改动时间')),
                ('cancelled_at', models.DateTimeField(null=True, verbose_name='取消时间')),
                ('gathering', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='occasions', to='buildings.gathering', verbose_name='活动')),
            ],
        ),
        migrations.CreateModel(
            name='OccasionPhoto',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('added_at', models.DateTimeField(db_index=True, verbose_name='放上的时间')),
                ('image', models.BinaryField()),
                ('added_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='谁放的')),
                ('occasion', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='photos', to='buildings.occasion', verbose_name='场次')),
            ],
        ),
        migrations.CreateModel(
            name='Room',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveSmallIntegerField(verbose_name='几号厅')),
                ('name', models.CharField(max_length=20, verbose_name='会客厅')),
                ('seats', models.PositiveSmallIntegerField(verbose_name='座位')),
                ('holds', models.CharField(blank=True, max_length=100, verbose_name='里面有什么')),
                ('opens', models.TimeField(verbose_name='开门')),
                ('closes', models.TimeField(verbose_name='关门')),
                ('weekends', models.BooleanField(default=False, verbose_name='周末开放')),
                ('audience', models.CharField(choices=[('anyone', '谁都可以'), ('known', '要先登录'), ('keepers', '只由秘书安排')], max_length=7, verbose_name='谁可以订')),
                ('asks', models.BooleanField(default=False, verbose_name='要秘书确认')),
                ('closed_at', models.DateTimeField(null=True, verbose_name='停用时间')),
                ('committee', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='rooms', to='buildings.committee', verbose_name='楼委会')),
            ],
        ),
        migrations.AddField(
            model_name='occasion',
            name='room',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='occasions', to='buildings.room', verbose_name='会客厅'),
        ),
        migrations.CreateModel(
            name='Booking',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=40, unique=True)),
                ('begins_at', models.DateTimeField(verbose_name='开始')),
                ('ends_at', models.DateTimeField(verbose_name='结束')),
                ('purpose', models.CharField(blank=True, max_length=40, verbose_name='做什么用')),
                ('name', models.BinaryField(null=True, verbose_name='姓名')),
                ('phone', models.BinaryField(null=True, verbose_name='手机号')),
                ('state', models.CharField(choices=[('asked', '等秘书确认'), ('booked', '已订好'), ('came', '已到场'), ('refused', '没有同意'), ('given_up', '已取消'), ('missed', '没有人来，已让出')], max_length=8, verbose_name='进展')),
                ('asked_at', models.DateTimeField(verbose_name='预订时间')),
                ('came_at', models.DateTimeField(null=True, verbose_name='签到时间')),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='bookings', to=settings.AUTH_USER_MODEL, verbose_name='谁订的')),
                ('room', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='bookings', to='buildings.room', verbose_name='会客厅')),
            ],
        ),
        migrations.CreateModel(
            name='Rsvp',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField(verbose_name='报名号')),
                ('code', models.CharField(max_length=40, unique=True)),
                ('name', models.BinaryField(null=True, verbose_name='姓名')),
                ('phone', models.BinaryField(null=True, verbose_name='手机号')),
                ('phone_index', models.CharField(blank=True, max_length=32)),
                ('state', models.CharField(choices=[('seated', '已报上'), ('waiting', '候补'), ('left', '已退出'), ('came', '已签到'), ('walked_in', '没报名，来了')], max_length=9, verbose_name='状态')),
                ('at', models.DateTimeField(verbose_name='报名时间')),
                ('waited', models.BooleanField(default=False, verbose_name='候补过')),
                ('seated_at', models.DateTimeField(null=True, verbose_name='补上的时间')),
                ('came_at', models.DateTimeField(null=True, verbose_name='签到时间')),
                ('stars', models.PositiveSmallIntegerField(null=True, verbose_name='评分')),
                ('says', models.CharField(blank=True, max_length=200, verbose_name='感想')),
                ('occasion', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='rsvps', to='buildings.occasion', verbose_name='场次')),
            ],
        ),
        migrations.AddConstraint(
            model_name='room',
            constraint=models.UniqueConstraint(fields=('committee', 'number'), name='a_room_has_its_own_number'),
        ),
        migrations.AddConstraint(
            model_name='room',
            constraint=models.CheckConstraint(condition=models.Q(('closes__gt', models.F('opens'))), name='a_room_opens_a_while'),
        ),
        migrations.AddConstraint(
            model_name='room',
            constraint=models.CheckConstraint(condition=models.Q(('seats__gt', 0)), name='a_room_has_a_seat'),
        ),
        migrations.AddIndex(
            model_name='occasion',
            index=models.Index(fields=['begins_at'], name='occasions_by_time'),
        ),
        migrations.AddConstraint(
            model_name='occasion',
            constraint=models.CheckConstraint(condition=models.Q(('ends_at__gt', models.F('begins_at'))), name='an_occasion_takes_time'),
        ),
        migrations.AddConstraint(
            model_name='occasion',
            constraint=models.CheckConstraint(condition=models.Q(('seats__gt', 0)), name='an_occasion_has_a_seat'),
        ),
        migrations.AddIndex(
            model_name='booking',
            index=models.Index(fields=['room', 'begins_at'], name='bookings_of_a_week'),
        ),
        migrations.AddIndex(
            model_name='booking',
            index=models.Index(fields=['state', 'begins_at'], name='bookings_to_free'),
        ),
        migrations.AddConstraint(
            model_name='booking',
            constraint=models.CheckConstraint(condition=models.Q(('ends_at__gt', models.F('begins_at'))), name='a_booking_takes_time'),
        ),
        migrations.AddConstraint(
            model_name='booking',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'came'), _negated=True), ('came_at__isnull', False), _connector='OR'), name='who_came_has_the_time'),
        ),
        migrations.AddIndex(
            model_name='rsvp',
            index=models.Index(fields=['occasion', 'state'], name='who_comes_by_state'),
        ),
        migrations.AddConstraint(
            model_name='rsvp',
            constraint=models.UniqueConstraint(fields=('occasion', 'number'), name='who_comes_has_their_own_number'),
        ),
        migrations.AddConstraint(
            model_name='rsvp',
            constraint=models.UniqueConstraint(condition=models.Q(models.Q(('phone_index', ''), _negated=True), ('state__in', ('seated', 'waiting', 'came'))), fields=('occasion', 'phone_index'), name='a_phone_is_registered_once'),
        ),
        migrations.AddConstraint(
            model_name='rsvp',
            constraint=models.CheckConstraint(condition=models.Q(('stars', None), ('stars__range', (1, 5)), _connector='OR'), name='stars_are_one_to_five'),
        ),
    ]
