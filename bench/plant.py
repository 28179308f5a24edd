"""Puts up cabinets that promise without end; run as ``python -m bench.plant`` in a room."""

from typing import Any

from bench.parts import obey
from linli.kernel import clock
from linli.server.worker import load


def put_up(*, cabinets: int, doors: int) -> dict[str, Any]:
    """Put up cabinets and return their codes."""
    from bench.planting import make_endless, plant  # noqa: PLC0415  # needs Django loaded

    codes = [one.layout.cabinet for one in plant(cabinets, doors=doors, now=clock.now())]
    make_endless(codes)
    return {"cabinets": codes}


if __name__ == "__main__":
    load()
    obey(put_up)
