"""Places as a table: the same columns that are imported."""

from collections.abc import Collection

from linli.places.enums import Datum
from linli.places.queries.known import all_known
from linli.places.rules.reading import level_word
from linli.places.rules.rows import COLUMNS
from linli.places.sheets import Written


def table_of(places: Collection[int]) -> list[Written]:
    """Return the head and a row for each of these places that is open, from above to below.

    Coordinates are WGS-84, and each row says so.
    """
    known = [one for one in all_known(set(places)).values() if one.is_yours and one.is_open]
    return [
        COLUMNS,
        *(
            [
                one.code,
                one.above,
                level_word(one.level),
                one.facts.name,
                one.facts.division,
                one.facts.address,
                one.facts.point.longitude if one.facts.point else None,
                one.facts.point.latitude if one.facts.point else None,
                Datum.WGS84.value if one.facts.point else "",
            ]
            for one in known
        ),
    ]
