"""What a cabinet tells its server of how it is built, so that the two can be held together."""

from linli.cabinet.config import Config
from linli.cabinet.wiring import Wired
from linli.wire.messages import ZONES_TOLD, Fitted, FittedBoard, Size


def fitted_of(config: Config) -> Fitted:
    """Return what a configuration says: doors by size, lock boards, what each zone is kept at.

    Of zones beyond the first thirty-two nothing is told: the message has its bounds.
    """
    doors: dict[Size, list[int]] = {size: [] for size in Size}
    for one in sorted(config.compartments, key=lambda one: one.number):
        doors[one.size].append(one.number)
    board = config.board
    zones = sorted(config.zones, key=lambda one: one.number)[:ZONES_TOLD]
    return Fitted(
        doors=doors,
        kind=str(type(board).__struct_config__.tag),
        boards=[
            FittedBoard(
                name=one.name,
                family=str(type(one).__struct_config__.tag),
                first=one.first,
                locks=one.locks,
                swaps={f"{lock}": comp for lock, comp in one.swaps.items()},
            )
            for one in (board.boards() if isinstance(board, Wired) else ())
        ],
        set_c={f"{one.number}": one.set_c for one in zones},
    )
