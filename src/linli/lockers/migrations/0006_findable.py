"""Cabinets that are there already can be found."""

from django.apps.registry import Apps
from django.db import migrations

from linli.places.rules.words import words_of


def index_cabinets(apps: Apps, _: object) -> None:
    Findable = apps.get_model("places", "Findable")
    rows = apps.get_model("lockers", "Cabinet").objects.order_by("pk").iterator()
    Findable.objects.bulk_create(
        (
            Findable(
                kind="cabinet",
                reference=one.code,
                place_id=one.building_id,
                words=words_of((*dict.fromkeys((one.code, one.code.replace("-", ""))), one.spot)),
            )
            for one in rows
        ),
        batch_size=500,
    )


class Migration(migrations.Migration):

    lives_with_previous = {
        "RunPython": "only the new table is written; cabinets are some hundreds, read once"
    }

    dependencies = [
        ('lockers', '0005_directive_marks'),
        ('places', '0003_findable'),
    ]

    operations = [
        migrations.RunPython(index_cabinets, migrations.RunPython.noop),
    ]
