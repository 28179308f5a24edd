"""What staff are to learn of at once: each system declares what it knows of."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

from linli.people.enums import Role


@dataclass(frozen=True, slots=True)
class Trouble:
    """One thing that needs a hand, in words; ``key`` is another when the same comes back.

    ``is_dangerous``: somebody is woken for it. ``about`` is the thing that it happened to, such
    as a cabinet, and ``where`` its name in words: many of one thing are told as one, with a
    count. ``link`` is the page where it is seen to; ``roles`` are who is told of it at its place.
    """

    key: str
    place_id: int
    place: str
    says: str
    is_dangerous: bool
    about: str = ""
    where: str = ""
    link: str = ""
    roles: Collection[Role] = ()


Troubles = Callable[[], Sequence[Trouble]]
"""Gives what nobody sees to yet, in the language that is switched on."""

_declared: list[Troubles] = []


def declare(troubles: Troubles) -> None:
    """Let a system say what troubles it has."""
    _declared.append(troubles)


def standing() -> list[Trouble]:
    """Return what nobody sees to yet, in all systems."""
    return [one for troubles in _declared for one in troubles()]
