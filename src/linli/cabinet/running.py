"""``python -m linli.cabinet run CONFIG.json`` runs one cabinet's agent until it is told to stop."""

import asyncio
import logging
import signal
import sys
from pathlib import Path
from random import Random

from linli.cabinet.agent import Agent
from linli.cabinet.alone import alone
from linli.cabinet.config import BadConfigError, Config, read_config
from linli.cabinet.drivers.choice import board_of
from linli.cabinet.epochs import begin_epoch
from linli.cabinet.journal import Journal, JournalError
from linli.cabinet.linux import obey_parent
from linli.cabinet.logs import OneLine

log = logging.getLogger("linli.cabinet")

TAKEOVER_S = 10
"""How long the agent before this one may take to stop: ten times what it was seen to need."""


def main(arguments: list[str]) -> int:
    """Run the agent; return the exit status: 0 told to stop, 1 failed, 2 cannot begin."""
    if len(arguments) != 1:
        sys.stderr.write("One argument is needed: the cabinet's configuration file.\n")
        return 2
    obey_parent()
    try:
        config = read_config(Path(arguments[0]))
    except BadConfigError as bad:
        sys.stderr.write(f"{bad}\n")
        return 2
    _log_to_stderr(config.cabinet)
    try:
        with alone(config.journal, patience_s=TAKEOVER_S):
            while asyncio.run(_work(config)):
                log.info("a new epoch begins")
            return 0
    except JournalError as failure:
        log.critical("the journal cannot be used: %s", failure)
    except Exception:
        log.exception("the agent has failed")
    return 1


async def _work(config: Config) -> bool:
    """Run the agent until SIGTERM or SIGINT, or a new epoch; return whether one has begun."""
    journal = Journal(config.journal, config.layout())
    epoch = journal.epoch
    agent = Agent(config, journal, board_of(config), chance=Random())  # noqa: S311  # no secret
    work = asyncio.create_task(agent.run(), name="agent")
    for told in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(told, work.cancel)
    try:
        await work
    except asyncio.CancelledError:
        log.info("told to stop")
    finally:
        journal.close()
    if agent.word is None or work.cancelled():
        return False
    begin_epoch(config.journal, config.layout(), agent.word, after=epoch)
    return True


def _log_to_stderr(cabinet: str) -> None:
    handler = logging.StreamHandler()
    handler.setFormatter(OneLine(f"%(asctime)s %(levelname)s {cabinet} %(message)s"))
    logging.basicConfig(level=logging.INFO, handlers=[handler])
