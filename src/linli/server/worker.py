"""What every worker process does first and last."""

import contextlib
import os
import signal
from collections.abc import Iterator


def load() -> None:
    """Load Django with this installation's settings."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "linli.server.settings")
    import django  # noqa: PLC0415  # the settings come first

    django.setup()


@contextlib.contextmanager
def end_on_term() -> Iterator[None]:
    """Let SIGTERM end what runs inside as Ctrl-C would, and count that as a good end.

    `asyncio.run` turns Ctrl-C into the cancellation of its main task, so that everything is
    closed in order.
    """
    signal.signal(signal.SIGTERM, lambda _number, _frame: signal.raise_signal(signal.SIGINT))
    with contextlib.suppress(KeyboardInterrupt):
        yield
