"""Two processes that find the same thing to tell, and then the same message as due."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from types import ModuleType

import pytest
from django.db import connection

MEET_S = 20


def two_at_once(
    teller: ModuleType, tell: Callable[[], int], monkeypatch: pytest.MonkeyPatch
) -> list[int]:
    """Tell in two processes that wait for each other before they write and before they claim.

    Returns how many messages each of them sent.
    """
    write, claim = teller._write, teller._claim  # noqa: SLF001  # held up
    both, held = threading.Barrier(2), threading.local()

    def together(*args: object) -> None:
        both.wait(MEET_S)
        write(*args)

    def claim_together(*args: object) -> object:
        if not getattr(held, "once", False):
            held.once = True
            both.wait(MEET_S)
        return claim(*args)

    def process(_number: int) -> int:
        try:
            return tell()
        finally:
            connection.close()

    monkeypatch.setattr(teller, "_write", together)
    monkeypatch.setattr(teller, "_claim", claim_together)
    with ThreadPoolExecutor(2) as pool:
        return list(pool.map(process, range(2)))
