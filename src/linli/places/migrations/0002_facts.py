"""What is known of places besides their names; outlines; imports; closing and merging."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('places', '0001_tables'),
    ]

    operations = [
        migrations.CreateModel(
            name='ImportDraft',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('actor', models.CharField(max_length=40, unique=True)),
                ('content', models.BinaryField()),
                ('made_at', models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name='ImportedPlace',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('entry', models.CharField(db_index=True, max_length=64)),
                ('facts', models.TextField()),
            ],
        ),
        migrations.CreateModel(
            name='Outline',
            fields=[
                ('place', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='outline', serialize=False, to='places.place')),
                ('ring', models.JSONField(verbose_name='轮廓')),
            ],
        ),
        migrations.RemoveConstraint(
            model_name='place',
            name='only_a_district_lies_in_nothing',
        ),
        migrations.AddField(
            model_name='place',
            name='address',
            field=models.CharField(db_default='', default='', max_length=120, verbose_name='地址'),
        ),
        migrations.AddField(
            model_name='place',
            name='closed_at',
            field=models.DateTimeField(null=True, verbose_name='撤销时间'),
        ),
        migrations.AddField(
            model_name='place',
            name='division',
            field=models.CharField(db_default='', default='', max_length=12, verbose_name='区划代码'),
        ),
        migrations.AddField(
            model_name='place',
            name='latitude',
            field=models.FloatField(null=True, verbose_name='纬度'),
        ),
        migrations.AddField(
            model_name='place',
            name='longitude',
            field=models.FloatField(null=True, verbose_name='经度'),
        ),
        migrations.AddField(
            model_name='place',
            name='merged_into',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='merged', to='places.place'),
        ),
        migrations.AlterField(
            model_name='place',
            name='path',
            field=models.CharField(db_index=True, max_length=170),
        ),
        migrations.AddConstraint(
            model_name='place',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('level', 'district'), ('parent', None)), models.Q(models.Q(('level', 'district'), _negated=True), ('parent__isnull', False)), ('merged_into__isnull', False), _connector='OR'), name='only_a_district_lies_in_nothing'),
        ),
        migrations.AddConstraint(
            model_name='place',
            constraint=models.UniqueConstraint(condition=models.Q(('path', ''), _negated=True), fields=('path',), name='one_place_per_path'),
        ),
        migrations.AddConstraint(
            model_name='place',
            constraint=models.CheckConstraint(condition=models.Q(('path', ''), _negated=True), name='a_place_has_a_path'),
        ),
        migrations.AddConstraint(
            model_name='place',
            constraint=models.UniqueConstraint(condition=models.Q(models.Q(('division', ''), _negated=True), ('closed_at', None)), fields=('division',), name='one_open_place_per_division'),
        ),
        migrations.AddConstraint(
            model_name='place',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('latitude', None), ('longitude', None)), models.Q(('latitude__isnull', False), ('latitude__range', (-90, 90)), ('longitude__isnull', False), ('longitude__range', (-180, 180))), _connector='OR'), name='a_point_is_on_earth'),
        ),
        migrations.AddConstraint(
            model_name='place',
            constraint=models.CheckConstraint(condition=models.Q(('merged_into', None), models.Q(('closed_at__isnull', False), ('parent', models.F('merged_into')), ('parent__isnull', False)), _connector='OR'), name='what_was_merged_is_closed_and_lies_there'),
        ),
        migrations.AddField(
            model_name='importedplace',
            name='place',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='imports', to='places.place'),
        ),
    ]
