"""What staff are to learn of at once: each system declares what it knows of."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Trouble:
    """One thing that needs a hand, in words; ``key`` is another when the same comes back.

    ``is_dangerous``: somebody is woken for it.
    """

    key: str
    place_id: int
    place: str
    says: str
    is_dangerous: bool


Troubles = Callable[[], Sequence[Trouble]]
"""Gives what nobody sees to yet, in the language that is switched on."""

_declared: list[Troubles] = []


def declare(troubles: Troubles) -> None:
    """Let a system say what troubles it has."""
    _declared.append(troubles)


def standing() -> list[Trouble]:
    """Return what nobody sees to yet, in all systems."""
    return [one for troubles in _declared for one in troubles()]
