"""Which board a configuration means."""

from pathlib import Path
from random import Random

from linli.cabinet.config import Config, Mqtt
from linli.cabinet.drivers.board import Board
from linli.cabinet.drivers.simulated import SimulatedBoard
from linli.cabinet.simulators.people import AutoPeople, RemotePeople
from linli.cabinet.simulators.reality import Reality
from linli.cabinet.wiring import Wired


def board_of(config: Config) -> Board:
    """Build the board a configuration names, with the people before it.

    What is inside a simulated cabinet is kept beside its journal, as ``….board.json``.
    """
    wanted = config.board
    if isinstance(wanted, Mqtt):
        from linli.cabinet.drivers.mqtt import MqttBoard  # noqa: PLC0415  # an extra's library

        return MqttBoard(config, wanted, chance=Random())  # noqa: S311  # names, not secrets
    if isinstance(wanted, Wired):
        from linli.cabinet.drivers.wired import WiredBoard  # noqa: PLC0415  # an extra's library

        return WiredBoard(wanted, config.compartments)
    reality = Reality(
        (one.number for one in config.compartments),
        latch_ms=wanted.latch_ms,
        file=config.journal.with_suffix(".board.json"),
    )
    if wanted.people == "remote" or wanted.socket:
        reality.invite(RemotePeople(reality, Path(wanted.socket)))
    if wanted.people == "auto":
        chance = Random(wanted.seed)  # noqa: S311  # people who dawdle, not secrets
        reality.invite(AutoPeople(reality, dwell_ms=wanted.dwell_ms, chance=chance))
    return SimulatedBoard(config.compartments, reality)
