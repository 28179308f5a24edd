"""Who may ask what of the pages for crews and property."""

from tests.server.matrix_rules import (
    CREW_HERE,
    HOLDS_NOTHING,
    NO,
    STEWARDS,
    STEWARDS_HERE,
    WATCH,
    WATCH_HERE,
    Wall,
    anyone,
    none_of_us,
    only,
    says,
)

TOWER = {"tower": "BAIYULAN"}

SERVE = WATCH - {"property", "next_property"}
"""Who may do more than look, somewhere."""

NONE_HERE = HOLDS_NOTHING | {"operator", "secretary", "officer"}
"""Whom we know, and who has nothing to do with a cabinet anywhere."""

NOT_SERVING = NONE_HERE | {"property", "next_property"}

SEE = only(WATCH_HERE, no=NONE_HERE)
PRESS = only(CREW_HERE, no=NONE_HERE | {"property"})
NOTHING = none_of_us(no=NONE_HERE)
WATCHED, SERVED, NO_TOWER = only(WATCH_HERE, NO), only(CREW_HERE, NO), only((), NO)
WATCHING = only(WATCH, NO)
"""What is asked for at a cabinet, in a tower, and wherever somebody watches."""

REPORT = says(building="BAIYULAN", reason="report")


def board() -> list[Wall]:
    """The board, and all that leads on from it."""
    return [*_doors(), *_cabinets(), *_towers(), *_exports(), *_everywhere(), *_demo()]


def _doors() -> list[Wall]:
    """One door of a cabinet, and what happened at it."""
    door = {"cabinet": "{cabinet}", "number": "{door}"}
    none = {"cabinet": "NONE", "number": "1"}
    phone, no_phone = only(CREW_HERE, no=NOT_SERVING), none_of_us(no=NOT_SERVING)
    return [
        Wall("lockers:board_door", SEE, PRESS, door),
        Wall("lockers:board_door", NOTHING, NOTHING, none),
        Wall("lockers:board_found", None, phone, door, body=says(deposit="0" * 13, found="meal")),
        Wall("lockers:board_phone", phone, phone, door),
        Wall("lockers:board_phone", no_phone, no_phone, none),
        Wall("lockers:alarm", SEE, PRESS, {"number": "{alarm}"}, body=says(then="claim")),
        Wall("lockers:alarm", NOTHING, NOTHING, {"number": "99999"}),
        Wall("lockers:report", SEE, PRESS, {"number": "{report}"}, body=says(answer="inside")),
        Wall("lockers:report", NOTHING, NOTHING, {"number": "99999"}),
        Wall("lockers:cleaning_photo", SEE, None, {"number": "{photo}"}),
        Wall("lockers:cleaning_photo", NOTHING, None, {"number": "99999"}),
    ]


def _cabinets() -> list[Wall]:
    """One cabinet as a whole."""
    here, none = {"cabinet": "{cabinet}"}, {"cabinet": "NONE"}
    return [
        Wall("lockers:record", SEE, None, here),
        Wall("lockers:record", NOTHING, None, none),
        Wall("lockers:holds", SEE, PRESS, here, body=says(then="hold")),
        Wall("lockers:holds", NOTHING, NOTHING, none),
        Wall("lockers:layout", SEE, PRESS, here, body=says(layout="1S")),
        Wall("lockers:layout", NOTHING, NOTHING, none),
        Wall("lockers:inventory", SEE, PRESS, here),
        Wall("lockers:inventory", NOTHING, NOTHING, none),
    ]


def _towers() -> list[Wall]:
    """What is done and read in one tower."""
    by_property, none = only({"property"}, NO), {"tower": "NONE"}
    printed = (("labels", ""), ("label_sheets", "?what=cabinets&sheet=2x4"), ("cards", ""))
    return [
        Wall("lockers:day", WATCHED, by_property, TOWER, body=says(then="order", hours="4")),
        Wall("lockers:day", WATCHED, SERVED, TOWER, body=says(then="answer")),
        Wall("lockers:day", WATCHED, WATCHED, TOWER, body=says(then="complain")),
        Wall("lockers:day", WATCHED, SERVED, TOWER, body=says(then="reply")),
        Wall("lockers:day", NO_TOWER, NO_TOWER, none),
        *(
            Wall(f"lockers:{name}", rule, None, {"tower": tower}, query=query)
            for name, query in printed
            for tower, rule in (("BAIYULAN", WATCHED), ("NONE", NO_TOWER))
        ),
        Wall("lockers:figures", WATCHED, None, TOWER),
        Wall("lockers:figures", NO_TOWER, None, none),
        Wall("lockers:sizing", WATCHED, WATCHED, TOWER, body=says(meals="40")),
        Wall("lockers:recall_round", WATCHED, SERVED, TOWER, body=says(then="begin")),
        Wall("lockers:recall_round", NO_TOWER, NO_TOWER, none),
        Wall("lockers:cleaning", WATCHED, SERVED, TOWER, body=says(then="begin")),
        Wall("lockers:cleaning", NO_TOWER, NO_TOWER, none),
        Wall("lockers:hall", WATCHED, SERVED, TOWER, body=says(cabinet="{cabinet}")),
        Wall("lockers:hall", NO_TOWER, NO_TOWER, none),
    ]


def _exports() -> list[Wall]:
    """What is taken out of a tower, with a reason."""
    month = says(building="BAIYULAN", reason="report", month="2026-03")
    return [
        Wall("lockers:day_export", None, WATCHED, body=REPORT),
        Wall("lockers:month_export", None, WATCHED, body=month),
        Wall("lockers:figures_export", None, WATCHED, body=REPORT),
        Wall("lockers:alarms_export", None, WATCHED, body=REPORT),
    ]


def _everywhere() -> list[Wall]:
    """What names no place in its address: the board itself, screens, and all alarms."""
    more = says(then="ask", building="BAIYULAN", openings="2", reason="clearing")
    run = only({"operator"})
    return [
        Wall("lockers:board", WATCHING, None),
        Wall("lockers:board_doors", WATCHING, None),
        Wall("lockers:alarms", WATCHING, None),
        Wall("lockers:faults", WATCHING, None),
        Wall("lockers:screen", anyone(), anyone()),
        Wall("lockers:screen_live", anyone(), None),
        Wall("lockers:screen_confirm", WATCHING, WATCHING),
        Wall("lockers:openings", only(SERVE, NO), SERVED, body=more),
        Wall("lockers:platform_list", run, run, body=says(then="sandbox", platform="fan-le")),
    ]


def _demo() -> list[Wall]:
    """For whoever watches a tower in which nothing is real; in this world no cabinet is."""
    serve = only(CREW_HERE, no={"property"})
    begin = only(STEWARDS | {"operator"}, NO)
    next_door = only({"district_steward", "next_steward", "operator"}, NO)
    wish = {"cabinet": "NEW-A", "spot": "东门", "doors": "12"}
    return [
        Wall("lockers:begin_cabinet", begin, next_door, body=says(**wish, building="SOHO")),
        Wall("lockers:begin_cabinet", begin, only((), NO), body=says(**wish, building="BAIYULAN")),
        Wall("lockers:begin_without_demo", None, only(STEWARDS_HERE | {"operator"}, NO)),
        Wall("lockers:demo", only(WATCH_HERE), None),
        Wall("lockers:demo_live", only(WATCH_HERE), None),
        Wall("lockers:demo_press", None, serve, body=says(then="mend")),
        Wall("lockers:demo_play", None, only(WATCH_HERE), body=says(role="crew")),
    ]
