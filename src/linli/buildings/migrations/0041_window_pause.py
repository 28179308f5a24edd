"""Since when a window takes nobody for a while."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('buildings', '0040_frontdesk'),
    ]

    operations = [
        migrations.AddField(
            model_name='servicewindow',
            name='paused_at',
            field=models.DateTimeField(null=True, verbose_name='暂停时间'),
        ),
    ]
