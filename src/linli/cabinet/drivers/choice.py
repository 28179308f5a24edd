"""Which board a configuration means."""

from pathlib import Path
from random import Random

from linli.cabinet.config import Config
from linli.cabinet.drivers.people import AutoPeople, RemotePeople
from linli.cabinet.drivers.simulated import SimulatedBoard


def board_of(config: Config) -> SimulatedBoard:
    """Build the board a configuration names, with the people before it.

    What is inside a simulated cabinet is kept beside its journal, as ``….board.json``.
    """
    wanted = config.board
    board = SimulatedBoard(
        config.compartments,
        latch_ms=wanted.latch_ms,
        file=config.journal.with_suffix(".board.json"),
    )
    if wanted.people == "remote":
        board.invite(RemotePeople(board, Path(wanted.socket)))
    else:
        chance = Random(wanted.seed)  # noqa: S311  # people who dawdle, not secrets
        board.invite(AutoPeople(board, dwell_ms=wanted.dwell_ms, chance=chance))
    return board
