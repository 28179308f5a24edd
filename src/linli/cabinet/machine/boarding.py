"""Boards that fall silent and speak again: each told once."""

from msgspec.structs import replace

from linli.cabinet.inputs import BoardHeard
from linli.cabinet.machine.turn import Turn
from linli.wire.messages import EventType


def board_heard(turn: Turn, happened: BoardHeard) -> None:
    """Write that a board is silent, or that it is back; what was written is not written again."""
    silent = turn.memory.told.boards
    if happened.silent and happened.board not in silent:
        _tell(turn, (*silent, happened.board))
        turn.write_of_cabinet(EventType.BOARD_SILENT, {"board": happened.board})
    elif not happened.silent and happened.board in silent:
        _tell(turn, tuple(one for one in silent if one != happened.board))
        turn.write_of_cabinet(EventType.BOARD_BACK, {"board": happened.board})


def forget_boards(turn: Turn) -> None:
    """Take every board to be back at a start: it may be another, or none, by configuration.

    One that is still silent is told anew.
    """
    for board in turn.memory.told.boards:
        turn.write_of_cabinet(EventType.BOARD_BACK, {"board": board, "off": True})
    _tell(turn, ())


def _tell(turn: Turn, silent: tuple[str, ...]) -> None:
    turn.know(told=replace(turn.memory.told, boards=silent))
