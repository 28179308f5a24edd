"""The numbers of those who want to be told how a matter goes."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('buildings', '0024_spots'),
    ]

    operations = [
        migrations.AddField(
            model_name='voice',
            name='phone',
            field=models.BinaryField(null=True, verbose_name='手机号'),
        ),
    ]
