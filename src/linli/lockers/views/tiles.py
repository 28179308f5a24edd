"""The board's tiles and its list of what needs a hand: always a colour and a word."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from linli.lockers.enums import DoorState, PartAlarm, PartKind
from linli.lockers.queries.board import Board, BoardCabinet, BoardDoor, BoardPart

Words = str | Promise

ALARMS_SHOWN = 50
"""Nobody works through more at once; the rest is counted."""


LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)


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
_IN_DOUBT = (DoorState.UNSURE, DoorState.CHECK)


@dataclass(frozen=True, slots=True)
class Tile:
    """One compartment as the board shows it; ``kind`` is its colour."""

    number: int
    kind: str
    word: Words


@dataclass(frozen=True, slots=True)
class Alarm:
    """Something that needs a hand; ``number`` is 0 when it is the whole cabinet."""

    cabinet: str
    number: int
    kind: str
    word: Words
    label: Words
    since: datetime | None
    help: Help


def tile_of(door: BoardDoor) -> Tile:
    """Return one tile. An open door says so first, then a meal that stands too long."""
    kind = _KINDS[door.state]
    if door.left_open:
        return Tile(door.number, "open", _("门未关"))
    if door.recall_wanted and kind != "open":
        return Tile(door.number, "late", _("平台召回"))
    if door.overdue and kind != "open":
        return Tile(door.number, "late", _("超时"))
    return Tile(door.number, kind, door.state.label)


def tiles_of(cabinet: BoardCabinet) -> tuple[Tile, ...]:
    """Return the tiles of a cabinet, in the order of their numbers."""
    return tuple(tile_of(door) for door in cabinet.doors)


def counts_of(tiles: Sequence[Tile]) -> list[tuple[str, int]]:
    """Return how many tiles say each word, most first."""
    return Counter(str(tile.word) for tile in tiles).most_common()


def help_for(door: BoardDoor) -> Help:
    """Return what can be done: a known meal is recalled, an unknown state is looked into."""
    if door.deposit and door.state in _CAN_BE_OPENED:
        return Help.RECALL
    if not door.deposit and door.state in _IN_DOUBT:
        return Help.CLEAR
    return Help.NOTHING


def alarms_of(board: Board) -> list[Alarm]:
    """Return what needs a hand now, the longest wait first, whole cabinets before doors."""
    cabinets = [alarm for one in board.cabinets if (alarm := _of_cabinet(one))]
    cabinets += [
        alarm for one in board.cabinets for part in one.parts if (alarm := _of_part(one, part))
    ]
    doors = [
        alarm for one in board.cabinets for door in one.doors if (alarm := _of_door(one, door))
    ]
    doors.sort(key=lambda alarm: alarm.since or LONG_AGO)
    return cabinets + doors


def _of_cabinet(cabinet: BoardCabinet) -> Alarm | None:
    if cabinet.quarantined:
        return Alarm(cabinet.code, 0, "out", _("待盘点"), "", None, Help.NOTHING)
    if not cabinet.online:
        return Alarm(cabinet.code, 0, "out", _("断线"), "", cabinet.heard_at, Help.NOTHING)
    return None


def part_words(part: BoardPart) -> Words:
    """Return what people call a part: a zone by its number, a board by its name."""
    if part.kind == PartKind.ZONE:
        return format_lazy(_("{name} 区"), name=part.name)
    if part.kind == PartKind.BOARD:
        return format_lazy(_("锁板 {name}"), name=part.name)
    return part.kind.label


def part_kind(part: BoardPart) -> str:
    """Return the colour of a part's alarm: what is dangerous or dead, or what grows worse."""
    return "out" if part.alarm in (PartAlarm.TOO_HOT, PartAlarm.BOARD_SILENT) else "late"


def _of_part(cabinet: BoardCabinet, part: BoardPart) -> Alarm | None:
    if part.alarm is None:
        return None
    return Alarm(
        cabinet=cabinet.code,
        number=0,
        kind=part_kind(part),
        word=part.alarm.label,
        label=part_words(part),
        since=part.since,
        help=Help.NOTHING,
    )


def _of_door(cabinet: BoardCabinet, door: BoardDoor) -> Alarm | None:
    tile = tile_of(door)
    is_served = tile.kind == "open" and not door.left_open
    wanted = door.left_open or door.overdue or door.recall_wanted
    if is_served or not (wanted or door.state in _IN_DOUBT):
        return None
    return Alarm(
        cabinet=cabinet.code,
        number=door.number,
        kind=tile.kind,
        word=tile.word,
        label=door.label,
        since=door.since,
        help=help_for(door),
    )
