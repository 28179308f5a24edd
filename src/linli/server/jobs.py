"""The process that does what is due: `python -m linli.server.jobs`."""

import signal
import threading

from linli.server.worker import load


def main() -> None:
    """Do what is due until told to stop."""
    load()
    from linli.lockers.jobs import run_jobs  # noqa: PLC0415  # needs Django loaded

    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda _number, _frame: stop.set())
    run_jobs(stop)


if __name__ == "__main__":
    main()
