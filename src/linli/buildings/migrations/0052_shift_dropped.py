"""When a shift was dropped that nobody wants any more."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('buildings', '0051_duty_signed_on'),
    ]

    operations = [
        migrations.AddField(
            model_name='shift',
            name='dropped_at',
            field=models.DateTimeField(null=True, verbose_name='取消时间'),
        ),
    ]
