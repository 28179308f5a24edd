"""Journal lines written by hand, for what no real cabinet would write."""

from collections.abc import Sequence

from msgspec.structs import replace

from linli.kernel.chain import GENESIS
from linli.wire.journal import line_hash
from linli.wire.messages import Event, Events, EventType, Fact, State

CABINET, EPOCH = "T-A", 1
MEAL, OTHER_MEAL = "0123456789ABC", "0123456789ABD"
WALL_MS = 1_772_424_000_000
"""2026-03-02 12:00 in Shanghai."""


def line(
    kind: EventType,
    state: State | None = None,
    *,
    comp: int = 0,
    deposit: str = "",
    data: dict[str, Fact] | None = None,
    seq: int = 1,
) -> Event:
    """Return one line that is in no chain yet."""
    return Event(
        seq=seq,
        mono=seq,
        wall=WALL_MS + seq,
        wq=2,
        type=kind,
        comp=comp,
        state=state,
        deposit=deposit,
        grant="",
        data=data or {},
        hash=GENESIS,
    )


def chained(
    lines: Sequence[Event],
    *,
    after: int = 0,
    prev: str = GENESIS,
    cabinet: str = CABINET,
    epoch: int = EPOCH,
) -> list[Event]:
    """Number the lines from ``after + 1`` and hash each after the one before."""
    written: list[Event] = []
    for seq, one in enumerate(lines, start=after + 1):
        numbered = replace(one, seq=seq)
        numbered = replace(numbered, hash=line_hash(prev, cabinet, epoch, numbered))
        written.append(numbered)
        prev = numbered.hash
    return written


def batch(lines: Sequence[Event], *, prev: str = GENESIS, epoch: int = EPOCH) -> Events:
    """Return lines as a message whose signature nobody checks."""
    return Events(v=1, cab=CABINET, epoch=epoch, prev=prev, events=list(lines), sig="0" * 128)
