"""What crews find behind doors that nobody watched."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('lockers', '0019_reminded_at'),
    ]

    operations = [
        migrations.CreateModel(
            name='Finding',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('found', models.CharField(choices=[('meal', '找到了餐'), ('nothing', '里面是空的')], max_length=8, verbose_name='找到的')),
                ('outcome', models.CharField(choices=[('CREATED', '已登记'), ('OFFERED', '可以存入'), ('SENT', '正在开门'), ('STORED', '已存入'), ('PICKED', '已取走'), ('RECALLED', '已召回'), ('DISPOSED', '已处理'), ('CANCELLED', '已取消'), ('EXPIRED', '已过期'), ('NEVER_ARRIVED', '没有存入')], max_length=13, verbose_name='结局')),
                ('made_at', models.DateTimeField(verbose_name='说明时间')),
                ('deposit', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='finding', to='lockers.deposit')),
            ],
        ),
    ]
