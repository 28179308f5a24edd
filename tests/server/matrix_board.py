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


def board() -> list[Wall]:
    """The board, and all that leads on from it."""
    door = {"cabinet": "{cabinet}", "number": "{door}"}
    none = {"cabinet": "NONE", "number": "1"}
    none_here = HOLDS_NOTHING | {"operator", "secretary"}
    see = only(WATCH_HERE, no=none_here)
    press = only(CREW_HERE, no=none_here | {"property"})
    nothing = none_of_us(no=none_here)
    no = none_here | {"property", "next_property"}
    phone = only(CREW_HERE, no=no)
    served, no_tower = only(CREW_HERE, NO), only((), NO)
    by_property = only({"property"}, NO)
    more = says(then="ask", building="BAIYULAN", openings="2", reason="clearing")
    month = says(building="BAIYULAN", reason="report", month="2026-03")
    run = only({"operator"})
    taken_out, report = only(WATCH_HERE, NO), says(building="BAIYULAN", reason="report")
    return [
        Wall("lockers:board", only(WATCH, NO), None),
        Wall("lockers:board_doors", only(WATCH, NO), None),
        Wall("lockers:board_door", see, press, door),
        Wall("lockers:board_door", nothing, nothing, none),
        Wall("lockers:screen", anyone(), anyone()),
        Wall("lockers:screen_live", anyone(), None),
        Wall("lockers:screen_confirm", only(WATCH, NO), only(WATCH, NO)),
        Wall("lockers:alarms", only(WATCH, NO), None),
        Wall("lockers:alarm", see, press, {"number": "{alarm}"}, body=says(then="claim")),
        Wall("lockers:alarm", nothing, nothing, {"number": "99999"}),
        Wall("lockers:platform_list", run, run, body=says(then="sandbox", platform="fan-le")),
        Wall("lockers:openings", only(SERVE, NO), served, body=more),
        Wall("lockers:day", taken_out, by_property, TOWER, body=says(then="order", hours="4")),
        Wall("lockers:day", taken_out, served, TOWER, body=says(then="answer")),
        Wall("lockers:day", taken_out, taken_out, TOWER, body=says(then="complain")),
        Wall("lockers:day", taken_out, served, TOWER, body=says(then="reply")),
        Wall("lockers:day", no_tower, no_tower, {"tower": "NONE"}),
        *(
            Wall(f"lockers:{name}", rule, None, {"tower": tower}, query=query)
            for name, query in (
                ("labels", ""),
                ("label_sheets", "?what=cabinets&sheet=2x4"),
                ("cards", ""),
            )
            for tower, rule in (("BAIYULAN", only(WATCH_HERE, NO)), ("NONE", only((), NO)))
        ),
        Wall("lockers:day_export", None, taken_out, body=report),
        Wall("lockers:figures", taken_out, None, TOWER),
        Wall("lockers:figures", no_tower, None, {"tower": "NONE"}),
        Wall("lockers:sizing", taken_out, taken_out, TOWER, body=says(meals="40")),
        Wall("lockers:month_export", None, taken_out, body=month),
        Wall("lockers:figures_export", None, taken_out, body=report),
        Wall("lockers:recall_round", taken_out, served, TOWER, body=says(then="begin")),
        Wall("lockers:recall_round", no_tower, no_tower, {"tower": "NONE"}),
        Wall("lockers:cleaning", taken_out, served, TOWER, body=says(then="begin")),
        Wall("lockers:cleaning", no_tower, no_tower, {"tower": "NONE"}),
        Wall("lockers:cleaning_photo", see, None, {"number": "{photo}"}),
        Wall("lockers:cleaning_photo", nothing, None, {"number": "99999"}),
        Wall("lockers:record", see, None, {"cabinet": "{cabinet}"}),
        Wall("lockers:record", nothing, None, {"cabinet": "NONE"}),
        Wall("lockers:holds", see, press, {"cabinet": "{cabinet}"}, body=says(then="hold")),
        Wall("lockers:holds", nothing, nothing, {"cabinet": "NONE"}),
        Wall("lockers:faults", only(WATCH, NO), None),
        Wall("lockers:layout", see, press, {"cabinet": "{cabinet}"}, body=says(layout="1S")),
        Wall("lockers:layout", nothing, nothing, {"cabinet": "NONE"}),
        Wall("lockers:hall", taken_out, served, TOWER, body=says(cabinet="{cabinet}")),
        Wall("lockers:hall", no_tower, no_tower, {"tower": "NONE"}),
        Wall("lockers:alarms_export", None, taken_out, body=report),
        Wall("lockers:board_found", None, phone, door, body=says(deposit="0" * 13, found="meal")),
        Wall("lockers:inventory", see, press, {"cabinet": "{cabinet}"}),
        Wall("lockers:inventory", nothing, nothing, {"cabinet": "NONE"}),
        Wall("lockers:board_phone", phone, phone, door),
        Wall("lockers:report", see, press, {"number": "{report}"}, body=says(answer="inside")),
        Wall("lockers:report", nothing, nothing, {"number": "99999"}),
        Wall("lockers:board_phone", none_of_us(no), none_of_us(no), none),
        *_demo(),
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
