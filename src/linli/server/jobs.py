"""The process that does what is due: `python -m linli.server.jobs`."""

import signal
import threading

from linli.server.beats import Beat
from linli.server.folder import data_folder
from linli.server.worker import load


def main() -> None:
    """Do what is due until told to stop."""
    load()
    from linli.ledger.jobs import run_checkpoints  # noqa: PLC0415  # needs Django loaded
    from linli.lockers.jobs import run_jobs, run_webhooks  # noqa: PLC0415
    from linli.people.retention_job import run_purges  # noqa: PLC0415
    from linli.server.webhook_sender import HttpsSender  # noqa: PLC0415

    stop, beat = threading.Event(), Beat(data_folder(None), "jobs")
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda _number, _frame: stop.set())
    beat()
    threading.Thread(target=run_purges, args=(stop,), name="purges", daemon=True).start()
    threading.Thread(target=run_checkpoints, args=(stop,), name="checkpoints", daemon=True).start()
    messages = (stop, HttpsSender())
    threading.Thread(target=run_webhooks, args=messages, name="webhooks", daemon=True).start()
    run_jobs(stop, beat)


if __name__ == "__main__":
    main()
