"""Machines of a building have a voice."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('buildings', '0020_evidence'),
    ]

    operations = [
        migrations.AlterField(
            model_name='voice',
            name='kind',
            field=models.CharField(choices=[('raiser', '提出人'), ('support', '附议人'), ('machine', '设备')], max_length=7, verbose_name='身份'),
        ),
    ]
