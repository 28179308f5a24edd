"""Who comes to the pages of the matrix, and what each is."""

from collections.abc import Mapping

from linli.people.enums import Role

ELSEWHERE = "203.0.113.9"
"""An address of nobody. Source: RFC 5737."""

PLACED: Mapping[str, tuple[Role, str]] = {
    "district_steward": (Role.STEWARD, "HONGKOU"),
    "steward": (Role.STEWARD, "BAIYULAN"),
    "crew": (Role.CREW, "BAIYULAN"),
    "property": (Role.PROPERTY, "BAIYULAN"),
    "officer": (Role.OFFICER, "BAIYULAN"),
    "next_steward": (Role.STEWARD, "SOHO"),
    "next_crew": (Role.CREW, "SOHO"),
    "next_property": (Role.PROPERTY, "SOHO"),
    "far_steward": (Role.STEWARD, "JINGAN"),
    "far_crew": (Role.CREW, "KERRY"),
    "unproven": (Role.STEWARD, "BAIYULAN"),
    "unfit": (Role.STEWARD, "BAIYULAN"),
    "idle": (Role.STEWARD, "BAIYULAN"),
    "left": (Role.STEWARD, "BAIYULAN"),
    "operator": (Role.OPERATOR, "HONGKOU"),
    "secretary": (Role.SECRETARY, "BAIYULAN"),
}
"""Who holds which role where. The steward of the building is who everything happens to."""

IDENTITIES = ("anonymous", *PLACED, "stand_in", "ended", "nobody")

STRANGERS = frozenset({"anonymous", "left", "unproven", "unfit", "idle"})
"""Whom no page takes for somebody: not signed in, or not any more, or without a second factor."""

WITHOUT_FACTOR = frozenset({"unfit", "nobody", "ended"})
