"""What tests of the command share, and which of them run on which database."""

import os
import signal
from collections.abc import Iterator

import pytest

# They start processes that choose their own database, or try what is refused before any
# database is asked; one run of them is enough.
collect_ignore = (
    [
        "test_command_line.py",
        "test_hardening_requests.py",
        "test_preparing.py",
        "test_serve_whole.py",
        "test_starting.py",
        "test_supervisor.py",
        "test_whole_linli.py",
        "test_whole_replay.py",
    ]
    if os.environ.get("LINLI_TEST_DATABASE") == "postgresql"
    else []
)


@pytest.fixture
def signals() -> Iterator[None]:
    """Put back how this process answers to the signals that a supervisor takes over."""
    numbers = (signal.SIGCHLD, signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    before = {number: signal.getsignal(number) for number in numbers}
    yield
    for number, handler in before.items():
        signal.signal(number, handler)
