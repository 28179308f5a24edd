"""What the buildings bring to the matrix: a module a subject, each with the same few words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from tests.server import matrix_campaigns, matrix_companies, matrix_matters

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from tests.server.matrix_rules import Wall
    from tests.server.matrix_world import World


class Subject(Protocol):
    """One subject: its addresses, what the world has of it, and more of that."""

    LISTS: Collection[str]
    NOT_ON_A_PAGE: Mapping[str, tuple[str, ...]]

    @staticmethod
    def walls() -> list[Wall]:
        """Who may ask what."""

    @staticmethod
    def things(world: World) -> Mapping[str, str | int]:
        """Make one of everything, and say what stands in addresses."""

    @staticmethod
    def grow(world: World, number: int) -> None:
        """Make one more of everything that a page may list."""

    @staticmethod
    def histories(world: World) -> Sequence[tuple[str, str, str]]:
        """A chain, a thing in it and what is done to that, for each kind that has a history."""


SUBJECTS: tuple[Subject, ...] = (matrix_matters, matrix_companies, matrix_campaigns)
