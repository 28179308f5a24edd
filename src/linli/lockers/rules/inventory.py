"""What an inventory makes of what was believed before it. See docs/decisions/0024."""

from collections.abc import Iterable
from dataclasses import replace

from linli.lockers.enums import WAITING, DepositState
from linli.lockers.rules.lifecycle import DepositNow
from linli.wire.messages import BlockCompartment, Configure, DirectiveBody, PinKey


def next_epoch(*, ours: int, heard: int) -> int:
    """Return an epoch that neither we nor the cabinet have been in."""
    return max(ours, heard) + 1


def counted(before: DepositNow, *, found: bool, asked_ms: int, now_ms: int) -> DepositNow:
    """Return what is known of a meal that had not ended, once it was looked for.

    What was found was taken out by whoever counted. What had been stored and is gone was
    fetched in the part of the journal that is lost. What was never in waits for its courier,
    as if no door had been asked for yet; a meal of it that is found went in unseen.

    Args:
        before: what was known; not ended.
        found: whether the meal was there.
        asked_ms: when its door was last asked for, in ms since 1970.
        now_ms: the instant of the inventory, likewise.
    """
    if before.state in WAITING and not found:
        return replace(before, state=DepositState.OFFERED, comp=0)
    return replace(
        before,
        state=DepositState.RECALLED if found else DepositState.PICKED,
        stored_ms=before.stored_ms or asked_ms,
        ended_ms=now_ms,
    )


def still_holding(bodies: Iterable[DirectiveBody]) -> list[DirectiveBody]:
    """Return, of all that a cabinet was ever told, what a new one must be told again.

    Args:
        bodies: oldest first. What is about a deposit ended with the epoch.
    """
    last: dict[tuple[str, int], DirectiveBody] = {}
    for one in bodies:
        match one:
            case BlockCompartment():
                last["block", one.comp] = one
            case PinKey():
                last["key", one.kid] = one
            case Configure():
                last["config", 0] = one
            case _:
                continue
    return [one for one in last.values() if not isinstance(one, BlockCompartment) or one.blocked]
