"""Who may ask what of each address: one line an address, or one for each thing it may name."""

from itertools import chain

from tests.server.matrix_board import board
from tests.server.matrix_houses import SUBJECTS
from tests.server.matrix_rules import (
    ALL,
    GIVERS,
    HIDDEN,
    HOLDS_NOTHING,
    KEEP_HERE,
    KNOWN,
    NO,
    OVER_US,
    STEWARDS,
    STEWARDS_HERE,
    WATCH_HERE,
    Rule,
    Wall,
    anyone,
    nobody,
    none_of_us,
    only,
    says,
)

from linli.people.enums import Role
from linli.portal.office.shown import SHOWN

LINK = "its address is its key"
NO_COOKIE = "no cookie is looked at"
KEY = "Bearer {replay}"

FORGED = ("{tampered}", "{cut}", "{renamed}", "{of_other_salt}", "{of_no_meal}")
TOWER = {"tower": "BAIYULAN"}
OWNERS_PRESSES = ("share", "unshare", "reopen", "wrong")
COURIERS_PRESSES = (
    "lockers:courier_again",
    "lockers:courier_placed",
    "lockers:courier_reopen",
    "lockers:courier_elsewhere",
    "lockers:courier_correct",
)
API, HERE = "lockers:platforms", "?building=BAIYULAN"


def _scanned() -> list[Wall]:
    """What is on a cabinet's door, for whoever stands before it."""
    return [
        Wall(name, rule, rule, {"cabinet": cabinet}, free=LINK)
        for name in ("lockers:courier", "lockers:by_code", "lockers:lost", "lockers:scan")
        for cabinet, rule in (("{cabinet}", anyone()), ("NONE", nobody()))
    ] + [
        Wall("lockers:join_queue", None, rule, {"cabinet": cabinet}, free=LINK)
        for cabinet, rule in (("{cabinet}", anyone()), ("NONE", nobody()))
    ]


def _sent() -> list[Wall]:
    """What is sent to one person: whoever has the whole address, and nobody by another's."""
    owners = (("{owner}", anyone()), ("{owner_of_another}", anyone()), ("{courier}", nobody()))
    couriers = (("{courier}", anyone()), ("{owner}", nobody()), ("{courier_too_late}", nobody(NO)))
    forged = [(token, nobody()) for token in FORGED]
    orders = (("{order}", anyone()), ("{owner}", nobody()), *forged)
    walls = [
        Wall("lockers:owner", rule, rule, {"token": token}, free=LINK)
        for token, rule in (*owners, *forged)
    ]
    for token, rule in (("{owner}", anyone()), ("{errand}", nobody()), *forged):
        walls += [
            Wall(f"lockers:{name}", None, rule, {"token": token}, free=LINK)
            for name in OWNERS_PRESSES
        ]
    errands = (("{errand}", anyone()), ("{owner}", nobody()), ("{errand_taken_back}", nobody(NO)))
    walls += [
        Wall("lockers:errand", rule, rule, {"token": token}, free=LINK)
        for token, rule in (*errands, *forged)
    ]
    walls += [
        Wall("lockers:order", rule, rule, {"token": token}, free=LINK) for token, rule in orders
    ]
    for token, rule in (("{place}", anyone()), ("{owner}", nobody()), *forged):
        walls.append(Wall("lockers:place", rule, rule, {"token": token}, free=LINK))
        walls.append(Wall("lockers:keep_place", None, rule, {"token": token}, free=LINK))
        walls.append(Wall("lockers:leave_place", None, rule, {"token": token}, free=LINK))
    for token, rule in (*couriers, *forged):
        walls.append(Wall("lockers:courier_door", rule, None, {"token": token}))
        walls += [Wall(name, None, rule, {"token": token}, free=LINK) for name in COURIERS_PRESSES]
    return walls


def _programs() -> list[Wall]:
    """What programs ask for: with the key, without it, with another."""
    asked = "?tower=BAIYULAN"
    walls = [Wall("lockers:claim", None, anyone(), free=NO_COOKIE)]
    for key, rule in ((KEY, anyone()), ("Bearer wrong", nobody(NO)), ("", nobody(NO))):
        walls += [
            Wall(f"lockers:{name}", rule, None, TOWER, key=key, has_head=False)
            for name in ("tower_tally", "tower_standing")
        ]
        walls += [
            Wall(f"lockers:{name}", None, rule, TOWER, key=key, free=NO_COOKIE)
            for name in ("tower_recall", "tower_clear")
        ]
        walls.append(Wall("lockers:towers", None, rule, key=key, free=NO_COOKIE))
        walls.append(Wall("lockers:notices", rule, None, query=asked, key=key, has_head=False))
    return walls + _platforms()


def _platforms() -> list[Wall]:
    """What the platforms' computers ask for: with an access token, without it, with another."""
    walls = []
    for key, rule in (
        ("Bearer {platform}", anyone()),
        ("Bearer wrong", nobody("401")),
        (KEY, nobody("401")),
        ("", nobody("401")),
    ):
        walls += [
            Wall(API, rule, None, {"rest": "cabinets"}, query=HERE, key=key, has_head=False),
            Wall(API, rule, None, {"rest": "events/dead"}, key=key, has_head=False),
        ]
    return [
        *walls,
        Wall("lockers:api_docs", anyone(), None),
        Wall("lockers:openapi", anyone(), None),
        Wall(
            API, nobody(), None, {"rest": "orders/X-10001"}, key="Bearer {platform}", has_head=False
        ),
        Wall(API, None, nobody("401"), {"rest": "orders"}, free=NO_COOKIE),
        Wall(API, None, anyone(), {"rest": "token"}, free=NO_COOKIE),
    ]


def _machines() -> list[Wall]:
    return [
        Wall("live", anyone(), None),
        Wall("ready", anyone(), None),
        Wall("metrics", nobody(), None),
        Wall("portal:security_txt", nobody(), None),
        Wall("metrics", anyone(), None, here=True),
    ]


def _front() -> list[Wall]:
    return [
        Wall("portal:home", anyone(), None),
        Wall("portal:start", anyone(), nobody()),
        Wall("portal:sign_out", None, anyone()),
        Wall("portal:act_as", None, only(KNOWN)),
        Wall("portal:act_as", None, only({"crew"}), body=says(grant="{grant}")),
        Wall("portal:search", only(KNOWN), None, query="?q=白玉兰"),
        Wall("portal:sign_in", anyone(), None),
        Wall("portal:send_code", None, nobody()),
        Wall("portal:take_code", None, nobody()),
        Wall("portal:ask_passkey", None, anyone()),
        Wall("portal:take_passkey", None, anyone()),
        Wall("portal:go_through", None, nobody(), {"provider": "id"}),
        Wall("portal:came_back", nobody(), nobody(), {"provider": "id"}),
        Wall("portal:prove", anyone(), only(ALL - {"unproven"}, no={"unproven"})),
        Wall("portal:ask_proof", None, only({"unproven", "unfit"}, HIDDEN, HIDDEN)),
        Wall("portal:prove_with_passkey", None, only({"unproven", "unfit"}, HIDDEN, HIDDEN)),
    ]


def _account() -> list[Wall]:
    not_passed_on = frozenset({"stand_in", "operator"})
    holders = KNOWN - HOLDS_NOTHING - not_passed_on
    stand_in = says("grant", to="nobody", until="2026-03-10")
    for_the_crew = says(person="{crew}", purpose="messages")
    known, setting_up = only(KNOWN), only(KNOWN | {"unfit"}, HIDDEN, HIDDEN)
    return [
        Wall("portal:account", known, None),
        Wall("portal:inbox", known, None),
        Wall("portal:read_all", None, known, body=says(upto="0")),
        Wall("portal:messages", known, None),
        Wall("portal:set_quiet", None, known, body=says(quiet="house")),
        Wall("portal:set_mail", None, known, body=says(mail="a@example.cn")),
        Wall("portal:end_mail", None, known),
        Wall("portal:set_wechat", None, known),
        Wall("portal:confirm_mail", known, only((), NO), {"token": "forged"}),
        Wall("portal:delegate", None, only(holders, no=not_passed_on), body=stand_in),
        Wall("portal:lay_down", None, only(holders | not_passed_on), body=says("grant")),
        Wall("portal:lay_down", None, only(OVER_US | {"crew"}), body=says(grant="{grant}")),
        Wall("portal:undo_lay_down", None, known, body=says(grant="{grant}")),
        Wall("portal:end_sign_in", None, known, body=says("sign_in")),
        Wall("portal:end_sign_in", None, only({"nobody"}), body=says(sign_in="{sign_in}")),
        Wall("portal:end_others", None, known),
        Wall("portal:end_screen", None, only({"crew"}), body=says(screen="{screen}")),
        Wall("portal:leave", None, known),
        Wall("portal:link_through", None, none_of_us(), {"provider": "id"}),
        Wall("portal:unlink", None, none_of_us(), body=says(linked="99999")),
        Wall("portal:my_data", known, None),
        Wall("portal:my_name", None, known),
        Wall("portal:my_consent", None, known, body=says("person", purpose="messages")),
        Wall("portal:my_consent", None, only({"crew"}, NO), body=for_the_crew),
        Wall("portal:my_download", None, known),
        Wall("portal:my_deletion", None, known),
        Wall("portal:my_children", known, None),
        Wall("portal:add_child", None, only({"crew"}, no=KNOWN - {"crew"})),
        Wall("portal:correct_child", None, only({"crew"}), {"number": "{child}"}),
        Wall("portal:withdraw_child", None, only({"crew"}), {"number": "{child}"}),
        Wall("portal:correct_child", None, none_of_us(), {"number": "99999"}),
        Wall("portal:child_answer", anyone(), anyone(), {"token": "{child_link}"}, free=LINK),
        Wall("portal:child_answer", nobody(), nobody(), {"token": "{child_too_early}"}, free=LINK),
        Wall("portal:child_answer", nobody(), nobody(), {"token": "{child_forged}"}, free=LINK),
        Wall("portal:second_factors", setting_up, None),
        Wall("portal:begin_app", None, setting_up),
        Wall("portal:add_app", None, setting_up, body=says("pending", code="{code}")),
        Wall("portal:ask_new_passkey", None, setting_up),
        Wall("portal:add_passkey", None, setting_up),
        Wall("portal:recovery_codes", None, only(KNOWN - HOLDS_NOTHING)),
        # Staff of this installation keep at least one.
        Wall("portal:remove_factor", None, none_of_us(KNOWN - HOLDS_NOTHING), body=says("factor")),
        Wall("portal:remove_factor", None, none_of_us({"crew"}), body=says(factor="{factor}")),
    ]


def _people() -> list[Wall]:
    them, none = {"number": "{crew}"}, {"number": "99999"}
    role = says(name="新人", role=Role.PROPERTY, place="BAIYULAN")
    presses = ("give_role", "new_link", "reset_factors", "let_go")
    walls = [
        Wall("portal:people", only(GIVERS | {"secretary"}), None),
        Wall("portal:invite", only(GIVERS | {"secretary"}), only(OVER_US), body=role),
        Wall("portal:person", only(OVER_US), None, them),
        Wall("portal:person", none_of_us(), None, none),
        Wall("portal:person_name", only(OVER_US), only(OVER_US), them),
        Wall("portal:person_name", none_of_us(), none_of_us(), none),
        Wall("portal:end_role", None, only(OVER_US), them, body=says(grant="{grant}")),
        Wall("portal:undo_end", None, only(OVER_US), them, body=says(grant="{grant}")),
        Wall("portal:roles", only(KNOWN), None),
        Wall("portal:begin", only(STEWARDS | {"operator"}), None),
        Wall("portal:begin_ways", only(STEWARDS | {"operator"}), None),
    ]
    for name in presses:
        walls.append(Wall(f"portal:{name}", None, only(OVER_US), them, body=role))
        walls.append(Wall(f"portal:{name}", None, none_of_us(), none, body=role))
    return walls


def _history() -> list[Wall]:
    def of(kind: str, name: str, rule: Rule) -> Wall:
        return Wall("portal:history", rule, None, {"kind": kind, "name": name})

    return [
        of("cabinet", "{cabinet}", only(WATCH_HERE)),
        of("deposit", "{deposit}", only(WATCH_HERE)),
        of("matter", "{matter_row}", only(KEEP_HERE)),
        of("committee", "BAIYULAN", only(KEEP_HERE)),
        of("person", "{crew}", only(OVER_US | {"crew"})),
        of("person", "99999", none_of_us()),
        of("cabinet", "NONE", none_of_us()),
        of("spaceship", "{cabinet}", none_of_us()),
    ]


def _places() -> list[Wall]:
    ours, district, none = {"code": "BAIYULAN"}, {"code": "HONGKOU"}, {"code": "NONE"}
    here, above = only(STEWARDS_HERE), only({"district_steward"})
    walls = [
        Wall("portal:places", only(STEWARDS), None),
        Wall("portal:places_import", only(STEWARDS), only(STEWARDS)),
        Wall("portal:places_take_in", None, only({"steward"})),
        Wall("portal:places_table", only(STEWARDS), None, {"ending": "csv"}),
        Wall("portal:places_table", only(STEWARDS), None, {"ending": "xlsx"}),
        Wall("portal:places_table", none_of_us(), None, {"ending": "exe"}),
        Wall("portal:place", here, None, ours),
        Wall("portal:place", above, None, district),
        Wall("portal:place_edit", here, here, ours),
        Wall("portal:place_edit", above, above, district),
        Wall("portal:place_close", None, here, ours),
        Wall("portal:place_reopen", None, here, ours),
        Wall("portal:place_undo", None, here, ours, body=says(entry="none")),
    ]
    for name in ("place_move", "place_merge"):
        walls.append(Wall(f"portal:{name}", above, above, ours))
        walls.append(Wall(f"portal:{name}", above, above, district))
    return walls + [
        Wall(f"portal:{name}", none_of_us(), none_of_us() if posts else None, none)
        for name, posts in (("place", False), ("place_edit", True))
    ]


def _office() -> list[Wall]:
    """Every table behind one guard: everybody tries one of each kind, a few try the others."""
    look, to_list = only({"operator"}), none_of_us({"operator"})
    walls = [
        Wall("office:index", look, to_list),
        Wall("office:people_person_changelist", look, to_list),
        Wall("office:people_person_change", look, look, {"object_id": "{crew}"}),
        Wall("office:people_person_change", none_of_us(), none_of_us(), {"object_id": "99999"}),
        Wall("office:ledger_chain_change", look, to_list, {"object_id": "{chain}"}),
    ]
    seen = {wall.name for wall in walls}
    few = ("anonymous", "steward", "operator")
    for table, shown in SHOWN.items():
        name = f"office:{table.lower().replace('.', '_')}"
        if f"{name}_changelist" not in seen:
            walls.append(Wall(f"{name}_changelist", look, to_list, by=few))
        if f"{name}_change" not in seen:
            post, none = none_of_us() if shown.whose else to_list, {"object_id": "99999"}
            walls.append(Wall(f"{name}_change", none_of_us(), post, none, by=few))
    return walls


TABLE = list(
    chain(
        _scanned(),
        _sent(),
        _programs(),
        _machines(),
        board(),
        *(subject.walls() for subject in SUBJECTS),
        _front(),
        _account(),
        _people(),
        _history(),
        _places(),
        _office(),
    )
)
