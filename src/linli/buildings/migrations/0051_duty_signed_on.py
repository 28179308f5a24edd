"""When somebody signed on to their duty."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('buildings', '0050_roster'),
    ]

    operations = [
        migrations.AddField(
            model_name='duty',
            name='signed_on_at',
            field=models.DateTimeField(null=True, verbose_name='打卡时间'),
        ),
    ]
