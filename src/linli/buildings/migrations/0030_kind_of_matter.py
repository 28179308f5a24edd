"""What a matter is about; what was raised before is of no known kind."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('buildings', '0025_followers'),
    ]

    operations = [
        migrations.AddField(
            model_name='matter',
            name='kind',
            field=models.CharField(choices=[('lifts', '电梯'), ('safety', '消防和安全'), ('repairs', '设施维修'), ('cleaning', '保洁和环境'), ('parking', '停车和充电'), ('delivery', '外卖和快递'), ('property', '物业服务'), ('other', '其他')], db_default='other', default='other', max_length=8, verbose_name='哪一类'),
        ),
    ]
