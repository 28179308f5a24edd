"""Whether a cabinet was counted, and what it speaks of till then: alone, as it is in use."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('lockers', '0020_findings'),
    ]

    operations = [
        migrations.AddField(
            model_name='cabinet',
            name='counted_at',
            field=models.DateTimeField(null=True, verbose_name='盘点时间'),
        ),
        migrations.AddField(
            model_name='cabinet',
            name='heard_epoch',
            field=models.PositiveIntegerField(db_default=0, default=0),
        ),
        migrations.AddField(
            model_name='cabinet',
            name='left_session',
            field=models.CharField(blank=True, db_default='', default='', max_length=32),
        ),
    ]
