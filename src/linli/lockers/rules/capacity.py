"""Which size of compartment a courier is promised."""

from collections.abc import Mapping

from linli.wire.messages import Size

SIZES = (Size.S, Size.M, Size.L)
"""Smallest first: a meal fits its own size and every larger one."""


def fitting(wanted: Size) -> tuple[Size, ...]:
    """Return the sizes that a meal of ``wanted`` size fits into, smallest first."""
    return SIZES[SIZES.index(wanted) :]


def choose_size(wanted: Size, credits_left: Mapping[Size, int]) -> Size | None:
    """Return the size to promise for a meal of ``wanted`` size, or None when nothing is left.

    The smallest that fits, so that large compartments stay free for large meals. A promise
    is a credit, not a door: the cabinet alone chooses the compartment.
    """
    return next((size for size in fitting(wanted) if credits_left.get(size, 0) > 0), None)
