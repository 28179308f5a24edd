"""The board's tiles and its list of what needs a hand: always a colour and a word."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.html import escape, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from linli.lockers.enums import AlarmKind, DoorState, PartAlarm, PartKind
from linli.lockers.queries.alarms import AlarmShown
from linli.lockers.queries.board import BoardCabinet, BoardDoor, BoardPart
from linli.web.templatetags.linli import door

Words = str | Promise

ALARMS_SHOWN = 50
"""Nobody works through more at once; the rest is counted."""


class Help(StrEnum):
    """What staff can do about a compartment from the board."""

    NOTHING = ""
    RECALL = "recall"
    CLEAR = "clear"


_KINDS = {
    DoorState.FREE: "free",
    DoorState.OCC: "meal",
    DoorState.OPENING_D: "open",
    DoorState.OPENING_P: "open",
    DoorState.OPENING_S: "open",
    DoorState.OPEN_D: "open",
    DoorState.OPEN_P: "open",
    DoorState.OPEN_S: "open",
    DoorState.UNSURE: "late",
    DoorState.DIRTY: "wash",
    DoorState.SANI: "wash",
    DoorState.CHECK: "out",
    DoorState.OOS: "out",
}
_CAN_BE_OPENED = (DoorState.OCC, DoorState.UNSURE, DoorState.CHECK)
_CAN_BE_CLEARED = (
    DoorState.UNSURE,
    DoorState.CHECK,
    DoorState.FREE,
    DoorState.DIRTY,
    DoorState.OOS,
)
"""What the cabinet opens without a meal, to be looked into or cleaned; it rests afterwards."""
_ALARM_KINDS = {
    AlarmKind.LEFT_OPEN: "open",
    AlarmKind.CABINET_SILENT: "open",
    AlarmKind.FORCED: "out",
    AlarmKind.CHECK: "out",
    AlarmKind.OUT_OF_SERVICE: "out",
    AlarmKind.QUARANTINED: "out",
    AlarmKind.TOO_HOT: "out",
    AlarmKind.BOARD_SILENT: "out",
}
_PARTS = {
    AlarmKind.TOO_COLD: PartKind.ZONE,
    AlarmKind.TOO_HOT: PartKind.ZONE,
    AlarmKind.SILENT: PartKind.ZONE,
    AlarmKind.BOARD_SILENT: PartKind.BOARD,
    AlarmKind.WRONG_CODES: PartKind.KEYPAD,
}


@dataclass(frozen=True, slots=True)
class Tile:
    """One compartment as the board shows it; ``kind`` is its colour."""

    number: int
    kind: str
    word: Words


@dataclass(frozen=True, slots=True)
class Alarm:
    """Something that needs a hand; ``number`` is 0 when it is the whole cabinet or a part.

    ``alarm`` is the alarm's own number; ``claimer`` sees to it, empty while nobody does.
    """

    alarm: int
    cabinet: str
    number: int
    kind: str
    word: Words
    label: Words
    since: datetime
    help: Help
    claimer: str
    is_gone: bool
    is_done: bool


def tile_of(door: BoardDoor) -> Tile:
    """Return one tile. An open door says so first, then a meal that stands too long."""
    return Tile(door.number, *_look(door))


def _look(door: BoardDoor) -> tuple[str, Words]:
    """Return the colour and the word of a door."""
    kind = _KINDS[door.state]
    if door.left_open:
        return "open", _("门未关")
    if door.recall_wanted and kind != "open":
        return "late", _("平台召回")
    if door.overdue and kind != "open":
        return "late", _("超时")
    return kind, door.state.label


def kind_of(state: DoorState) -> str:
    """Return the colour of a state alone."""
    return _KINDS[state]


def tiles_of(cabinet: BoardCabinet) -> tuple[Tile, ...]:
    """Return the tiles of a cabinet, in the order of their numbers; each word is said once."""
    looks: dict[tuple[object, ...], tuple[str, str]] = {}
    tiles = []
    for one in cabinet.doors:
        key = (one.state, one.left_open, one.recall_wanted, one.overdue)
        if key not in looks:
            kind, word = _look(one)
            looks[key] = kind, str(word)
        tiles.append(Tile(one.number, *looks[key]))
    return tuple(tiles)


def tiles_by_id(base: str, cabinet: str, tiles: Sequence[Tile]) -> dict[str, SafeString]:
    """Return the tiles as HTML by their ids. ``base`` is the board's address.

    There are a thousand: a template takes ten times as long, escaping each value four times.
    """
    code, first = escape(cabinet), escape(base)
    looks = {(one.kind, one.word) for one in tiles}
    safe = {(kind, word): (escape(kind), escape(word)) for kind, word in looks}
    found = {}
    for one in tiles:
        kind, word = safe[one.kind, one.word]
        found[f"{cabinet}-{one.number}"] = mark_safe(  # noqa: S308  # escaped above, or a number
            f'<a class="tile tile-{kind}" id="{code}-{one.number}"'
            f' href="{first}{code}/{one.number}"><b>{door(one.number)}</b>{word}</a>'
        )
    return found


def tiles_drawn(base: str, cabinet: str, tiles: Sequence[Tile]) -> SafeString:
    """Return the tiles as HTML, with no white space; ``base`` is the board's address."""
    return together(tiles_by_id(base, cabinet, tiles).values())


def together(drawn: Iterable[SafeString]) -> SafeString:
    """Return elements side by side."""
    return format_html_join("", "{}", ((one,) for one in drawn))


def tiles_standing(tiles: Sequence[Tile]) -> SafeString:
    """Return the tiles as HTML for a screen on which nothing is pressed."""
    return format_html_join(
        "",
        '<span class="tile tile-{}"><b>{}</b>{}</span>',
        ((one.kind, door(one.number), one.word) for one in tiles),
    )


def counts_of(tiles: Sequence[Tile]) -> list[tuple[str, int]]:
    """Return how many tiles say each word, most first."""
    return Counter(str(tile.word) for tile in tiles).most_common()


def help_for(door: BoardDoor) -> Help:
    """Return what can be done: a known meal is recalled, all else is looked into or cleaned."""
    if door.deposit and door.state in _CAN_BE_OPENED:
        return Help.RECALL
    if not door.deposit and door.state in _CAN_BE_CLEARED:
        return Help.CLEAR
    return Help.NOTHING


def alarms_of(
    doors: Mapping[tuple[str, int], BoardDoor], alarms: Sequence[AlarmShown]
) -> list[Alarm]:
    """Return alarms as the board shows them, in the order given; doors are by code and number."""
    return [_drawn(one, doors.get((one.cabinet, one.comp))) for one in alarms]


def doors_by_number(cabinets: Iterable[BoardCabinet]) -> dict[tuple[str, int], BoardDoor]:
    """Return the doors of cabinets by the cabinet's code and their own number."""
    return {(one.code, door.number): door for one in cabinets for door in one.doors}


def alarm_kind(kind: AlarmKind) -> str:
    """Return the colour of an alarm."""
    return _ALARM_KINDS.get(kind, "late")


def alarm_place(alarm: AlarmShown) -> Words:
    """Return which part of a cabinet an alarm is about; empty for a door or all of it."""
    kind = _PARTS.get(alarm.kind)
    return part_name(kind, alarm.part) if kind else ""


def _drawn(alarm: AlarmShown, door: BoardDoor | None) -> Alarm:
    return Alarm(
        alarm=alarm.number,
        cabinet=alarm.cabinet,
        number=alarm.comp,
        kind=alarm_kind(alarm.kind),
        word=alarm.kind.label,
        label=door.label if door else alarm_place(alarm),
        since=alarm.since,
        help=help_for(door) if door and alarm.lifted_at is None else Help.NOTHING,
        claimer=alarm.claimer,
        is_gone=alarm.lifted_at is not None,
        is_done=alarm.remedied_at is not None,
    )


def part_words(part: BoardPart) -> Words:
    """Return what people call a part of the board."""
    return part_name(part.kind, part.name)


def part_name(kind: PartKind, name: str) -> Words:
    """Return what people call a part: a zone by its number, a board by its name."""
    if kind == PartKind.ZONE:
        return format_lazy(_("{name} 区"), name=name)
    if kind == PartKind.BOARD:
        return format_lazy(_("锁板 {name}"), name=name)
    return kind.label


def part_kind(part: BoardPart) -> str:
    """Return the colour of a part's alarm: what is dangerous or dead, or what grows worse."""
    return "out" if part.alarm in (PartAlarm.TOO_HOT, PartAlarm.BOARD_SILENT) else "late"
